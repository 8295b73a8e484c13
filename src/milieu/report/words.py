"""Words: numbers, ranges and probabilities as they are written everywhere, in every language.

Sentences, figures and tables all take their texts from here, so that they can not differ.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from milieu.core.language import CATALOGS, N_, _, gap, in_sense, language, several
from milieu.report.conventions import SPACE, conventions, day, moment

__all__ = ["MINUS", "MISSING", "SPACE", "Amount", "Kind", "after", "before", "between", "capital",
           "chance", "count", "day", "gap", "is_zero", "listed", "moment", "number", "percent",
           "plain", "points", "probability", "together", "whole", "year", "years"]  # fmt: skip

MISSING = "–"
MINUS = "−"
CALLED = {  # names of the program whose words are not those of their code
    "rd_active_share": N_("R&D active share"),
    "rd_unit_share": N_("R&D unit share"),
    "patents_per_1000_jobs": N_("patents per 1,000 jobs"),
}
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
        if (ends := self.outward) is None:
            return None
        return number(ends[0], self.kind, self.step), number(ends[1], self.kind, self.step)

    @property
    def outward(self) -> tuple[float, float] | None:
        """Return the ends of the range, rounded outward; None where there is none."""
        if self.low is None or self.high is None or self.low == self.high:
            return None
        low = math.floor(self.low / self.step + 1e-9) * self.step
        return low, math.ceil(self.high / self.step - 1e-9) * self.step

    @property
    def range(self) -> str:
        """Return the range as "1,200 to 1,400", rounded outward; empty where there is none."""
        ends = self.ends
        return between(*ends) if ends else ""

    @property
    def spoken(self) -> str:
        """Return value and range: "1,300 (1,200 to 1,400)"; the range alone without a value."""
        if self.value is None:
            return self.range or MISSING
        held = self.range
        return _("{value} ({range})", value=self.text, range=held) if held else self.text

    @cached_property
    def step(self) -> float:
        """Return the unit of the last digit: 1, 2 or 5 times a power of ten."""
        finest = _finest(self.kind, self.value or self.high or 0.0)  # 0 says nothing of its digits
        if self.proven or self.low is None or self.high is None or self.low >= self.high:
            return finest
        part = (self.high - self.low) / PARTS
        return finest if part <= finest else _step_from(part)


def number(value: float | None, kind: Kind = Kind.COUNT, step: float = 0.0) -> str:
    """Return a number as text, rounded to a multiple of `step` (0: as its kind is written).

    Languages that count in ten thousands have large numbers in them, where `step` is so coarse
    that nothing is lost: 12,400 is "1.24 万".
    """
    if value is None or not math.isfinite(value):
        return MISSING
    step = step or _finest(kind, value)
    scale = 100 if kind is Kind.SHARE else 1
    rounded, step = round(value / step) * step * scale, step * scale
    way = conventions()
    size, unit = way.unit_of(rounded, step) if way.large else (1.0, "")
    decimals = max(0, -math.floor(math.log10(step / size) + 1e-9))
    text = f"{abs(rounded) / size:,.{decimals}f}"
    sign = MINUS if rounded < 0 and text.strip("0.,") else ""
    if unit:
        text = (text.rstrip("0").rstrip(".") if decimals else text) + unit
    if way.marks:
        text = text.translate(way.marks)
    return f"{sign}{text}{way.percent}" if kind is Kind.SHARE else sign + text


def whole(number_of: float) -> str:
    """Return a count exactly, its digits in groups: "12,912"."""
    return f"{number_of:,.0f}".translate(conventions().marks or {})


def points(text: str) -> str:
    """Return what Python has written of a number, "1,234.5", with the language's marks."""
    return text.translate(conventions().marks or {})


def between(low: str, high: str) -> str:
    """Return a range of two numbers as written: "1,200 to 1,400", "10 to 20 %"."""
    way = conventions()
    if way.percent_once and high.endswith(way.percent):
        low = low.removesuffix(way.percent)
    return _("{low} to {high}", low=low, high=high)


def together(*sentences: str) -> str:
    """Return sentences one after the other; empty ones leave no gap."""
    return gap().join(sentence for sentence in sentences if sentence)


def after(sentence: str) -> str:
    """Return a sentence that follows another, with the gap before it; empty where it is."""
    return gap() + sentence if sentence else ""


def before(sentence: str) -> str:
    """Return a sentence that another follows, with the gap after it."""
    return sentence + gap()


def is_zero(text: str) -> bool:
    """Return whether a number as written is zero."""
    return not text.strip(f"0.,%{SPACE}")


def percent(number_of: int) -> str:
    """Return a whole number of percent: "80 %"."""
    return f"{number_of}{conventions().percent}"


def chance(share: float | None) -> str:
    """Return a probability in steps of 5 %: "65 %"; its ends are never certainties."""
    if share is None or not math.isfinite(share):
        return MISSING
    if share < 0.05:
        return in_sense("of a probability", "under {percent}", percent=percent(5))
    if share > 0.95:
        return in_sense("of a probability", "over {percent}", percent=percent(95))
    return percent(round(share * 20) * 5)


def probability(share: float | None) -> str:
    """Return a probability as percent and as a count: "65 % (13 in 20)"."""
    said = chance(share)
    if share is None or not 0.05 <= share <= 0.95:
        return said
    return _("{percent} ({n} in 20)", percent=said, n=round(share * 20))


def count(number_of: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 cluster", "2,000 clusters", "no clusters".

    one, many   nouns as they stand in the code, where the catalog finds them
    """
    many = many or f"{one}s"
    if language() not in CATALOGS:
        noun = one if number_of == 1 else many
        return f"{number_of:,} {noun}" if number_of else f"no {noun}"
    return several(f"{{n}} {one}", f"{{n}} {many}", number_of, n=whole(number_of))


def listed(names: Sequence[str], most: int = 5) -> str:
    """Return names joined by commas and "and"; beyond `most` the rest is counted."""
    shown = list(names[:most])
    if len(names) > most:
        shown.append(_("{n} more", n=whole(len(names) - most)))
    if len(shown) < 2:
        return "".join(shown)
    first = in_sense("between names of a list", ", ").join(shown[:-1])
    return _("{names} and {name}", names=first, name=shown[-1])


def plain(code: str) -> str:
    """Return a name of the program as words: "metropolitan area" for "metropolitan_area"."""
    return _(CALLED.get(code, code.replace("_", " ")))


def capital(sentence: str) -> str:
    """Return a sentence with its first letter large."""
    return sentence[:1].upper() + sentence[1:]


def year(one: int) -> str:
    """Return a year within a sentence: "2014"."""
    return in_sense("of the calendar", "{year}", year=one)


def years(first: int | None, last: int | None) -> str:
    """Return a stretch of years: "2000 to 2014", or the one year."""
    known = sorted({one for one in (first, last) if one is not None})
    if len(known) < 2:
        return year(known[0]) if known else MISSING
    return in_sense("years", "{first} to {last}", first=known[0], last=known[1])


def _finest(kind: Kind, value: float | None) -> float:
    """Return the finest step for a number of this kind and size."""
    if kind is Kind.COUNT:
        return 1.0
    if value == 0:
        return 0.01 if kind is Kind.SHARE else 1.0
    size = abs(value or 0.0) * (100 if kind is Kind.SHARE else 1)
    step = 1.0 if size >= 100 else 0.1 if size >= (1 if kind is Kind.SHARE else 10) else 0.01
    return step / 100 if kind is Kind.SHARE else step


def _step_from(least: float) -> float:
    """Return the smallest of 1, 2, 5 times a power of ten that is not below `least`."""
    power, enough = 10.0 ** math.floor(math.log10(least)), least * (1 - 1e-9)
    return next(step for step in (power, 2 * power, 5 * power, 10 * power) if step >= enough)
