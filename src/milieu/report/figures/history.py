"""One measure over the years: jobs, location quotient, share of the nation."""

from collections.abc import Sequence
from itertools import accumulate

from milieu.report.figures.marks import (
    DOT,
    ESTIMATED,
    LINE,
    RANGE_ONLY,
    Mark,
    Picture,
    end,
    full_dot,
    layered,
    mark,
    open_dot,
    pixel,
    range_bar,
    rule,
    with_status,
)
from milieu.report.figures.plot import Plot, area, line, rules, texts
from milieu.report.figures.scale import MARGIN, framed, round_ends
from milieu.report.look import color
from milieu.report.reading import Row


def over_years(
    rows: Sequence[Row],
    *,
    width: int,
    height: int,
    format: str = ",d",
    reference: tuple[float, str] | None = None,
) -> Picture:
    """Return a measure over the years, from 0, with its 80 % band and the last value written.

    rows        year, low, value, high, status ("published", "estimated", "range only"), text (what
                is written at the mark, empty for none) and peak (text at the peak or empty)
    format      of the vertical axis, as in d3-format
    reference   a value to compare with and its name
    """
    years = [row["year"] for row in rows]
    tops = [v for row in rows for v in (row["value"], row["high"]) if v is not None]
    top = max([*tops, *([reference[0]] if reference else [])], default=0) or 1
    plot = Plot(MARGIN, 0, width, height, _stretch(years), round_ends(0, top))
    placed = [_placed(plot, row) for row in rows]
    layers = framed(plot, (min(years, default=0), max(years, default=1)), format)
    layers += _reference(plot, *reference) if reference else []
    layers += [*_band(placed), *_ranges(placed), *_line(placed), *_dots(placed)]
    return layered([*layers, *_texts(placed)], MARGIN + width, height)


def _placed(plot: Plot, row: Row) -> Row:
    """Return a row with its places in pixels; None where it has none."""
    places = {k: None if row[k] is None else plot.y(row[k]) for k in ("low", "value", "high")}
    return {**row, "x": plot.x(row["year"]), **places, "part": 0}


def _band(rows: Sequence[Row]) -> list[Mark]:
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
    return area(bounded, "band", "low", "high")


def _ranges(rows: Sequence[Row]) -> list[Mark]:
    """Return a bar for each estimated year, and one without a dot where only a range is shown."""
    ends = {"x": pixel("x"), "y": pixel("low"), "y2": end("high")}
    return [
        mark(chosen, range_bar(status), **ends)
        for status in (ESTIMATED, RANGE_ONLY)
        if (chosen := with_status(rows, status))
    ]


def _line(rows: Sequence[Row]) -> list[Mark]:
    """Return the line, broken where a year is not known."""
    gaps = accumulate(int(row["value"] is None) for row in rows)
    known = [
        {**r, "part": gap} for r, gap in zip(rows, gaps, strict=True) if r["value"] is not None
    ]
    return line(known, {"color": color("middle"), "strokeWidth": LINE}, "value")


def _dots(rows: Sequence[Row]) -> list[Mark]:
    """Return an open dot for each estimated year and a full one for the last if published."""
    last = [r for r in rows[-1:] if r["value"] is not None and r["status"] != ESTIMATED]
    groups = ((with_status(rows, ESTIMATED), open_dot(DOT * 0.7)), (last, full_dot()))
    return [mark(chosen, look, x=pixel("x"), y=pixel("value")) for chosen, look in groups if chosen]


def _texts(rows: Sequence[Row]) -> list[Mark]:
    """Return the last value to the right of its mark and the peak above its own."""
    placed = [
        {**row, "y": (row["low"] + row["high"]) / 2 if row["value"] is None else row["value"]}
        for row in rows
        if row["value"] is not None or None not in (row["low"], row["high"])
    ]
    said = texts(placed[-1:], dx=9, fontWeight="bold")
    if peak := [{**row, "text": row["peak"]} for row in placed if row.get("peak")][:1]:
        said += texts(peak, _side(peak[0]["year"], rows), dy=-12, fill=color("muted"))
    return said


def _reference(plot: Plot, value: float, name: str) -> list[Mark]:
    """Return a dashed line at a value to compare with, and its name at its left end."""
    at = {"x": plot.left, "x2": plot.right, "y": plot.y(value), "y2": plot.y(value), "text": name}
    dashed = {**rule("control", 1.2), "strokeDash": [4, 3]}
    return [*rules([at], dashed), *texts([at], dy=-7, fill=color("muted"))]


def _side(year: int, rows: Sequence[Row]) -> str:
    """Return how the text at the peak is set so that it stays within the figure."""
    first, last = rows[0]["year"], rows[-1]["year"]
    share = (year - first) / max(last - first, 1)
    return "left" if share < 0.2 else "right" if share > 0.8 else "center"


def _stretch(years: Sequence[int]) -> tuple[float, float]:
    """Return the ends of the axis: one year alone stands in its middle."""
    first, last = min(years, default=0), max(years, default=1)
    return (first - 1, last + 1) if first == last else (first, last)
