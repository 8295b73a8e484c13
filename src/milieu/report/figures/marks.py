"""Marks that figures share. Names and texts enter as data only, never as an expression.

Charts are Altair's, built from plain channels: its shorthand and its channel classes are copied and
checked at every step, which takes five times as long. The tests check each against the schema.
"""

from collections.abc import Sequence
from typing import Any, cast

import altair as alt

from milieu.report.look import color
from milieu.report.reading import Row

ESTIMATED = "estimated"
RANGE_ONLY = "range only"
PUBLISHED = "published"
DOT = 60  # area of a dot, square pixels
LINE = 2.0  # pixels

Look = dict[str, Any]
Channel = dict[str, Any]


def mark(rows: Sequence[Row], look: Look, **channels: Channel) -> alt.Chart:
    """Return one mark for each row; `look` names its type."""
    rows_once = tuple(dict(row) for row in rows)  # Altair copies a list at every step, no tuple
    plain: Any = look
    return alt.Chart(
        alt.InlineData(values=rows_once), mark=plain, encoding=alt.FacetedEncoding(**channels)
    )


def parts_of(layer: alt.Chart) -> tuple[Look, dict[str, Channel], list[dict[str, Any]]]:
    """Return what `mark` made a layer of: look, channels and rows."""
    made: Any = layer
    channels = made.encoding.to_dict(validate=False)
    return made.mark, channels, list(made.data.values)


def layered(layers: Sequence[alt.Chart], width: int, height: int) -> alt.LayerChart:
    """Return layers, the first at the bottom, as one chart of this size in pixels."""
    chart: Any = alt.layer(*layers, width=width, height=height)
    return cast("alt.LayerChart", chart)


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
