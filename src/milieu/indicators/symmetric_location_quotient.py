"""Symmetric location quotient: the location quotient on a scale from -1 to 1."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.location_quotient import location_quotient


@indicator(
    of="cell",
    unit="index",
    source="Dalum, Laursen and Villumsen (1998), International Journal of Technology Management",
    low=-1,
    high=1,
)
def symmetric_location_quotient(
    jobs: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
) -> Matrix:
    """Return the location quotient squeezed so that half and double are equally far from 0.

    SLQ = (LQ - 1) / (LQ + 1)

    jobs     persons employed, shape (regions, industries), all >= 0; totals as in location_quotient
    return   same shape; -1 without jobs, 0 "as in the nation", towards 1 the more concentrated;
             NaN where the location quotient does not exist
    raises   as location_quotient
    """
    quotient = location_quotient(jobs, region_total, national, national_total)
    return np.asarray((quotient - 1) / (quotient + 1))
