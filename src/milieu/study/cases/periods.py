"""Periods of cited facts: years, business years and parts of years, as dates."""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from milieu.core.errors import UserError

BUSINESS_YEAR_STARTS = 4  # month; India's business year runs from April to March

_FORMS = {
    "business year": re.compile(r"FY(?P<year>\d{4})-(?P<next>\d{2})"),
    "year": re.compile(r"(?P<year>\d{4})"),
    "half": re.compile(r"(?P<year>\d{4})-H(?P<part>[12])"),
    "quarter": re.compile(r"(?P<year>\d{4})-Q(?P<part>[1-4])"),
    "months": re.compile(r"(?P<year>\d{4})-(?P<first>\d{2})/(?P<last>\d{2})"),
    "month": re.compile(r"(?P<year>\d{4})-(?P<first>\d{2})"),
    "day": re.compile(r"(?P<year>\d{4})-(?P<first>\d{2})-(?P<day>\d{2})"),
}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time from its first to its last day, both included."""

    start: date
    end: date

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.end - self.start).days + 1

    @property
    def whole_year(self) -> bool:
        """Return whether it is twelve months from the first of a month; only such sums compare."""
        return self.start.day == 1 and self.end + timedelta(days=1) == _year_later(self.start)

    @property
    def middle(self) -> date:
        """Return the day at which a time axis shows it."""
        return self.start + timedelta(days=self.days // 2)


def parse_period(text: str, *, where: str = "") -> Period:
    """Return the period that a text such as "2003" or "FY2004-05" names.

    text    "2003", "FY2004-05" (April to March), "2016-H1", "2016-Q3", "2020-01/10" (both months
            included), "2020-10" or "1980-12-15"
    raises  UserError if the text has another form or names a month or day that does not exist
    """
    for form, pattern in _FORMS.items():
        if found := pattern.fullmatch(text.strip()):
            try:
                return _period(
                    form, {name: int(digits) for name, digits in found.groupdict().items()}
                )
            except ValueError:
                break
    raise UserError(
        f"{text!r} is not a period",
        where=where,
        next="Write it like 2003, FY2004-05, 2016-H1, 2016-Q3, 2020-01/10, 2020-10 or 1980-12-15.",
    )


def _period(form: str, found: dict[str, int]) -> Period:
    """Return the period of one form; ValueError where such a month, day or year does not exist."""
    year = found["year"]
    match form:
        case "business year":
            if found["next"] != (year + 1) % 100:
                raise ValueError(found)
            start = date(year, BUSINESS_YEAR_STARTS, 1)
            return Period(start, _year_later(start) - timedelta(days=1))
        case "year":
            return _months(year, 1, 12)
        case "half":
            return _months(year, 6 * found["part"] - 5, 6 * found["part"])
        case "quarter":
            return _months(year, 3 * found["part"] - 2, 3 * found["part"])
        case "months":
            return _months(year, found["first"], found["last"])
        case "month":
            return _months(year, found["first"], found["first"])
        case "day":
            day = date(year, found["first"], found["day"])
            return Period(day, day)
    raise ValueError(form)


def _months(year: int, first: int, last: int) -> Period:
    """Return the months from the first to the last of a year."""
    if not 1 <= first <= last <= 12:
        raise ValueError(first, last)
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]))


def _year_later(day: date) -> date:
    return date(day.year + 1, day.month, day.day)
