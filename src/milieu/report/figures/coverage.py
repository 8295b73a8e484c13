"""Coverage: how much of each year the office hides."""

from collections.abc import Sequence

from milieu.report.figures.history import over_years
from milieu.report.figures.marks import Picture
from milieu.report.reading import Row


def coverage(rows: Sequence[Row], *, width: int) -> Picture:
    """Return the share of hidden cells over the years, from 0.

    rows   year, value (share, 0 to 1), low and high (None), status ("published": it is a count),
           text (what is written at the last mark)
    """
    return over_years(rows, width=width, height=130, format=".0%")
