"""Course: the stage ribbon over the outlook fan, on one axis of years."""

from collections.abc import Sequence

from milieu.report.figures import fan, ribbon
from milieu.report.figures.marks import Picture, layered
from milieu.report.figures.plot import Plot, axes, merged, rules, shares, year_ticks
from milieu.report.look import color
from milieu.report.reading import Row

BETWEEN = 40  # pixels between ribbon and fan


def course(
    stages: Sequence[Row],
    history: Sequence[Row],
    forecast: Sequence[Row],
    past: Sequence[Sequence[Row]],
    ends: Sequence[tuple[str, str]],
    *,
    width: int,
    right: int = fan.RIGHT,
) -> Picture:
    """Return both, the ribbon with shares and the fan with values; years stand below the fan.

    stages                          as for `ribbon_layers`
    history, forecast, past, ends   as for `fan_layers`
    right                           pixels kept for the values at the end
    """
    years = [row["year"] for row in (*stages, *history, *forecast)]
    across = (min(years), max(years))
    plot_width = width - fan.LEFT - right
    upper = Plot(fan.LEFT, ribbon.HEAD, plot_width, ribbon.HEIGHT, across, (0.0, 1.0))
    top, ticks = fan.upwards(history, forecast, past)
    lower = Plot(fan.LEFT, upper.bottom + BETWEEN, plot_width, fan.HEIGHT, across, (0.0, top))
    known = lower.x(forecast[0]["year"])
    dotted = {"type": "rule", "stroke": color("control"), "strokeDash": [2, 3]}
    through = [{"x": known, "x2": known, "y": upper.top - 4, "y2": lower.top - 16}]
    layers = [
        *axes(upper, [], shares()),
        *axes(lower, year_ticks(*across, plot_width), ticks),
        *ribbon.ribbon_layers(upper, stages),
        *rules(through, dotted),
        *fan.fan_layers(lower, history, forecast, past, ends),
    ]
    return layered(merged([layers]), width, round(lower.bottom) + fan.FOOT)
