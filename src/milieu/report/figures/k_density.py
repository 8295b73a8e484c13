"""K-density: how near the firms of industries are to each other, against chance."""

from collections.abc import Sequence
from typing import Any

from milieu.core.language import _
from milieu.report.figures.marks import LINE, Look, Mark, Picture, end, layered, mark, pixel
from milieu.report.figures.panels import Panel, arranged, frames
from milieu.report.look import color
from milieu.report.reading import Row

SCALED = ("density", "local_low", "local_high", "global_low", "global_high")
STEPS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2500)  # km between ticks


def k_density(curves: Sequence[Row], *, width: int) -> Picture:
    """Return a panel for each industry: its density, the bands of chance, localized distances.

    curves   label, note, near: stretches (from, to) in km where the density is above chance,
             rows: distance (km), density, local_low, local_high, global_low, global_high (per km)
    """
    rows = [row for one in curves for row in one["rows"]]
    far = max((row["distance"] for row in rows), default=1.0)
    top = max((row[k] for row in rows for k in SCALED if row[k] is not None), default=1.0)
    ends = (far, top * 1.05)
    columns = 2 if width > 450 else 1
    panels, height = arranged(len(curves), width=width, columns=columns, shape=0.55, ends=ends)
    placed = [p for at, one in enumerate(curves) for p in _placed(at, panels[at], one["rows"])]
    layers = [
        *_band(placed, "global_low", "global_high", color("rule")),
        *_band(placed, "local_low", "local_high", color("bar")),
        *_line(placed),
        *_near(panels, curves),
    ]
    step = next((s for s in STEPS if far / s <= 4.5), far)
    across = [(step * n, f"{step * n:,g}") for n in range(int(far / step) + 1)]
    if len(across) > 1:
        across[-1] = (across[-1][0], _("{distance} km", distance=across[-1][1]))
    heads = [(one["label"], one["note"]) for one in curves]
    upwards = [(0.0, "0"), (top, f"{top:.2g}")]
    return layered([*frames(panels, heads, across, upwards), *layers], width, height)


def _placed(at: int, panel: Panel, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Return the rows in pixels; what is not known stays unknown."""
    return [
        {
            "panel": at,
            "x": panel.x(row["distance"]),
            **{k: None if row[k] is None else panel.y(row[k]) for k in SCALED},
        }
        for row in rows
    ]


_PANEL = {"field": "panel", "type": "nominal"}


def _band(placed: Sequence[Row], low: str, high: str, fill: str) -> list[Mark]:
    known = [row for row in placed if None not in (row[low], row[high])]
    look: Look = {"type": "area", "color": fill, "opacity": 1}
    places = {"x": pixel("x"), "y": pixel(low), "y2": end(high), "detail": _PANEL}
    return [mark(known, look, **places)] if known else []


def _line(placed: Sequence[Row]) -> list[Mark]:
    known = [row for row in placed if row["density"] is not None]
    look: Look = {"type": "line", "color": color("middle"), "strokeWidth": LINE}
    return [mark(known, look, x=pixel("x"), y=pixel("density"), detail=_PANEL)]


def _near(panels: Sequence[Panel], curves: Sequence[Row]) -> list[Mark]:
    """Return a thick line under the distances at which firms are nearer than by chance."""
    bars = [
        {"x": panel.x(first), "x2": max(panel.x(last), panel.x(first) + 2), "y": panel.y(0)}
        for panel, one in zip(panels, curves, strict=True)
        for first, last in one["near"]
    ]
    look: Look = {"type": "rule", "stroke": color("ink"), "strokeWidth": 4}
    return [mark(bars, look, x=pixel("x"), x2=end("x2"), y=pixel("y"))] if bars else []
