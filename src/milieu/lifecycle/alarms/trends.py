"""Recent trends of many series at once, each as it could be known in its year.

The slope is that of Theil and Sen (the median over pairs of years; Sen 1968), which one wrong
year does not move. Its uncertainty is that of a least-squares slope under the noise of
`noise.py`, a little widened, plus what hidden cells leave open.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle.alarms.noise import noise

WINDOW = 6  # years looked at, the present one included, assumption A1
LEAST_KNOWN = 4  # years of the window that must be known, assumption A1
OLDEST = 1  # years by which the last value known may lag, assumption A1
MEDIAN_COST = 1.15  # variance of the Theil-Sen slope over that of least squares, assumption A2


@dataclass(frozen=True)
class Trends:
    """Trends up to each year, shape (clusters, years); NaN where too little is known.

    slope     per year
    error     standard error of the slope
    freedom   degrees of freedom of the error
    then, now  fitted values at the first and the last known year of the window
    span      years between the two
    """

    slope: Matrix
    error: Matrix
    freedom: Matrix
    then: Matrix
    now: Matrix
    span: Matrix

    def probability(self, least: float, sign: float) -> Matrix:
        """Return P(sign x slope > least), 0 to 1, from Student's t."""
        from scipy.special import stdtr

        return np.asarray(stdtr(self.freedom, (sign * self.slope - least) / self.error))

    def slope_at(self, share: float) -> Matrix:
        """Return the slope that the true one stays below with a probability."""
        from scipy.special import stdtrit

        return np.asarray(self.slope + stdtrit(self.freedom, share) * self.error)


def trends(series: Matrix, usual_noise: float, spread: Matrix | None = None) -> Trends:
    """Return the trend of the last 6 years at each year, from nothing later.

    series        values, shape (clusters, years); NaN unknown
    usual_noise   declared standard deviation of yearly changes, > 0
    spread        standard deviation of each value that hidden cells leave open, same shape
    """
    windows = _windows(series)
    known = np.isfinite(windows)
    enough = (known.sum(axis=2) >= LEAST_KNOWN) & known[:, :, -1 - OLDEST :].any(axis=2)
    slope, centre = _theil_sen(windows)
    first = known.argmax(axis=2)
    last = WINDOW - 1 - known[:, :, ::-1].argmax(axis=2)
    error, freedom = _error(series, known, usual_noise, spread)
    parts = (slope, error, freedom, centre + slope * first, centre + slope * last, last - first)
    return Trends(*(np.where(enough, part, np.nan) for part in parts))


def _windows(values: Matrix) -> Matrix:
    """Return the last 6 values up to each year, shape (clusters, years, 6)."""
    before = np.full((len(values), WINDOW - 1), np.nan)
    padded = np.concatenate([before, values], axis=1)
    return np.lib.stride_tricks.sliding_window_view(padded, WINDOW, axis=1)


def _theil_sen(windows: Matrix) -> tuple[Matrix, Matrix]:
    """Return the median slope over pairs of years, and the level at the window's first year."""
    pairs = [
        (windows[:, :, b] - windows[:, :, a]) / (b - a) for a, b in combinations(range(WINDOW), 2)
    ]
    slope = median_known(np.stack(pairs, axis=2))
    return slope, median_known(windows - slope[:, :, None] * np.arange(WINDOW))


def median_known(values: Matrix) -> Matrix:
    """Return medians over the last axis of what is known, NaN where nothing is."""
    ordered = np.sort(values, axis=-1)  # NaN come last
    count = np.isfinite(values).sum(axis=-1, keepdims=True)
    low = np.take_along_axis(ordered, np.maximum((count - 1) // 2, 0), axis=-1)
    high = np.take_along_axis(ordered, np.minimum(count // 2, values.shape[-1] - 1), axis=-1)
    return np.where(count > 0, (low + high) / 2, np.nan)[..., 0]


def _error(
    series: Matrix, known: np.ndarray, usual: float, spread: Matrix | None
) -> tuple[Matrix, Matrix]:
    """Return the slope's standard error and degrees of freedom, shape (clusters, years)."""
    pattern = (known * 2 ** np.arange(WINDOW)).sum(axis=2)
    variance, freedom = np.empty(series.shape), np.empty(series.shape)
    for year in range(series.shape[1]):
        found = noise(series[:, : year + 1], usual)
        variance[:, year] = found.variance * _per_pattern(found.rho)[pattern[:, year]]
        freedom[:, year] = found.freedom
    if spread is not None:
        variance += _hidden_variance(known, spread)
    return np.sqrt(MEDIAN_COST * variance), freedom


def _weights() -> Matrix:
    """Return the least-squares weights of the slope for each pattern of known years, (64, 6)."""
    known = (np.arange(2**WINDOW)[:, None] >> np.arange(WINDOW)) & 1
    year = np.arange(WINDOW)
    mean = (known * year).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    from_mean = known * (year - mean[:, None])
    total = (from_mean**2).sum(axis=1)
    return np.asarray(from_mean / np.where(total > 0, total, np.inf)[:, None])


WEIGHTS = _weights()


def _per_pattern(rho: float) -> Vector:
    """Return the variance of a slope for each pattern of known years, per unit of V."""
    walk = 1.0 + np.minimum.outer(np.arange(WINDOW), np.arange(WINDOW))
    covariance = (1 - 2 * rho) * walk + rho * np.eye(WINDOW)
    return np.asarray(np.einsum("pi,ij,pj->p", WEIGHTS, covariance, WEIGHTS))


def _hidden_variance(known: np.ndarray, spread: Matrix) -> Matrix:
    """Return the variance of slopes that hidden cells leave open, shape (clusters, years)."""
    pattern = (known * 2 ** np.arange(WINDOW)).sum(axis=2)
    windows = np.nan_to_num(_windows(spread))
    return np.asarray((WEIGHTS[pattern] ** 2 * windows**2).sum(axis=2))
