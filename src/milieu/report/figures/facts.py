"""Facts: cited figures of single years, each with its quality."""

from collections.abc import Sequence
from dataclasses import dataclass

from milieu.core.language import N_
from milieu.report.figures.marks import Mark, Picture, full_dot, layered, mark, open_dot, pixel
from milieu.report.figures.plot import Plot, texts
from milieu.report.figures.scale import MARGIN, framed, round_ends
from milieu.report.reading import Row

HEIGHT = 150  # pixels


@dataclass(frozen=True)
class Shape:
    """The dot of a quality: its shape, the sign for it in a text, and whether it is filled."""

    name: str
    sign: str
    full: bool = False


SHAPES = {  # what a source prints itself is full, what was made of it is open
    N_("reported"): Shape("circle", "●", full=True),
    N_("corrected"): Shape("diamond", "◆", full=True),
    N_("derived"): Shape("square", "□"),
    N_("rounded"): Shape("triangle-up", "△"),
    N_("lower bound"): Shape("triangle-down", "▽"),
    N_("estimate"): Shape("diamond", "◇"),
    N_("projection"): Shape("triangle-right", "▷"),
}
OTHER = Shape("circle", "○")


def timeline(rows: Sequence[Row], *, width: int) -> Picture:
    """Return cited facts of whole years as dots that no line joins, from 0.

    rows   year (middle of the period, with a fraction), value, quality (shape of the dot), text
           (written at the last dot, empty at the others)
    """
    years = [row["year"] for row in rows]
    first, last = min(years, default=0), max(years, default=1)
    least = min([0.0, *(row["value"] for row in rows)])
    most = max([0.0, *(row["value"] for row in rows)]) or 1.0
    plot = Plot(MARGIN, 0, width, HEIGHT, (first - 0.5, last + 0.5), round_ends(least, most))
    placed = [{**row, "x": plot.x(row["year"]), "y": plot.y(row["value"])} for row in rows]
    layers = framed(plot, (int(first), int(last)), ",.6~g")
    for quality in sorted({row["quality"] for row in rows}):
        layers.append(_dots([row for row in placed if row["quality"] == quality], quality))
    return layered([*layers, *texts(placed, dx=9, fontWeight="bold")], MARGIN + width, HEIGHT)


def _dots(rows: Sequence[Row], quality: str) -> Mark:
    shape = SHAPES.get(quality, OTHER)
    look = full_dot(55) if shape.full else open_dot(55)
    return mark(rows, {**look, "shape": shape.name}, x=pixel("x"), y=pixel("y"))
