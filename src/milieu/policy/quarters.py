"""Quarters as whole numbers: year x 4 + 0, 1, 2 or 3."""

import datetime
import re

TEXT = re.compile(r"(\d{4})[ -]?Q([1-4])", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1800, 2300  # years beyond are slips of the pen


def quarter_of(value: object, *, last: bool = False) -> int | None:
    """Return the quarter that "2026Q3", a year, or a date names; None if it names none.

    last   whether a year stands for its last quarter instead of its first
    """
    if isinstance(value, datetime.date):
        found = 4 * value.year + (value.month - 1) // 3
    elif isinstance(value, str) and (match := TEXT.fullmatch(value.strip())):
        found = 4 * int(match[1]) + int(match[2]) - 1
    elif isinstance(value, int) and not isinstance(value, bool):
        found = 4 * value + (3 if last else 0)
    else:
        return None
    return found if FIRST_YEAR <= found // 4 <= LAST_YEAR else None


def quarter_text(quarter: int) -> str:
    """Return a quarter as it is written: "2026Q3"."""
    return f"{quarter // 4}Q{quarter % 4 + 1}"
