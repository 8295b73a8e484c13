"""What is known at an origin that may tell how a series will move against the nation."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.outlook.growth import Growth, growth_parts, smoothed
from milieu.outlook.panel import Groups
from milieu.outlook.past import Past

LIMIT = 3.0
"""Features count up to this many volatilities; assumption O3."""
QUICK, SLOW = 0.5, 0.2
"""Weights of the exponentially smoothed levels; assumption O3."""
QUOTIENT_LIMIT = 2.0
"""Bound of ln location quotient; assumption O3."""

CROSSED = (0, 7, 8)
NAMES = (
    "last change",
    "last two changes",
    "own trend",
    "industry trend",
    "region trend",
    "industry's last part",
    "region's last part",
    "above quickly smoothed level",
    "above slowly smoothed level",
    "above mean level",
    "ln location quotient",
    "last change x size",
    "above quickly smoothed level x size",
    "above slowly smoothed level x size",
)


GROUP_FEATURES = (
    "industry trend",
    "region trend",
    "industry's last part",
    "region's last part",
)


def features(past: Past, sigma: Matrix) -> Matrix:
    """Return the features of every series at every origin, shape (series, years, len(NAMES)).

    All but the quotient are in volatilities of the series, clipped to LIMIT; from what was known
    up to that year alone. Size runs from -1 (smallest) to 1 (largest) among the series.
    """
    growth = growth_parts(past, sigma)
    per = np.where(np.isfinite(sigma), 1 / sigma, 0.0)
    one, two = last_changes(past.relative)
    against = past.level - past.common.cumsum()
    quick = against - smoothed(against, past.since, QUICK)
    slow = against - smoothed(against, past.since, SLOW)
    mean = against - running_mean(against, past.since)
    plain = [one, two, *trends(growth), growth.industry, growth.region, quick, slow, mean]
    scaled = [np.clip(part * per, -LIMIT, LIMIT) for part in plain]
    size = size_rank(past.level)
    crossed = [scaled[k] * size for k in CROSSED]
    return np.stack([*scaled, log_quotient(past), *crossed], axis=-1)


def running_mean(level: Matrix, since: NDArray[np.int64]) -> Matrix:
    """Return the mean level of each series from its first known year on."""
    there = since > 0
    total = np.where(there, level, 0.0).cumsum(axis=1)
    return np.where(there, total / np.maximum(there.cumsum(axis=1), 1), level)


def trends(growth: Growth) -> list[Matrix]:
    """Return own, industry and region trend, over enough years to stand beside a yearly change."""
    return [3 * growth.own_trend, 3 * growth.industry_trend, 3 * growth.region_trend]


def last_changes(relative: Matrix) -> tuple[Matrix, Matrix]:
    """Return the last change and the sum of the last two."""
    before = np.roll(relative, 1, axis=1)
    before[:, 0] = 0
    return relative, relative + before


def size_rank(level: Matrix) -> Matrix:
    """Return the rank of each series among all, -1 to 1, year by year."""
    rank = np.argsort(np.argsort(level, axis=0, kind="stable"), axis=0, kind="stable")
    scaled: Matrix = (2 * rank + 1) / len(level) - 1
    return scaled


def log_quotient(past: Past) -> Matrix:
    """Return ln location quotient by year, clipped; 0 where it does not exist."""
    values = past.scale.back(past.level)
    regions, industries = past.regions, past.industries
    plain = (regions.max(initial=0) == 0) or (industries.max(initial=0) == 0)
    result = np.zeros(values.shape)
    if plain:
        return result
    for year in range(values.shape[1]):
        result[:, year] = quotient_of_year(values[:, year], regions, industries)
    return np.clip(result, -QUOTIENT_LIMIT, QUOTIENT_LIMIT)


def quotient_of_year(values: Vector, regions: Groups, industries: Groups) -> Vector:
    """Return ln of the quotient of one year; 0 where it does not exist."""
    in_region = np.bincount(regions, values)[regions]
    in_industry = np.bincount(industries, values)[industries]
    top, bottom = values * values.sum(), in_region * in_industry
    there = (top > 0) & (bottom > 0)
    return np.log(np.where(there, top, 1.0) / np.where(there, bottom, 1.0))
