"""Lettered dots: a row for each measure, a dot with a letter for each of those compared."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from milieu.core.language import _
from milieu.report.figures.labels import LETTER, cut, long
from milieu.report.figures.marks import (
    ESTIMATED,
    PUBLISHED,
    RANGE_ONLY,
    Look,
    Mark,
    Picture,
    full_dot,
    layered,
    mark,
    open_dot,
    pixel,
    range_bar,
    rule,
    with_status,
)
from milieu.report.figures.plot import Plot, merged, rules, texts
from milieu.report.figures.scale import round_ends
from milieu.report.look import color
from milieu.report.reading import Row

RADIUS = 8.5  # pixels of a dot
LANE = 22  # pixels from one line of dots to the next below it
TOP, FOOT = 12, 30  # pixels above the first lane, and below the last for the scale's ends
HEAD = 22  # pixels of the label where it stands above
BESIDE = 250  # pixels of the labels where they stand beside
APART = 5  # pixels between a dot and its text, and between neighbors in a lane
NARROW = 500  # pixels below which labels stand above
SMALL = 11  # pixels of a small letter
RIM = {"stroke": color("page"), "strokeWidth": 4, "strokeJoin": "round"}  # off the line below


@dataclass(frozen=True)
class _Placed:
    """A mark in pixels: its lane, its ends, and where its text stands."""

    row: Row
    x: float
    low: float
    high: float
    said: float
    align: str
    lane: int


def lettered(rows: Sequence[Row], *, width: int) -> Picture:
    """Return the rows one below the other, each on a scale of its own.

    rows   label, note (unit); ends (lowest and highest of the scale) and said (both as texts);
           reference and referred (a value to compare with, and its name; None and empty for none);
           marks: letter, low, value, high, status, text
    """
    top = 0.0
    frames: list[list[Mark]] = []
    for row in rows:
        layers, tall = _row(row, width, top)
        frames.append(layers)
        top += tall
    return layered(merged(frames), width, max(round(top), 1))


def _row(row: Row, width: int, top: float) -> tuple[list[Mark], float]:
    """Return the layers of one row, and its height in pixels."""
    beside = width > NARROW
    left, head = (BESIDE, 0) if beside else (0, HEAD if row["label"] else 0)
    across = round_ends(*row["ends"])
    plot = Plot(left + RADIUS, top + head, width - left - 2 * RADIUS, 0, across, (0, 1))
    placed = _lanes(plot, row["marks"], width)
    lanes = max((one.lane for one in placed), default=0) + 1
    first = plot.top + TOP
    below = first + (lanes - 1) * LANE
    return [
        *_labels(row, left, top, first),
        *_tracks(plot, first, lanes),
        *_reference(plot, row, first - TOP, below + TOP),
        *_marks(placed, first),
        *_ends(plot, row, below),
    ], head + TOP + (lanes - 1) * LANE + FOOT


def _lanes(plot: Plot, marks: Sequence[Row], width: float) -> list[_Placed]:
    """Return the marks in as few lanes as keep bars and texts off each other, lowest first."""
    ends: list[float] = []
    placed = []
    for row in sorted(marks, key=_middle):
        one = _place(plot, row, width)
        left = min(one.low, one.x - RADIUS, one.said if one.align == "left" else math.inf,
                   one.said - _long(row) if one.align == "right" else math.inf)  # fmt: skip
        right = max(one.high, one.x + RADIUS,
                    one.said + _long(row) if one.align == "left" else 0.0)  # fmt: skip
        lane = next((at for at, end in enumerate(ends) if end + APART <= left), len(ends))
        ends[lane : lane + 1] = [right]
        placed.append(_Placed(row, one.x, one.low, one.high, one.said, one.align, lane))
    return placed


def _place(plot: Plot, row: Row, width: float) -> _Placed:
    x = plot.x(_middle(row))
    low = x if row["low"] is None else plot.x(row["low"])
    high = x if row["high"] is None else plot.x(row["high"])
    after, before = max(high, x + RADIUS) + APART, min(low, x - RADIUS) - APART
    over = x + RADIUS + APART  # on the bar, where it reaches the edge
    if after + _long(row) > width and high > over and over + _long(row) <= width:
        return _Placed(row, x, low, high, over, "left", 0)
    fits = after + _long(row) <= width
    return _Placed(row, x, low, high, after if fits else before, "left" if fits else "right", 0)


def _middle(row: Row) -> float:
    if row["value"] is not None:
        return float(row["value"])
    return float(row["low"] + row["high"]) / 2


def _long(row: Row) -> float:
    return long(row["text"])


def _labels(row: Row, left: float, top: float, first: float) -> list[Mark]:
    """Return what is measured and in which unit: beside, or above on a narrow screen."""
    room = int((left or 1000) / LETTER) - 2
    if left:
        at = [{"x": 0, "y": first, "text": cut(row["label"], room)}]
        note = [{"x": 0, "y": first + 15, "text": row["note"]}]
        return [*texts(at), *texts(note, fill=color("muted"), fontSize=SMALL)]
    said = row["label"]
    if row["note"]:
        said = _("{measure}, {unit}", measure=said, unit=row["note"])
    return texts([{"x": 0, "y": top + 8, "text": said}])


def _tracks(plot: Plot, first: float, lanes: int) -> list[Mark]:
    lines = [
        {"x": plot.left, "x2": plot.right, "y": first + at * LANE, "y2": first + at * LANE}
        for at in range(lanes)
    ]
    return rules(lines, rule("rule", 1))


def _reference(plot: Plot, row: Row, top: float, bottom: float) -> list[Mark]:
    value, (low, high) = row["reference"], plot.across
    if value is None or not low < value < high:
        return []
    x = plot.x(value)
    dashed = {**rule("control", 1.2), "strokeDash": [4, 3]}
    lines = rules([{"x": x, "x2": x, "y": top, "y2": bottom}], dashed)
    said = row["referred"]
    room = long(said) / 2
    ends = [_ends_long(text) for text in row["said"]]
    if x - room < plot.left + ends[0] or x + room > plot.right - ends[1]:
        return lines
    at = [{"x": x, "y": bottom + 7, "text": said}]
    return [*lines, *texts(at, "center", fill=color("muted"), fontSize=SMALL)]


def _ends_long(text: str) -> float:
    return long(text) + 2 * APART


def _ends(plot: Plot, row: Row, below: float) -> list[Mark]:
    """Return the ends of the scale."""
    y = below + TOP + 7
    look: Look = {"fill": color("muted"), "fontSize": SMALL}
    low, high = row["said"]
    return [
        *texts([{"x": plot.left - RADIUS, "y": y, "text": low}], **look),
        *texts([{"x": plot.right + RADIUS, "y": y, "text": high}], "right", **look),
    ]


def _marks(placed: Sequence[_Placed], first: float) -> list[Mark]:
    """Return bars, dots, the letters in them, and the figures beside them."""
    rows: list[dict[str, Any]] = [
        {**one.row, "x": one.x, "x2": one.high, "start": one.low, "y": first + one.lane * LANE,
         "said": one.said, "align": one.align}
        for one in placed
    ]  # fmt: skip
    layers: list[Mark] = []
    for status in (PUBLISHED, ESTIMATED, RANGE_ONLY):
        bars = [{"x": r["start"], "x2": r["x2"], "y": r["y"], "y2": r["y"]}
                for r in with_status(rows, status) if r["start"] < r["x2"]]  # fmt: skip
        layers += rules(bars, range_bar(status))
    area = math.pi * RADIUS**2
    for status, look, ink in (
        (PUBLISHED, full_dot(area), "page"),
        (ESTIMATED, open_dot(area), "ink"),
        (RANGE_ONLY, {**open_dot(area), "stroke": color("control")}, "ink"),
    ):
        chosen = with_status(rows, status)
        if chosen:
            layers.append(mark(chosen, look, x=pixel("x"), y=pixel("y")))
        letters = [{"x": r["x"], "y": r["y"], "text": r["letter"]} for r in chosen]
        layers += texts(letters, "center", fontWeight="bold", fontSize=SMALL, fill=color(ink))
    for align in ("left", "right"):
        said = [
            {"x": r["said"], "y": r["y"], "text": r["text"]} for r in rows if r["align"] == align
        ]
        layers += texts(said, align, **RIM) + texts(said, align, opacity=1)
    return layers
