"""Rows side by side on one scale: a label, marks with their ranges, a tick, the value written."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from milieu.report.figures.labels import cut, room_beside
from milieu.report.figures.marks import Look, Mark, Picture, layered, mark, pixel, rule
from milieu.report.figures.plot import Tick, merged, rules, texts
from milieu.report.look import color
from milieu.report.reading import Row

LABEL, FIRST, STEP, BELOW = 11, 27, 13, 11  # pixels: the label's line, marks, and after the last
HEAD = 21  # a group's title
FOOT = 20  # ticks below
BOLD = 1.1


@dataclass(frozen=True)
class Scale:
    """Values across, in pixels; what lies beyond is drawn at the edge."""

    low: float
    high: float
    left: float
    right: float

    def x(self, value: float) -> float:
        """Return the pixel of a value."""
        share = (value - self.low) / ((self.high - self.low) or 1.0)
        return round(self.left + (self.right - self.left) * min(max(share, 0.0), 1.0), 1)


def ranged_rows(
    rows: Sequence[Row],
    *,
    width: int,
    domain: tuple[float, float],
    ticks: Sequence[Tick] = (),
    zero: float | None = None,
) -> Picture:
    """Return a row each, in the order given.

    rows     label, text; marks: low, value, high (None where not known), tone (color), shape
             ("circle", "diamond", "triangle-up", "open"); tick: value marked on the track, or
             None; group: title above the first of its rows
    ticks    values written below, with thin lines through all rows
    zero     value of a thick line through all rows
    """
    scale = Scale(*domain, 6.0, width - 6.0)
    placed, height = placed_rows(rows, width)
    bottom = height
    lines = [_upright(scale.x(value), 4, bottom) for value, _ in ticks]
    thick = [_upright(scale.x(zero), 4, bottom)] if zero is not None else []
    layers = [
        *rules(lines, rule("rule", 1)),
        *_tracks(placed, scale),
        *rules(thick, rule("ink", 1.6)),
        *_marks(placed, scale),
        *words_of(placed, width),
        *texts(
            [{"x": scale.x(v), "y": bottom + 10, "text": said} for v, said in ticks],
            "center",
            fill=color("muted"),
        ),
    ]
    return layered(merged([layers]), width, bottom + (FOOT if ticks else 0))


def placed_rows(rows: Sequence[Row], width: int) -> tuple[list[dict[str, Any]], int]:
    """Return rows with the pixels of their label and marks, and the height of all."""
    placed: list[dict[str, Any]] = []
    top, before = 0, ""
    for row in rows:
        group = row.get("group", "")
        top += HEAD + (10 if placed else 0) if group != before else 0
        room = room_beside(row["text"], width, BOLD, 1)
        title = group if group != before else ""
        placed.append({**row, "label": cut(row["label"], room), "title": title,
                       "label_y": top + LABEL, "mark_y": top + FIRST})  # fmt: skip
        top += FIRST + STEP * (max(len(row.get("marks", ())), 1) - 1) + BELOW
        before = group
    return placed, max(top, 24)


def words_of(placed: Sequence[Row], width: int) -> list[Mark]:
    """Return labels to the left, values to the right, and the titles of groups."""
    labels = [{"x": 0, "y": row["label_y"], "text": row["label"]} for row in placed]
    values = [{"x": width, "y": row["label_y"], "text": row["text"]} for row in placed]
    titles = [
        {"x": 0, "y": row["label_y"] - HEAD, "text": row["title"]} for row in placed if row["title"]
    ]
    rim: dict[str, Any] = {"stroke": color("page"), "strokeWidth": 4, "strokeJoin": "round"}
    return [
        *texts([*labels], **rim),
        *texts(values, "right", fontWeight="bold", **rim),
        *texts(titles, **rim, fontWeight="bold"),
        *texts(labels, opacity=1),
        *texts(values, "right", fontWeight="bold", opacity=1),
        *texts(titles, fontWeight="bold", fill=color("muted")),
    ]


def _tracks(placed: Sequence[Row], scale: Scale) -> list[Mark]:
    tracks, ticks = [], []
    for row in placed:
        last = row["mark_y"] + STEP * (len(row["marks"]) - 1)
        for at in range(len(row["marks"])):
            y = row["mark_y"] + STEP * at
            tracks.append({"x": scale.left, "x2": scale.right, "y": y, "y2": y})
        if row.get("tick") is not None:
            ticks.append(_upright(scale.x(row["tick"]), row["mark_y"] - 6, last + 6))
    return [*rules(tracks, rule("rule", 1)), *rules(ticks, rule("ink", 1.6))]


def _marks(placed: Sequence[Row], scale: Scale) -> list[Mark]:
    layers: list[Mark] = []
    dots: list[Mark] = []
    for row in placed:
        for at, one in enumerate(row["marks"]):
            y = row["mark_y"] + STEP * at
            if None not in (one["low"], one["high"]):
                ends = {"x": scale.x(one["low"]), "x2": scale.x(one["high"]), "y": y, "y2": y}
                layers += rules([ends], rule(one["tone"], 3))
            if one["value"] is not None:
                at_dot = [{"x": scale.x(one["value"]), "y": y}]
                dots.append(
                    mark(at_dot, look_of(one["shape"], one["tone"]), x=pixel("x"), y=pixel("y"))
                )
    return [*layers, *dots]


def look_of(shape: str, tone: str) -> Look:
    """Return the look of a mark; an open one is a ring."""
    look: Look = {"type": "point", "filled": True, "opacity": 1, "size": 70}
    if shape == "open":
        return {**look, "fill": color("page"), "stroke": color(tone), "strokeWidth": 1.8}
    sizes = {"triangle-up": 95, "diamond": 90}
    return {**look, "shape": shape, "size": sizes.get(shape, 70), "fill": color(tone)}


def _upright(x: float, y: float, y2: float) -> dict[str, float]:
    return {"x": x, "x2": x, "y": y, "y2": y2}
