"""Growth curves: stages read off logistic, Gompertz and Bass curves that fit the growth so far.

A curve is met at a moment of its life and has a time scale. Growth, not level, is fitted, so the
ceiling drops out, and the noise of a random walk does no harm. Every curve of a grid is weighed by
how well it fits the years until now; the stage is the average over the curves.
"""

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix

SCALES = {  # years; steepest growth or fall is about 1 / scale; assumption L11
    "logistic": (4.0, 7.0, 11.0, 17.0),
    "gompertz": (5.0, 9.0, 14.0, 22.0),
    "bass": (11.0, 16.0, 24.0, 36.0),
    "falling logistic": (10.0, 15.0, 22.0, 36.0),
}
STEEPEST = 0.3  # yearly log growth; no young curve grows faster
OWN_SCALE = 0.015  # yearly log growth, by which a life strays from its curve, assumption L11
STEP = 2.0  # years between moments of life on the grid
BUDDING_SHARE, MATURE_SHARE = 0.1, 0.9  # of the ceiling or the peak
SLOW = 0.02  # yearly log growth below which nothing grows or declines, assumption L4


def growth_curves(growth: Matrix, noise: Matrix, *, smooth: bool = False) -> NDArray[np.float64]:
    """Return P(stage) of each year by the curves that fit the years until it, (clusters, years, 4).

    growth   yearly log growth, NaN where unknown, (clusters, years)
    noise    deviation of each growth, same shape
    smooth   fit all years, not only those until the one that is read
    """
    curve, stage = grid(growth.shape[1])
    out = np.zeros((*growth.shape, 4))
    weigh(np.nan_to_num(growth, nan=np.nan), np.hypot(noise, OWN_SCALE), curve, stage, smooth, out)
    return out


def grid(years: int) -> tuple[Matrix, NDArray[np.int64]]:
    """Return growth and stage of every curve in every year, each (curves, years).

    A kind has scales x moments; the four kinds weigh the same because each has as many of both.
    """
    growths, stages = [], []
    for kind, scales in SCALES.items():
        for scale in scales:
            for begin in np.arange(-4.0 * scale - years, 4.0 * scale + 1, STEP * scale / 6):
                time = (begin + np.arange(-1, years)) / scale
                level, now = shape(kind, time)
                change = np.clip(np.diff(level), -STEEPEST, STEEPEST)
                growths.append(change)
                stages.append(_slow_is_mature(now[1:], change))
    return np.array(growths), np.array(stages)


def _slow_is_mature(stage: NDArray[np.int64], change: NDArray[np.float64]) -> NDArray[np.int64]:
    slow = (stage != 0) & (np.abs(change) < SLOW)
    return np.where(slow, 2, stage)


def shape(kind: str, time: NDArray[np.float64]) -> tuple[Matrix, NDArray[np.int64]]:
    """Return log level and stage of a curve at times in units of its scale."""
    if kind == "bass":
        level = -np.abs(time) - 2 * np.log1p(np.exp(-np.abs(time))) + 2 * np.log(2)
        share = np.exp(level)
        late = np.where(share > MATURE_SHARE, 2, 3)
        early = np.select([share < BUDDING_SHARE, share < MATURE_SHARE], [0, 1], 2)
        return level, np.where(time > 0, late, early)
    if kind == "falling logistic":
        level = -np.logaddexp(0, time)
        return level, np.where(np.exp(level) > MATURE_SHARE, 2, 3)
    level = -np.logaddexp(0, -time) if kind == "logistic" else -np.exp(-np.maximum(time, -6))
    share = np.exp(level)
    return level, np.select([share < BUDDING_SHARE, share < MATURE_SHARE], [0, 1], 2)


@numba.njit(cache=True, nogil=True)
def weigh(growth, noise, curve, stage, smooth, out):  # type: ignore[no-untyped-def]
    """Write the stages' chances, (clusters, years, 4): curves weighed by Student-t fit (4 d.f.)."""
    clusters, years = growth.shape
    curves = len(curve)
    fit = np.empty(curves)
    for c in range(clusters):
        fit[:] = 0.0
        for t in range(years):
            if np.isfinite(growth[c, t]):
                for g in range(curves):
                    ratio = (growth[c, t] - curve[g, t]) / noise[c, t]
                    fit[g] -= 2.5 * np.log1p(ratio * ratio / 4)
            if not smooth:
                share_out(fit, stage[:, t], out[c, t])
        if smooth:
            for t in range(years):
                share_out(fit, stage[:, t], out[c, t])


@numba.njit(cache=True, nogil=True)
def share_out(fit, stage, out):  # type: ignore[no-untyped-def]
    """Write the chances of the four stages from the log weights of curves and their stages."""
    top = fit.max()
    total = 0.0
    for g in range(len(fit)):
        weight = np.exp(fit[g] - top)
        out[stage[g]] += weight
        total += weight
    out /= total
