"""How good forecasts were: scaled CRPS, MASE and coverage, the same way for everybody."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector

LEVELS: Vector = np.arange(1, 100) / 100
"""The fixed grid of quantiles on which every forecaster is scored."""

RANGES = (0.5, 0.8, 0.95)
"""Shares of probability inside the ranges that are shown and whose coverage is counted."""


@dataclass(frozen=True)
class Scores:
    """Scores of one set of forecasts, each of shape (series, horizons), NaN where nothing is known.

    crps    scaled by the series' mean yearly change; 0 is perfect
    error   absolute error of the median, scaled the same way: its mean is the MASE
    inside  for each of RANGES, shape (3, series, horizons): 1 where the range held the truth
    """

    crps: Matrix
    error: Matrix
    inside: NDArray[np.float64]


def score(quantiles: NDArray[np.floating], actual: Matrix, scale: Vector) -> Scores:
    """Return the scores of quantiles at the levels of `asked_levels`.

    quantiles   shape (levels, series, horizons)
    actual      what came, shape (series, horizons), NaN unknown
    scale       mean yearly change in the years before the origin, shape (series,); a series that
                never changed has no scale and is not scored
    """
    divisor = np.where(scale > 0, scale, np.nan)[:, None]
    grid, ends = quantiles[: len(LEVELS)], quantiles[len(LEVELS) :]
    middle = grid[len(LEVELS) // 2]
    known = np.isfinite(actual) & np.isfinite(middle) & np.isfinite(divisor)
    held = [(ends[2 * k] <= actual) & (actual <= ends[2 * k + 1]) for k in range(len(RANGES))]
    return Scores(
        np.where(known, crps(grid, actual) / divisor, np.nan),
        np.where(known, np.abs(middle - actual) / divisor, np.nan),
        np.where(known, np.array(held, np.float64), np.nan),
    )


def asked_levels() -> Vector:
    """Return LEVELS and behind them the ends of RANGES: what `score` wants, shape (105,)."""
    ends = [side for share in RANGES for side in ((1 - share) / 2, (1 + share) / 2)]
    return np.concatenate([LEVELS, ends])


def crps(quantiles: NDArray[np.floating], actual: Matrix) -> Matrix:
    """Return the continuous ranked probability score, in the units of the values.

    CRPS ~ 2 mean over levels q of (q - [actual < quantile]) (actual - quantile), the quantile loss
    (Gneiting and Raftery 2007; Laio and Tamea 2007).
    """
    total = np.zeros(actual.shape)
    for level, quantile in zip(LEVELS, quantiles, strict=True):
        gap = actual - quantile
        total += np.maximum(level * gap, (level - 1) * gap)
    return 2 * total / len(LEVELS)


def mean_yearly_change(values: Matrix) -> Vector:
    """Return the mean absolute change from year to year of each series; NaN if none is known."""
    change = np.abs(np.diff(values, axis=1))
    known = np.isfinite(change)
    number = known.sum(axis=1)
    total = np.where(known, change, 0).sum(axis=1)
    mean: Vector = np.divide(total, number, out=np.full(len(values), np.nan), where=number > 0)
    return mean


def size_thirds(values: Matrix) -> NDArray[np.int8]:
    """Return 0, 1, 2 for the smallest, middle and largest third of the series by mean size.

    Series of which nothing is known stand in the smallest third.
    """
    known = np.isfinite(values)
    total = np.where(known, values, 0).sum(axis=1)
    rank = np.argsort(np.argsort(total / np.maximum(known.sum(axis=1), 1), kind="stable"))
    return (3 * rank // max(len(values), 1)).astype(np.int8)


def weighted_mean(figures: Matrix, weights: Vector | None = None) -> float:
    """Return the mean of what is known, each series counting alike or by its weight; NaN if none.

    figures     shape (series, horizons)
    weights     at least 0, shape (series,): jobs, say
    """
    weight = (
        np.ones(figures.shape)
        if weights is None
        else np.broadcast_to(weights[:, None], figures.shape)
    )
    weight = np.where(np.isfinite(figures), weight, 0)
    total = weight.sum()
    return float((weight * np.nan_to_num(figures)).sum() / total) if total > 0 else float("nan")
