"""Life-cycle position: the probabilities of now on a stylized curve of a cluster's life."""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from milieu.core.language import _
from milieu.lifecycle.stage import STAGES
from milieu.report.figures.marks import Mark, Picture, layered, mark, pixel, rule
from milieu.report.figures.plot import Plot, line, merged, rules, texts
from milieu.report.figures.ribbon import written
from milieu.report.look import color
from milieu.report.reading import Row

HEIGHT, HEAD, FOOT = 150, 30, 40
LARGEST = 2600  # square pixels of a circle for a probability of 1
STEPS = 100
NEAR = 16  # pixels from a circle's rim within which no year is written
WIDE = 32  # pixels of a year in figures
ABOVE = 12  # where there is no room below
PATH = 20  # pixels of the past years' dots below the curve


def position(now: Sequence[Row], past: Sequence[Row], *, width: int) -> Picture:
    """Return the curve with a circle for each stage, its area the probability, and past years.

    The curve's shape is no measurement, nor is a place within a stage: the years of a stay in a
    stage stand evenly spaced.

    now    stage, probability (0 to 1), text (the probability), note (years spent there)
    past   year, stage and share (0 to 1, place within the stay), the oldest first
    """
    plot = Plot(4, HEAD, width - 8, HEIGHT, (0.0, len(STAGES)), (0.0, 1.0))
    layers = _fields(plot)
    layers += line(_curve(plot), {"color": color("control"), "strokeWidth": 1.5})
    layers += _path(plot, past, now)
    return layered(merged([[*layers, *_circles(plot, now)]]), width, HEAD + HEIGHT + FOOT)


@lru_cache
def _curve(plot: Plot) -> Sequence[Row]:
    """Return the points of the curve, in pixels."""
    along = [len(STAGES) * n / STEPS for n in range(STEPS + 1)]
    return [{"x": plot.x(t), "y": plot.y(size(t)), "part": 0} for t in along]


def size(t: float) -> float:
    """Return the height of the stylized curve, 0 to 1; each stage is one unit of `t` wide."""
    grown = 1 / (1 + math.exp(-3.4 * (t - 1.45)))
    fallen = min(max((t - 2.7) / 1.6, 0.0), 1.0)
    return 0.92 * grown * (1 - 0.62 * fallen * fallen * (3 - 2 * fallen))


def _fields(plot: Plot) -> list[Mark]:
    """Return lines between the stages, and their names below."""
    between = [{"x": plot.x(n), "x2": plot.x(n), "y": plot.top - 20, "y2": plot.bottom + 8}
               for n in range(1, len(STAGES))]  # fmt: skip
    names = [
        {"x": plot.x(n + 0.5), "y": plot.bottom + 16, "text": _(stage.value)}
        for n, stage in enumerate(STAGES)
    ]
    return [*rules(between, rule("rule", 1)), *texts(names, "center")]


def _path(plot: Plot, past: Sequence[Row], now: Sequence[Row]) -> list[Mark]:
    """Return a faint dot for each past year; first year and changes of stage written if free."""
    dots: list[dict[str, Any]] = []
    for at, row in enumerate(past):
        t = STAGES.index(row["stage"]) + 0.08 + 0.84 * row["share"]
        changed = not at or past[at - 1]["stage"] != row["stage"]
        dots.append({"x": plot.x(t), "y": plot.y(size(t)), "part": 0,
                     "text": str(row["year"]) if changed else ""})  # fmt: skip
    if not dots:
        return []
    look = {"type": "point", "filled": True, "size": 16, "opacity": 1, "fill": color("past")}
    named = [
        {**d, "y": d["y"] + PATH if d["y"] + PATH < plot.bottom else d["y"] - ABOVE}
        for d in dots
        if d["text"]
    ]
    named = [d for d in named if not any(_covers(plot, circle, d) for circle in now)]
    named = [
        d for at, d in enumerate(named) if all(abs(d["x"] - o["x"]) > WIDE for o in named[at + 1 :])
    ]  # of two at one place the newer
    return [
        mark(dots, look, x=pixel("x"), y=pixel("y")),
        *texts(named, "center", fill=color("muted"), fontSize=11),
    ]


def _covers(plot: Plot, circle: Row, name: Row) -> bool:
    """Return whether a circle lies on a name."""
    t = STAGES.index(circle["stage"]) + 0.5
    radius = math.sqrt(LARGEST * circle["probability"] / math.pi)
    return math.hypot(plot.x(t) - name["x"], plot.y(size(t)) - name["y"]) < radius + NEAR


def _circles(plot: Plot, now: Sequence[Row]) -> list[Mark]:
    circle = {"type": "point", "filled": True, "opacity": 1, "stroke": color("page")}
    layers, said, notes = [], [], []
    area = {"field": "area", "type": "quantitative", "scale": None}
    for row in now:
        n = STAGES.index(row["stage"])
        x, y = plot.x(n + 0.5), plot.y(size(n + 0.5))
        area_now = max(LARGEST * row["probability"], 1.0)
        at = [{"x": x, "y": y, "area": area_now}]
        look = {**circle, "fill": color(row["stage"]), "strokeWidth": 1.5}
        layers.append(mark(at, look, x=pixel("x"), y=pixel("y"), size=area))
        above = y - math.sqrt(area_now / math.pi) - 12
        most = row["probability"] == max(r["probability"] for r in now)
        said.append({"x": x, "y": max(above, 8), "text": row["text"], "bold": most})
        notes.append({"x": x, "y": plot.bottom + 31, "text": row["note"]})
    return [
        *layers,
        *written([s for s in said if not s["bold"]], "center"),
        *texts([s for s in said if s["bold"]], "center", fontWeight="bold"),
        *texts(notes, "center", fill=color("muted"), fontSize=11),
    ]
