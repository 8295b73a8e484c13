"""Pools of what earlier forecasts missed: how wide honest ranges are."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.outlook.lessons import Lessons

PROBABILITIES: Vector = (np.arange(200) + 0.5) / 200
GROUPED_FROM = 30
"""Series from which on thirds of size have pools of their own; assumption O7."""
MEDIAN_NOISE = 1.57
"""Variance over mean square for a median, and variance over squared mean absolute value of a normal
variable: both pi / 2."""
PRIOR_ORIGINS = 2.0
"""Origins for which the shorter horizon (or the prior's shape) counts; assumption O7."""
PRIOR_ROWS = 20.0
"""Rows that are worth one origin at most; assumption O7."""
MIRRORED_ROWS = 200.0
"""Rows' worth of the mirror image in a pool: few rows say little about skew; assumption O7."""
SHOCK_GROWTH = 0.55
"""Power of the horizon with which a common shock grows where too few origins tell; 1/2 would be a
random walk, and the growth of a nation lasts; assumption O7."""
FREEDOM_SHARE = 0.25
"""Degrees of freedom of the common shock for each origin over its horizon; assumption O7."""
LEARNT = 0.25
"""Quantities that the weights learnt of the common course, which makes its residuals too small;
assumption O7."""
LEAST_TOGETHER = 3
"""Residuals of an origin from which on their scatter around the median tells its noise; O7."""
SHOCK_FADE = 0.93
"""Weight of a common shock against that of the year after it: calm and rough times cluster; O7."""
SHOCK_PRIOR = 0.35
"""Common shock over mean absolute own residual before anything is seen; assumption O7."""


@dataclass(frozen=True)
class Pools:
    """What remains unforeseen, in volatilities.

    own         quantiles of what is the series' own, shape (thirds, horizons, PROBABILITIES)
    shock       size of the common shock, shape (thirds, horizons)
    freedom     degrees of freedom of the common shock, shape (horizons,)
    industry    share of the own part's variance that the series of an industry have in common
    region      the same of a region
    """

    own: Matrix
    shock: Matrix
    freedom: Vector
    industry: float
    region: float


def pools(
    lessons: Lessons,
    foreseen: Matrix,
    third: NDArray[np.int8],
    regions: NDArray[np.intp],
    industries: NDArray[np.intp],
) -> Pools:
    """Return the pools of a panel: quantiles averaged over two scalings.

    The residuals are scaled once with the volatility known at their origin and once with the one
    known now: the first overstates, the second understates what a forecast from now will miss.
    """
    missed = lessons.came - foreseen
    ratio = (lessons.view.sigma / lessons.sigma_now)[:, None]
    group = third[lessons.series]
    groups = np.bincount(third)
    parts = [pool(lessons, missed * r, group, groups) for r in (1.0, ratio)]
    own = (parts[0][0] + parts[1][0]) / 2
    shock = (parts[0][1] + parts[1][1]) / 2
    rest = parts[0][2]
    return Pools(
        own,
        shock,
        freedom_of(len(np.unique(lessons.origin)), missed.shape[1]),
        shared(rest, lessons, industries[lessons.series]),
        shared(rest, lessons, regions[lessons.series]),
    )


def pool(
    lessons: Lessons, missed: Matrix, group: NDArray[np.int8], members: NDArray[np.intp]
) -> tuple[Matrix, Matrix, Matrix]:
    """Return quantiles, common shocks and what of the residuals is not common, of one scaling.

    Each horizon leans on the one before, stretched by the root of the time; the first on a prior.
    """
    groups, horizons = len(members), missed.shape[1]
    own = np.empty((groups, horizons, len(PROBABILITIES)))
    shock = np.empty((groups, horizons))
    rest = np.full(missed.shape, np.nan)
    for g in range(groups):
        before_own = prior_quantiles() * np.sqrt(1 - 1 / members[g])
        before_shock = float(np.sqrt(SHOCK_PRIOR**2 + MEDIAN_NOISE / members[g] ** 2))
        for h in range(horizons):
            use = (group == g) & np.isfinite(missed[:, h])
            common, left = common_part(missed[use, h], lessons.origin[use])
            rest[use, h] = left
            stretch = float(np.sqrt((h + 1) / max(h, 1)))
            worth = min(len(common), use.sum() / PRIOR_ROWS)
            seen = quantiles(left, lessons.weight[use]) if worth else before_own
            share = worth / (worth + PRIOR_ORIGINS)
            before_own = share * seen + (1 - share) * stretch * before_own
            growth = stretch ** (2 * SHOCK_GROWTH)
            fair = common * as_known_now(np.unique(lessons.origin[use]), lessons.last, h + 1)
            before_shock = shock_size(fair, worth / (h + 1), growth * before_shock)
            own[g, h], shock[g, h] = before_own, before_shock
    return own, shock, rest


def freedom_of(origins: int, horizons: int) -> Vector:
    """Return the degrees of freedom of the common shock: h overlapping years make one."""
    freedom: Vector = PRIOR_ORIGINS + FREEDOM_SHARE * origins / np.arange(1, horizons + 1)
    return freedom


def as_known_now(origins: NDArray[np.intp], last: int, horizon: int) -> Vector:
    """Return by what early common shocks are too large for a forecast made at the end.

    A random walk whose drift is a mean of k changes is missed by h steps with a variance that grows
    as h (1 + h / k): the root of that ratio, with k the changes up to the origin and up to now.
    """
    then = 1 + horizon / np.maximum(origins, 1)
    ratio: Vector = np.sqrt((1 + horizon / max(last, 1)) / then)
    return ratio


def shock_size(common: Vector, origins: float, expected: float) -> float:
    """Return the size of a common shock from those seen and the one expected.

    origins     independent ones: h overlapping years make one
    """
    square = (origins + LEARNT) * faded_mean(common**2) if len(common) else 0.0
    return float(np.sqrt((square + PRIOR_ORIGINS * expected**2) / (origins + PRIOR_ORIGINS)))


def faded_mean(squares: Vector) -> float:
    """Return the mean of squared common shocks in order of time, the latest weighing most."""
    weight = SHOCK_FADE ** np.arange(len(squares))[::-1]
    return float((weight * squares).sum() / weight.sum())


def prior_quantiles() -> Vector:
    """Return the quantiles of Student's t with 4 degrees of freedom, mean absolute value 1.

    Q(p) = 2 s sqrt(c - 1), s the sign of p - 1/2, c = cos(acos(sqrt a) / 3) / sqrt a,
    a = 4 p (1 - p) (Shaw 2006); its mean absolute value is 1.
    """
    a = 4 * PROBABILITIES * (1 - PROBABILITIES)
    root = np.sqrt(a)
    inner = np.cos(np.arccos(root) / 3) / root
    result: Vector = np.sign(PROBABILITIES - 0.5) * 2 * np.sqrt(np.maximum(inner - 1, 0))
    return result


def common_part(missed: Vector, origin: NDArray[np.intp]) -> tuple[Vector, Vector]:
    """Return the common residual of each origin and what is left of the residuals.

    The common part is the median of an origin's residuals, shrunken by the share of its variance
    that is more than the noise of a median of so few. Origins of one or two residuals tell nothing
    of that noise; where there are no others, nothing is common.
    """
    if missed.size == 0:
        return np.zeros(0), missed
    origins, at, number = np.unique(origin, return_inverse=True, return_counts=True)
    middle = np.array([np.median(missed[at == k]) for k in range(len(origins))])
    tells = number[at] >= LEAST_TOGETHER
    around = np.abs((missed - middle[at])[tells] if tells.any() else missed)
    noise = (MEDIAN_NOISE * float(np.mean(around))) ** 2 / number
    true = max(float(np.mean(middle**2 - noise)), 0.0)
    common = middle * np.sqrt(true / np.maximum(true + noise, 1e-300))
    return common, missed - common[at]


def quantiles(values: Vector, weight: Vector) -> Vector:
    """Return weighted quantiles at PROBABILITIES, in part of the mirrored values too."""
    mirror = MIRRORED_ROWS / (MIRRORED_ROWS + len(values)) / 2
    both = np.concatenate([values, -values])
    heavy = np.concatenate([weight * (1 - mirror), weight * mirror])
    order = np.argsort(both, kind="stable")
    total = heavy[order].cumsum()
    total -= heavy[order] / 2
    result: Vector = np.interp(PROBABILITIES * heavy.sum(), total, both[order])
    return result


def shared(rest: Matrix, lessons: Lessons, group: NDArray[np.intp]) -> float:
    """Return the share of variance in common within groups, between 0 and .6, from pairs of series.

    share = sum over groups and origins of (S^2 - Q) / sum of n (n - 1), over the variance; S and Q
    are the sums of the clipped residuals and of their squares, n their number; at one year ahead.
    """
    known = np.isfinite(rest[:, 0])
    value = rest[known, 0]
    if value.size < 2:
        return 0.0
    width = 3 * max(float(np.median(np.abs(value))), 1e-12)
    value = np.clip(value, -width, width)
    cell = lessons.origin[known] * (int(group.max()) + 1) + group[known]
    number = np.bincount(cell).astype(np.float64)
    square = np.bincount(cell, value) ** 2 - np.bincount(cell, value**2)
    pairs = float((number * (number - 1)).sum())
    variance = float(np.mean(value**2))
    if pairs == 0 or variance == 0:
        return 0.0
    return float(np.clip(square.sum() / (pairs + 100) / variance, 0.0, 0.6))
