"""Rank and size on logarithmic scales: a straight line is a power law."""

import math
from collections.abc import Sequence

from milieu.core.language import _
from milieu.report.figures.marks import LINE, Look, Picture, layered, mark, pixel
from milieu.report.figures.plot import Plot, Tick, axes, line, merged, texts, tick_text
from milieu.report.look import color
from milieu.report.reading import Row

LEFT, RIGHT, HEAD, FOOT = 46, 20, 26, 42  # pixels


def sizes(points: Sequence[Row], fit: Sequence[Row], said: str, *, width: int) -> Picture:
    """Return a dot for each firm and the fitted line of the tail.

    points   size and rank (1: the largest), of firms shown
    fit      size and rank at both ends of the line, with its text; empty where there is none
    said     what is written beside the line
    """
    across = _ends([row["size"] for row in (*points, *fit)])
    upwards = (0.0, math.ceil(math.log10(max((row["rank"] for row in points), default=10))))
    tall = round(width * 0.56)
    plot = Plot(LEFT, HEAD, width - LEFT - RIGHT, tall, across, upwards)
    dots = [_at(plot, row) for row in points]
    look: Look = {"type": "point", "filled": True, "opacity": 1, "fill": color("edge"), "size": 11}
    layers = axes(plot, _decades(across), _decades(upwards))
    layers += [mark(dots, look, x=pixel("x"), y=pixel("y"))] if dots else []
    ends = [{**_at(plot, row), "part": 0} for row in fit]
    layers += line(ends, {"color": color("lowest"), "strokeWidth": LINE})
    if ends:
        middle = {k: (ends[0][k] + ends[-1][k]) / 2 for k in "xy"}
        beside = [{"x": middle["x"] - 10, "y": middle["y"] + 14, "text": said}]
        rim = {"stroke": color("page"), "strokeWidth": 3, "strokeJoin": "round"}
        layers += texts(beside, "right", **rim)
        layers += texts(beside, "right", fontWeight="bold", fill=color("lowest"))
    titles = [{"x": 0, "y": 10, "text": _("rank, 1 is the largest ↑")}]
    below = [{"x": plot.right, "y": plot.bottom + 32, "text": _("sales, in average wages →")}]
    layers += [*texts(titles, fill=color("muted")), *texts(below, "right", fill=color("muted"))]
    return layered(merged([layers]), width, round(plot.bottom) + FOOT)


def _at(plot: Plot, row: Row) -> dict[str, float]:
    return {"x": plot.x(math.log10(row["size"])), "y": plot.y(math.log10(row["rank"]))}


def _ends(values: Sequence[float]) -> tuple[float, float]:
    logs = [math.log10(value) for value in values] or [0.0, 1.0]
    return math.floor(min(logs)), math.ceil(max(logs))


def _decades(ends: tuple[float, float]) -> list[Tick]:
    """Return each power of ten between the ends."""
    first, last = (round(end) for end in ends)
    return [
        (float(power), tick_text(f"{10.0**power:,.10g}", 10.0**power, 10.0**power))
        for power in range(first, last + 1)
    ]
