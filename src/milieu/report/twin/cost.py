"""Unit cost by its causes: stacked by the size of a cluster, and step by step for one firm."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import _
from milieu.report.figures.marks import Mark, Picture, end, full_dot, layered, mark, pixel, rule
from milieu.report.figures.plot import Plot, Tick, apart, axes, merged, percent_text, rules, texts
from milieu.report.figures.scale import ticks_of
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.panels import ends_of

FILLS: Mapping[str, str] = {
    "labor": "lowest",
    "land": "lower",
    "knowledge": "middle",
    "scale": "edge",
    "infrastructure": "low",
    "division_of_labor": "bar",
    "services": "high",
}
LEFT, RIGHT, HEAD, FOOT, TALL = 46, 100, 26, 42, 230  # pixels
NAMED = 0.025  # of the scale: smaller parts stand in the legend and the table only
STEP, BAR = 26, 13  # pixels: a row of the waterfall, and its bar
WORDS = 112  # pixels for the names of its rows


def cost_by_size(
    classes: Sequence[Row], parts: Sequence[tuple[str, str]], *, width: int, right: int = RIGHT
) -> Picture:
    """Return a stacked bar for each class of cluster size; what is dearer above 0, cheaper below.

    classes   label, parts (log points by name), whole, low, high
    parts     names and labels, in their order
    """
    stacks = [_stacked(one["parts"], parts) for one in classes]
    reach = [v for boxes in stacks for box in boxes for v in (box["from"], box["to"])]
    reach += [one[k] for one in classes for k in ("low", "high")]
    plot = Plot(LEFT, HEAD, width - LEFT - right, TALL, (0.0, float(len(classes))), ends_of(reach))
    labels: list[Tick] = [(at + 0.5, one["label"]) for at, one in enumerate(classes)]
    layers = axes(plot, labels, percents(plot.upwards))
    layers += _bars(plot, stacks)
    layers += rules([_across(plot, 0.0)], rule("ink", 1.6))
    layers += _sums(plot, classes)
    layers += _names(plot, stacks[-1], dict(parts))
    head = [{"x": 0, "y": 8, "text": _("% of unit cost, inside less alone ↑")}]
    below = [
        {
            "x": plot.left + plot.width / 2,
            "y": plot.bottom + 32,
            "text": _("jobs in the cluster, mean of each class"),
        }
    ]
    layers += [*texts(head, fill=color("muted")), *texts(below, "center", fill=color("muted"))]
    return layered(merged([layers]), width, HEAD + TALL + FOOT)


def waterfall(steps: Sequence[Row], *, width: int) -> Picture:
    """Return a bar for each cause, each from where the one above ended, and their sum.

    steps   label, name (of a cause, "" for the sum), start, stop (log points), text
    """
    ends = ends_of([step[k] for step in steps for k in ("start", "stop")])
    plot = Plot(WORDS, 8, width - WORDS - 62, STEP * len(steps), ends, (0.0, 1.0))
    ticks = percents(ends)
    lines = [_upright(plot, value) for value, _ in ticks]
    layers = rules(lines, rule("rule", 1))
    links, labels, values = [], [], []
    for at, step in enumerate(steps):
        y = plot.top + STEP * (at + 0.5)
        low, high = sorted((plot.x(step["start"]), plot.x(step["stop"])))
        box = [{"x": low, "x2": high, "y": y - BAR / 2, "y2": y + BAR / 2}]
        fill = FILLS.get(step["name"], "ink")
        layers += _boxes(box, fill)
        labels.append({"x": 0, "y": y, "text": step["label"], "bold": not step["name"]})
        values.append({"x": width, "y": y, "text": step["text"]})
        if at + 1 < len(steps):
            links.append({"x": plot.x(step["stop"]), "x2": plot.x(step["stop"]),
                          "y": y, "y2": y + STEP})  # fmt: skip
    layers += rules([_upright(plot, 0.0)], rule("ink", 1.6))
    layers += rules(links, rule("control", 1))
    layers += texts([row for row in labels if not row["bold"]])
    layers += texts([row for row in labels if row["bold"]], fontWeight="bold")
    layers += texts(values, "right", fontWeight="bold")
    below = [{"x": plot.x(v), "y": plot.bottom + 12, "text": said} for v, said in ticks]
    layers += texts(below, "center", fill=color("muted"))
    return layered(merged([layers]), width, round(plot.bottom) + 24)


def percents(ends: tuple[float, float]) -> list[Tick]:
    """Return ticks of log points as percent, with their sign."""
    ticks = [(v / 100, said) for v, said in ticks_of(100 * ends[0], 100 * ends[1], ",.6~g")]
    return [(v, percent_text(f"{'+' if v > 0 else ''}{said}") if v else "0") for v, said in ticks]


def _stacked(values: Mapping[str, float], parts: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Return from where to where each part reaches, what is above 0 apart from what is below."""
    above = below = 0.0
    boxes = []
    for name, _label in parts:
        value = values[name]
        start = above if value >= 0 else below
        above, below = above + max(value, 0.0), below + min(value, 0.0)
        boxes.append({"name": name, "from": start, "to": start + value})
    return boxes


def _bars(plot: Plot, stacks: Sequence[Sequence[Row]]) -> list[Mark]:
    boxes: dict[str, list[dict[str, float]]] = {}
    for at, stack in enumerate(stacks):
        for box in stack:
            ends = sorted((plot.y(box["from"]), plot.y(box["to"])))
            across = {"x": plot.x(at + 0.14), "x2": plot.x(at + 0.86)}
            boxes.setdefault(box["name"], []).append({**across, "y": ends[0], "y2": ends[1]})
    return [layer for name, rows in boxes.items() for layer in _boxes(rows, FILLS[name])]


def _boxes(rows: Sequence[Row], fill: str) -> list[Mark]:
    ends = {"x": pixel("x"), "x2": end("x2"), "y": pixel("y"), "y2": end("y2")}
    return [mark(rows, {"type": "rect", "fill": color(fill)}, **ends)]


def _sums(plot: Plot, classes: Sequence[Row]) -> list[Mark]:
    """Return a dot for the sum of all causes, and what holds 80 % of clusters."""
    rows = [
        {"x": plot.x(at + 0.5), "x2": plot.x(at + 0.5), "y": plot.y(one["low"]),
         "y2": plot.y(one["high"]), "dot": plot.y(one["whole"])}
        for at, one in enumerate(classes)
        if math.isfinite(one["whole"])
    ]  # fmt: skip
    dot = {**full_dot(64), "fill": color("ink"), "stroke": color("page"), "strokeWidth": 1.5}
    return [
        *rules(rows, rule("page", 4)),
        *rules(rows, rule("ink", 1.5)),
        *([mark(rows, dot, x=pixel("x"), y=pixel("dot"))] if rows else []),
    ]


def _names(plot: Plot, stack: Sequence[Row], labels: Mapping[str, str]) -> list[Mark]:
    """Return the names of the last bar's parts beside it."""
    least = NAMED * (plot.upwards[1] - plot.upwards[0])
    shown = [box for box in stack if abs(box["to"] - box["from"]) >= least]
    shown.sort(key=lambda box: -(box["from"] + box["to"]))
    places = apart([plot.y((box["from"] + box["to"]) / 2) for box in shown])
    return texts(
        [
            {"x": plot.right + 4, "y": y, "text": _(labels[box["name"]])}
            for y, box in zip(places, shown, strict=True)
        ]
    )


def _across(plot: Plot, value: float) -> dict[str, float]:
    return {"x": plot.left, "x2": plot.right, "y": plot.y(value), "y2": plot.y(value)}


def _upright(plot: Plot, value: float) -> dict[str, float]:
    return {"x": plot.x(value), "x2": plot.x(value), "y": plot.top - 4, "y2": plot.bottom}
