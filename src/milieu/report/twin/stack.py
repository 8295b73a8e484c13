"""Stacked areas over the years: what a total, or all of a kind, is made of."""

from collections.abc import Mapping, Sequence
from itertools import accumulate

from milieu.core.language import _
from milieu.report.figures.marks import Mark, Picture, layered
from milieu.report.figures.plot import Plot, apart, area, axes, line, merged, texts, year_ticks
from milieu.report.figures.plot import shares as share_ticks
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.panels import Grid, ends_of, heading, yearly_axes

STACKED = 0.04  # of the scale, from which a part of the last year is named


def stack(
    panels: Sequence[Row],
    *,
    width: int,
    columns: int,
    fills: Mapping[str, str] | None = None,
    shares: bool = False,
    tall: float = 150,
    right: float = 76,
) -> Picture:
    """Return a panel each: its parts stacked from 0, and what is said of them at the end.

    panels   label, note, parts (names, the lowest first), rows: year and each part's value (None
             for all where not known); said, if there: text by part beside the last year
    fills    name of each part's color; a part has its own name without it
    shares   whether the parts are shares, from 0 to 100 %
    """
    grid = Grid(width, columns, tall=tall, left=50, right=right)
    frames = []
    for at, one in enumerate(panels):
        years = (one["rows"][0]["year"], one["rows"][-1]["year"])
        totals = [_total(row, one["parts"]) for row in one["rows"]]
        plot = grid.plot(at, years, (0.0, 1.0) if shares else ends_of(totals))
        frames.append(_panel(plot, one, fills or {}, shares=shares))
    return layered(merged(frames), width, grid.height(len(panels)))


def _panel(plot: Plot, one: Row, fills: Mapping[str, str], *, shares: bool) -> list[Mark]:
    first, last = (round(end) for end in plot.across)
    lines = (
        axes(plot, year_ticks(first, last, plot.width), share_ticks())
        if shares
        else yearly_axes(plot)
    )
    return [
        *lines,
        *_areas(plot, one, fills),
        *_ends(plot, one),
        *heading(plot, one["label"], one["note"]),
    ]


def _areas(plot: Plot, one: Row, fills: Mapping[str, str]) -> list[Mark]:
    layers: list[Mark] = []
    edges = []
    for at, part in enumerate(one["parts"]):
        rows = [_edges(plot, row, one["parts"], at) for row in one["rows"] if _known(row, part)]
        layers += area(rows, fills.get(part, part), "low", "high")
        edges += rows if at + 1 < len(one["parts"]) else []
    return [*layers, *line(edges, {"color": color("page"), "strokeWidth": 1}, "high")]


def _edges(plot: Plot, row: Row, parts: Sequence[str], at: int) -> dict[str, float]:
    tops = list(accumulate((row[part] for part in parts), initial=0.0))
    return {
        "x": plot.x(row["year"]),
        "low": plot.y(tops[at]),
        "high": plot.y(tops[at + 1]),
        "part": at,
    }


def _ends(plot: Plot, one: Row) -> list[Mark]:
    """Return what is said beside the middle of each part in the last year."""
    last, parts = one["rows"][-1], one["parts"]
    if not _known(last, parts[0]):
        return []
    tops = list(accumulate((last[part] for part in parts), initial=0.0))
    least = STACKED * (plot.upwards[1] or 1.0)
    shown = [(at, part) for at, part in enumerate(parts) if last[part] >= least]
    shown.reverse()
    middles = apart([plot.y((tops[at] + tops[at + 1]) / 2) for at, _part in shown])
    said = one.get("said", {})
    rows = [
        {"x": plot.right + 6, "y": y, "text": said.get(part) or _(part)}
        for y, (_at, part) in zip(middles, shown, strict=True)
    ]
    return texts(rows)


def _total(row: Row, parts: Sequence[str]) -> float | None:
    return sum(row[part] for part in parts) if _known(row, parts[0]) else None


def _known(row: Row, part: str) -> bool:
    return row[part] is not None
