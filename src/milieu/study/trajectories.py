"""The clusters of a study through its years, as life cycle and outlook take them.

A cluster is followed in its home: the cells that belong to it in at least half of the years in
which it is found. So a border that moves is no growth and no decline.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.lifecycle.alarms import Cells
from milieu.lifecycle.trajectories import Trajectories
from milieu.study.matrices import levels
from milieu.study.step import Work

MOST_UNKNOWN = 0.1  # share of a cluster's jobs in cells of which a measure is not known
BLURRED = 0.3  # standard deviation of jobs over jobs above which an estimate says nothing; T15
WIDTH_80 = 2.5631  # of the middle 80 % of a normal distribution, in standard deviations

HOME = """
    CREATE OR REPLACE TEMP TABLE home AS
    WITH found AS (
        SELECT cluster, region, industry, count(*) AS times, max(year) AS last
        FROM cluster_members JOIN cluster_years USING (cluster, year) WHERE found GROUP BY ALL),
    years AS (
        SELECT cluster, count(*) AS times, max(year) AS last FROM cluster_years
        WHERE found GROUP BY ALL)
    SELECT cluster, level, region, industry
    FROM found f JOIN years y USING (cluster) JOIN clusters c USING (cluster)
    WHERE 2 * f.times >= y.times
       OR (f.last = y.last AND NOT EXISTS (
            SELECT 1 FROM found o WHERE o.cluster = f.cluster AND 2 * o.times >= y.times))"""

CELLS = """
    CREATE OR REPLACE TEMP TABLE cell AS
    SELECT level, region, industry, year, establishments, coalesce(d.jobs, c.jobs) AS jobs,
           status = 'range only' AS unshown,
           CASE WHEN status = 'published' THEN 0 ELSE (jobs_high - jobs_low) / {width} END AS spread
    FROM cells c LEFT JOIN _draws d USING (level, region, industry, year)"""

DRAWN = "SELECT 1 FROM duckdb_columns() WHERE table_name = '_draws' LIMIT 1"
NO_DRAWS = """
    CREATE TEMP VIEW _draws AS SELECT level, region, industry, year, jobs FROM cells WHERE false"""

# An estimate that is too near to a single firm to be shown is reckoned with where it is narrow
JOBS = """
    WITH sums AS (
        SELECT cluster, year, sum(jobs) AS jobs, sum(establishments) AS firms,
               sqrt(sum(spread * spread)) AS spread, bool_or(NOT unshown) AS shown
        FROM home JOIN cell USING (level, region, industry) GROUP BY ALL)
    SELECT cluster, year,
           CASE WHEN bool_or(shown) OVER (PARTITION BY cluster) THEN jobs END AS jobs,
           firms, spread FROM sums"""

NATION = """
    SELECT cluster, year, sum(n.jobs) AS jobs, sum(n.firms) AS firms
    FROM (SELECT DISTINCT cluster, industry FROM home) h
    JOIN (SELECT industry, year, sum(jobs) AS jobs, sum(establishments) AS firms
          FROM cell WHERE level = ? GROUP BY ALL) n USING (industry)
    GROUP BY ALL"""

# What other tables say of cells, in the codes of the cells; a cell that two files name counts once
SAID = """
    CREATE OR REPLACE TEMP TABLE said AS
    SELECT r.code AS region, i.code AS industry, year, {columns}
    FROM {table} t JOIN region_code r ON r.raw = t.region JOIN industry_code i ON i.raw = t.industry
    GROUP BY ALL"""

# One measure of the clusters' homes and of the same industries elsewhere: numerator and
# denominator are summed over the cells of which both are known
MEASURED = """
    WITH own AS (
        SELECT cluster, year, sum({top}) AS top, sum({bottom}) AS bottom,
               sum(jobs) FILTER (WHERE {top} IS NOT NULL AND {bottom} IS NOT NULL) / sum(jobs) AS s
        FROM home JOIN cell USING (level, region, industry)
        LEFT JOIN said USING (region, industry, year)
        GROUP BY ALL),
    whole AS (
        SELECT industry, year, sum({top}) AS top, sum({bottom}) AS bottom
        FROM cell JOIN said USING (region, industry, year)
        WHERE level = ? AND {top} IS NOT NULL AND {bottom} IS NOT NULL GROUP BY ALL),
    nation AS (
        SELECT cluster, year, sum(top) AS top, sum(bottom) AS bottom
        FROM (SELECT DISTINCT cluster, industry FROM home) JOIN whole USING (industry) GROUP BY ALL)
    SELECT cluster, year, CASE WHEN s >= 1 - {unknown} THEN own.top END AS top,
           CASE WHEN s >= 1 - {unknown} THEN own.bottom END AS bottom,
           nation.top AS nation_top, nation.bottom AS nation_bottom
    FROM own LEFT JOIN nation USING (cluster, year)"""


VARIETY = """
    WITH several AS (
        SELECT class FROM class_of WHERE class <> '' GROUP BY class HAVING count(*) > 1),
    own AS (
        SELECT DISTINCT cluster, class FROM home JOIN class_of USING (industry)
        SEMI JOIN several USING (class)),
    inside AS (
        SELECT cluster, year, class, jobs
        FROM (SELECT DISTINCT cluster, level, region FROM home)
        JOIN cell USING (level, region) JOIN class_of USING (industry)
        JOIN own USING (cluster, class) WHERE jobs > 0),
    entropy AS (
        SELECT cluster, year, class, sum(jobs) AS jobs,
               greatest(0, log2(sum(jobs)) - sum(jobs * log2(jobs)) / sum(jobs)) AS bits
        FROM inside GROUP BY ALL)
    SELECT cluster, year, sum(jobs * bits) / sum(jobs) AS bits FROM entropy GROUP BY ALL"""


@dataclass(frozen=True)
class Said:
    """A measure as a ratio of two columns of a table; `whole`: a sum, without a denominator."""

    measure: str
    table: str
    top: str
    bottom: str = ""
    nation: bool = True


MEASURES = (
    Said("wage", "employment", "wages", "jobs"),
    Said("output", "output", "output"),
    Said("unit_value", "output", "output * unit_value", "output"),
    Said("entry_rate", "demography", "births", "incumbents"),
    Said("exit_rate", "demography", "deaths", "incumbents", nation=False),
    Said("patents", "innovation", "patents", nation=False),
)
# Tables and results that trajectories are read from
TABLES = (
    "clusters",
    "cluster_years",
    "cluster_members",
    "cells",
    "_draws",
    "employment",
    "output",
    "demography",
    "innovation",
    "openness",
)
COLUMNS = {
    "employment": "max(t.wages) AS wages",
    "output": "max(t.output) AS output, max(t.unit_value) AS unit_value",
    "demography": "max(births) AS births, max(deaths) AS deaths, max(incumbents) AS incumbents",
    "innovation": "max(patents) AS patents",
}

# Weights of two kinds of ties, such as money and patents, can not be added: the kind known in
# most years of clusters speaks for all, among equals the one that tells of buyers
TIED = """
    WITH of_clusters AS (
        SELECT * FROM openness
        WHERE cluster IN (SELECT cluster FROM home) AND year IN (SELECT year FROM cell)),
    spoken AS (
        SELECT kind FROM of_clusters GROUP BY kind
        ORDER BY count(external_share) DESC, count(buyer_concentration) DESC, kind LIMIT 1)
    SELECT cluster, year, max(external_share) FILTER (WHERE kind IN (FROM spoken)) AS share,
           max(buyer_concentration) AS buyers
    FROM of_clusters GROUP BY ALL"""


def trajectories(work: Work) -> Trajectories:
    """Return all clusters of a study through all its years, with everything known of them."""
    return Reading(work).all()


WAGES = """
    SELECT cluster, region || '/' || industry AS member, year, jobs, wages / jobs AS wage
    FROM home JOIN cell USING (level, region, industry)
    JOIN said USING (region, industry, year) WHERE jobs > 0 AND wages IS NOT NULL"""


def member_wages(work: Work, known: Trajectories) -> Cells | None:
    """Return jobs and wages of the clusters' member cells; None where no wages are known."""
    reading = Reading(work)
    if not reading.has("employment"):
        return None
    reading.session.execute(SAID.format(table="employment", columns=COLUMNS["employment"]))
    found = reading.session.execute(WAGES).fetchnumpy()
    if not len(found["cluster"]):
        return None
    place = {name: at for at, name in enumerate(known.names)}
    of = np.array([place[name] for name in found["cluster"]], np.intp)
    members, row = np.unique(
        [f"{c} {m}" for c, m in zip(of, found["member"], strict=True)], return_inverse=True
    )
    cluster = np.array([int(member.split(" ", 1)[0]) for member in members], np.int32)
    matrices = np.full((2, len(members), len(known.years)), np.nan)
    at = row, found["year"] - known.years[0]
    matrices[0][at], matrices[1][at] = found["jobs"], found["wage"]
    return Cells(cluster, matrices[0], matrices[1])


@dataclass(frozen=True)
class Reading:
    """Reads the measures of clusters from a study's tables and results."""

    work: Work

    @cached_property
    def session(self) -> duckdb.DuckDBPyConnection:
        """Return the study's session, with the homes of clusters and the cells they lie in."""
        session = self.work.session
        if not session.execute(DRAWN).fetchone():  # nothing was hidden, or it was not estimated
            session.execute(NO_DRAWS)
        session.execute(HOME)
        session.execute(CELLS.format(width=WIDTH_80))
        _codes(session, "region_code", "region", self.work.frame.regions.canonical)
        _codes(session, "industry_code", "industry", self.work.frame.industries.canonical)
        return session

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Return the clusters, in order."""
        rows = self.session.execute("SELECT DISTINCT cluster FROM home ORDER BY 1").fetchall()
        return tuple(name for (name,) in rows)

    def homes(self) -> list[str]:
        """Return the home of each cluster as a text; clusters of one home went the same way."""
        rows = self.session.execute(
            "SELECT cluster, string_agg(level || ' ' || region || ' ' || industry, ';' "
            "ORDER BY level, region, industry) FROM home GROUP BY cluster ORDER BY cluster"
        ).fetchall()
        return [home for _, home in rows]

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """Return all years from the first to the last that has cells."""
        ends = self.session.execute("SELECT min(year), max(year) FROM cell").fetchone()
        first, last = ends or (0, -1)
        return np.arange(first, last + 1)

    @cached_property
    def first_level(self) -> str:
        """Return the level that parts the whole nation."""
        return levels(self.session)[0]

    def all(self) -> Trajectories:
        """Return everything that is known."""
        known = self.jobs()
        for table in COLUMNS:
            if self.has(table):
                self.session.execute(SAID.format(table=table, columns=COLUMNS[table]))
                for one in (m for m in MEASURES if m.table == table):
                    known |= self.said(one)
                if table == "output" and self.has("employment"):
                    known |= self.margin()
        known |= self.variety()
        if self.has("openness"):
            known |= self.ties()
        return Trajectories(self.names, self.years, known)

    def jobs(self) -> dict[str, Matrix]:
        """Return jobs and firms of the clusters, and of their industries elsewhere."""
        jobs, firms, spread = self._matrices(self.session.execute(JOBS))
        jobs[spread > BLURRED * jobs] = np.nan
        nation_jobs, nation_firms = self._matrices(self.session.execute(NATION, [self.first_level]))
        return {
            "jobs": jobs,
            "firms": firms,
            "jobs_log_spread": _share(spread, jobs),
            "nation_jobs": np.maximum(nation_jobs - np.nan_to_num(jobs), 0.0),
            "nation_firms": np.maximum(nation_firms - np.nan_to_num(firms), 0.0),
        }

    def said(self, one: Said) -> dict[str, Matrix]:
        """Return a measure of the clusters and, where asked for, of their industries elsewhere."""
        query = MEASURED.format(top=one.top, bottom=one.bottom or "1", unknown=MOST_UNKNOWN)
        top, bottom, nation_top, nation_bottom = self._matrices(
            self.session.execute(query, [self.first_level])
        )
        elsewhere = nation_top - np.nan_to_num(top), nation_bottom - np.nan_to_num(bottom)
        own = _share(top, bottom) if one.bottom else top
        others = _share(*elsewhere) if one.bottom else np.maximum(elsewhere[0], 0.0)
        return {one.measure: own} | ({f"nation_{one.measure}": others} if one.nation else {})

    def margin(self) -> dict[str, Matrix]:
        """Return value added less wages, over output."""
        self.session.execute(
            "CREATE OR REPLACE TEMP TABLE paid AS "
            "SELECT region, industry, year, max(wages) AS wages FROM employment GROUP BY ALL"
        )
        columns = (
            "max(t.output) AS output, max(t.value_added - (SELECT wages FROM paid p WHERE "
            "p.region = t.region AND p.industry = t.industry AND p.year = t.year)) AS surplus"
        )
        self.session.execute(SAID.format(table="output", columns=columns))
        return self.said(Said("margin", "output", "surplus", "output"))

    def variety(self) -> dict[str, Matrix]:
        """Return the variety within the cluster's classes of industries, in its regions.

        sum over classes of share x entropy, the related variety of Frenken and others (2007) of
        the cluster's own classes: that of a whole region hardly moves when one cluster narrows.
        """
        parent = self.work.frame.industries.parent
        codes = self.session.execute("SELECT DISTINCT industry FROM cell").fetchall()
        above = [(code, parent(code) or "") for (code,) in codes]
        _pairs(self.session, "class_of", ("industry", "class"), above)
        (variety,) = self._matrices(self.session.execute(VARIETY))
        return {"related_variety": variety}

    def ties(self) -> dict[str, Matrix]:
        """Return the share of ties that leave each cluster, and the concentration of buyers."""
        share, buyers = self._matrices(self.session.execute(TIED))
        return {"external_link_share": share, "buyer_concentration": buyers}

    def has(self, table: str) -> bool:
        """Return whether a table or result is there and holds anything."""
        there = self.session.execute(
            "SELECT 1 FROM duckdb_views() WHERE view_name = ?", [table]
        ).fetchone()
        return there is not None and bool(
            self.session.execute(f"SELECT 1 FROM {table} LIMIT 1").fetchone()
        )

    def _matrices(self, rows: duckdb.DuckDBPyConnection) -> list[Matrix]:
        """Return one matrix for each column after cluster and year."""
        found = rows.fetchnumpy()
        cluster, year, *columns = found.values()
        place = {name: at for at, name in enumerate(self.names)}
        at = np.array([place[name] for name in cluster], np.intp), year - self.years[0]
        made = []
        for values in columns:
            matrix = np.full((len(self.names), len(self.years)), np.nan)
            matrix[at] = np.ma.filled(values.astype(np.float64), np.nan)
            made.append(matrix)
        return made


def _share(top: Matrix, bottom: Matrix) -> Matrix:
    return np.divide(top, bottom, out=np.full_like(top, np.nan), where=bottom > 0)


def _codes(
    session: duckdb.DuckDBPyConnection, name: str, column: str, canonical: Callable[[str], str]
) -> None:
    """Make a table that gives each code of the tables its code in the cells."""
    tables = " UNION ".join(f"SELECT {column} FROM {table}" for table in COLUMNS)
    raw = [code for (code,) in session.execute(tables).fetchall() if code is not None]
    _pairs(session, name, ("raw", "code"), [(code, canonical(code)) for code in raw])


def _pairs(
    session: duckdb.DuckDBPyConnection,
    name: str,
    columns: tuple[str, str],
    rows: Sequence[tuple[str, str]],
) -> None:
    """Make a table of two columns of texts."""
    import pandas as pd

    session.register("rows", pd.DataFrame(rows, columns=list(columns), dtype=str))
    session.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM rows")
    session.unregister("rows")
