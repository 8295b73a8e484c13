"""Numbers of runs as they are written: with a sign, in the steps of their range."""

import math

from milieu.report.words import MINUS, MISSING, SPACE, Amount, Kind, number

PERCENT = 0.01
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
    bare = text.removesuffix(f"{SPACE}%")
    if text == MISSING or bare.startswith(MINUS) or not bare.strip("0.,"):
        return text
    return f"+{text}"


def signed_range(said: Amount) -> str:
    """Return the ends of a range with their signs: "+129 to +628"; empty without a range."""
    if said.ends is None:
        return ""
    low, high = said.ends
    return f"{signed(low)} to {signed(high)}"


def share(value: float) -> str:
    """Return a share in whole percent; a dash where it is not known."""
    return number(value if math.isfinite(value) else None, Kind.SHARE, PERCENT)


def short(value: float) -> str:
    """Return a number with three significant digits; a dash where it is not known."""
    if not math.isfinite(value):
        return MISSING
    if value and not 1e-3 <= abs(value) < 1e6:
        return f"{value:.2e}".replace("-", MINUS)
    text = f"{float(f'{value:.3g}'):,.10f}".rstrip("0").rstrip(".")
    return text.replace("-", MINUS)


def coarse(value: float) -> str:
    """Return a number with two significant digits, for ends of ranges in sentences."""
    return short(float(f"{value:.2g}"))


def percent_of_cost(points: float) -> str:
    """Return log points as percent with their sign: "−13.1 %"."""
    return signed(number(float(points), Kind.SHARE, STEP_OF_COST))
