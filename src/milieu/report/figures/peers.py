"""Peers: what became of clusters that were once as this one is now, on one scale."""

from collections.abc import Sequence

from milieu.core.language import _
from milieu.report.figures.labels import LETTER, cut, folded
from milieu.report.figures.marks import LINE, Mark, Picture, layered, rule
from milieu.report.figures.plot import (
    Plot,
    Tick,
    axes,
    line,
    merged,
    percent_text,
    rules,
    texts,
    value_ticks,
)
from milieu.report.look import color
from milieu.report.reading import Row

LEFT, RIGHT, BETWEEN = 44, 44, 16  # pixels; right of each panel stands its last value
WIDE_LETTER = LETTER * 1.1  # of bold texts
HEAD, FOOT, APART, TALL = 54, 22, 14, 84
ABOVE = (42, 28, 12)  # pixels above a plot of two lines of its label, and of its note


def peers(panels: Sequence[Row], own: Sequence[Row], *, width: int) -> Picture:
    """Return a panel for each peer: its jobs before and after the year in which it was alike.

    panels   label (on two lines at most), note, text (last value) and line: since (years since it
             was alike), value (jobs, 1 in the year in which it was alike)
    own      the same line of the cluster itself, up to 0, drawn gray in each panel
    """
    columns = max(1, min(len(panels), 3 if width > 500 else 2))
    across = (width - LEFT - columns * RIGHT - (columns - 1) * BETWEEN) / columns
    points = [*own, *(row for one in panels for row in one["line"])]
    ends = (
        min((p["since"] for p in points), default=-1),
        max((p["since"] for p in points), default=1),
    )
    ticks = value_ticks(max((p["value"] for p in points), default=1.0), 3)
    upwards = [(v, percent_text(f"{100 * v:,.4g}") if v else "0") for v in ticks]
    layers: list[list[Mark]] = []
    for at, one in enumerate(panels):
        left = LEFT + at % columns * (across + RIGHT + BETWEEN)
        top = HEAD + at // columns * (TALL + HEAD + FOOT + APART)
        plot = Plot(left, top, across, TALL, ends, (0.0, ticks[-1]))
        layers.append(_panel(plot, one, own, upwards, first=at % columns == 0))
    rows = -(-len(panels) // columns)
    return layered(merged(layers), width, max(rows, 1) * (TALL + HEAD + FOOT + APART) - APART)


def _panel(
    plot: Plot, one: Row, own: Sequence[Row], upwards: Sequence[Tick], *, first: bool
) -> list[Mark]:
    shown = upwards if first else [(value, "") for value, _ in upwards]
    since = [(float(n), _("alike") if n == 0 else f"{n:+d}".replace("-", "−"))
             for n in (-10, -5, 0, 5, 10) if plot.across[0] <= n <= plot.across[1]]  # fmt: skip
    alike = [{"x": plot.x(0), "x2": plot.x(0), "y": plot.top, "y2": plot.bottom}]
    room = int((plot.width + RIGHT) / WIDE_LETTER)
    said = folded(one["label"], room)
    head = [{"x": plot.left, "y": plot.top - up, "text": text}
            for up, text in zip(ABOVE[2 - len(said) : 2], said, strict=True)]  # fmt: skip
    note = [{"x": plot.left, "y": plot.top - ABOVE[2], "text": cut(one["note"], room)}]
    layers = [
        *axes(plot, since, shown),
        *rules(alike, {**rule("control", 1), "strokeDash": [2, 3]}),
        *line(_points(plot, own), {"color": color("past"), "strokeWidth": 1.4}),
        *line(_points(plot, one["line"]), {"color": color("middle"), "strokeWidth": LINE}),
        *texts(head, fontWeight="bold"),
        *texts(note, fill=color("muted"), fontSize=11),
    ]
    if one["line"]:
        last = one["line"][-1]
        value = [{"x": plot.x(last["since"]) + 5, "y": plot.y(last["value"]), "text": one["text"]}]
        layers += texts(value, fontWeight="bold")
    return layers


def _points(plot: Plot, rows: Sequence[Row]) -> list[Row]:
    return [{"x": plot.x(r["since"]), "y": plot.y(r["value"]), "part": 0} for r in rows]
