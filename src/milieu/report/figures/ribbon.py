"""Stage ribbon: how probable each stage of life was through the years."""

from collections.abc import Sequence
from itertools import accumulate

from milieu.core.language import _
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.figures.marks import Mark, Picture, layered, mark, pixel, rule
from milieu.report.figures.plot import (
    Plot,
    apart,
    area,
    axes,
    in_line,
    line,
    rules,
    runs,
    shares,
    texts,
    year_ticks,
)
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.words import plain

LEFT, RIGHT = 46, 104  # pixels for ticks and for the names of the last year
HEIGHT = 92
HEAD = 26  # a line of words above
FOOT = 22
SEEN = 0.02  # a stage that never was more probable has no color that could be seen
DOT = 16  # area of the dot of one fact, square pixels
ABOVE = 4  # pixels from the ribbon up to the dots
PALE = 0.35  # of the colors where there is not enough evidence


def ribbon(rows: Sequence[Row], *, width: int, right: int = RIGHT) -> Picture:
    """Return the ribbon alone, with its years below.

    rows    as for `ribbon_layers`
    right   pixels kept for the names of the last year
    """
    first, last = rows[0]["year"], rows[-1]["year"]
    plot = Plot(LEFT, HEAD, width - LEFT - right, HEIGHT, stretch(first, last), (0.0, 1.0))
    layers = axes(plot, year_ticks(first, last, plot.width), shares())
    return layered([*layers, *ribbon_layers(plot, rows)], width, HEAD + HEIGHT + FOOT)


def stage_legend(rows: Sequence[Row]) -> tuple[tuple[str, str], ...]:
    """Return mark and name of each stage that can be seen in a ribbon, in the order of life."""
    most = {s.value: max((row[s] or 0.0 for row in rows), default=0.0) for s in STAGES}
    return tuple((f"tile {stage}", plain(stage)) for stage, top in most.items() if top > SEEN)


def ribbon_layers(plot: Plot, rows: Sequence[Row]) -> list[Mark]:
    """Return stacked probabilities, names at the end, flags, dashed boxes.

    rows    year; budding, growth, maturity, decline (0 to 1, None unknown); sure: whether there is
            enough evidence for a stage; shake_out and level_shift (flags); said: what stands beside
            the last year, by stage (empty for none); facts: how many are dated in the year, where
            the stages rest on few
    """
    layers: list[Mark] = []
    bands = stacked(plot, rows)
    for sure, look in ((False, {"opacity": PALE}), (True, {})):
        for stage in STAGES:
            chosen = [b for b in bands if b["stage"] == stage and b["sure"] is sure]
            layers += area(chosen, stage, "low", "high", **look)
    edges = [band for band in bands if band["stage"] != STAGES[-1]]
    layers += line(edges, {"color": color("page"), "strokeWidth": 1.2}, "high")
    return [*layers, *_boxes(plot, rows), *_flags(plot, rows), *_facts(plot, rows),
            *_last(plot, rows)]  # fmt: skip


def stretch(first: int, last: int) -> tuple[float, float]:
    """Return the ends of an axis of years: one year alone stands in its middle."""
    return (first - 0.5, last + 0.5) if first == last else (first, last)


def stacked(plot: Plot, rows: Sequence[Row]) -> list[Row]:
    """Return lower and upper edge of each stage in each year, in pixels, by unbroken parts."""
    parts = _parts(rows)
    lone = len(rows) == 1
    bands: list[Row] = []
    for (at, sure), years in parts.items():
        for row in years:
            tops = list(accumulate((row[stage] for stage in STAGES), initial=0.0))
            for year in (row["year"] - 0.5, row["year"] + 0.5) if lone else (row["year"],):
                bands += [
                    {"x": plot.x(year), "low": plot.y(tops[n]), "high": plot.y(tops[n + 1]),
                     "stage": stage, "part": f"{at} {stage}", "sure": sure}
                    for n, stage in enumerate(STAGES)
                ]  # fmt: skip
    return bands


def _parts(rows: Sequence[Row]) -> dict[tuple[int, bool], list[Row]]:
    """Return the years with probabilities in unbroken parts, each wholly sure or wholly not.

    A part that is not sure reaches to the sure years beside it, so that no gap opens.
    """
    parts: dict[tuple[int, bool], list[Row]] = {}
    before: Row | None = None
    number = 0
    for row in rows:
        known = None not in [row[stage] for stage in STAGES]
        if known:
            joined = before is not None and before["year"] == row["year"] - 1
            if not joined or (before and before["sure"] != row["sure"]):
                number += 1
                if joined and before:
                    parts[number, row["sure"]] = [before]
            parts.setdefault((number, row["sure"]), []).append(row)
        before = row if known else None
    return parts


def _boxes(plot: Plot, rows: Sequence[Row]) -> list[Mark]:
    """Return a dashed box over the years without enough evidence, and the words where they fit."""
    boxes = [
        {
            "x": max(plot.x(first - 0.5), plot.left),
            "x2": min(plot.x(last + 0.5), plot.right),
            "y": plot.top,
            "y2": plot.bottom,
        }
        for first, last in runs([(row["year"], not row["sure"]) for row in rows])
    ]
    if not boxes:
        return []
    look = {"type": "rect", "fillOpacity": 0, "fill": color("page"), "stroke": color("control")}
    dashed = {**look, "strokeDash": [4, 3], "strokeWidth": 1.2}
    said = [
        {"x": (b["x"] + b["x2"]) / 2, "y": plot.top + plot.height / 2, "text": words}
        for b in boxes
        for words, least in ((_(NOT_ENOUGH), 130), ("?", 0))
        if least <= b["x2"] - b["x"] and (least or b["x2"] - b["x"] < 130)
    ]
    ends = {"x": pixel("x"), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    return [mark(boxes, dashed, **ends), *written(said, "center")]


def _flags(plot: Plot, rows: Sequence[Row]) -> list[Mark]:
    """Return a bar over the years of a shake-out and a dashed line at each level shift."""
    above, top = plot.top - 5, plot.top - 17
    shaken = runs([(row["year"], bool(row["shake_out"])) for row in rows])
    bars = [
        {
            "x": max(plot.x(a - 0.5), plot.left),
            "x2": min(plot.x(b + 0.5), plot.right),
            "y": above,
            "y2": above,
        }
        for a, b in shaken
    ]
    shifts = [
        {"x": plot.x(r["year"]), "x2": plot.x(r["year"]), "y": above, "y2": plot.bottom}
        for r in rows
        if r["level_shift"]
    ]
    said = [{"x": (b["x"] + b["x2"]) / 2, "y": top, "text": _("▬ shake-out")} for b in bars[-1:]]
    said += [{"x": s["x"], "y": top, "text": _("┆ level shift")} for s in shifts[-1:]]
    return [
        *rules(bars, rule("ink", 3)),
        *rules(shifts, {**rule("ink", 1.2), "strokeDash": [3, 2]}),
        *texts(in_line(said, plot.left, plot.right), fill=color("muted")),
    ]


def _facts(plot: Plot, rows: Sequence[Row]) -> list[Mark]:
    """Return a dot above each year in which facts are dated, its area their number."""
    dots = [
        {"x": plot.x(row["year"]), "y": plot.top - ABOVE, "area": DOT * row["facts"]}
        for row in rows
        if row.get("facts")
    ]
    look = {"type": "point", "filled": True, "opacity": 1, "fill": color("middle")}
    area = {"field": "area", "type": "quantitative", "scale": None}
    return [mark(dots, look, x=pixel("x"), y=pixel("y"), size=area)] if dots else []


def _last(plot: Plot, rows: Sequence[Row]) -> list[Mark]:
    """Return what is said of the last year, beside the middle of each stage's band."""
    last = rows[-1]
    said = [stage for stage in STAGES if last["said"].get(stage)]
    tops = dict(zip(STAGES, accumulate(last[s] or 0.0 for s in STAGES), strict=True))
    middles = [plot.y(tops[stage] - (last[stage] or 0.0) / 2) for stage in reversed(said)]
    x = plot.x(last["year"] + (0.5 if len(rows) == 1 else 0)) + 7
    names = [
        {
            "x": x,
            "y": y,
            "text": last["said"][stage],
            "bold": last[stage] == max(last[s] for s in said),
        }
        for stage, y in zip(reversed(said), apart(middles), strict=True)
    ]
    return [
        *texts([n for n in names if n["bold"]], fontWeight="bold"),
        *texts([n for n in names if not n["bold"]]),
    ]


def written(rows: Sequence[Row], align: str) -> list[Mark]:
    """Return texts on a rim that keeps them readable over colors."""
    rim = {"stroke": color("page"), "strokeWidth": 3, "strokeJoin": "round"}
    return [*texts(rows, align, **rim), *texts(rows, align, opacity=1)]  # a look of its own
