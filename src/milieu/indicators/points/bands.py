"""Bands around the curves of random draws."""

import numpy as np
from scipy.stats import rankdata

from milieu.core.arrays import Matrix
from milieu.indicators.inputs import Range

ROUNDING = 1e-6  # of the highest mean: curves nearer than this count as equal


def local_band(curves: Matrix, outside: float = 0.1) -> Range:
    """Return the quantiles outside/2 and 1 - outside/2 of the curves at each distance.

    curves   shape (draws, distances)
    """
    low, high = np.quantile(curves, (outside / 2, 1 - outside / 2), axis=0)
    return Range(low, high)


def global_band(curves: Matrix, inside: float = 0.95) -> Range:
    """Return the narrowest of the nested bands in which that share of curves lies at all distances.

    The local percentile is widened until the share is reached. Near the ends of a thousand curves
    one step of the percentile lets go of many of them at once, so curves that leave at the same
    percentile are taken in order of the number of distances at which they do, then at which they
    leave at the next percentile, and so on (extreme rank lengths: Myllymaki et al. 2017, Journal
    of the Royal Statistical Society B 79(2)). The band is all that the kept curves cover.

    curves   shape (draws, distances)
    """
    kept = curves[_from_middle_to_edge(curves)[: int(np.ceil(inside * len(curves)))]]
    return Range(kept.min(axis=0), kept.max(axis=0))


def _from_middle_to_edge(curves: Matrix) -> np.ndarray:
    """Return the numbers of the curves, the least extreme first."""
    step = ROUNDING * max(float(np.abs(curves.mean(axis=0)).max()), np.finfo(float).tiny)
    ranks = rankdata(np.round(curves / step), axis=0)
    ranks = np.sort(np.minimum(ranks, len(curves) + 1 - ranks), axis=1)
    return np.lexsort(ranks.T[::-1])[::-1]
