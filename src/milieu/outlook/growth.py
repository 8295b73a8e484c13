"""Growth split into nation, industry, region and own part, and the trends of each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.outlook.past import Past

GROUP_SHARE = 0.5
"""Standard deviation of a group's yearly part over that of a series' own; assumption O3."""
TREND_PRIOR = 2.0
"""Years without a trend that are added to the years known; assumption O3."""
FADE = 0.95
"""Weight of a year's part in a trend against the year after it; assumption O3."""
OUTLIER = 4.0
"""Changes count up to this many volatilities; assumption O3."""


@dataclass(frozen=True)
class Growth:
    """Parts of yearly growth beyond the nation's and their trends, each (series, years).

    A trend in a year is made from what was known up to that year.
    """

    industry: Matrix
    region: Matrix
    own: Matrix
    industry_trend: Matrix
    region_trend: Matrix
    own_trend: Matrix


def growth_parts(past: Past, sigma: Matrix) -> Growth:
    """Return the parts of growth; those of groups with a single series are 0.

    industry part of year t = sum_i w_i g_i / (sum_i w_i + w_0), w_i = 1 / sigma_i^2 and w_0 the
    precision that GROUP_SHARE gives; the region's the same from what the industry leaves over.
    """
    steady = np.nan_to_num(sigma, nan=np.inf)
    limit = np.where(np.isfinite(steady), OUTLIER * steady, 0.0)
    rest = np.clip(past.relative, -limit, limit)
    industry = group_part(rest, past.measured, steady, past.industries)
    region = group_part(rest - industry, past.measured, steady, past.regions)
    own = np.where(past.measured, rest - industry - region, 0.0)
    years = np.maximum(past.measured.cumsum(axis=1), 1)
    there = np.broadcast_to(np.arange(rest.shape[1]), rest.shape)
    return Growth(
        industry,
        region,
        own,
        trend(industry, there),
        trend(region, there),
        trend(own, years),
    )


def group_part(rest: Matrix, measured: Mask, sigma: Matrix, groups: NDArray[np.intp]) -> Matrix:
    """Return each group's part of its series' growth, year by year."""
    part = np.zeros(rest.shape)
    number = int(groups.max(initial=0)) + 1
    if number == 1 or number == len(groups):
        return part
    for year in range(1, rest.shape[1]):
        seen = measured[:, year]
        weight = np.where(seen, 1 / sigma[:, year] ** 2, 0.0)
        members = np.bincount(groups, seen, number)
        total = np.bincount(groups, weight, number)
        prior = total / np.maximum(members, 1) / GROUP_SHARE**2
        mean = np.bincount(groups, weight * rest[:, year], number) / np.maximum(
            total + prior, 1e-300
        )
        part[:, year] = np.where(members > 1, mean, 0.0)[groups]
    return part


def trend(part: Matrix, years: NDArray[np.int64]) -> Matrix:
    """Return the faded mean of a part up to each year, shrunken by k / (k + TREND_PRIOR)."""
    result = np.zeros(part.shape)
    total, weight = np.zeros(len(part)), 0.0
    for year in range(1, part.shape[1]):
        total = FADE * total + part[:, year]
        weight = FADE * weight + 1
        result[:, year] = total / weight
    return result * years / (years + TREND_PRIOR)


def smoothed(level: Matrix, since: NDArray[np.int64], weight: float) -> Matrix:
    """Return exponentially smoothed levels, from each series' first known year on."""
    result = level.copy()
    for year in range(1, level.shape[1]):
        fresh = level[:, year] - result[:, year - 1]
        result[:, year] = np.where(
            since[:, year - 1] > 0, result[:, year - 1] + weight * fresh, level[:, year]
        )
    return result


def national_drift(common: Vector) -> Vector:
    """Return the faded mean of the nation's yearly changes up to each year, 0 in the first.

    It is not shrunken here: how much of it to believe is learnt (`weights`).
    """
    drift = np.zeros(len(common))
    for year in range(1, len(common)):
        fade = FADE ** np.arange(year)[::-1]
        drift[year] = fade @ common[1 : year + 1] / fade.sum()
    return drift
