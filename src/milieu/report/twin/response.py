"""Response curves: what an outcome does as more and more of something is done."""

from collections.abc import Sequence
from typing import Any

from milieu.core.language import N_, _
from milieu.report.figures.labels import long
from milieu.report.figures.marks import (
    LINE,
    Mark,
    Picture,
    end,
    full_dot,
    layered,
    mark,
    pixel,
    rule,
)
from milieu.report.figures.plot import Plot, Tick, area, axes, line, merged, rules, texts
from milieu.report.figures.scale import ticks_of
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.numbers import signed
from milieu.report.twin.panels import Grid, ends_of, heading

HARM = N_("more, less gain")


def responses(panels: Sequence[Row], *, width: int, columns: int, lines: int = 1) -> Picture:
    """Return a panel for each response.

    panels   label, note (the verdict), across (what the doses are); points: dose, value, low, high
             (change since the first dose; None not known); ticks (dose and its text); harmful (dose
             from which more does harm, None for none), peak (low and high, None)
    lines    of a panel's title
    """
    grid = Grid(width, columns, tall=150, left=56, right=18, head=34 + 16 * lines, foot=42)
    frames = []
    for at, one in enumerate(panels):
        doses = [point["dose"] for point in one["points"]]
        values = [point[k] for point in one["points"] for k in ("value", "low", "high")]
        frames.append(_panel(grid.plot(at, (min(doses), max(doses)), ends_of(values)), one, lines))
    return layered(merged(frames), width, grid.height(len(panels)))


def _panel(plot: Plot, one: Row, lines: int) -> list[Mark]:
    ticks = [(value, signed(said)) for value, said in ticks_of(*plot.upwards, ",.6~g")]
    zero = [{"x": plot.left, "x2": plot.right, "y": plot.y(0.0), "y2": plot.y(0.0)}]
    below = [{"x": plot.right, "y": plot.bottom + 31, "text": _("{doses} →", doses=one["across"])}]
    return [
        *_tint(plot, one["harmful"]),
        *axes(plot, _roomy(plot, one["ticks"]), ticks),
        *_curve(plot, one["points"]),
        *rules(zero, rule("ink", 1.6)),
        *_peak(plot, one["peak"]),
        *_harm(plot, one["harmful"]),
        *texts(below, "right", fill=color("muted")),
        *heading(plot, one["label"], one["note"], over=56, lines=lines),
    ]


def _tint(plot: Plot, harmful: float | None) -> list[Mark]:
    """Return the field in which more does harm."""
    if harmful is None:
        return []
    box = [{"x": plot.x(harmful), "x2": plot.right, "y": plot.top, "y2": plot.bottom}]
    ends = {"x": pixel("x"), "x2": end("x2"), "y": pixel("y"), "y2": end("y2")}
    return [mark(box, {"type": "rect", "fill": color("low"), "fillOpacity": 0.6}, **ends)]


def _harm(plot: Plot, harmful: float | None) -> list[Mark]:
    """Return the words of that field, where they find room."""
    if harmful is None or plot.right - plot.x(harmful) < long(_(HARM)):
        return []
    said = [{"x": plot.right - 4, "y": plot.bottom - 9, "text": _(HARM)}]
    rim = {"stroke": color("page"), "strokeWidth": 3, "strokeJoin": "round", "fontSize": 11}
    return [
        *texts(said, "right", **rim),
        *texts(said, "right", fill=color("lowest"), fontSize=11),
    ]


def _curve(plot: Plot, points: Sequence[Row]) -> list[Mark]:
    banded = [
        {"x": plot.x(p["dose"]), "low": plot.y(p["low"]), "high": plot.y(p["high"]), "part": 0}
        for p in points
        if None not in (p["low"], p["high"])
    ]
    known = [
        {"x": plot.x(p["dose"]), "y": plot.y(p["value"]), "part": 0}
        for p in points
        if p["value"] is not None
    ]
    dots = [mark(known, full_dot(32), x=pixel("x"), y=pixel("y"))] if known else []
    thick = {"color": color("middle"), "strokeWidth": LINE}
    return [*area(banded, "band", "low", "high"), *line(known, thick), *dots]


def _peak(plot: Plot, peak: tuple[float, float] | None) -> list[Mark]:
    """Return a bar over the doses among which the highest outcome lies."""
    if peak is None:
        return []
    low, high = (plot.x(dose) for dose in peak)
    at: dict[str, Any] = {"y": plot.top - 4, "y2": plot.top - 4}
    return rules([{"x": low, "x2": max(high, low + 3), **at}], rule("ink", 3))


def _roomy(plot: Plot, ticks: Sequence[Tick]) -> list[Tick]:
    """Return the ticks whose texts find room, the last one first, then from the left."""
    kept: list[Tick] = []
    taken: list[tuple[float, float]] = []
    for tick in [ticks[-1], *ticks[:-1]]:
        half = long(tick[1]) / 2 + 4
        box = plot.x(tick[0]) - half, plot.x(tick[0]) + half
        if all(box[1] < low or box[0] > high for low, high in taken):
            taken.append(box)
            kept.append(tick)
    return sorted(kept)
