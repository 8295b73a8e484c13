"""Estimates from paired runs: a difference, or a ratio of two, with ranges by bootstrap."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.twin.exam.bootstrap import quantile_range, ranges_together, resampling

Found = Literal["higher", "lower", "the same", "cannot tell"]
SURE = 0.95  # share of cases in which a range holds
FEWEST = 10  # pairs of runs; with fewer nothing is said
NAN = float("nan")


@dataclass(frozen=True)
class Difference:
    """An outcome in scenario B less that in A, over the same draws.

    mean_a, mean_b      means over runs;  difference: of the two, with its range `low` to `high`
    share_above         share of runs in which B is above A, 0 to 1;  share_equal: exactly equal
    error               standard error of the difference of these pairs
    unpaired_error      what it would be, were the runs of A and B drawn apart
    runs, left_out      pairs used, and pairs in which either outcome is not known
    """

    mean_a: float
    mean_b: float
    difference: float
    low: float
    high: float
    share_above: float
    share_equal: float
    error: float
    unpaired_error: float
    runs: int
    left_out: int

    @property
    def found(self) -> Found:
        """Return whether B is surely higher or lower; 'the same' if equal in every run."""
        if self.share_equal == 1 and self.runs >= FEWEST:
            return "the same"
        if self.low > 0:
            return "higher"
        return "lower" if self.high < 0 else "cannot tell"

    @property
    def times_smaller(self) -> float:
        """Return by how much pairing shrinks the standard error; infinite if pairs all agree."""
        return self.unpaired_error / self.error if self.error > 0 else np.inf


@dataclass(frozen=True)
class Ratio:
    """A ratio of two means over runs with its range; NaN where it can not be told."""

    value: float
    low: float
    high: float


NO_RATIO = Ratio(NAN, NAN, NAN)


def difference(a: Vector, b: Vector) -> Difference:
    """Return the difference of an outcome between paired runs.

    Its range is that of the symmetric bootstrap-t over runs, 2,000 seeded resamples, which follows
    effects that are skewed and heavy-tailed; infinite where so few runs differ that nothing can be
    said, NaN with fewer than 10 pairs.

    a, b   one outcome a run, the same draws in the same order, NaN where unknown
    """
    known = np.isfinite(a) & np.isfinite(b)
    a, b, left_out = a[known], b[known], int((~known).sum())
    runs = len(a)
    if runs == 0:
        return Difference(*(NAN,) * 9, 0, left_out)
    apart = b - a
    low = high = error = unpaired = NAN
    if runs >= FEWEST:
        lows, highs = ranges_together(apart[:, None], weights(runs), SURE)
        low, high = float(lows[0]), float(highs[0])
    if runs > 1:
        error = float(apart.std(ddof=1) / np.sqrt(runs))
        unpaired = float(np.sqrt((a.var(ddof=1) + b.var(ddof=1)) / runs))
    shares = float((apart > 0).mean()), float((apart == 0).mean())
    means = float(a.mean()), float(b.mean()), float(apart.mean())
    return Difference(*means, low, high, *shares, error, unpaired, runs, left_out)


def ratio(over: Vector, under: Vector) -> Ratio:
    """Return mean(over) / mean(under) with the range of 2,000 seeded resamples of runs.

    NaN where the mean below may be zero: where it is zero in a resample, or of either sign within
    its own range, and with fewer than 10 runs.
    """
    known = np.isfinite(over) & np.isfinite(under)
    over, under = over[known], under[known]
    if len(over) < FEWEST:
        return NO_RATIO
    draws = weights(len(over)) @ np.column_stack([over, under])
    low, high = quantile_range(draws[:, 1], SURE)
    if low <= 0 <= high or (draws[:, 1] == 0).any():
        return NO_RATIO
    low, high = quantile_range(draws[:, 0] / draws[:, 1], SURE)
    return Ratio(float(over.mean() / under.mean()), float(low), float(high))


@lru_cache(maxsize=4)
def weights(runs: int) -> Matrix:
    """Return how much each run counts in each resample."""
    return resampling(runs)
