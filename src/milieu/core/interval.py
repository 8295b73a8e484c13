"""Intervals: a value, the range that its hidden cells leave open, and how many they are."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask
from milieu.core.errors import UserError

Numbers = NDArray[np.float64]
Counts = NDArray[np.int32]


@dataclass(frozen=True)
class Interval:
    """Arrays of one shape; low <= value <= high wherever the value exists (is not NaN).

    value    the estimate under the imputation that fits all margins
    hidden   number of hidden cells that the value rests on
    share    share of the draws that the range covers, 0 to 1; 1 where the bounds are proven
    """

    low: Numbers
    value: Numbers
    high: Numbers
    hidden: Counts
    share: float = 1.0

    def __post_init__(self) -> None:
        shapes = {np.shape(part) for part in (self.low, self.value, self.high, self.hidden)}
        if len(shapes) > 1:
            raise UserError(
                f"low, value, high and hidden have different shapes {sorted(shapes)}",
                where="Interval",
                next="Give all four the shape of the value.",
            )
        if not 0 <= self.share <= 1:
            raise UserError(f"share is {self.share}, but it must be 0 to 1", where="Interval")
        outside = (self.low > self.value) | (self.value > self.high)
        if np.any(outside):
            first = tuple(int(i) for i in np.argwhere(outside)[0])
            low, value, high = (float(part[first]) for part in (self.low, self.value, self.high))
            raise UserError(
                f"the value {value:g} is not between {low:g} and {high:g}",
                where=f"Interval{list(first)}",
                next="Widen the range until it holds the value.",
            )

    def __getitem__(self, where: Any) -> "Interval":
        """Return a part of the intervals, chosen as in an array."""
        low, value, high = self.low[where], self.value[where], self.high[where]
        return Interval(low, value, high, self.hidden[where], self.share)

    @property
    def width(self) -> Numbers:
        """Return high - low; 0 where nothing is hidden, NaN where the value does not exist."""
        return self.high - self.low

    def holds(self, truth: Numbers) -> Mask:
        """Return where the truth lies inside; False where either does not exist."""
        return np.asarray((self.low <= truth) & (truth <= self.high))

    def covered(self, truth: Numbers) -> float:
        """Return the share of truths inside, 0 to 1, where both truth and value exist."""
        both = ~np.isnan(truth) & ~np.isnan(self.value)
        return float(self.holds(truth)[both].mean()) if both.any() else float("nan")


def exact(value: Numbers) -> Interval:
    """Return intervals of width zero: nothing is hidden."""
    return Interval(value, value, value, np.zeros(np.shape(value), np.int32))
