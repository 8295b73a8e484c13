"""Maurel-Sedillot index: the other estimate of how far plants follow each other."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, checked, ratio, regional_shares


@indicator(
    of="industry",
    unit="index",
    source="Maurel and Sedillot (1999), Regional Science and Urban Economics 29(5)",
)
def maurel_sedillot(jobs: Matrix, herfindahl: Vector, region_total: Vector | None = None) -> Vector:
    """Return the chance that two plants choose the same region beyond that of random choice.

    gamma = [(sum_r s^2 - sum_r x^2) / (1 - sum_r x^2) - H] / (1 - H)

    with s the industry's shares over regions, x those of all jobs. It can differ in sign from
    Ellison and Glaeser's gamma: an industry concentrated where few jobs are counts less. Show both.

    jobs           persons employed, shape (regions, industries), all >= 0
    herfindahl     H, sum of squared plant shares, shape (industries,), 0 to 1
    region_total   all jobs of each region, shape (regions,); without it the sums of the rows
    return         shape (industries,), 0 random; NaN where the industry has no jobs, a cell of it
                   or H is unknown, H is 1, or a single region has all jobs
    raises         UserError if a number is negative, a shape is wrong, or H exceeds 1
    """
    jobs = cells_of(jobs)
    herfindahl = checked(herfindahl, "herfindahl", (jobs.shape[1],), most=1)
    s, x = regional_shares(jobs, region_total)
    square = (x**2).sum()
    together = ratio((s**2).sum(axis=0) - square, 1 - square)
    return np.asarray(ratio(together - herfindahl, 1 - herfindahl))
