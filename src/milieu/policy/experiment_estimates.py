"""Estimates from paired runs: differences, or ratios of two, with ranges by bootstrap.

Many are made at once: all resamples of all of them are one product of matrices.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.twin.exam.bootstrap import quantile_range, ranges_alone, resampling

Found = Literal["higher", "lower", "the same", "cannot tell"]
SURE = 0.95  # share of cases in which a range holds
SHOWN = 0.8  # share of cases that a drawn range holds, as ranges do on all pages
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
    """A ratio of two means over runs; NaN where it can not be told.

    low, high         range that holds in 95 % of cases, by which it is judged
    low_80, high_80   range that holds in 80 %, which is drawn
    """

    value: float
    low: float
    high: float
    low_80: float = NAN
    high_80: float = NAN


NO_RATIO = Ratio(NAN, NAN, NAN)


def difference(a: Vector, b: Vector) -> Difference:
    """Return the difference of one outcome between paired runs: as `differences`, of (runs,)."""
    return differences(a[:, None], b[:, None])[0]


def differences(a: Matrix, b: Matrix) -> list[Difference]:
    """Return the difference of each outcome between paired runs.

    Its range is that of the symmetric bootstrap-t over runs, 2,000 seeded resamples, which follows
    effects that are skewed and heavy-tailed; infinite where so few runs differ that nothing can be
    said, NaN with fewer than 10 pairs.

    a, b   an outcome a column, shape (runs, outcomes), the same draws in the same order, NaN where
           unknown
    """
    known = np.isfinite(a) & np.isfinite(b)
    found = [Difference(*(NAN,) * 9, 0, len(a))] * a.shape[1]
    for runs, columns in _known_alike(known):
        there = np.ix_(runs, np.array(columns))
        for column, one in zip(columns, _differences(a[there], b[there], len(a)), strict=True):
            found[column] = one
    return found


def ratio(over: Vector, under: Vector) -> Ratio:
    """Return mean(over) / mean(under) with its range: as `ratios`, of (runs,)."""
    return ratios(over[:, None], under[:, None])[0]


def ratios(over: Matrix, under: Matrix) -> list[Ratio]:
    """Return mean(over) / mean(under) of each column.

    The range is that of 2,000 seeded resamples of runs.
    NaN where the mean below may be zero: where it is zero in a resample, or of either sign within
    its own range, and with fewer than 10 runs.

    over, under   shape (runs, ratios), NaN where unknown
    """
    known = np.isfinite(over) & np.isfinite(under)
    found = [NO_RATIO] * over.shape[1]
    for runs, columns in _known_alike(known):
        there = np.ix_(runs, np.array(columns))
        for column, one in zip(columns, _ratios(over[there], under[there]), strict=True):
            found[column] = one
    return found


@lru_cache(maxsize=4)
def weights(runs: int) -> Matrix:
    """Return how much each run counts in each resample."""
    return resampling(runs)


def _known_alike(known: Mask) -> Iterator[tuple[NDArray[np.intp], list[int]]]:
    """Yield indices of runs, of which there are any, and the columns that are known in just these.

    known   shape (runs, columns)
    """
    columns: dict[bytes, list[int]] = {}
    for column, there in enumerate(known.T):
        columns.setdefault(there.tobytes(), []).append(column)
    for alike in columns.values():
        if len(runs := np.flatnonzero(known[:, alike[0]])):
            yield runs, alike


def _differences(a: Matrix, b: Matrix, made: int) -> list[Difference]:
    """Return differences of outcomes that are known in all runs; `made`: with those left out."""
    runs, apart = len(a), b - a
    unknown = np.full(a.shape[1], NAN)
    low = high = error = unpaired = unknown
    if runs >= FEWEST:
        low, high = ranges_alone(apart, weights(runs), SURE)
    if runs > 1:
        error = apart.std(axis=0, ddof=1) / np.sqrt(runs)
        unpaired = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / runs)
    means = a.mean(axis=0), b.mean(axis=0), apart.mean(axis=0)
    shares = (apart > 0).mean(axis=0), (apart == 0).mean(axis=0)
    columns = np.array([*means, low, high, *shares, error, unpaired]).T
    counts: list[Any] = [runs, made - runs]
    return [Difference(*[*values, *counts]) for values in columns.tolist()]


def _ratios(over: Matrix, under: Matrix) -> list[Ratio]:
    """Return ratios of what is known in all runs."""
    if len(over) < FEWEST:
        return [NO_RATIO] * over.shape[1]
    above, below = np.hsplit(weights(len(over)) @ np.hstack([over, under]), 2)
    low, high = quantile_range(below, SURE)
    told = np.flatnonzero(((low > 0) | (high < 0)) & (below != 0).all(axis=0))
    found = [NO_RATIO] * over.shape[1]
    value = over[:, told].mean(axis=0) / under[:, told].mean(axis=0)
    drawn = above[:, told] / below[:, told]
    ranges = (*quantile_range(drawn, SURE), *quantile_range(drawn, SHOWN))
    for column, *ends in zip(told, value, *ranges, strict=True):
        found[column] = Ratio(*map(float, ends))
    return found
