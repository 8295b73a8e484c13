"""The theta member: exponential smoothing with half of the linear trend, for all origins."""

import numpy as np
from numba import njit

from milieu.core.arrays import Matrix
from milieu.outlook.past import Past

WEIGHTS = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0])
"""Smoothing weights that are tried."""


def theta_changes(past: Past, horizons: int) -> Matrix:
    """Return the change that the theta method foresees, shape (series, years, horizons).

    forecast_h = l + b/2 (h - 1 + 1/a - (1 - a)^n / a), l the level smoothed with the weight a of
    least squared error so far, b the slope of the least-squares line through the n years so far
    (Assimakopoulos and Nikolopoulos 2000; Hyndman and Billah 2003). On the stabilized scale, from
    each series' first known year on; 0 with fewer than three years.
    """
    first = np.argmax(past.known, axis=1)
    result = np.zeros((*past.level.shape, horizons))
    _theta(past.level, first, WEIGHTS, result)
    return result


@njit(cache=True, nogil=True)
def _theta(level, first, weights, result):  # type: ignore[no-untyped-def]
    series, years, horizons = result.shape
    smooth = np.empty(len(weights))
    error = np.empty(len(weights))
    for i in range(series):
        start = level[i, first[i]]
        smooth[:] = start
        error[:] = 0.0
        total = 0.0  # of z less its start
        moment = 0.0  # of the same times its year
        for year in range(first[i] + 1, years):
            n = year - first[i] + 1
            now = level[i, year]
            best = 0
            for k in range(len(weights)):
                miss = now - smooth[k]
                error[k] += miss * miss
                smooth[k] += weights[k] * miss
                if error[k] < error[best]:
                    best = k
            total += now - start
            moment += (now - start) * (n - 1)
            if n < 3:
                continue
            slope = (moment - (n - 1) / 2 * total) * 12.0 / (n * (n * n - 1.0))
            a = weights[best]
            for h in range(horizons):
                reach = h + (1.0 - (1.0 - a) ** n) / a
                result[i, year, h] = smooth[best] + slope / 2 * reach - now
