"""Rows of things side by side: a label, a dot or bar, its 80 % range, the value written."""

from collections.abc import Sequence
from typing import Any

from milieu.report.figures.labels import cut, room_beside
from milieu.report.figures.marks import (
    ESTIMATED,
    PUBLISHED,
    RANGE_ONLY,
    Channel,
    Look,
    Mark,
    Picture,
    end,
    full_dot,
    layered,
    mark,
    open_dot,
    pixel,
    place,
    range_bar,
    rule,
    text,
    with_status,
)
from milieu.report.look import color
from milieu.report.reading import Row

ROW = 38  # pixels: a line of text and, below it, the mark
MARK = 26  # pixels from the top of the row to the mark
LABEL = 11
TICK = 5  # pixels above and below the track

BARS: tuple[tuple[str, Look], ...] = (
    (PUBLISHED, {"type": "bar", "fill": color("bar"), "size": 12}),
    (ESTIMATED, {"type": "bar", "fill": color("page"), "stroke": color("edge"), "size": 11}),
)


def dots(
    rows: Sequence[Row],
    *,
    width: int,
    domain: tuple[float, float] | None = None,
    reference: float | None = None,
) -> Picture:
    """Return a row each, in the order given: its label, a dot and a bar for the 80 % range.

    rows        label, low, value, high, status, text; diamond where the nation stands, if known;
                ticks where peers stand
    domain      ends of the scale; from 0 to the largest figure without it
    reference   value marked by a tick in each row
    """
    placed, scale = _placed(rows, width), _scale(domain or _domain(rows))
    layers = [*_tracks(placed, scale, reference), *_ranges(placed, scale)]
    for status, look in ((ESTIMATED, open_dot()), (PUBLISHED, full_dot())):
        if chosen := _valued(placed, status):
            layers.append(mark(chosen, look, x=place("value", scale), y=pixel("mark_y")))
    layers += _peers(placed, scale)
    nation = [row for row in placed if row.get("diamond") is not None]
    if nation:
        look = {**open_dot(70), "stroke": color("ink"), "shape": "diamond"}
        layers.append(mark(nation, look, x=place("diamond", scale), y=pixel("mark_y")))
    return layered([*layers, *_texts(placed, width)], width, _height(rows))


def bars(rows: Sequence[Row], *, width: int) -> Picture:
    """Return a row each: its label and a bar from 0; open where estimated, a range where only that.

    rows   label, low, value, high, status, text
    """
    placed, scale = _placed(rows, width), _scale(_domain(rows))
    layers = _tracks(placed, scale, None)
    for status, look in BARS:
        if chosen := [{**row, "zero": 0} for row in _valued(placed, status)]:
            ends: dict[str, Channel] = {"x": place("zero", scale), "x2": end("value")}
            layers.append(mark(chosen, look, **ends, y=pixel("mark_y")))
    layers += _ranges(placed, scale)
    return layered([*layers, *_texts(placed, width)], width, _height(rows))


def _placed(rows: Sequence[Row], width: int) -> list[Row]:
    """Return the rows with their places in pixels; labels are cut where the value begins."""
    return [
        {
            **row,
            "mark_y": at * ROW + MARK,
            "label_y": at * ROW + LABEL,
            "label": cut(row["label"], room_beside(row["text"], width)),
        }
        for at, row in enumerate(rows)
    ]


def _height(rows: Sequence[Row]) -> int:
    return max(len(rows), 1) * ROW


def _domain(rows: Sequence[Row]) -> tuple[float, float]:
    ends = [row[k] for row in rows for k in ("low", "value", "high") if row[k] is not None]
    return min([0.0, *ends]), max([0.0, *ends]) or 1.0


def _scale(domain: tuple[float, float]) -> Channel:
    return {"domain": list(domain), "nice": False, "zero": False, "clamp": True}


def _valued(placed: Sequence[Row], status: str) -> list[Row]:
    return [row for row in with_status(placed, status) if row["value"] is not None]


def _tracks(placed: Sequence[Row], scale: Channel, reference: float | None) -> list[Mark]:
    """Return the thin line on which each mark lies, and a tick at the value to compare with."""
    start, stop = scale["domain"]
    lines: list[dict[str, Any]] = [
        {
            "y": row["mark_y"],
            "start": start,
            "stop": stop,
            "reference": reference,
            "above": row["mark_y"] - TICK,
            "below": row["mark_y"] + TICK,
        }
        for row in placed
    ]
    ends: dict[str, Channel] = {"x": place("start", scale), "x2": end("stop")}
    tracks = [mark(lines, rule("rule", 1), **ends, y=pixel("y"))]
    if reference is not None:
        tick: dict[str, Channel] = {"y": pixel("above"), "y2": end("below")}
        tracks.append(mark(lines, rule("control", 1.5), x=place("reference", scale), **tick))
    return tracks


def _peers(placed: Sequence[Row], scale: Channel) -> list[Mark]:
    """Return the ticks of rows that have some."""
    ticks = [
        {"at": at, "above": row["mark_y"] - TICK, "below": row["mark_y"] + TICK}
        for row in placed
        for at in row.get("ticks", ())
    ]
    ends: dict[str, Channel] = {"y": pixel("above"), "y2": end("below")}
    return [mark(ticks, rule("past", 1.5), x=place("at", scale), **ends)] if ticks else []


def _ranges(placed: Sequence[Row], scale: Channel) -> list[Mark]:
    ends: dict[str, Channel] = {"x": place("low", scale), "x2": end("high")}
    return [
        mark(chosen, range_bar(status), **ends, y=pixel("mark_y"))
        for status in (PUBLISHED, ESTIMATED, RANGE_ONLY)
        if (chosen := [r for r in with_status(placed, status) if None not in (r["low"], r["high"])])
    ]


def _texts(placed: Sequence[Row], width: int) -> list[Mark]:
    left = {"type": "text", "align": "left", "baseline": "middle", "x": 0}
    right = {**left, "align": "right", "x": width, "fontWeight": "bold"}
    return [
        mark(placed, left, y=pixel("label_y"), text=text("label")),
        mark(placed, right, y=pixel("label_y"), text=text()),
    ]
