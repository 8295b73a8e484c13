"""Product complexity: the economic complexity index seen from the industries."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.economic_complexity import scores
from milieu.indicators.proximity import specialized


@indicator(
    of="industry",
    unit="standard deviation",
    source="Hidalgo and Hausmann (2009), PNAS 106(26)",
)
def product_complexity(jobs: Matrix, rising_with: Vector | None = None) -> Vector:
    """Return the product complexity index of industries.

    PCI = second eigenvector of D_i^-1 M' D_r^-1 M, M = 1(LQ >= 1), D the row and column sums

    jobs          persons employed, shape (regions, industries), all >= 0
    rising_with   as in economic_complexity, whose sign it shares
    return        shape (industries,), mean 0, standard deviation 1; NaN for an industry without
                  jobs; all NaN and errors as in economic_complexity
    raises        UserError if regions fall into groups that share no industry, a number is
                  negative, or a shape is wrong
    """
    return scores(specialized(jobs).astype(np.float64), rising_with).industries
