"""Ribbons: the stages of several, each a small ribbon, on one axis of years."""

from collections.abc import Sequence

from milieu.report.figures.labels import LETTER, cut
from milieu.report.figures.marks import Mark, Picture, layered
from milieu.report.figures.plot import Plot, axes, merged, shares, texts, year_ticks
from milieu.report.figures.ribbon import ribbon_layers, stretch
from milieu.report.reading import Row

LEFT, RIGHT, BETWEEN = 44, 100, 12  # pixels; right of each ribbon stand the stages of the last year
HEAD, TALL, FOOT, APART = 46, 72, 22, 14
WIDE_LETTER = LETTER * 1.1  # of bold texts


def ribbons(ones: Sequence[Row], *, width: int, columns: int) -> Picture:
    """Return a ribbon for each, with its name above.

    ones   label, and rows as for `ribbon.ribbon_layers`
    """
    columns = max(1, min(columns, len(ones)))
    across = (width - (columns - 1) * BETWEEN) / columns - LEFT - RIGHT
    years = [row["year"] for one in ones for row in one["rows"]]
    ends = stretch(min(years, default=0), max(years, default=1))
    frames: list[list[Mark]] = []
    for at, one in enumerate(ones):
        left = LEFT + at % columns * (across + LEFT + RIGHT + BETWEEN)
        top = HEAD + at // columns * (HEAD + TALL + FOOT + APART)
        plot = Plot(left, top, across, TALL, ends, (0.0, 1.0))
        frames.append(_panel(plot, one, (min(years, default=0), max(years, default=1))))
    rows = -(-len(ones) // columns)
    return layered(merged(frames), width, max(rows, 1) * (HEAD + TALL + FOOT + APART) - APART)


def _panel(plot: Plot, one: Row, years: tuple[int, int]) -> list[Mark]:
    room = int((plot.width + LEFT + RIGHT) / WIDE_LETTER)
    head = [{"x": plot.left - LEFT, "y": plot.top - 34, "text": cut(one["label"], room)}]
    ticks = year_ticks(*years, plot.width)
    layers = [*axes(plot, ticks, shares()), *texts(head, fontWeight="bold")]
    return [*layers, *ribbon_layers(plot, one["rows"])] if one["rows"] else layers
