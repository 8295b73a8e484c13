"""How much each series moves in a year: its own history, shrunken to what its size lets expect."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.outlook.panel import Groups
from milieu.outlook.past import Past

FADE = 0.95
"""Weight of a year against the one after it; assumption O2."""
LOG_NOISE = 0.9
"""Variance of ln(mean absolute change) of n years, times n: .57 if normal; assumption O2."""
LEAST_SPREAD = 0.03
"""Least variance between series of ln volatility, given size and industry; assumption O2."""
INDUSTRY_PRIOR = 5.0
"""Series that the mean of all counts for beside an industry's own; assumption O2."""
NEVER_MEASURED = 0.1
"""Mean absolute change of ln where none can be known; assumption O2."""
FLOOR = 0.05
"""Least volatility of a series, in shares of the panel's mean; assumption O2."""


def volatility(past: Past) -> Matrix:
    """Return each series' mean absolute yearly change less the nation's, as known in each year.

    sigma = (A + k m) / (n + k): A the faded sum of a series' absolute changes, n the faded number
    of them, m what size and industry let expect, k = LOG_NOISE / variance between series given m
    (empirical Bayes). Shape (series, years), above 0; in the first year NaN.
    """
    absolute = np.abs(beyond_nation(past))
    sigma = np.full(absolute.shape, np.nan)
    total, number = np.zeros(len(absolute)), np.zeros(len(absolute))
    for year in range(1, absolute.shape[1]):
        total = FADE * total + absolute[:, year]
        number = FADE * number + past.measured[:, year]
        recent = past.level[:, max(year - 2, 0) : year + 1].mean(axis=1)
        sigma[:, year] = shrunken(total, number, recent, past.industries)
    if np.isnan(sigma[:, -1]).any():  # no change was ever measured
        sigma[:, -1] = NEVER_MEASURED
    return sigma


def beyond_nation(past: Past) -> Matrix:
    """Return changes less the nation's drift and less 1 - 1/N of its departures from it.

    With few series the nation's change is in good part that of each series itself.
    """
    drift = past.common[1:].mean() if len(past.common) > 1 else 0.0
    common = drift + (1 - 1 / len(past.level)) * (past.common - drift)
    return np.where(past.measured, past.change - common, 0.0)


def shrunken(total: Vector, number: Vector, size: Vector, industries: Groups) -> Vector:
    """Return sigma of one year; NaN where no change of any series is known."""
    mean = total.sum() / number.sum() if number.sum() > 0 else np.nan
    if not mean > 0:
        return np.full(len(total), 1e-6 if mean == 0 else np.nan)
    own = np.maximum(total / np.maximum(number, 1e-9), FLOOR * mean)
    seen = number > 0
    expected, spread = expected_of_size(np.log(own), number * seen, size, industries)
    noise = LOG_NOISE / np.maximum(number, 0.5)
    between = max(spread - float((noise * number)[seen].sum() / number[seen].sum()), LEAST_SPREAD)
    prior = np.exp(expected)
    prior *= mean / (np.sum(prior * number) / number.sum())
    weight = LOG_NOISE / between
    return np.maximum((total + weight * prior) / (number + weight), FLOOR * mean)


def expected_of_size(
    log_own: Vector, weight: Vector, size: Vector, industries: Groups
) -> tuple[Vector, float]:
    """Return ln volatility, a parabola of size plus an industry's part, and the spread left."""
    center, spread = size.mean(), max(float(size.std()), 1e-9)
    s = np.clip((size - center) / spread, -2.5, 2.5)
    x = np.column_stack([np.ones_like(s), s, s * s - 1])
    ridge = np.diag([1e-9, 5.0, 20.0]) * max(float(weight.mean()), 1e-9)
    beta = np.linalg.solve((x.T * weight) @ x + ridge, (x.T * weight) @ log_own)
    left = log_own - x @ beta
    sums = np.bincount(industries, weight * left)
    prior = INDUSTRY_PRIOR * max(float(weight.mean()), 1e-9)
    part = sums / (np.bincount(industries, weight) + prior)
    expected = x @ beta + part[industries]
    return expected, float((weight * (log_own - expected) ** 2).sum() / weight.sum())
