"""The lab's fan: one outcome of a policy less that of its baseline, on a scale that only grows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from milieu.report.figures.labels import LETTER
from milieu.report.figures.marks import Mark, Picture, layered, rule
from milieu.report.figures.plot import Plot, Tick, axes, line, merged, rules, texts
from milieu.report.figures.scale import ticks_of
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.numbers import signed
from milieu.report.twin.panels import band_layers, end_texts, ends_of

WIDTH, TALL = 236, 148  # pixels, of the whole and of the plot: a third of the answer on a desk
LEFT, RIGHT, TOP, FOOT = 44, 46, 8, 22
ZERO = 2.2  # pixels of the line at zero
DASH = [5, 3]


@dataclass(frozen=True)
class Panel:
    """One outcome over the years.

    rows     year, value, low_50 to high_95 of the runs; none where nothing was run yet
    quick    year, low, value, high of the quick estimate, drawn as outlines; none for none
    scale    values that the axis must hold besides, so that it only grows while runs come in
    said     text by column of the last row, written beside it
    against  name of the baseline, written at zero
    """

    rows: Sequence[Row]
    quick: Sequence[Row]
    scale: tuple[float, float]
    said: Mapping[str, str]
    against: str


def lab_fan(panel: Panel) -> Picture:
    """Return the bands of runs, the outlines of a quick estimate, and the thick line at zero."""
    shown = panel.rows or panel.quick
    first, last = shown[0]["year"], shown[-1]["year"]
    values = [row[k] for row in panel.rows for k in ("low_95", "value", "high_95")]
    values += [row[k] for row in panel.quick for k in ("low", "high")]
    plot = Plot(
        LEFT, TOP, WIDTH - LEFT - RIGHT, TALL, (first, last), ends_of([*values, *panel.scale])
    )
    ticks = [(value, signed(said)) for value, said in ticks_of(*plot.upwards, ",.6~g")]
    zero = [{"x": plot.left, "x2": plot.right, "y": plot.y(0.0), "y2": plot.y(0.0)}]
    layers = [
        *axes(plot, _years(first, last), ticks),
        *(band_layers(plot, panel.rows, widest="95") if panel.rows else []),
        *_outlines(plot, panel.quick),
        *rules(zero, rule("ink", ZERO)),
        *_named(plot, panel.against),
        *end_texts(plot, _last(shown[-1]), panel.said),
    ]
    return layered(merged([layers]), WIDTH, TALL + TOP + FOOT)


def _years(first: int, last: int) -> list[Tick]:
    """Return the first year, the last, and the one in the middle where there is one."""
    middle = [(first + last) // 2] if (last - first) % 2 == 0 and last - first > 2 else []
    return [(year, str(year)) for year in sorted({first, *middle, last})]


def _outlines(plot: Plot, rows: Sequence[Row]) -> list[Mark]:
    """Return the ends and the middle of a quick estimate as dashed lines without a fill."""
    layers: list[Mark] = []
    for column, width in (("low", 1.2), ("high", 1.2), ("value", 1.8)):
        placed = [
            {"x": plot.x(row["year"]), "y": plot.y(row[column]), "part": column} for row in rows
        ]
        look = {"color": color("control"), "strokeWidth": width, "strokeDash": DASH}
        layers += line(placed, look)
    return layers


def _named(plot: Plot, against: str) -> list[Mark]:
    """Return the baseline's name under the line at zero, or over it where there is no room.

    It stands where the policy begins: there bands are narrow, and end values are far.
    """
    below = plot.bottom - plot.y(0.0) > 16
    short = against if len(against) * LETTER < plot.width - 8 else f"{against[:18]}…"
    at = [{"x": plot.left + 2, "y": plot.y(0.0) + (10 if below else -10), "text": short}]
    rim = {"stroke": color("page"), "strokeWidth": 3, "strokeJoin": "round"}
    small = {"fontSize": 11}
    return [*texts(at, "left", **rim, **small), *texts(at, "left", fill=color("ink"), **small)]


def _last(row: Row) -> Row:
    """Return a row of runs, or one of a quick estimate by the same columns."""
    return row if "low_80" in row else {**row, "low_80": row["low"], "high_80": row["high"]}
