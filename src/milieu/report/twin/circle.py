"""The technology circle over time: where firms stand, and what sells best."""

from collections.abc import Mapping, Sequence
from itertools import accumulate, groupby
from typing import Any

from milieu.core.language import _
from milieu.report.figures.marks import Mark, Picture, end, layered, mark, pixel, rule
from milieu.report.figures.plot import (
    Plot,
    axes,
    line,
    merged,
    percent_text,
    rules,
    runs,
    texts,
    year_ticks,
)
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.panels import Grid, heading

LEVELS = ((0.02, "faint"), (0.05, "band"), (0.1, "bar"), (0.2, "edge"), (0.35, "middle"))
ROOM = 26  # pixels, half of the words "locked in"
NEARLY = 0.98  # of firms, that the figure shows
HALVES = (0.125, 0.25, 0.375, 0.5)  # turns shown on both sides of the middle
TURNS = (
    *((-0.5, "−½"), (-0.375, "−⅜"), (-0.25, "−¼"), (-0.125, "−⅛"), (0.0, "0")),
    *((0.125, "+⅛"), (0.25, "+¼"), (0.375, "+⅜"), (0.5, "+½")),
)


def circle(panels: Sequence[Row], *, width: int, columns: int) -> Picture:
    """Return a panel for each cluster: the circle cut open, years across.

    panels   label, note, years (first, last); cells: year, low and high (turns from the middle of
             the figure, -1/2 to 1/2), share of the cluster's firms; best: year, turns (what sells
             best; broken where it runs over the edge); locked: years in which it is locked in
    """
    grid = Grid(width, columns, tall=150, left=34, right=14)
    half = shown(panels)
    frames = [
        _panel(_plot(grid, at, one, half), one, at % columns == 0) for at, one in enumerate(panels)
    ]
    return layered(merged(frames), width, grid.height(len(panels)))


def legend() -> tuple[tuple[str, str], ...]:
    """Return the shades and the line, with what they mean."""
    shades = (
        (f"tile {'' if fill == 'bar' else fill}".strip(),
         _("{share} and more", share=percent_text(f"{100 * least:g}")))
        for least, fill in LEVELS
    )  # fmt: skip
    return (*shades, ("tile lowest", _("what sells best")))


def shown(panels: Sequence[Row]) -> float:
    """Return how far from the middle the figure reaches: nearly all firms, and all of the line."""
    cells = [cell for one in panels for cell in one["cells"]]
    far = sorted((max(abs(cell["low"]), abs(cell["high"])), cell["share"]) for cell in cells)
    reached = accumulate(share for _, share in far)
    whole = sum(share for _, share in far)
    ends = [abs(row["turns"]) for one in panels for row in one["best"]]
    ends += [end for (end, _), sum_ in zip(far, reached, strict=True) if sum_ <= NEARLY * whole]
    return next((half for half in HALVES if half >= max(ends, default=0.0)), HALVES[-1])


def _plot(grid: Grid, at: int, one: Row, half: float) -> Plot:
    first, last = one["years"]
    return grid.plot(at, (first - 0.5, last + 0.5), (-half, half))


def _panel(plot: Plot, one: Row, first: bool) -> list[Mark]:
    years = year_ticks(one["years"][0], one["years"][1], plot.width)
    within = [tick for tick in TURNS if abs(tick[0]) <= plot.upwards[1]]
    ticks = within if first else [(value, "") for value, _ in within]
    return [
        *_cells(plot, one["cells"]),
        *axes(plot, years, ticks),
        *_best(plot, one["best"]),
        *_locked(plot, one["locked"]),
        *heading(plot, one["label"], one["note"], over=34),
    ]


def _cells(plot: Plot, cells: Sequence[Row]) -> list[Mark]:
    """Return boxes by shade, those of years running joined to one."""
    layers = []
    ends = {"x": pixel("x"), "x2": end("x2"), "y": pixel("y"), "y2": end("y2")}
    for fill in (fill for _least, fill in LEVELS):
        chosen = [c for c in cells if shade(c["share"]) == fill and _inside(plot, c)]
        boxes = [_box(plot, low, stretch) for low, stretch in _stretches(chosen)]
        if boxes:
            layers.append(mark(boxes, {"type": "rect", "fill": color(fill)}, **ends))
    return layers


def _inside(plot: Plot, cell: Row) -> bool:
    low, high = plot.upwards
    return bool(cell["low"] >= low - 1e-9 and cell["high"] <= high + 1e-9)


def shade(share: float) -> str:
    """Return the color of a share of firms; empty where there are hardly any."""
    return next((fill for least, fill in reversed(LEVELS) if share >= least), "")


def _stretches(cells: Sequence[Row]) -> list[tuple[Row, tuple[int, int]]]:
    """Return the cells of one height with the years running that they fill."""
    by_height = sorted(cells, key=lambda cell: (cell["low"], cell["year"]))
    found: list[tuple[Row, tuple[int, int]]] = []
    for _low, row in groupby(by_height, key=lambda cell: cell["low"]):
        alike = list(row)
        years = {cell["year"] for cell in alike}
        marked = [(year, year in years) for year in range(min(years), max(years) + 1)]
        found += [(alike[0], stretch) for stretch in runs(marked)]
    return found


def _box(plot: Plot, cell: Row, stretch: tuple[int, int]) -> dict[str, float]:
    first, last = stretch
    return {"x": plot.x(first - 0.5), "x2": plot.x(last + 0.5),
            "y": plot.y(cell["high"]), "y2": plot.y(cell["low"])}  # fmt: skip


def _best(plot: Plot, best: Sequence[Row]) -> list[Mark]:
    """Return the line of what sells best on a rim that keeps it apart from the shades."""
    rows: list[dict[str, Any]] = []
    part, before = 0, None
    for row in best:
        part += before is not None and abs(row["turns"] - before) > 0.5
        before = row["turns"]
        rows.append({"x": plot.x(row["year"]), "y": plot.y(row["turns"]), "part": part})
    rim = {"color": color("page"), "strokeWidth": 4}
    return [*line(rows, rim), *line(rows, {"color": color("lowest"), "strokeWidth": 2})]


def _locked(plot: Plot, years: Sequence[int]) -> list[Mark]:
    """Return a bar over the years in which a cluster is locked in."""
    inside: Mapping[int, bool] = dict.fromkeys(years, True)
    marked = [(y, y in inside) for y in range(min(years), max(years) + 1)] if years else []
    bars = [
        {"x": plot.x(a - 0.5), "x2": plot.x(b + 0.5), "y": plot.top + 3, "y2": plot.top + 3}
        for a, b in runs(marked)
    ]
    longest = sorted(bars, key=lambda bar: bar["x2"] - bar["x"])[-1:]
    ends = plot.left + ROOM, plot.right - ROOM
    said = [
        {"x": min(max((b["x"] + b["x2"]) / 2, ends[0]), ends[1]), "y": plot.top + 13,
         "text": _("locked in")}
        for b in longest
    ]  # fmt: skip
    rim = {"stroke": color("page"), "strokeWidth": 3, "strokeJoin": "round"}
    return [
        *rules(bars, rule("alarm", 4)),
        *texts(said, "center", fontSize=11, **rim),
        *texts(said, "center", fontSize=11, fill=color("alarm")),
    ]
