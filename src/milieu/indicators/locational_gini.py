"""Locational Gini coefficient, and the Gini coefficient with weights."""

import numpy as np
from numpy.typing import ArrayLike

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, checked, ratio, regional_shares


@indicator(
    of="industry",
    unit="index",
    source="Krugman (1991), Geography and Trade; Gini convention: twice the area, weighted by x",
    low=0,
    high=1,
)
def locational_gini(
    jobs: Matrix, region_total: Vector | None = None, standardized: bool = False
) -> Vector:
    """Return twice the area between the Lorenz curve of an industry and the diagonal.

    G[i] = 1 - sum_r x[r] (S[r] + S[r-1])

    with regions sorted by s/x, S the running sum of the industry's shares s, x the shares of all
    jobs. Convention: every region weighs as much as its share of all jobs (Krugman), so merging
    regions of the same s/x changes nothing.

    jobs           persons employed, shape (regions, industries), all >= 0
    region_total   all jobs of each region, shape (regions,); without it the sums of the rows
    standardized   times n/(n-1), n the regions that have any jobs; a few regions can then reach 1,
                   but merging regions matters
    return         shape (industries,), 0 spread as all jobs, towards 1 concentrated; NaN where the
                   industry has no jobs or a cell of it is unknown; standardized also for n = 1
    raises         UserError if a number is negative, a shape is wrong, a part exceeds its total
    """
    s, x = regional_shares(cells_of(jobs), region_total)
    occupied = x[:, 0] > 0
    index = _area(s[occupied], x[occupied, 0])
    number = int(occupied.sum())
    return index * ratio(number, number - 1) if standardized else index


def gini(values: ArrayLike, weights: ArrayLike | None = None, standardized: bool = False) -> float:
    """Return the Gini coefficient of values that occur with weights.

    G = 1 - sum_k w[k] (S[k] + S[k-1]), values sorted, w the weights' shares, S the running sum of
    the shares w x in the total; standardized: times n/(n-1), n the number of values with a weight.

    values         any unit, all >= 0
    weights        how often each value occurs, >= 0; without them each occurs once
    return         0 all equal, towards 1 unequal; NaN if all are 0 or one is unknown
    raises         UserError if a number is negative or the lengths differ
    """
    values = checked(values, "values", (None,))
    weights = checked(np.ones(len(values)) if weights is None else weights, "weights", values.shape)
    values, weights = values[weights > 0], weights[weights > 0]
    total, number = values * weights, len(values)
    index = float(_area(ratio(total, total.sum())[:, None], weights / weights.sum())[0])
    return index * float(ratio(number, number - 1)) if standardized else index


def _area(s: Matrix, x: Vector) -> Vector:
    """Return 1 - sum x (S + S before), each column sorted by s/x; x > 0."""
    order = np.argsort(s / x[:, None], axis=0, kind="stable")
    running = np.cumsum(np.take_along_axis(s, order, axis=0), axis=0)
    before = np.vstack([np.zeros((1, s.shape[1])), running[:-1]])
    index = 1 - (x[order] * (running + before)).sum(axis=0)
    # an empty industry has shares NaN; rounding may leave -1e-17
    return np.where(np.isnan(s).any(axis=0) | (len(s) == 0), np.nan, np.maximum(index, 0))
