"""Shrunken rates: small denominators borrow strength from all others."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv, gammaln

from milieu.core.arrays import Mask
from milieu.core.errors import UserError
from milieu.indicators.inputs import ratio, same_shape

MANY = 2000  # units from which on what is not known of the prior no longer matters (a speed-up)
COARSE, FINE = 60, 30  # shrinkages tried: over 0 to 1, then where they are likely
UNLIKELY = 1e-4  # of the highest likelihood

Counts = NDArray[np.float64]


class ShrunkenRate(NamedTuple):
    """Rates after shrinkage, events per unit of exposure, with the range of the true rate.

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

    The range is that of the gamma distribution with the mean and the variance that the rate has
    when A is not known: posteriors for each A are weighted by the negative binomial likelihood of
    all events, with a shrinkage 1 - w of the median exposure equally likely from 0 to 1, and m has
    its sampling variance (Christiansen and Morris 1997, Journal of the American Statistical
    Association 92). From 50 units on it holds the truth within two points of the level; of 20
    units a range of .8 holds 77 and of 10 units 73 in 100; where all true rates are equal, more
    than promised.

    events     counts, such as patents, any shape, all >= 0
    exposure   what they are counted on, such as firms, same shape, all >= 0
    level      share of true rates that the range holds if the model is right, between 0 and 1
    return     same shape; with exposure 0 the mean rate and the range of the prior; without any
               events the range of a Poisson rate common to all; NaN where events or exposure are
               unknown, and everywhere if nothing is known
    raises     UserError if a number is negative, shapes differ, or the level is not in (0, 1)
    """
    events, exposure = same_shape((("events", events), ("exposure", exposure)))
    if not 0 < level < 1:
        raise UserError(f"is {level}, but it must lie between 0 and 1", where="level")
    known = ~np.isnan(events) & ~np.isnan(exposure)
    mean, variance = _prior(events[known], exposure[known])
    if not mean > 0:  # nothing known, or no events: the exact Poisson bound of a common rate
        flat = np.where(known, mean, np.nan)
        bound = -np.log((1 - level) / 2) * ratio(1.0, exposure[known].sum())
        return ShrunkenRate(flat, flat, flat + bound, mean, variance)
    rate = np.where(known, _posterior(events, exposure, mean, variance)[0], np.nan)
    middle, spread = _uncertain(events, exposure, known, mean, variance)
    shape, per = middle**2 / spread, middle / spread
    low, high = (gammaincinv(shape, tail) / per for tail in ((1 - level) / 2, (1 + level) / 2))
    return ShrunkenRate(
        rate, np.fmin(low, rate) + 0 * rate, np.fmax(high, rate) + 0 * rate, mean, variance
    )


def _posterior(
    events: Counts, exposure: Counts, mean: float, variance: float
) -> tuple[Counts, Counts]:
    """Return mean and variance of the true rates if mean and variance of the prior are known."""
    whole = mean + variance * exposure
    rate = (mean**2 + variance * events) / whole
    return rate, variance * rate / whole


def _uncertain(
    events: Counts, exposure: Counts, known: Mask, mean: float, variance: float
) -> tuple[Counts, Counts]:
    """Return mean and variance of the true rates with an uncertain prior."""
    y, n = events[known], exposure[known]
    if known.sum() >= MANY and variance > 0:
        return _posterior(events, exposure, mean, variance)
    first = second = np.zeros_like(events)
    used = n > 0
    for variance, weight in zip(*_likely_variances(y[used], n[used], mean), strict=True):
        rate, spread = _posterior(events, exposure, mean, variance)
        of_mean = (n * (mean + n * variance)).sum() / n.sum() ** 2
        pull = mean / (mean + exposure * variance)  # how far the rate follows the mean
        first = first + weight * rate
        second = second + weight * (spread + pull**2 * of_mean + rate**2)
    return first, second - first**2


def _likely_variances(events: Counts, exposure: Counts, mean: float) -> tuple[Counts, Counts]:
    """Return variances of the prior and their weights, which add up to 1."""
    chance = mean / np.median(exposure)  # variance of the raw rate of a middling unit by chance

    def likelihood(shrinkage: Counts) -> tuple[Counts, Counts]:
        variances = chance * (1 - shrinkage) / shrinkage
        logs = np.array([_log_likelihood(events, exposure, mean, v) for v in variances])
        return variances, np.exp(logs - logs.max())

    tried = (np.arange(COARSE) + 0.5) / COARSE
    likely = tried[likelihood(tried)[1] > UNLIKELY]
    least, step = 0.1 / COARSE, 1 / COARSE
    first, last = max(float(likely[0]) - step, least), min(float(likely[-1]) + step, 1 - least)
    variances, weight = likelihood(np.linspace(first, last, FINE))
    return variances, weight / weight.sum()


def _log_likelihood(events: Counts, exposure: Counts, mean: float, variance: float) -> float:
    """Return that of negative binomial events, up to a constant."""
    shape, per = mean**2 / variance, mean / variance
    terms = gammaln(shape + events) - gammaln(shape) - events * np.log(per + exposure)
    return float((terms - shape * np.log1p(exposure / per)).sum())


def _prior(events: NDArray[np.float64], exposure: NDArray[np.float64]) -> tuple[float, float]:
    """Return mean and variance of the true rates by moments."""
    used = exposure > 0
    events, exposure = events[used], exposure[used]
    mean = float(ratio(events.sum(), exposure.sum()))
    if len(exposure) == 0:
        return mean, float("nan")
    spread = (exposure * (events / exposure - mean) ** 2).sum() / exposure.sum()
    return mean, max(0.0, float(spread - mean / exposure.mean()))
