"""Survival of peers: the share that was spared an event, so many years later."""

from collections.abc import Sequence

from milieu.core.language import _
from milieu.report.figures.marks import LINE, Mark, Picture, layered
from milieu.report.figures.plot import Plot, area, axes, line, merged, shares, texts
from milieu.report.look import color
from milieu.report.reading import Row

LEFT, RIGHT = 46, 50
HEIGHT, HEAD, FOOT, APART = 110, 24, 30, 18


def survival(events: Sequence[Row], *, width: int) -> Picture:
    """Return a panel for each event, one under the other, from all at 0 years on.

    events   label, text (the last share), rows: years_after, low, value, high (shares)
    """
    far = max((row["years_after"] for one in events for row in one["rows"]), default=1)
    step = 1 if far <= 6 else 2 if far <= 12 else 5
    ticks = [(float(n), str(n)) for n in range(0, far + 1, step)]
    layers: list[list[Mark]] = []
    block = HEAD + HEIGHT + FOOT + APART
    for at, one in enumerate(events):
        plot = Plot(LEFT, at * block + HEAD, width - LEFT - RIGHT, HEIGHT, (0, far), (0, 1))
        layers.append([*axes(plot, ticks, shares()), *_curve(plot, one, at)])
    return layered(merged(layers), width, max(len(events), 1) * block - APART)


def _curve(plot: Plot, one: Row, at: int) -> list[Mark]:
    start = {"years_after": 0, "low": 1.0, "value": 1.0, "high": 1.0}
    rows = [r for r in one["rows"] if r["value"] is not None]
    points = [start, *(r for r in rows if r["years_after"] > 0)]
    steps = [
        {
            "x": plot.x(point["years_after"]),
            **{k: None if row[k] is None else plot.y(row[k]) for k in ("low", "value", "high")},
            "part": at,
        }
        for before, point in zip([start, *points], points, strict=False)
        for row in (before, point)
    ]
    banded = [step for step in steps if None not in (step["low"], step["high"])]
    head = [{"x": 0, "y": plot.top - 15, "text": one["label"]}]
    foot = [{"x": plot.right, "y": plot.bottom + 26, "text": _("years after")}]
    said = [{"x": plot.right + 7, "y": plot.y(points[-1]["value"]), "text": one["text"]}]
    return [
        *area(banded, "band", "low", "high"),
        *line(steps, {"color": color("middle"), "strokeWidth": LINE}, "value"),
        *texts(head, fontWeight="bold"),
        *texts(foot, "right", fill=color("muted"), fontSize=11),
        *texts(said, fontWeight="bold"),
    ]
