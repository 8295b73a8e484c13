"""Outlook fan: what was, what is forecast with its bands, and what was forecast before."""

from collections.abc import Sequence

from milieu.core.language import _
from milieu.report.figures.marks import (
    ESTIMATED,
    LINE,
    RANGE_ONLY,
    Look,
    Mark,
    Picture,
    full_dot,
    layered,
    mark,
    open_dot,
    pixel,
    range_bar,
    with_status,
)
from milieu.report.figures.plot import (
    Plot,
    Tick,
    apart,
    area,
    axes,
    line,
    merged,
    rules,
    texts,
    tick_texts,
    value_ticks,
    year_ticks,
)
from milieu.report.look import color
from milieu.report.reading import Row

LEFT, RIGHT = 46, 104  # pixels for ticks and for the values at the end
HEIGHT = 190
HEAD, FOOT = 18, 22
BANDS = (
    ("faint", "low_95", "high_95"),
    ("band", "low_80", "high_80"),
    ("bar", "low_50", "high_50"),
)
TALLEST = 3.0  # times what else is shown: a 95 % band that reaches higher is cut there, with a word


def fan(
    history: Sequence[Row],
    forecast: Sequence[Row],
    past: Sequence[Sequence[Row]],
    ends: Sequence[tuple[str, str]],
    *,
    width: int,
    right: int = RIGHT,
) -> Picture:
    """Return the fan alone, with its years below.

    history, forecast, past, ends   as for `fan_layers`
    right                           pixels kept for the values at the end
    """
    years = [row["year"] for row in (*history, *forecast)]
    across = (min(years), max(years))
    top, ticks = upwards(history, forecast, past)
    plot = Plot(LEFT, HEAD, width - LEFT - right, HEIGHT, across, (0.0, top))
    layers = axes(plot, year_ticks(*across, plot.width), ticks)
    layers += fan_layers(plot, history, forecast, past, ends)
    return layered(merged([layers]), width, HEAD + HEIGHT + FOOT)


def upwards(
    history: Sequence[Row], forecast: Sequence[Row], past: Sequence[Sequence[Row]]
) -> tuple[float, list[Tick]]:
    """Return the largest value of the scale, and its ticks from 0."""
    shown = [row.get(k) for row in history for k in ("value", "high")]
    shown += [row.get(k) for row in forecast for k in ("value", "high_80")]
    shown += [row["value"] for one in past for row in one]
    most = max((value for value in shown if value is not None), default=1.0) or 1.0
    wide = max((row["high_95"] or 0.0 for row in forecast), default=0.0)
    values = value_ticks(max(most, min(wide, most * TALLEST)))
    return values[-1], tick_texts(values)


def fan_layers(
    plot: Plot,
    history: Sequence[Row],
    forecast: Sequence[Row],
    past: Sequence[Sequence[Row]],
    ends: Sequence[tuple[str, str]],
) -> list[Mark]:
    """Return bands of 95, 80 and 50 %, the line of what was, and past forecasts faint under it.

    history    year, low, value, high, status; ascending
    forecast   year, low_95, low_80, low_50, value, high_50, high_80, high_95; ascending, its first
               row is the last known year, where all are the known value
    past       forecasts of earlier years, each with year and value, from what was known on
    ends       column of the last row of `forecast` and the text that stands beside it; where the
               95 % band is cut, that is said above them
    """
    return [
        *_bands(plot, forecast),
        *_past(plot, past),
        *_history(plot, history),
        *_middle(plot, forecast),
        *_known(plot, forecast),
        *_ends(plot, forecast, ends),
    ]


def _bands(plot: Plot, forecast: Sequence[Row]) -> list[Mark]:
    layers: list[Mark] = []
    for fill, low, high in BANDS:
        rows = [
            {
                "x": plot.x(row["year"]),
                "low": plot.y(row[low]),
                "high": plot.y(row[high]),
                "part": 0,
            }
            for row in forecast
            if None not in (row[low], row[high])
        ]
        layers += area(rows, fill, "low", "high")
        if fill == "band":
            edge: Look = {"color": color("edge"), "strokeWidth": 1}
            layers += line(rows, edge, "low") + line(rows, edge, "high")
    return layers


def _past(plot: Plot, past: Sequence[Sequence[Row]]) -> list[Mark]:
    rows = [
        {"x": plot.x(row["year"]), "y": plot.y(row["value"]), "part": at}
        for at, one in enumerate(past)
        for row in one
    ]
    faint = {"color": color("past"), "strokeWidth": 1.3}
    return line(rows, faint)


def _history(plot: Plot, history: Sequence[Row]) -> list[Mark]:
    """Return the line with open dots where a figure is estimated, a bar where only a range is."""
    part, known = 0, []
    for row in history:
        if row["value"] is None:
            part += 1
        else:
            known.append({"x": plot.x(row["year"]), "y": plot.y(row["value"]), "part": part,
                          "status": row["status"]})  # fmt: skip
    layers = _ranges(plot, history)
    layers += line(known, {"color": color("ink"), "strokeWidth": LINE})
    dots = [(with_status(known, ESTIMATED), open_dot(40))]
    dots.append(([r for r in known[-1:] if r["status"] != ESTIMATED], full_dot(50)))
    return layers + [mark(rows, look, x=pixel("x"), y=pixel("y")) for rows, look in dots if rows]


def _ranges(plot: Plot, history: Sequence[Row]) -> list[Mark]:
    layers: list[Mark] = []
    for status in (ESTIMATED, RANGE_ONLY):
        rows = [
            {"x": plot.x(r["year"]), "x2": plot.x(r["year"]), "y": plot.y(r["low"]),
             "y2": plot.y(r["high"])}
            for r in with_status(history, status)
            if None not in (r["low"], r["high"])
        ]  # fmt: skip
        layers += rules(rows, range_bar(status))
    return layers


def _middle(plot: Plot, forecast: Sequence[Row]) -> list[Mark]:
    rows = [
        {"x": plot.x(row["year"]), "y": plot.y(row["value"]), "part": 0}
        for row in forecast
        if row["value"] is not None
    ]
    return line(rows, {"color": color("middle"), "strokeWidth": LINE, "strokeDash": [5, 3]})


def _known(plot: Plot, forecast: Sequence[Row]) -> list[Mark]:
    """Return the dotted line where knowledge ends."""
    x = plot.x(forecast[0]["year"])
    dotted: Look = {"type": "rule", "stroke": color("control"), "strokeDash": [2, 3]}
    before = x > plot.left + 50
    said = [{"x": x - 5 if before else x + 5, "y": plot.top - 9, "text": _("known")}]
    ends = [{"x": x, "x2": x, "y": plot.top - 16, "y2": plot.bottom}]
    return [*rules(ends, dotted), *texts(said, "right" if before else "left", fill=color("muted"))]


def _ends(plot: Plot, forecast: Sequence[Row], ends: Sequence[tuple[str, str]]) -> list[Mark]:
    last = forecast[-1]
    said_of = [(plot.y(last[column]), column, said) for column, said in ends]
    if (last["high_95"] or 0.0) > plot.upwards[1]:
        said_of.append((plot.top, "high_95", _("↑ 95\u00a0%")))
    shown = sorted(said_of)
    places = apart([y for y, _, _ in shown])
    rows = [
        {"x": plot.right + 7, "y": y, "text": said, "middle": column == "value"}
        for y, (_, column, said) in zip(places, shown, strict=True)
    ]
    return [
        *texts([row for row in rows if row["middle"]], fontWeight="bold"),
        *texts([row for row in rows if not row["middle"]]),
    ]
