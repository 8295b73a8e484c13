"""Numbers of runs as they are written: with a sign, in the steps of their range."""

import math

from milieu.core.language import _
from milieu.report.conventions import conventions
from milieu.report.words import MINUS, MISSING, Amount, Kind, is_zero, number, points

PERCENT = 0.01
LARGE = 1e4  # from here on languages that count in ten thousands write them so
STEP_OF_COST = 0.001  # to which shares of cost and of firms that fail are written


def kind_of(unit: str) -> Kind:
    """Return how an outcome's unit is written: what is counted, a share, or a ratio."""
    if unit.startswith("share"):
        return Kind.SHARE
    return Kind.RATIO if unit.startswith(("log points", "index")) else Kind.COUNT


def amount(low: float, value: float, high: float, kind: Kind = Kind.COUNT) -> Amount:
    """Return a figure with its range; what is not finite is not known."""
    below, middle, above = (end if math.isfinite(end) else None for end in (low, value, high))
    if below is None or above is None:
        below = above = None
    return Amount(below, middle, above, kind)


def signed(text: str) -> str:
    """Return a number's text with its sign: "+378", "−55"; zero and what is unknown have none."""
    if text == MISSING or text.startswith(MINUS) or is_zero(text):
        return text
    return f"+{text}"


def signed_range(said: Amount) -> str:
    """Return the ends of a range with their signs: "+129 to +628"; empty without a range."""
    if said.ends is None:
        return ""
    return spread(*map(signed, said.ends))


def spread(low: str, high: str) -> str:
    """Return two ends of a range in full, each with its own sign."""
    return _("{low} to {high}", low=low, high=high)


def share(value: float) -> str:
    """Return a share in whole percent; a dash where it is not known."""
    return number(value if math.isfinite(value) else None, Kind.SHARE, PERCENT)


def short(value: float) -> str:
    """Return a number with three significant digits; a dash where it is not known."""
    if not math.isfinite(value):
        return MISSING
    if conventions().large and abs(value) >= LARGE:
        return number(value, Kind.COUNT, 10.0 ** (math.floor(math.log10(abs(value))) - 2))
    if value and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.2e}".replace("-", MINUS)
    text = f"{float(f'{value:.3g}'):,.10f}".rstrip("0").rstrip(".")
    return points(text).replace("-", MINUS)


def coarse(value: float) -> str:
    """Return a number with two significant digits, for ends of ranges in sentences."""
    return short(float(f"{value:.2g}"))


def percent_of_cost(points: float) -> str:
    """Return log points as percent with their sign: "−13.1 %"."""
    return signed(number(float(points), Kind.SHARE, STEP_OF_COST))
