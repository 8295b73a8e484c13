"""Lorenz curves: how unevenly the jobs of industries lie over the regions."""

from collections.abc import Sequence

from milieu.report.figures.marks import LINE, Picture, layered, mark, pixel
from milieu.report.figures.panels import Panel, arranged, frames
from milieu.report.figures.plot import shares
from milieu.report.look import color
from milieu.report.reading import Row


def lorenz(curves: Sequence[Row], *, width: int) -> Picture:
    """Return a panel for each industry: its curve, the diagonal, the area between them filled.

    curves   label, note, points: (share of all jobs, share of the industry's jobs) from (0, 0) to
             (1, 1), both cumulative
    """
    columns = 3 if width > 450 else 2
    panels, height = arranged(len(curves), width=width, columns=columns, shape=1.0, ends=(1.0, 1.0))
    points = [p for at, one in enumerate(curves) for p in _points(at, panels[at], one["points"])]
    across = {"x": pixel("x"), "detail": {"field": "panel", "type": "nominal"}}
    line = {"type": "line", "strokeWidth": LINE, "color": color("middle")}
    even = {"type": "line", "strokeWidth": 1, "color": color("control"), "strokeDash": [4, 3]}
    layers = [
        mark(points, {"type": "area", "color": color("band"), "opacity": 1}, **across,
             y=pixel("y"), y2={"field": "even"}),
        mark(points, even, **across, y=pixel("even")),
        mark(points, line, **across, y=pixel("y")),
    ]  # fmt: skip
    heads = [(one["label"], one["note"]) for one in curves]
    return layered([*frames(panels, heads, shares()[1:], shares()), *layers], width, height)


def _points(at: int, panel: Panel, points: Sequence[tuple[float, float]]) -> list[Row]:
    return [{"panel": at, "x": panel.x(x), "y": panel.y(y), "even": panel.y(x)} for x, y in points]
