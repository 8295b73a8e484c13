"""Matrices of jobs for the property tests of indicators."""

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from milieu.core.arrays import Matrix
from milieu.core.cells import Cells, HiddenDraws

SHAPES = arrays.array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6)


@st.composite
def jobs_matrices(draw: st.DrawFn, least: int = 0) -> Matrix:
    """Whole numbers of jobs; no region and no industry is empty if `least` is 1."""
    jobs = draw(arrays.arrays(np.float64, SHAPES, elements=st.integers(least, 1000).map(float)))
    jobs[0, 0] = max(jobs[0, 0], 1)
    return jobs


def cells_with_hidden(jobs: Matrix, hidden: np.ndarray, draws: int = 20, seed: int = 0) -> Cells:
    """Cells whose hidden ones are drawn around the truth with a standard deviation of 50 %."""
    row, column = np.nonzero(hidden)
    noise = np.random.default_rng(seed).normal(0, 0.5, (draws, len(row)))
    drawn = (jobs[hidden] * np.exp(noise)).astype(np.float32)
    regions, industries = jobs.shape
    return Cells(
        2016,
        tuple(f"r{i}" for i in range(regions)),
        tuple(f"i{i}" for i in range(industries)),
        jobs,
        np.where(hidden, 0, jobs),
        np.where(hidden, 3 * jobs + 5, jobs),
        hidden,
        np.full(jobs.shape, np.nan),
        HiddenDraws(row.astype(np.int32), column.astype(np.int32), drawn),
    )
