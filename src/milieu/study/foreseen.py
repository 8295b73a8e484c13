"""What is foreseen in a study: its cells as a panel, and the sums that are of interest."""

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle.trajectories import Trajectories
from milieu.outlook.panel import Panel, last_known
from milieu.study.matrices import levels
from milieu.study.trajectories import Reading

MOST_CELLS = 6_000  # foreseen one by one; beyond, those outside clusters are summed by industry
BLURRED = 0.1  # standard deviation over jobs above which an estimate is not known; T14
REST = "*"  # region of the cells that are summed by industry
CLUSTER, INDUSTRY, REGION, NATION = "cluster", "industry", "region", "nation"
UNITS = {
    "jobs": "jobs",
    "firms": "firms",
    "wage": "per job",
    "output": "units of volume",
    "patents": "patents",
}


@dataclass(frozen=True)
class Sums:
    """Sums of series: what each is of, its code, and the series that it adds up."""

    of: tuple[str, ...]
    code: tuple[str, ...]
    series: tuple[NDArray[np.intp], ...]


@dataclass(frozen=True)
class Foreseen:
    """One measure as a panel, with the sums that are told of it.

    latest   the last value of each series, known or estimated; 0 where there is none
    """

    measure: str
    panel: Panel
    sums: Sums
    latest: Vector

    @property
    def actual(self) -> Matrix:
        """Return the sums through the years, NaN where one part is not known."""
        return np.array([self.panel.values[at].sum(axis=0) for at in self.sums.series])


def all_foreseen(reading: Reading, known: Trajectories) -> Iterator[Foreseen]:
    """Yield every measure of a study that can be foreseen, jobs of each level first."""
    built = levels(reading.session)
    for level in built:
        yield from _of_cells(reading.session, level, whole=level == built[0])
    for measure in ("wage", "output", "patents"):
        if known.has(measure):
            yield _of_clusters(known, measure)


CELLS = """
    WITH size AS (
        SELECT region, industry, sum(jobs) AS jobs FROM cell WHERE level = ? GROUP BY ALL
        HAVING sum(jobs) > 0),
    home AS (SELECT DISTINCT region, industry FROM home WHERE level = ?),
    kept AS (
        SELECT s.region, s.industry FROM size s
        WHERE (SELECT count(*) FROM size) <= ? OR (s.region, s.industry) IN (FROM home))
    SELECT CASE WHEN k.region IS NULL THEN '{rest}' ELSE c.region END AS region, c.industry, year,
           sum(c.jobs) AS jobs, sum(c.establishments) AS firms, sqrt(sum(spread * spread)) AS spread
    FROM cell c JOIN size USING (region, industry)
    LEFT JOIN kept k ON k.region = c.region AND k.industry = c.industry
    WHERE c.level = ? GROUP BY ALL ORDER BY ALL"""


def _of_cells(session: duckdb.DuckDBPyConnection, level: str, *, whole: bool) -> Iterator[Foreseen]:
    """Yield jobs and firms of a level's cells; `whole`: the level parts the nation.

    A cell without a row in a year is unknown: an office may have hidden it, or it may be empty.
    Jobs that the office hides and that are not well known are unknown, too: the errors of estimates
    are no changes.
    """
    rows = session.execute(CELLS.format(rest=REST), [level, level, MOST_CELLS, level]).fetchnumpy()
    if not len(rows["year"]):
        return
    codes, row = np.unique(
        [f"{r}\t{i}" for r, i in zip(rows["region"], rows["industry"], strict=True)],
        return_inverse=True,
    )
    cells = [tuple(code.split("\t")) for code in codes]
    years = np.arange(rows["year"].min(), rows["year"].max() + 1)
    sums = _sums(session, level, cells, whole=whole)
    for measure in ("jobs", "firms"):
        values = np.full((len(cells), len(years)), np.nan)
        values[row, rows["year"] - years[0]] = np.ma.filled(rows[measure], np.nan)
        if np.nansum(values) > 0:
            latest = np.nan_to_num(last_known(values))
            if measure == "jobs":
                blurred = rows["spread"] > BLURRED * rows["jobs"]
                values[row[blurred], rows["year"][blurred] - years[0]] = np.nan
            regions, industries = zip(*cells, strict=True)
            yield Foreseen(measure, Panel.of(values, years, regions, industries), sums, latest)


def _sums(
    session: duckdb.DuckDBPyConnection, level: str, cells: list[tuple[str, ...]], *, whole: bool
) -> Sums:
    """Return clusters, and of the level that parts the nation industries, regions, the nation."""
    place = {cell: at for at, cell in enumerate(cells)}
    of: dict[tuple[str, str], list[int]] = {}
    homes = session.execute(
        "SELECT cluster, region, industry FROM home WHERE level = ? ORDER BY ALL", [level]
    ).fetchall()
    for cluster, *cell in homes:
        if tuple(cell) in place:
            of.setdefault((CLUSTER, cluster), []).append(place[tuple(cell)])
    if whole:
        all_kept = not any(region == REST for region, _ in cells)
        for at, (region, industry) in enumerate(cells):
            of.setdefault((INDUSTRY, industry), []).append(at)
            if all_kept:
                of.setdefault((REGION, region), []).append(at)
        of[NATION, ""] = list(range(len(cells)))
    kinds, codes = zip(*of, strict=True) if of else ((), ())
    return Sums(kinds, codes, tuple(np.array(at, np.intp) for at in of.values()))


def _of_clusters(known: Trajectories, measure: str) -> Foreseen:
    """Return a measure that is known of clusters as wholes."""
    kind = "ratio" if measure == "wage" else "count"
    panel = Panel.of(known[measure], known.years, kind=kind)
    each = tuple(np.array([at], np.intp) for at in range(len(known.names)))
    sums = Sums((CLUSTER,) * len(each), known.names, each)
    return Foreseen(measure, panel, sums, np.nan_to_num(last_known(known[measure])))
