"""An outcome with and without something, in the same seeds."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from milieu.core.arrays import Vector
from milieu.core.errors import UserError
from milieu.twin.exam.bootstrap import complete, quantile_range, resampling

Direction = Literal["falls", "rises"]
Found = Literal["as expected", "the other way", "cannot tell"]
SURE = 0.95  # share of cases in which a range holds
FEWEST = 10  # seeds


@dataclass(frozen=True)
class Comparison:
    """Mean outcomes of paired runs and their difference, without less with, and 95 % ranges.

    remaining   outcome without over outcome with; NaN range where the latter may be zero
    seeds       pairs used;  left_out  pairs of which one is not known
    """

    found: Found
    mean_with: float
    mean_without: float
    difference: float
    low: float
    high: float
    remaining: float
    remaining_low: float
    remaining_high: float
    seeds: int
    left_out: int


def compare(with_it: Vector, without_it: Vector, expected: Direction) -> Comparison:
    """Return how an outcome changes when something is switched off, by bootstrap over seeds.

    with_it, without_it   one outcome a seed, the same seeds in the same order, NaN where unknown
    expected              what the outcome should do without it
    raises                UserError where the shapes differ

    'cannot tell' if the range of the difference holds zero, and with fewer than 10 pairs.
    """
    pair = _paired(with_it, without_it)
    used = complete(pair)
    known, left_out = pair[used], int((~used).sum())
    nan = float("nan")
    if len(known) < FEWEST:
        before, after = known.mean(axis=0) if len(known) else (nan, nan)
        bare = (float(before), float(after), float(after - before))
        return Comparison("cannot tell", *bare, nan, nan, nan, nan, nan, len(known), left_out)
    before, after = known.mean(axis=0)
    means = resampling(len(known)) @ known
    low, high = quantile_range(means[:, 1] - means[:, 0], SURE)
    return Comparison(
        _found(float(low), float(high), expected),
        float(before),
        float(after),
        float(after - before),
        float(low),
        float(high),
        float(after / before) if before else nan,
        *_ratio_range(means),
        len(known),
        left_out,
    )


def late_response(doses: Vector, outcomes: Vector) -> Vector:
    """Return the outcome at the highest dose less that at the one before, shape (seeds,).

    What a trap takes away: below zero where more of the dose does harm. Give it with and without
    a mechanism to `compare`.

    doses      rising, at least 2
    outcomes   shape (seeds, doses)
    """
    table = np.asarray(outcomes, dtype=np.float64)
    if table.ndim != 2 or table.shape[1] != len(doses) or len(doses) < 2:
        raise UserError(
            f"outcomes have shape {table.shape}, but there are {len(doses)} doses",
            where="late_response",
            next="Give one row a seed and one column a dose, at least two.",
        )
    return np.asarray(table[:, -1] - table[:, -2])


def _paired(with_it: Vector, without_it: Vector) -> Vector:
    sides = [np.asarray(side, dtype=np.float64) for side in (with_it, without_it)]
    if sides[0].ndim != 1 or sides[0].shape != sides[1].shape:
        raise UserError(
            f"outcomes have shapes {sides[0].shape} and {sides[1].shape}",
            where="compare",
            next="Run the same seeds with and without.",
        )
    return np.stack(sides, axis=1)


def _found(low: float, high: float, expected: Direction) -> Found:
    if low <= 0 <= high:
        return "cannot tell"
    return "as expected" if (low > 0) == (expected == "rises") else "the other way"


def _ratio_range(means: Vector) -> tuple[float, float]:
    """Return the range of after / before; NaN where the outcome with it may be zero."""
    low, high = quantile_range(means[:, 0], SURE)
    if low <= 0 <= high:
        return float("nan"), float("nan")
    low, high = quantile_range(means[:, 1] / means[:, 0], SURE)
    return float(low), float(high)
