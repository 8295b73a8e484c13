"""Film: what was forecast in each earlier year, against what came."""

from collections.abc import Sequence
from itertools import accumulate

from milieu.lifecycle.stage import STAGES
from milieu.report.figures.marks import LINE, Mark, Picture, full_dot, layered, mark, pixel
from milieu.report.figures.plot import (
    Plot,
    Tick,
    area,
    axes,
    line,
    merged,
    texts,
    tick_texts,
    value_ticks,
)
from milieu.report.look import color
from milieu.report.reading import Row

LEFT, BETWEEN = 46, 18  # pixels
HEAD, FOOT, APART, TALL = 44, 20, 18, 112
BAR = 7  # pixels: the height of the bar of stages
OUT = 55


def film(frames: Sequence[Row], *, width: int) -> Picture:
    """Return a frame for each origin, all on one scale.

    frames   origin (its year), note (how many came to lie inside), known: rows with year
             and value up to the origin; forecast: rows with year, low_80, value, high_80, the first
             the origin itself; came: rows with year, value and inside; stages: probability of each
             stage as seen in the origin's year (None unknown)
    """
    most = 5 if width > 800 else 3 if width > 500 else 2
    columns = -(-len(frames) // max(-(-len(frames) // most), 1)) or 1
    across = (width - LEFT - (columns - 1) * BETWEEN) / columns
    ends, ticks = _scales(frames)
    upwards = tick_texts(ticks)
    layers: list[list[Mark]] = []
    for at, frame in enumerate(frames):
        left = LEFT + at % columns * (across + BETWEEN)
        top = HEAD + at // columns * (TALL + HEAD + FOOT + APART)
        plot = Plot(left, top, across, TALL, ends, (0.0, ticks[-1]))
        shown = upwards if at % columns == 0 else [(value, "") for value, _ in upwards]
        layers.append(_frame(plot, frame, shown))
    rows = max(-(-len(frames) // columns), 1)
    return layered(merged(layers), width, rows * (TALL + HEAD + FOOT + APART) - APART)


def _scales(frames: Sequence[Row]) -> tuple[tuple[float, float], list[float]]:
    rows = [row for f in frames for part in ("known", "forecast", "came") for row in f[part]]
    years = [row["year"] for row in rows] + [f["origin"] for f in frames] or [0, 1]
    values = [row.get(k) for row in rows for k in ("value", "high_80")]
    most = max((value for value in values if value is not None), default=1.0) or 1.0
    return (min(years), max(years)), value_ticks(most, 3)


def _frame(plot: Plot, frame: Row, upwards: Sequence[Tick]) -> list[Mark]:
    first, last = (int(end) for end in plot.across)
    ends: list[Tick] = [(first, str(first)), (last, str(last))]
    forecast = [
        {"x": plot.x(r["year"]), "low": plot.y(r["low_80"]), "y": plot.y(r["value"]),
         "high": plot.y(r["high_80"]), "part": 0}
        for r in frame["forecast"]
        if None not in (r["low_80"], r["value"], r["high_80"])
    ]  # fmt: skip
    known = [{"x": plot.x(r["year"]), "y": plot.y(r["value"]), "part": 0} for r in frame["known"]]
    came = [{"x": plot.x(r["year"]), "y": plot.y(r["value"]), "part": 0, "in": r["inside"]}
            for r in frame["came"]]  # fmt: skip
    thin = {"color": color("ink"), "strokeWidth": 1.2}
    return [
        *axes(plot, [], upwards),
        *_ticks(plot, ends),
        *area(forecast, "band", "low", "high"),
        *line(forecast, {"color": color("middle"), "strokeWidth": 1.2, "strokeDash": [4, 2]}),
        *line(known, {"color": color("ink"), "strokeWidth": LINE}),
        *line(known[-1:] + came, thin),
        *_outside([row for row in came if row["in"] is False]),
        *_heads(plot, frame),
        *_stages(plot, frame["stages"]),
    ]


def _outside(rows: Sequence[Row]) -> list[Mark]:
    """Return a ringed dot on each year that came to lie outside the range."""
    look = {**full_dot(OUT), "fill": color("page"), "stroke": color("alarm"), "strokeWidth": 1.8}
    return [mark(rows, look, x=pixel("x"), y=pixel("y"))] if rows else []


def _ticks(plot: Plot, ends: Sequence[Tick]) -> list[Mark]:
    """Return the first year at the left edge and the last at the right."""
    rows = [{"x": plot.x(v), "y": plot.bottom + 11, "text": said} for v, said in ends]
    muted = {"fill": color("muted"), "fontSize": 11}
    return [*texts(rows[:1], "left", **muted), *texts(rows[1:], "right", **muted)]


def _heads(plot: Plot, frame: Row) -> list[Mark]:
    head = [{"x": plot.left, "y": plot.top - 32, "text": str(frame["origin"])}]
    note = [{"x": plot.right, "y": plot.top - 32, "text": frame["note"]}]
    return [
        *texts(head, fontWeight="bold"),
        *texts(note, "right", fill=color("muted"), fontSize=11),
    ]


def _stages(plot: Plot, stages: Sequence[float | None]) -> list[Mark]:
    """Return a thin bar of the probabilities as seen then; dashed where there are none."""
    top = plot.top - 20
    ends = {"x": pixel("x"), "x2": {"field": "x2"}, "y": pixel("y"), "y2": {"field": "y2"}}
    known = [share for share in stages if share is not None]
    if len(known) < len(STAGES):
        box = [{"x": plot.left, "x2": plot.right, "y": top, "y2": top + BAR}]
        look = {"type": "rect", "fillOpacity": 0, "stroke": color("control"), "strokeDash": [3, 2]}
        return [mark(box, {**look, "fill": color("page")}, **ends)]
    tops = list(accumulate(known, initial=0.0))
    layers = []
    for n, stage in enumerate(STAGES):
        if known[n] > 0:
            left, right = (plot.left + plot.width * tops[at] / tops[-1] for at in (n, n + 1))
            bar = [{"x": round(left, 1), "x2": round(right, 1), "y": top, "y2": top + BAR}]
            layers.append(mark(bar, {"type": "rect", "fill": color(stage)}, **ends))
    return layers
