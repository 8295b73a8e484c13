"""Survival curves: what share still stands after so many years, many groups at once."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix

NORMAL_80 = 1.2815515655446004  # standard deviations on both sides of an 80 % range


@dataclass(frozen=True)
class Survival:
    """Curves for groups, each array (groups, horizons): after 1, 2, ... years.

    share      still standing, 0 to 1; 0 once all fell, NaN where nobody is followed that long
    low, high  80 % band at each horizon, by itself
    at_risk    members followed that long that still stood the year before
    """

    share: Matrix
    low: Matrix
    high: Matrix
    at_risk: NDArray[np.int64]


def survival(followed: Matrix, fell: Mask, horizons: int) -> Survival:
    """Return Kaplan and Meier's curves (1958), with Greenwood's variance and Wilson's band.

    S(h) = prod_{j<=h} (1 - d_j / n_j);  Var S = S^2 sum_{j<=h} d_j / (n_j (n_j - d_j))

    The band is Wilson's for a share, with as many cases as would give that variance (Rothman
    1978), so that it stays within 0 and 1 and has a width where nobody fell yet.

    followed   years until each member fell or was last seen, shape (groups, members); 0 or NaN
               where there is no member
    fell       whether it fell then, same shape
    horizons   years to look ahead, at least 1
    """
    year = np.arange(1, horizons + 1)
    n = (followed[:, :, None] >= year).sum(axis=1)
    d = ((followed[:, :, None] == year) & fell[:, :, None]).sum(axis=1)
    share = np.cumprod(1 - d / np.maximum(n, 1), axis=1)
    share = np.where((n > 0) | (share == 0), share, np.nan)
    cases = _cases(share, n, d)
    low, high = _wilson(share, cases)
    return Survival(share, low, high, n)


def _cases(share: Matrix, n: NDArray[np.int64], d: NDArray[np.int64]) -> Matrix:
    """Return how many cases would give Greenwood's variance; those at risk at shares of 0 and 1."""
    left = n - d
    terms = np.divide(d, n * left, out=np.zeros(share.shape), where=(d > 0) & (left > 0))
    spread = np.cumsum(terms, axis=1)
    last = np.minimum.accumulate(np.where(n > 0, n, np.iinfo(n.dtype).max), axis=1)
    ends = (share <= 0) | (share >= 1) | (spread <= 0)
    within = np.where(ends, 1.0, share)
    return np.where(ends, last, (1 - within) / np.where(ends, 1.0, within * spread))


def _wilson(share: Matrix, cases: Matrix) -> tuple[Matrix, Matrix]:
    z2 = NORMAL_80**2
    middle = (share + z2 / (2 * cases)) / (1 + z2 / cases)
    inside = share * (1 - share) / cases + z2 / (4 * cases**2)
    half = NORMAL_80 * np.sqrt(np.maximum(inside, 0)) / (1 + z2 / cases)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)
