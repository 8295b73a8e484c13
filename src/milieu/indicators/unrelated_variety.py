"""Unrelated variety: how evenly jobs are spread over fields that have little in common."""

import math

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import entr

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, checked, codes_of, ratio

BIT = math.log(2)  # nats


@indicator(
    of="region",
    unit="bit",
    source="Frenken, Van Oort and Verburg (2007), Regional Studies 41(5)",
    low=0,
)
def unrelated_variety(jobs: Matrix, group: Vector, plants: Vector | None = None) -> Vector:
    """Return the entropy of a region's jobs over groups of industries.

    UV[r] = - sum_G P[r, G] log2 P[r, G],  P the groups' shares of the region's jobs

    jobs     persons employed, shape (regions, industries), all >= 0
    group    group of each industry, such as its two-digit code, numbered from 0, shape
             (industries,); NaN if unknown
    plants   number of plants of each region, shape (regions,). With few plants entropy comes out
             too low; if given, Miller and Madow's (groups present - 1) / (2 plants ln 2) is added
    return   shape (regions,), 0 (one group) to log2 of the number of groups; UV + RV is exactly
             the entropy over industries; NaN where the region has no jobs, a cell of it is unknown,
             or it has jobs in an industry of unknown group
    raises   UserError if a number is negative, a shape is wrong, a group is not a number from 0
    """
    by_group = group_jobs(cells_of(jobs), group)
    return entropy(by_group) + miller_madow((by_group > 0).sum(axis=1) - 1, plants)


def entropy(jobs: Matrix) -> Vector:
    """Return the entropy of each row in bits; NaN where its sum is 0 or unknown."""
    share = ratio(jobs, jobs.sum(axis=1, keepdims=True))
    return (
        np.asarray(entr(share).sum(axis=1) / BIT) if jobs.shape[1] else np.full(len(jobs), np.nan)
    )


def group_jobs(jobs: Matrix, group: ArrayLike) -> Matrix:
    """Return jobs by group, shape (regions, groups), one row NaN where its groups are not known."""
    group = np.asarray(group, np.float64)
    known = ~np.isnan(group)
    codes = codes_of(np.where(known, group, 0), "group", jobs.shape[1])
    out = np.zeros((len(jobs), int(codes.max(initial=-1)) + 1))
    np.add.at(out.T, codes[known], jobs.T[known])
    out[(jobs[:, ~known] != 0).any(axis=1)] = np.nan
    return out


def miller_madow(extra: ArrayLike, plants: Vector | None) -> Vector:
    """Return the correction in bits, extra / (2 plants ln 2); 0 if no plants are given."""
    extra = np.asarray(extra, np.float64)
    if plants is None:
        return np.zeros_like(extra)
    return ratio(extra, 2 * BIT * checked(plants, "plants", extra.shape))
