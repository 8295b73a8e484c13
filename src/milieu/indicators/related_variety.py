"""Related variety: how evenly jobs are spread over industries within fields that are akin."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, ratio
from milieu.indicators.unrelated_variety import entropy, group_jobs, miller_madow


@indicator(
    of="region",
    unit="bit",
    source="Frenken, Van Oort and Verburg (2007), Regional Studies 41(5)",
    low=0,
)
def related_variety(jobs: Matrix, group: Vector, plants: Vector | None = None) -> Vector:
    """Return the mean entropy within groups of industries, weighted by their jobs.

    RV[r] = sum_G P[r, G] H[r, G],  H[r, G] = - sum_{i in G} p log2 p, p = jobs[r, i] / jobs[r, G]

    jobs     persons employed, shape (regions, industries), all >= 0
    group    group of each industry, such as its two-digit code, numbered from 0, shape
             (industries,); NaN if unknown
    plants   number of plants of each region, shape (regions,). With few plants entropy comes out
             too low; if given, Miller and Madow's (industries - groups present) / (2 plants ln 2)
             is added
    return   shape (regions,), 0 where every group has one industry; UV + RV is exactly the entropy
             over industries; NaN where the region has no jobs, a cell of it is unknown, or it has
             jobs in an industry of unknown group
    raises   UserError if a number is negative, a shape is wrong, a group is not a number from 0
    """
    jobs = cells_of(jobs)
    group = np.asarray(group, np.float64)
    by_group = group_jobs(jobs, group)
    share = ratio(by_group, by_group.sum(axis=1, keepdims=True))
    related = np.where(np.isnan(share.sum(axis=1)) | (share.shape[1] == 0), np.nan, 0.0)
    for g in range(share.shape[1]):
        within = entropy(jobs[:, group == g])
        related += np.where(share[:, g] == 0, 0.0, share[:, g] * within)
    extra = (jobs > 0).sum(axis=1) - (by_group > 0).sum(axis=1)
    return related + miller_madow(extra, plants)
