"""Hoover index: the share of an industry's jobs that would have to move."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, regional_shares


@indicator(
    of="industry",
    unit="share",
    source="Hoover (1936), Review of Economic Statistics 18(4)",
    low=0,
    high=1,
)
def hoover(jobs: Matrix, region_total: Vector | None = None) -> Vector:
    """Return the share of jobs that would have to move for an industry to be spread as all jobs.

    H[i] = 1/2 sum_r |s[r, i] - x[r]|,  s the industry's shares over regions, x those of all jobs

    jobs           persons employed, shape (regions, industries), all >= 0
    region_total   all jobs of each region, shape (regions,); without it the sums of the rows
    return         shape (industries,), 0 spread as all jobs, towards 1 concentrated; NaN where the
                   industry has no jobs or a cell of it is unknown
    raises         UserError if a number is negative, a shape is wrong, a part exceeds its total
    """
    s, x = regional_shares(cells_of(jobs), region_total)
    return np.asarray(np.abs(s - x).sum(axis=0) / 2)
