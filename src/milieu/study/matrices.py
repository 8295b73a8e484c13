"""The cells that a build estimated, as matrices."""

from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.cells import Cells, HiddenDraws, no_draws
from milieu.core.codes import Scheme
from milieu.study.panel import BESIDE

ELSEWHERE = "*"  # the row of jobs in no region of the level; the column of jobs in no industry


@dataclass(frozen=True)
class Slice:
    """One level of regions in one year.

    level                  such as county or metropolitan_area
    range_low, range_high  80 % range of each cell's jobs, shape (regions, industries)
    place                  rows of the matrices that are places; others are in the totals only
    kind                   columns that are industries; another holds what a region's published
                           total has beyond them, such as government beside private industries
    """

    level: str
    cells: Cells
    range_low: Matrix
    range_high: Matrix
    place: Mask
    kind: Mask


def slices(
    session: duckdb.DuckDBPyConnection, level: str, first: str, regions_scheme: Scheme
) -> list[Slice]:
    """Return a level's cells of every year, over the same regions and industries each.

    first   the level that parts the whole nation; another level gets a row for the jobs elsewhere
    """
    years = session.execute("SELECT DISTINCT year FROM cells ORDER BY year").fetchall()
    regions, industries = _codes(session, level, "region"), _codes(session, first, "industry")
    made = []
    for (year,) in years:
        cells, low, high = _cells(session, level, year, regions, industries)
        totals = _totals(session, level, year, regions)
        if totals is not None:
            cells = _with_rest(cells, totals)
            low, high = (np.hstack([ends, cells.jobs[:, -1:]]) for ends in (low, high))
        if level != first:
            cells = _with_elsewhere(cells, _national(session, first, year, cells.industries))
            low, high = (np.vstack([ends, cells.jobs[-1:]]) for ends in (low, high))
        place = [r != ELSEWHERE and regions_scheme.level(r) not in BESIDE for r in cells.regions]
        kind = np.array([i != ELSEWHERE for i in cells.industries], bool)
        made.append(Slice(level, cells, low, high, np.array(place, bool), kind))
    return made


def levels(session: duckdb.DuckDBPyConnection) -> list[str]:
    """Return the levels that were built, the one that parts the whole nation first."""
    rows = session.execute(
        "SELECT level, sum(jobs_high) AS jobs FROM cells GROUP BY level ORDER BY jobs DESC"
    ).fetchall()
    return [level for level, _ in rows]


def _codes(session: duckdb.DuckDBPyConnection, level: str, column: str) -> tuple[str, ...]:
    query = f"SELECT DISTINCT {column} FROM cells WHERE level = ? ORDER BY ALL"
    return tuple(code for (code,) in session.execute(query, [level]).fetchall())


def _cells(
    session: duckdb.DuckDBPyConnection,
    level: str,
    year: int,
    regions: tuple[str, ...],
    industries: tuple[str, ...],
) -> tuple[Cells, Matrix, Matrix]:
    """Return the cells of one year with the lower and upper ends of their ranges."""
    rows = session.sql(
        """
        SELECT region, industry, coalesce(d.jobs, c.jobs) AS jobs, jobs_low, jobs_high,
               least, most, establishments, status <> 'published' AS hidden, draws
        FROM cells c LEFT JOIN _draws d USING (level, region, industry, year)
        WHERE level = ? AND year = ?
        """,
        params=[level, year],
    ).to_arrow_table()
    at = _positions(rows["region"], regions), _positions(rows["industry"], industries)
    shape = len(regions), len(industries)
    inside = at[1] >= 0
    hidden = _numbers(rows["hidden"]).astype(bool) & inside

    def matrix(name: str, empty: float = 0.0) -> Matrix:
        filled = np.full(shape, empty)
        filled[at[0][inside], at[1][inside]] = _numbers(rows[name])[inside]
        return filled

    is_hidden = np.zeros(shape, bool)
    is_hidden[at[0][hidden], at[1][hidden]] = True
    draws = _draws(rows["draws"].filter(pa.array(hidden)), at[0][hidden], at[1][hidden])
    cells = Cells(
        year,
        regions,
        industries,
        matrix("jobs"),
        matrix("least"),
        matrix("most"),
        is_hidden,
        matrix("establishments"),
        draws,
    )
    return cells, matrix("jobs_low"), matrix("jobs_high")


def _draws(lists: pa.ChunkedArray, row: np.ndarray, column: np.ndarray) -> HiddenDraws:
    if not len(row):
        return no_draws()
    flat = np.concatenate([chunk.flatten().to_numpy() for chunk in lists.chunks])
    jobs = np.ascontiguousarray(flat.reshape(len(row), -1).T)
    return HiddenDraws(row.astype(np.int32), column.astype(np.int32), jobs)


def _positions(codes: pa.ChunkedArray, known: tuple[str, ...]) -> np.ndarray:
    """Return the place of each code among the known ones, -1 where it is not among them."""
    encoded = codes.combine_chunks().dictionary_encode()
    place = {code: at for at, code in enumerate(known)}
    of_code = np.array([place.get(code, -1) for code in encoded.dictionary.to_pylist()], np.int64)
    return of_code[encoded.indices.to_numpy()] if len(codes) else np.zeros(0, np.int64)


def _numbers(column: pa.ChunkedArray) -> Vector:
    return np.asarray(column.cast(pa.float64()).to_numpy(), np.float64)


def _national(
    session: duckdb.DuckDBPyConnection, first: str, year: int, industries: tuple[str, ...]
) -> Vector:
    """Return the nation's jobs in each column: the sum over the regions that part it."""
    rows = session.execute(
        """
        SELECT industry, sum(coalesce(d.jobs, c.jobs))
        FROM cells c LEFT JOIN _draws d USING (level, region, industry, year)
        WHERE level = ? AND year = ? GROUP BY industry
        """,
        [first, year],
    ).fetchall()
    jobs = dict(rows)
    total = session.execute(
        "SELECT sum(jobs) FROM _totals WHERE level = ? AND year = ?", [first, year]
    ).fetchone()
    jobs[ELSEWHERE] = max((total or (0,))[0] or 0.0, sum(jobs.values())) - sum(jobs.values())
    return np.array([jobs.get(code, 0.0) for code in industries])


def _totals(
    session: duckdb.DuckDBPyConnection, level: str, year: int, regions: tuple[str, ...]
) -> Vector | None:
    """Return the published total of each region, NaN where it has none; None if none has one."""
    rows = session.execute(
        "SELECT region, jobs FROM _totals WHERE level = ? AND year = ?", [level, year]
    ).fetchall()
    jobs = dict(rows)
    return np.array([jobs.get(code, np.nan) for code in regions]) if jobs else None


def _with_rest(cells: Cells, totals: Vector) -> Cells:
    """Return the cells with a last column for what the totals have beyond the industries."""
    known = cells.jobs.sum(axis=1)
    rest = np.maximum(np.fmax(totals, known) - known, 0.0)[:, None]
    none = np.zeros_like(rest)
    return Cells(
        cells.year,
        cells.regions,
        (*cells.industries, ELSEWHERE),
        np.hstack([cells.jobs, rest]),
        np.hstack([cells.low, rest]),
        np.hstack([cells.high, rest]),
        np.hstack([cells.hidden, none.astype(bool)]),
        np.hstack([cells.establishments, none]),
        cells.draws,
    )


def _with_elsewhere(cells: Cells, national: Vector) -> Cells:
    """Return the cells with a last row for what the nation has outside the level's regions."""
    rest = np.maximum(national - cells.jobs.sum(axis=0), 0.0)[None, :]
    none = np.zeros_like(rest)
    return Cells(
        cells.year,
        (*cells.regions, ELSEWHERE),
        cells.industries,
        np.vstack([cells.jobs, rest]),
        np.vstack([cells.low, rest]),
        np.vstack([cells.high, rest]),
        np.vstack([cells.hidden, none.astype(bool)]),
        np.vstack([cells.establishments, none]),
        cells.draws,
    )
