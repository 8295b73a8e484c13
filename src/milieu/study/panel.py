"""The employment table as dense arrays, all levels of regions and industries in one."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Mask, Vector
from milieu.core.codes import Tree, arrange
from milieu.study.frame import Frame

UNNAMED_LEVEL = "region"  # level of regions whose codes and table say nothing about it
NATIONAL = ("nation", "country", "nation_part", "combined_area", "group")
BESIDE = ("unknown_county",)  # jobs without a place: in every total, in no list


@dataclass(frozen=True)
class Year:
    """Rows of one year, shape (n,) each; a cell stands once, as the file added last says.

    region, industry    positions in the panel's trees
    jobs                NaN where hidden
    jobs_low, jobs_high what the office itself says about a hidden cell; NaN where nothing
    file                position in `Panel.files`
    base                all jobs of each region that has a row for them, by position
    """

    year: int
    region: Codes
    industry: Codes
    establishments: Vector
    jobs: Vector
    jobs_low: Vector
    jobs_high: Vector
    file: Codes
    base: dict[int, float]


@dataclass(frozen=True)
class Panel:
    """All years, with the trees that their codes stand in."""

    regions: Tree
    industries: Tree
    files: tuple[str, ...]
    years: tuple[Year, ...]

    def region_level(self, position: int) -> str:
        """Return the level of a region."""
        return str(self.regions.levels[position] or UNNAMED_LEVEL)

    def levels(self) -> list[str]:
        """Return the levels at which there are cells, that with most cells first."""
        count: Counter[str] = Counter()
        for year in self.years:
            for position, cells in zip(*np.unique(year.region, return_counts=True), strict=True):
                count[self.region_level(int(position))] += int(cells)
        return [level for level, _ in count.most_common() if level not in BESIDE]

    def regions_at(self, level: str, *, beside: bool = False) -> NDArray[np.intp]:
        """Return positions of the regions of a level, on request with what is beside the map."""
        wanted = (level, *BESIDE) if beside else (level,)
        at = [p for p in range(len(self.regions.codes)) if self.region_level(p) in wanted]
        return np.array(at, np.intp)

    def industries_at(self, digits: int) -> NDArray[np.intp]:
        """Return positions of the industries that part all jobs at a level of digits.

        An industry of fewer digits is among them where it has no branches in the data.
        """
        level = _digits(self.industries)
        parents = set(self.industries.parent.tolist())
        at = [
            p
            for p in range(len(level))
            if not self.industries.other_cut[p]
            and (level[p] == digits or (0 < level[p] < digits and p not in parents))
        ]
        return np.array(at, np.intp)

    def totals(self) -> NDArray[np.intp]:
        """Return positions of the totals over all industries; empty where the data have none."""
        return np.array(
            [p for p, level in enumerate(self.industries.levels) if level == 0], np.intp
        )

    def deepest(self, digits: int) -> int:
        """Return the deepest level of digits in the data, at most `digits`."""
        level = _digits(self.industries)[~self.industries.other_cut]
        return int(level[level <= digits].max(initial=0)) or int(level.max(initial=0))


def read_panel(session: duckdb.DuckDBPyConnection, frame: Frame) -> Panel:
    """Return the employment table of a session; rows that cut jobs another way are left out."""
    base = frame.settings.industries.base
    codes = [code for code in _distinct(session, "industry") if code != base]
    regions = arrange(_distinct(session, "region"), frame.regions)
    industries = arrange(codes, frame.industries)
    files = _files_by_age(session)
    _number(session, "region_at", _distinct(session, "region"), regions.row)
    _number(session, "industry_at", codes, industries.row)
    _number(session, "file_at", files, np.arange(len(files)))
    found = session.execute("SELECT DISTINCT year FROM employment ORDER BY year").fetchall()
    years = tuple(_read_year(session, year, industries, base) for (year,) in found)
    return Panel(regions, industries, files, years)


def _distinct(session: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    query = f"SELECT DISTINCT {column} FROM employment WHERE {column} IS NOT NULL ORDER BY ALL"
    return [value for (value,) in session.execute(query).fetchall()]


def _files_by_age(session: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    query = """
        SELECT file FROM (SELECT DISTINCT file FROM employment)
        LEFT JOIN (SELECT file, max(added) AS added FROM files GROUP BY file) USING (file)
        WHERE file IS NOT NULL ORDER BY added NULLS FIRST, file
        """
    return tuple(file for (file,) in session.execute(query).fetchall())


def _number(
    session: duckdb.DuckDBPyConnection, table: str, codes: Iterable[str], at: NDArray[np.intp]
) -> None:
    """Make a table that gives each code its position."""
    import pandas as pd

    rows = pd.DataFrame({"code": list(codes), "at": at.astype(np.int32)})
    session.register("rows", rows)
    session.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS SELECT * FROM rows")
    session.unregister("rows")


def _read_year(session: duckdb.DuckDBPyConnection, year: int, industries: Tree, base: str) -> Year:
    totals = session.execute(
        "SELECT r.at, jobs FROM employment JOIN region_at r ON r.code = region "
        "WHERE year = ? AND industry = ? AND jobs IS NOT NULL",
        [year, base],
    ).fetchall()
    rows = session.execute(
        """
        SELECT r.at AS region, i.at AS industry, f.at AS file, establishments, jobs,
               jobs_low, jobs_high
        FROM employment
        JOIN region_at r ON r.code = region
        JOIN industry_at i ON i.code = industry
        JOIN file_at f ON f.code = file
        WHERE year = ?
        """,
        [year],
    ).fetchnumpy()
    plain = {name: _filled(values) for name, values in rows.items()}
    one = _last_of_each(plain, industries.other_cut)
    columns: dict[str, Any] = {name: plain[name][one] for name in _COLUMNS}
    return Year(year, **columns, base=dict(totals))


_COLUMNS = ("region", "industry", "establishments", "jobs", "jobs_low", "jobs_high", "file")


def _filled(values: Any) -> NDArray[np.generic]:
    if np.issubdtype(values.dtype, np.floating):
        return np.ma.filled(values, np.nan)
    return np.ma.filled(values, -1)


def _last_of_each(rows: dict[str, NDArray[np.generic]], other_cut: Mask) -> NDArray[np.intp]:
    """Return one row for each cell, that of the file added last, without other cuts."""
    region, industry = rows["region"].astype(np.int64), rows["industry"].astype(np.int64)
    order = np.lexsort((rows["file"], industry, region))
    order = order[~other_cut[industry[order]]]
    key = region[order] * len(other_cut) + industry[order]
    return order[np.append(key[1:] != key[:-1], True)] if len(order) else order


def _digits(tree: Tree) -> NDArray[np.int64]:
    """Return the digits of each industry; those of unknown level count as the first below all."""
    return np.array([1 if level is None else int(level) for level in tree.levels], np.int64)
