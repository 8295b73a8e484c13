"""Differences: how far apart two figures are, with the range that their own ranges leave.

Source of the range: Zou and Donner (2008), Construction of confidence limits about effect measures,
Statistics in Medicine 27, 1693-1702: the squared distances of both figures from their ends add up,
as of figures that err independently of each other.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from milieu.report.words import Amount, Kind


@dataclass(frozen=True)
class Named:
    """A figure of one of those that are compared, by letter."""

    letter: str
    amount: Amount

    @property
    def ends(self) -> tuple[float, float] | None:
        """Return the ends of its range, twice the value of one that is exact; None if unknown."""
        return ends_of(self.amount)

    @property
    def middle(self) -> float:
        """Return the value, or the middle of its range."""
        if self.amount.value is not None:
            return self.amount.value
        low, high = self.ends or (math.nan, math.nan)
        return (low + high) / 2


def ends_of(amount: Amount) -> tuple[float, float] | None:
    """Return the ends of a figure's range; its value twice where it is exact."""
    if amount.low is not None and amount.high is not None:
        return amount.low, amount.high
    return None if amount.value is None else (amount.value, amount.value)


def known(figures: Sequence[Named]) -> list[Named]:
    """Return those figures of which anything is known, the highest first."""
    return sorted((one for one in figures if one.ends), key=lambda one: -one.middle)


def overlap(one: Amount, other: Amount) -> bool:
    """Return whether the ranges of two figures have anything in common; two exact ones if equal."""
    first, second = ends_of(one), ends_of(other)
    if first is None or second is None:
        return True
    return first[0] <= second[1] and second[0] <= first[1]


def difference(one: Amount, other: Amount) -> Amount:
    """Return one figure less the other, with its range: that of both errors together.

    low  = d - sqrt((x - x_low)^2 + (y_high - y)^2)
    high = d + sqrt((x_high - x)^2 + (y - y_low)^2)

    Where a figure is known by its proven bounds only, no value is given and the bounds are those
    that are left in the worst case. Nothing is known where either is unknown.
    """
    first, second = ends_of(one), ends_of(other)
    if first is None or second is None:
        return Amount(None, None, None, one.kind)
    if one.value is None or other.value is None:
        return Amount(first[0] - second[1], None, first[1] - second[0], one.kind, proven=True)
    value = one.value - other.value
    if one.exact and other.exact:
        return Amount(None, value, None, one.kind)
    below = math.hypot(one.value - first[0], second[1] - other.value)
    above = math.hypot(first[1] - one.value, other.value - second[0])
    return Amount(value - below, value, value + above, one.kind)


def change(now: Amount, before: Amount) -> Amount:
    """Return the change from one positive figure to another as a share, with its range.

    It is the difference of the logarithms, by `difference`, as exp(d) - 1. Unknown where the figure
    before is zero or either may be negative.
    """
    logs = _logarithm(now), _logarithm(before)
    if logs[0] is None or logs[1] is None:
        return Amount(None, None, None, Kind.SHARE)
    found = difference(logs[0], logs[1])
    low, value, high = (
        None if end is None else math.expm1(end) for end in (found.low, found.value, found.high)
    )
    return Amount(low, value, high, Kind.SHARE, proven=found.proven)


def _logarithm(figure: Amount) -> Amount | None:
    """Return the logarithm of a figure and its ends; None where it has none."""
    ends = ends_of(figure)
    if ends is None or ends[0] <= 0:
        return None
    low, high = (None, None) if figure.exact else (math.log(ends[0]), math.log(ends[1]))
    value = None if figure.value is None else math.log(figure.value)
    return Amount(low, value, high, proven=figure.proven)
