"""Difference fan: what one scenario comes to less another, year by year, over paired runs."""

from collections.abc import Sequence

from milieu.report.figures.labels import long
from milieu.report.figures.marks import Mark, Picture, layered, rule
from milieu.report.figures.plot import Plot, axes, merged, rules, texts, year_ticks
from milieu.report.figures.scale import ticks_of
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.numbers import signed
from milieu.report.twin.panels import Grid, band_layers, end_texts, ends_of, heading

THICK = 2.2  # pixels of the line at zero


def differences(
    panels: Sequence[Row], baseline: str, *, width: int, columns: int, right: float = 62
) -> Picture:
    """Return a fan for each outcome, all from the year before the policy.

    panels     label, note (unit), rows (year, value, low_50 to high_95), start (year in which the
               scenarios part), said: text by column of the last row
    baseline   name of what is subtracted, beside zero
    """
    grid = Grid(width, columns, tall=170, left=52, right=right)
    frames = []
    for at, one in enumerate(panels):
        years = (one["rows"][0]["year"], one["rows"][-1]["year"])
        values = [row[k] for row in one["rows"] for k in ("value", "low_95", "high_95")]
        frames.append(_panel(grid.plot(at, years, ends_of(values)), one, baseline))
    return layered(merged(frames), width, grid.height(len(panels)))


def _panel(plot: Plot, one: Row, baseline: str) -> list[Mark]:
    first, last = (round(end) for end in plot.across)
    ticks = [(value, signed(said)) for value, said in ticks_of(*plot.upwards, ",.6~g")]
    zero = [{"x": plot.left, "x2": plot.right, "y": plot.y(0.0), "y2": plot.y(0.0)}]
    return [
        *axes(plot, year_ticks(first, last, plot.width), ticks),
        *band_layers(plot, one["rows"], widest="95"),
        *rules(zero, rule("ink", THICK)),
        *_parting(plot, one["start"]),
        *_named(plot, baseline, one["rows"]),
        *end_texts(plot, one["rows"][-1], one["said"]),
        *heading(plot, one["label"], one["note"], over=52),
    ]


def _parting(plot: Plot, start: float) -> list[Mark]:
    """Return the dotted line at which the scenarios part."""
    x = plot.x(start)
    dotted = {**rule("control", 1), "strokeDash": [2, 3]}
    return rules([{"x": x, "x2": x, "y": plot.top, "y2": plot.bottom}], dotted)


def _named(plot: Plot, baseline: str, rows: Sequence[Row]) -> list[Mark]:
    """Return the name of the line at zero, where it lies on the fewest bands."""
    across, y = long(baseline), plot.y(0.0)
    places = [
        {"x": x, "y": y + side, "text": baseline}
        for x in (plot.right - 4, plot.left + across + 8)
        for side in (11, -11)
        if plot.top + 8 < y + side < plot.bottom - 2
    ]
    at = [min(places, key=lambda place: _covered(plot, rows, place, across))] if places else []
    rim = {"stroke": color("page"), "strokeWidth": 3, "strokeJoin": "round"}
    return [*texts(at, "right", **rim), *texts(at, "right", fill=color("ink"))]


def _covered(plot: Plot, rows: Sequence[Row], place: Row, long: float) -> int:
    """Return in how many years the bands lie where a name would stand."""
    return sum(
        place["x"] - long <= plot.x(row["year"]) <= place["x"]
        and row["low_95"] is not None
        and plot.y(row["high_95"]) < place["y"] + 6
        and plot.y(row["low_95"]) > place["y"] - 6
        for row in rows
    )
