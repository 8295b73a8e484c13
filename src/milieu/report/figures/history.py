"""One measure over the years: jobs, location quotient, share of the nation."""

from collections.abc import Sequence

import altair as alt

from milieu.report.figures.marks import (
    DOT,
    ESTIMATED,
    LINE,
    RANGE_ONLY,
    Channel,
    end,
    full_dot,
    layered,
    mark,
    open_dot,
    place,
    range_bar,
    text,
    with_status,
)
from milieu.report.look import color
from milieu.report.reading import Row

YEARS_BETWEEN_TICKS = (1, 2, 5, 10, 20, 50)
PIXELS_PER_TICK = 52


def over_years(
    rows: Sequence[Row],
    *,
    width: int,
    height: int,
    format: str = ",d",
    reference: tuple[float, str] | None = None,
) -> alt.LayerChart:
    """Return a measure over the years, from 0, with its 80 % band and the last value written.

    rows        year, low, value, high, status ("published", "estimated", "range only"), text (what
                is written at the mark, empty for none) and peak (text at the peak or empty)
    format      of the vertical axis, as in d3-format
    reference   a value to compare with and its name
    """
    years = [row["year"] for row in rows]
    first, last = min(years, default=0), max(years, default=1)
    tops = [v for row in rows for v in (row["value"], row["high"]) if v is not None]
    top = max([*tops, *([reference[0]] if reference else [])], default=0) or 1
    x = place("year", {"domain": _stretch(years), "nice": False}, year_axis(first, last, width))
    scale, axis = {"domain": [0, top], "nice": True}, value_axis(format)
    y, low = place("value", scale, axis), place("low", scale, axis)
    layers = _reference(reference, years, x, y) if reference else []
    layers += [_band(rows, x, low), *_ranges(rows, x, low)]
    layers += [_line(rows, x, y), *_dots(rows, x, y), *_texts(rows, x, y)]
    return layered(layers, width, height)


def value_axis(format: str) -> Channel:
    """Return an axis of values; a percent sign stands apart from its number, as in the words."""
    label = "replace(datum.label, '%', ' %')"
    return {"format": format, "labelExpr": label, "tickCount": 4, "minExtent": 46, "maxExtent": 46}


def year_axis(first: int, last: int, width: int) -> Channel:
    """Return an axis with as many round years as find room."""
    room = max(width // PIXELS_PER_TICK, 1)
    step = next((s for s in YEARS_BETWEEN_TICKS if (last - first) / s <= room), 100)
    ticks = [year for year in range(first, last + 1) if year % step == 0] or [first]
    marks = {"ticks": True, "tickColor": color("rule")}
    return {"values": ticks, "format": "d", "labelFlush": False, **marks}


def _band(rows: Sequence[Row], x: Channel, low: Channel) -> alt.Chart:
    """Return the 80 % band; it closes to the line where a year is published."""
    bounded = [
        {
            **row,
            "low": row["value"] if row["low"] is None else row["low"],
            "high": row["value"] if row["high"] is None else row["high"],
        }
        for row in rows
        if row["status"] != RANGE_ONLY
    ]
    look = {"type": "area", "color": color("band"), "opacity": 1}
    return mark(bounded, look, x=x, y=low, y2=end("high"))


def _ranges(rows: Sequence[Row], x: Channel, low: Channel) -> list[alt.Chart]:
    """Return a bar for each estimated year, and one without a dot where only a range is shown."""
    return [
        mark(chosen, range_bar(status), x=x, y=low, y2=end("high"))
        for status in (ESTIMATED, RANGE_ONLY)
        if (chosen := with_status(rows, status))
    ]


def _line(rows: Sequence[Row], x: Channel, y: Channel) -> alt.Chart:
    look = {"type": "line", "color": color("middle"), "strokeWidth": LINE}
    return mark(rows, look, x=x, y=y)


def _dots(rows: Sequence[Row], x: Channel, y: Channel) -> list[alt.Chart]:
    """Return an open dot for each estimated year and a full one for the last if published."""
    last = [r for r in rows[-1:] if r["value"] is not None and r["status"] != ESTIMATED]
    groups = ((with_status(rows, ESTIMATED), open_dot(DOT * 0.7)), (last, full_dot()))
    return [mark(chosen, look, x=x, y=y) for chosen, look in groups if chosen]


def _texts(rows: Sequence[Row], x: Channel, y: Channel) -> list[alt.Chart]:
    """Return the last value to the right of its mark and the peak above its own."""
    placed = [
        {**row, "value": (row["low"] + row["high"]) / 2 if row["value"] is None else row["value"]}
        for row in rows
        if row["value"] is not None or None not in (row["low"], row["high"])
    ]
    beside = {"type": "text", "align": "left", "dx": 9, "fontWeight": "bold"}
    texts = [mark(placed[-1:], beside, x=x, y=y, text=text())]
    if peak := [row for row in placed if row.get("peak")][:1]:
        side = _side(peak[0]["year"], rows)
        above = {"type": "text", "dy": -12, "align": side, "fill": color("muted")}
        texts.append(mark(peak, above, x=x, y=y, text=text("peak")))
    return texts


def _reference(
    of: tuple[float, str], years: Sequence[int], x: Channel, y: Channel
) -> list[alt.Chart]:
    """Return a dashed line at a value to compare with, and its name at its left end."""
    ends = [{"year": year, "value": of[0], "text": of[1]} for year in _stretch(years)]
    line = {"type": "line", "color": color("control"), "strokeDash": [4, 3], "strokeWidth": 1.2}
    name = {"type": "text", "align": "left", "dy": -7, "fill": color("muted")}
    return [mark(ends, line, x=x, y=y), mark(ends[:1], name, x=x, y=y, text=text())]


def _side(year: int, rows: Sequence[Row]) -> str:
    """Return how the text at the peak is set so that it stays within the figure."""
    first, last = rows[0]["year"], rows[-1]["year"]
    share = (year - first) / max(last - first, 1)
    return "left" if share < 0.2 else "right" if share > 0.8 else "center"


def _stretch(years: Sequence[int]) -> list[float]:
    """Return the ends of the axis: one year alone stands in its middle."""
    first, last = min(years, default=0), max(years, default=1)
    return [first - 1, last + 1] if first == last else [first, last]
