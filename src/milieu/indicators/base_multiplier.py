"""Economic base multiplier: all jobs of a region per job that serves other places."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import base_of, cells_of, checked, ratio
from milieu.indicators.unrelated_variety import group_jobs

ROUNDING = 1e-9  # share of a region's jobs below which a surplus is only rounding


class AggregationBias(NamedTuple):
    """The multiplier at two levels of industries, shape (regions,).

    fine     from industries as given
    coarse   from their groups, within which surplus and deficit cancel: never below `fine`
    bias     coarse / fine, at least 1
    """

    fine: Vector
    coarse: Vector
    bias: Vector


@indicator(
    of="region",
    unit="ratio",
    source="Isserman (1977), Journal of the American Institute of Planners 43(1)",
    low=1,
)
def base_multiplier(
    jobs: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
) -> Vector:
    """Return all jobs of a region over its basic jobs, those beyond its own needs.

    m[r] = E[r] / sum_i max(0, jobs[r, i] - E[r] E[i] / E),  the needs taken as the nation's

    jobs     persons employed, shape (regions, industries), all >= 0
    region_total, national, national_total   totals as in location_quotient
    return   shape (regions,), at least 1; NaN where the region has no jobs, a cell of it is
             unknown, or it is like the nation: without basic jobs there is no multiplier
    raises   UserError if a number is negative, a shape is wrong, a part exceeds its total

    Too high by construction: trade both ways within an industry is not seen, so the coarser the
    industries, the higher the multiplier (see aggregation_bias). With region_total larger than the
    sum of the row, the surplus of industries that are not in the matrix is missed.
    """
    jobs = cells_of(jobs)
    region, industry, nation = base_of(jobs, region_total, national, national_total)
    surplus = np.maximum(jobs - region * ratio(industry, nation), 0).sum(axis=1)
    every = region[:, 0]
    # a region can not have fewer jobs than basic ones, but rounded totals can
    return np.maximum(ratio(every, np.where(surplus > ROUNDING * every, surplus, np.nan)), 1)


def aggregation_bias(jobs: Matrix, group: Vector) -> AggregationBias:
    """Return the multiplier from industries and from groups of them.

    jobs     persons employed, shape (regions, industries), all >= 0
    group    group of each industry, such as its two-digit code, numbered from 0, shape
             (industries,)
    return   as base_multiplier; bias NaN where one of both does not exist, such as a region that
             is like the nation at the coarse level only
    raises   as base_multiplier; UserError if a group is not a number from 0
    """
    jobs = cells_of(jobs)
    known = checked(group, "group", (jobs.shape[1],))
    fine, coarse = base_multiplier(jobs), base_multiplier(group_jobs(jobs, known))
    return AggregationBias(fine, coarse, ratio(coarse, fine))
