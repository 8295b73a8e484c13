"""Marks that figures share. Names and texts enter as data only, never as an expression.

A picture says in Vega-Lite's words what is drawn; the tests check each against the schema. It is
made of plain values: a library's objects are copied and checked at every step, which takes longer
than the drawing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, NamedTuple

from milieu.report.look import color
from milieu.report.reading import Row

ESTIMATED = "estimated"
RANGE_ONLY = "range only"
PUBLISHED = "published"
DOT = 60  # area of a dot, square pixels
LINE = 2.0  # pixels

FLAT: Mapping[str, Any] = MappingProxyType({})  # no projection
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"

Look = dict[str, Any]
Channel = dict[str, Any]


class Mark(NamedTuple):
    """One layer of a picture: a look, and the channels by which each row takes its place.

    look         type, colors, widths: a mark definition of Vega-Lite
    channels     encoding of Vega-Lite
    projection   of a map's shapes; empty elsewhere
    """

    rows: Sequence[Row]
    look: Look
    channels: Mapping[str, Channel]
    projection: Mapping[str, Any] = FLAT

    def specification(self) -> dict[str, Any]:
        """Return the layer as Vega-Lite has it."""
        shapes = {"projection": dict(self.projection)} if self.projection else {}
        channels = dict(self.channels)
        return {
            "data": {"values": list(self.rows)},
            "mark": self.look,
            "encoding": channels,
        } | shapes


@dataclass(frozen=True)
class Picture:
    """Layers, the first at the bottom; width and height of the plot in pixels."""

    layers: Sequence[Mark]
    width: int
    height: int

    def specification(self) -> dict[str, Any]:
        """Return the picture as Vega-Lite has it, without the look that all have in common."""
        layers = [layer.specification() for layer in self.layers]
        return {"$schema": SCHEMA, "width": self.width, "height": self.height, "layer": layers}


def mark(rows: Sequence[Row], look: Look, **channels: Channel) -> Mark:
    """Return one mark for each row; `look` names its type."""
    return Mark(rows, look, channels)


def layered(layers: Sequence[Mark], width: int, height: int) -> Picture:
    """Return layers, the first at the bottom, as one picture of this size in pixels."""
    return Picture(layers, width, height)


def place(field: str, scale: Channel | None = None, axis: Channel | None = None) -> Channel:
    """Return a place along an axis; without `axis` none is drawn."""
    return {
        "field": field,
        "type": "quantitative",
        "title": None,
        "scale": scale or {},
        "axis": axis,
    }


def pixel(field: str) -> Channel:
    """Return a place or size given in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def end(field: str) -> Channel:
    """Return the other end of a bar, a rule or an area."""
    return {"field": field}


def text(field: str = "text") -> Channel:
    """Return a text from the rows."""
    return {"field": field, "type": "nominal"}


def open_dot(size: float = DOT) -> Look:
    """Return the look of an estimated figure: an open dot."""
    stroke = {"stroke": color("middle"), "strokeWidth": 1.5}
    return {**full_dot(size), **stroke, "fill": color("page")}


def full_dot(size: float = DOT) -> Look:
    """Return the look of a published figure: a full dot."""
    return {"type": "point", "filled": True, "fill": color("middle"), "size": size, "opacity": 1}


def range_bar(status: str = "") -> Look:
    """Return the look of a range; dashed where no dot stands on it."""
    if status == RANGE_ONLY:
        return {**rule("control", 3), "strokeDash": [3, 2]}
    return rule("edge", 3)


def rule(name: str, width: float) -> Look:
    """Return the look of a straight line of this color and width in pixels."""
    return {"type": "rule", "stroke": color(name), "strokeWidth": width}


def with_status(rows: Sequence[Row], *wanted: str) -> list[Row]:
    """Return the rows of a status."""
    return [row for row in rows if row["status"] in wanted]
