"""Courses: a line for each of those compared, on one scale, its letter at its end."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from milieu.report.figures.marks import LINE, Look, Mark, Picture, layered, rule
from milieu.report.figures.plot import (
    Plot,
    Tick,
    apart,
    axes,
    line,
    merged,
    rules,
    texts,
    value_ticks,
    year_ticks,
)
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.words import Kind, number, points

LEFT, RIGHT = 52, 96  # pixels for ticks and for what stands at the lines' ends
HEAD, FOOT = 12, 22
TONES = ("middle", "lower", "ink", "edge", "lowest")  # then the same again, dashed
DASH = [6, 3]
PERCENT = 0.01


def courses(
    ones: Sequence[Row],
    *,
    width: int,
    height: int,
    right: int = RIGHT,
    percent: bool = False,
) -> Picture:
    """Return a line each, from 0, broken where a year is not known.

    ones      text (at its end) and line: year, value, and low and high where it is estimated
    percent   whether values are shares of a year's, 1 being marked
    """
    points = [row for one in ones for row in one["line"]]
    years = [row["year"] for row in points]
    across = (min(years, default=0), max(years, default=1))
    tops = [v for row in points for v in (row["value"], row["high"]) if v is not None]
    ticks = value_ticks(max(tops, default=1.0))
    plot = Plot(LEFT, HEAD, width - LEFT - right, height, across, (0.0, ticks[-1]))
    layers = axes(plot, year_ticks(*across, plot.width), [_tick(v, percent) for v in ticks])
    if percent:
        at = {"x": plot.left, "x2": plot.right, "y": plot.y(1.0), "y2": plot.y(1.0)}
        layers += rules([at], {**rule("control", 1.2), "strokeDash": [4, 3]})
    lines = [_line(plot, one, at) for at, one in enumerate(ones)]
    return layered([*layers, *merged(lines), *_ends(plot, ones)], width, HEAD + height + FOOT)


def tone(at: int) -> Look:
    """Return the look of the line at a place: five colors, then the same dashed."""
    dashed = {"strokeDash": DASH} if at >= len(TONES) else {}
    return {"color": color(TONES[at % len(TONES)]), "strokeWidth": LINE, **dashed}


def _tick(value: float, percent: bool) -> Tick:
    return value, number(value, Kind.SHARE, PERCENT) if percent else points(f"{value:,.6g}")


def _line(plot: Plot, one: Row, at: int) -> list[Mark]:
    gaps = accumulate(int(row["value"] is None) for row in one["line"])
    known = [
        {"x": plot.x(row["year"]), "y": plot.y(row["value"]), "part": gap}
        for row, gap in zip(one["line"], gaps, strict=True)
        if row["value"] is not None
    ]
    ranges = [
        {"x": plot.x(r["year"]), "x2": plot.x(r["year"]), "y": plot.y(r["low"]),
         "y2": plot.y(r["high"])}
        for r in one["line"] if None not in (r["low"], r["high"])
    ]  # fmt: skip
    bars = {**rule(TONES[at % len(TONES)], 1.2)}
    return [*rules(ranges, bars), *line(known, tone(at))]


def _ends(plot: Plot, ones: Sequence[Row]) -> list[Mark]:
    """Return what stands at the end of each line, moved apart, in the lines' order."""
    last = [(plot.y(row["value"]), one["text"]) for one in ones if (row := _last(one["line"]))]
    last.sort()
    places = apart([y for y, _ in last])
    rows = [
        {"x": plot.right + 7, "y": y, "text": said}
        for y, (_, said) in zip(places, last, strict=True)
    ]
    return texts(rows, fontWeight="bold")


def _last(rows: Sequence[Mapping[str, object]]) -> Row | None:
    return next((row for row in reversed(rows) if row["value"] is not None), None)
