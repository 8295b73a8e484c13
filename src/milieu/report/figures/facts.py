"""Facts: cited figures of single years, each with its quality."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt

from milieu.report.figures.history import value_axis, year_axis
from milieu.report.figures.marks import Channel, full_dot, layered, mark, open_dot, place, text
from milieu.report.reading import Row

HEIGHT = 150  # pixels


@dataclass(frozen=True)
class Shape:
    """The dot of a quality: its shape, the sign for it in a text, and whether it is filled."""

    name: str
    sign: str
    full: bool = False


SHAPES = {  # what a source prints itself is full, what was made of it is open
    "reported": Shape("circle", "●", full=True),
    "corrected": Shape("diamond", "◆", full=True),
    "derived": Shape("square", "□"),
    "rounded": Shape("triangle-up", "△"),
    "lower bound": Shape("triangle-down", "▽"),
    "estimate": Shape("diamond", "◇"),
    "projection": Shape("triangle-right", "▷"),
}
OTHER = Shape("circle", "○")


def timeline(rows: Sequence[Row], *, width: int) -> alt.LayerChart:
    """Return cited facts of whole years as dots that no line joins, from 0.

    rows   year (middle of the period, with a fraction), value, quality (shape of the dot), text
           (written at the last dot, empty at the others)
    """
    years = [row["year"] for row in rows]
    first, last = min(years, default=0), max(years, default=1)
    least = min([0.0, *(row["value"] for row in rows)])
    most = max([0.0, *(row["value"] for row in rows)]) or 1.0
    x = place(
        "year",
        {"domain": [first - 0.5, last + 0.5], "nice": False},
        year_axis(int(first), int(last), width),
    )
    y = place("value", {"domain": [least, most], "nice": True}, value_axis(",.6~g"))
    layers = [_dots(rows, quality, x, y) for quality in sorted({row["quality"] for row in rows})]
    beside = {"type": "text", "align": "left", "dx": 9, "fontWeight": "bold"}
    return layered([*layers, mark(rows, beside, x=x, y=y, text=text())], width, HEIGHT)


def _dots(rows: Sequence[Row], quality: str, x: Channel, y: Channel) -> alt.Chart:
    shape = SHAPES.get(quality, OTHER)
    chosen = [row for row in rows if row["quality"] == quality]
    look = full_dot(55) if shape.full else open_dot(55)
    return mark(chosen, {**look, "shape": shape.name}, x=x, y=y)
