"""Money in national currency, as it is written: two digits, in millions where it is that much."""

import math

from milieu.core.language import _
from milieu.report.conventions import conventions
from milieu.report.words import MISSING, Kind, between, number

MILLION = 1e6
DIGITS = 2


def money(value: float) -> str:
    """Return an amount with two digits: "290,000", "1.3 million"; a dash where it is unknown."""
    if not math.isfinite(value):
        return MISSING
    step = step_of(value)
    if abs(value) < MILLION or conventions().large:
        return number(value, Kind.COUNT, max(step, 1.0))
    return _("{n} million", n=number(value / MILLION, Kind.RATIO, step / MILLION))


def money_range(low: float, high: float) -> str:
    """Return two amounts: "290,000 to 1.3 million", "1.4 to 2.8 million"."""
    if min(abs(low), abs(high)) < MILLION or conventions().large:
        return between(money(low), money(high))
    ends = (number(one / MILLION, Kind.RATIO, step_of(one) / MILLION) for one in (low, high))
    return _("{n} million", n=between(*ends))


def step_of(value: float) -> float:
    """Return the unit of the second digit of a number."""
    size = abs(value)
    return 10.0 ** (math.floor(math.log10(size)) - DIGITS + 1) if size > 0 else 1.0
