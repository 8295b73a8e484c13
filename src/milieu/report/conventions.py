"""Conventions: how numbers and days are written in the language spoken.

English is written as this house writes it (a space before the percent sign); other languages as the
Unicode Common Locale Data Repository has them. What they need is read once, because a page writes
thousands of numbers.
"""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from milieu.core.language import CATALOGS, language
from milieu.core.weaving import spaced

SPACE = "\u00a0"  # a number and its sign stay on one line
PERCENT = f"{SPACE}%"
POWERS = (8, 4)  # of ten by which languages that count in ten thousands group large numbers
FINE = 2  # digits behind the point of such a number; a finer one is written out


@dataclass(frozen=True)
class Conventions:
    """How a language writes numbers.

    percent   what follows the number of a share
    large     size and name of the units of large numbers, the largest first: 1e4, "万"
    marks     its marks for grouping and decimals, by those of English; None for the same
    """

    percent: str = PERCENT
    large: tuple[tuple[float, str], ...] = ()
    marks: dict[int, str] | None = None

    @property
    def percent_once(self) -> bool:
        """Return whether a range has its percent sign at its end only: "10 to 20 %"."""
        return self.percent.startswith(SPACE)

    def unit_of(self, value: float, step: float) -> tuple[float, str]:
        """Return the unit in which a number is written that is no finer than `step`."""
        for size, name in self.large:
            if abs(value) >= size * (1 - 1e-9) and step >= size / 10**FINE * (1 - 1e-9):
                return size, f"{SPACE}{name}"
        return 1.0, ""


def conventions() -> Conventions:
    """Return the conventions of the language spoken."""
    return _known(language())


def day(iso: str) -> str:
    """Return a day, given as YYYY-MM-DD, as a date of the language; English keeps it as it is."""
    if language() not in CATALOGS or not iso:
        return iso
    from babel.dates import format_date

    said = format_date(date.fromisoformat(iso[:10]), "long", locale=CATALOGS[language()])
    return spaced(str(said))


def moment(when: datetime) -> str:
    """Return a day and a time of day to the minute: "2026-03-03 14:05" in English."""
    return f"{day(when.date().isoformat())} {when:%H:%M}"


@lru_cache
def _known(code: str) -> Conventions:
    if code not in CATALOGS:
        return Conventions()
    from babel import Locale  # loads for a tenth of a second

    locale = Locale.parse(CATALOGS[code])
    symbols = locale.number_symbols["latn"]
    marks = {ord(","): symbols["group"], ord("."): symbols["decimal"]}
    pattern = str(locale.percent_formats[None].pattern)
    short = locale.compact_decimal_formats["short"]["other"]
    names = {power: str(short[str(10**power)].pattern) for power in POWERS}
    return Conventions(
        percent=pattern[pattern.rindex("0") + 1 :],
        large=tuple((10.0**p, n[1:]) for p, n in names.items() if n[0] == "0" and n[1:2].isalpha()),
        marks=None if all(chr(k) == v for k, v in marks.items()) else marks,
    )
