"""Shrunken rates: small denominators borrow strength from all others."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from milieu.core.errors import UserError
from milieu.indicators.inputs import ratio, same_shape


class ShrunkenRate(NamedTuple):
    """Rates after shrinkage, events per unit of exposure, with the range of the gamma posterior.

    prior_mean       rate of all together
    prior_variance   of the true rates among the units; 0 if chance explains all differences
    """

    rate: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    prior_mean: float
    prior_variance: float


def shrunken_rate(events: ArrayLike, exposure: ArrayLike, level: float = 0.8) -> ShrunkenRate:
    """Return empirical-Bayes rates: events are Poisson, true rates are gamma over the units.

    rate = (m^2/A + events) / (m/A + exposure)
         = m + w (events/exposure - m),  w = A / (A + m/exposure)

    with m = sum events / sum exposure and A = max(0, sum n (r - m)^2 / sum n - m / mean n), n the
    exposure and r the raw rate (Marshall 1991, Applied Statistics 40(2); Clayton and Kaldor 1987).

    events     counts, such as patents, any shape, all >= 0
    exposure   what they are counted on, such as firms, same shape, all >= 0
    level      share of true rates that the range holds if the model is right, between 0 and 1
    return     same shape; with exposure 0 the mean rate and the range of the prior; NaN where
               events or exposure are unknown, and everywhere if nothing is known
    raises     UserError if a number is negative, shapes differ, or the level is not in (0, 1)
    """
    events, exposure = same_shape((("events", events), ("exposure", exposure)))
    if not 0 < level < 1:
        raise UserError(f"is {level}, but it must lie between 0 and 1", where="level")
    known = ~np.isnan(events) & ~np.isnan(exposure)
    mean, variance = _prior(events[known], exposure[known])
    if not variance > 0:
        flat = np.where(known, mean, np.nan)
        return ShrunkenRate(flat, flat, flat, mean, variance)
    shape, per = mean**2 / variance + events, mean / variance + exposure
    low, high = (gammaincinv(shape, tail) / per for tail in ((1 - level) / 2, (1 + level) / 2))
    rate = np.where(known, shape / per, np.nan)
    return ShrunkenRate(rate, low + 0 * rate, high + 0 * rate, mean, variance)


def _prior(events: NDArray[np.float64], exposure: NDArray[np.float64]) -> tuple[float, float]:
    """Return mean and variance of the true rates by moments."""
    used = exposure > 0
    events, exposure = events[used], exposure[used]
    mean = float(ratio(events.sum(), exposure.sum()))
    if len(exposure) == 0:
        return mean, float("nan")
    spread = (exposure * (events / exposure - mean) ** 2).sum() / exposure.sum()
    return mean, max(0.0, float(spread - mean / exposure.mean()))
