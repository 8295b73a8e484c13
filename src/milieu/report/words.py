"""Words: numbers, ranges and probabilities as they are written everywhere.

Sentences, figures and tables all take their texts from here, so that they can not differ.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

MISSING = "–"
MINUS = "−"
SPACE = "\u00a0"  # a number and its sign stay on one line
PARTS = 10  # a number is no finer than this part of its range


class Kind(Enum):
    """What is counted: persons and firms in whole numbers, ratios, or shares as percent."""

    COUNT = "count"
    RATIO = "ratio"
    SHARE = "share"


@dataclass(frozen=True)
class Amount:
    """A figure with its 80 % range; None for what is not known.

    proven   the range holds for certain, because the published margins leave no other
    """

    low: float | None
    value: float | None
    high: float | None
    kind: Kind = Kind.COUNT
    proven: bool = False

    @property
    def exact(self) -> bool:
        """Return whether the value is known without a range."""
        return self.value is not None and (self.low is None or self.low == self.high)

    @property
    def text(self) -> str:
        """Return the value, no finer than a tenth of its range; a dash where there is none."""
        return number(self.value, self.kind, self.step)

    @property
    def ends(self) -> tuple[str, str] | None:
        """Return the ends of the range as texts, rounded outward; None where there is none."""
        if self.low is None or self.high is None or self.low == self.high:
            return None
        low = math.floor(self.low / self.step + 1e-9) * self.step
        high = math.ceil(self.high / self.step - 1e-9) * self.step
        return number(low, self.kind, self.step), number(high, self.kind, self.step)

    @property
    def range(self) -> str:
        """Return the range as "1,200 to 1,400", rounded outward; empty where there is none."""
        if self.ends is None:
            return ""
        low, high = self.ends
        return f"{low.removesuffix(f'{SPACE}%')} to {high}"

    @property
    def spoken(self) -> str:
        """Return value and range: "1,300 (1,200 to 1,400)"; the range alone without a value."""
        if self.value is None:
            return self.range or MISSING
        return f"{self.text} ({self.range})" if self.range else self.text

    @property
    def step(self) -> float:
        """Return the unit of the last digit: 1, 2 or 5 times a power of ten."""
        finest = _finest(self.kind, self.value if self.value is not None else self.high)
        if self.proven or self.low is None or self.high is None or self.low >= self.high:
            return finest
        part = (self.high - self.low) / PARTS
        return finest if part <= finest else _step_from(part)


def number(value: float | None, kind: Kind = Kind.COUNT, step: float = 0.0) -> str:
    """Return a number as text, rounded to a multiple of `step` (0: as its kind is written)."""
    if value is None or not math.isfinite(value):
        return MISSING
    step = step or _finest(kind, value)
    scale = 100 if kind is Kind.SHARE else 1
    rounded, step = round(value / step) * step * scale, step * scale
    decimals = max(0, -math.floor(math.log10(step) + 1e-9))
    text = f"{abs(rounded):,.{decimals}f}"
    sign = MINUS if rounded < 0 and text.strip("0.,") else ""
    return f"{sign}{text}{SPACE}%" if kind is Kind.SHARE else sign + text


def probability(share: float | None) -> str:
    """Return a probability in steps of 5 %: "65 % (13 in 20)"; its ends are never certainties."""
    if share is None or not math.isfinite(share):
        return MISSING
    if share < 0.05:
        return f"under 5{SPACE}%"
    if share > 0.95:
        return f"over 95{SPACE}%"
    twentieths = round(share * 20)
    return f"{twentieths * 5}{SPACE}% ({twentieths} in 20)"


def count(number_of: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 cluster", "2,000 clusters", "no clusters"."""
    noun = one if number_of == 1 else many or f"{one}s"
    return f"{number_of:,} {noun}" if number_of else f"no {noun}"


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names joined by commas and "and"; beyond `most` the rest is counted."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(f"{len(names) - most:,} more")
    if len(shown) < 2:
        return "".join(shown)
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def plain(code: str) -> str:
    """Return a name of the program as words: "metropolitan area" for "metropolitan_area"."""
    return code.replace("_", " ")


def capital(sentence: str) -> str:
    """Return a sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def years(first: int | None, last: int | None) -> str:
    """Return a stretch of years: "2000 to 2014", or the one year."""
    known = sorted({year for year in (first, last) if year is not None})
    return " to ".join(map(str, known)) or MISSING


def _finest(kind: Kind, value: float | None) -> float:
    """Return the finest step for a number of this kind and size."""
    if kind is Kind.COUNT:
        return 1.0
    size = abs(value or 0.0) * (100 if kind is Kind.SHARE else 1)
    steps = ((100, 1.0), (10, 0.1), (1, 0.1 if kind is Kind.SHARE else 0.01))
    step = next((step for least, step in steps if size >= least), 0.01)
    return step / 100 if kind is Kind.SHARE else step


def _step_from(least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least * (1 - 1e-9))
