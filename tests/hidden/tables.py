"""Small tables with known contents for the tests of hidden cells."""

import numpy as np
from hypothesis import strategies as st

from milieu.hidden import Publication

NAN = np.nan


def nation(jobs: np.ndarray, hidden: np.ndarray | None = None, counts=None) -> Publication:
    """Return a two-level nation: region 0 is the sum of regions, industry 0 of industries.

    jobs     inner table, shape (regions, industries), whole numbers
    hidden   shape (regions + 1, industries + 1), margins first; none by default
    counts   establishments of the inner table; 3 each by default
    """
    full = with_margins(jobs)
    counts = with_margins(np.full(jobs.shape, 3.0) if counts is None else counts)
    hidden = np.zeros(full.shape, bool) if hidden is None else hidden
    region, industry = np.indices(full.shape).reshape(2, -1).astype(np.int32)
    return Publication(
        region,
        industry,
        counts.ravel(),
        np.where(hidden, NAN, full).ravel(),
        (first_is_root(full.shape[0]),),
        first_is_root(full.shape[1]),
    )


def with_margins(inner: np.ndarray) -> np.ndarray:
    """Return the table with sums in front: row 0 and column 0."""
    rows = np.vstack([inner.sum(axis=0), inner])
    return np.column_stack([rows.sum(axis=1), rows]).astype(float)


def first_is_root(count: int) -> np.ndarray:
    """Return parents of `count` nodes, all but node 0 hanging from node 0."""
    parent = np.zeros(count, np.int32)
    parent[0] = -1
    return parent


def hide(rows: int, columns: int, *cells: tuple[int, int]) -> np.ndarray:
    """Return a mask of a table with margins, true at these cells."""
    hidden = np.zeros((rows, columns), bool)
    for cell in cells:
        hidden[cell] = True
    return hidden


@st.composite
def tables(draw):
    """Return inner jobs and a mask of hidden cells, margins included."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    jobs = draw(st.lists(st.integers(0, 200), min_size=rows * columns, max_size=rows * columns))
    cells = (rows + 1) * (columns + 1)
    hidden = draw(st.lists(st.booleans(), min_size=cells, max_size=cells))
    return (
        np.array(jobs).reshape(rows, columns),
        np.array(hidden).reshape(rows + 1, columns + 1),
    )
