"""Means over seeds, drawn again (Efron 1979), and ranges of several at once."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector

RESAMPLES = 2000  # the 2.5 % quantile then has a standard error of .35 points
SEED = 20240229  # of the resampling, so that a table is the same each time it is made
STILL = 1e-12  # of the largest value: smaller differences are rounding


def complete(outcomes: Matrix) -> Mask:
    """Return which seeds are known under every condition, shape (seeds,)."""
    return np.asarray(np.isfinite(outcomes).all(axis=1))


def resampling(seeds: int, resamples: int = RESAMPLES) -> Matrix:
    """Return how much each seed counts in each resample, rows that add up to 1."""
    random = np.random.default_rng(SEED)
    counts = random.multinomial(seeds, np.full(seeds, 1 / seeds), size=resamples)
    return np.asarray(counts / seeds, dtype=np.float64)


def quantile_range(draws: NDArray[np.float64], sure: float) -> tuple[Vector, Vector]:
    """Return the ends of the middle `sure` share of draws along the first axis."""
    tail = (1 - sure) / 2
    low, high = np.quantile(draws, [tail, 1 - tail], axis=0)
    return np.asarray(low), np.asarray(high)


def ranges_together(values: Matrix, weights: Matrix, sure: float) -> tuple[Vector, Vector]:
    """Return ranges that hold all means at once in a share `sure` of cases, each (means,).

    mean -+ c error, c the `sure` quantile over resamples of max |mean* - mean| / error*: the
    bootstrap-t for several means, which follows skewed and heavy-tailed outcomes.

    values    shape (seeds, means)
    weights   as from `resampling`, shape (resamples, seeds)
    """
    largest = np.abs(studentized(values, weights)).max(axis=1)
    reach = _reach(_quantile(largest, sure), values)
    mean = values.mean(axis=0)
    return mean - reach, mean + reach


def ranges_alone(values: Matrix, weights: Matrix, sure: float) -> tuple[Vector, Vector]:
    """Return ranges that each hold their own mean in a share `sure` of cases, each (means,)."""
    draws = np.abs(studentized(values, weights))
    reach = _reach(np.quantile(draws, sure, axis=0, method="higher"), values)
    mean = values.mean(axis=0)
    return mean - reach, mean + reach


def low_together(values: Matrix, weights: Matrix, sure: float) -> Vector:
    """Return lower ends that hold for all means at once in a share `sure` of cases."""
    largest = studentized(values, weights).max(axis=1)
    return np.asarray(values.mean(axis=0) - _reach(_quantile(largest, sure), values))


def high_alone(values: Matrix, weights: Matrix, sure: float) -> Vector:
    """Return upper ends, each of which holds by itself in a share `sure` of cases."""
    each = np.quantile(-studentized(values, weights), sure, axis=0, method="higher")
    return np.asarray(values.mean(axis=0) + _reach(each, values))


def studentized(values: Matrix, weights: Matrix) -> Matrix:
    """Return (mean* - mean) / error* of every resample, shape (resamples, means).

    0 where a resample's mean does not move; infinite where it moves and has no spread, as where
    only one seed of many differs: then nothing can be said.
    """
    centered = values - values.mean(axis=0)
    shift = weights @ centered
    variance = (weights @ centered**2 - shift**2) / (len(values) - 1)
    scale = np.maximum(np.abs(values).max(axis=0), 1e-300)
    moved = np.abs(shift) > STILL * scale
    spread = np.sqrt(np.where(variance > (STILL * scale) ** 2, variance, 0.0))
    infinite = np.where(moved, np.copysign(np.inf, shift), 0.0)
    return np.asarray(np.divide(shift, spread, out=infinite, where=moved & (spread > 0)))


def _quantile(draws: Vector, share: float) -> float:
    return float(np.quantile(draws, share, method="higher"))


def _reach(critical: float | Vector, values: Matrix) -> Vector:
    """Return critical value x standard error of the mean; 0 where all seeds agree."""
    error = values.std(axis=0, ddof=1) / np.sqrt(len(values))
    some = np.ptp(values, axis=0) > STILL * np.abs(values).max(axis=0)
    return np.asarray(np.multiply(critical, error, out=np.zeros(error.shape), where=some))
