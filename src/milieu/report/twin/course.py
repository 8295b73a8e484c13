"""A simulated cluster's course: its stages over its jobs and firms, on one axis of years."""

from collections.abc import Sequence

from milieu.report.figures import ribbon
from milieu.report.figures.marks import Mark, Picture, layered
from milieu.report.figures.plot import Plot, axes, merged, shares, texts
from milieu.report.look import color
from milieu.report.reading import Row
from milieu.report.twin.panels import band_layers, end_texts, ends_of, yearly_axes

LEFT, TALL, BETWEEN, FOOT = 46, 104, 34, 24  # pixels


def course(
    stages: Sequence[Row], measures: Sequence[Row], *, width: int, right: int = 100
) -> Picture:
    """Return the ribbon, and below it a panel for each measure.

    stages     as for `ribbon_layers`
    measures   label; rows: year, value, low_50 to high_80; said: text by column of the last row
    right      pixels kept for the values at the end
    """
    across = ribbon.stretch(stages[0]["year"], stages[-1]["year"])
    upper = Plot(LEFT, ribbon.HEAD, width - LEFT - right, ribbon.HEIGHT, across, (0.0, 1.0))
    frames: list[list[Mark]] = [[*axes(upper, [], shares()), *ribbon.ribbon_layers(upper, stages)]]
    top = upper.bottom + BETWEEN
    for at, measure in enumerate(measures):
        values = [row[k] for row in measure["rows"] for k in ("value", "high_80")]
        plot = Plot(LEFT, top, upper.width, TALL, across, ends_of(values))
        last = at == len(measures) - 1
        frames.append([*yearly_axes(plot, years=last), *_panel(plot, measure)])
        top = plot.bottom + BETWEEN
    return layered(merged(frames), width, round(top - BETWEEN + FOOT))


def _panel(plot: Plot, measure: Row) -> list[Mark]:
    name = [{"x": 0, "y": plot.top - 14, "text": measure["label"]}]
    return [
        *band_layers(plot, measure["rows"]),
        *end_texts(plot, measure["rows"][-1], measure["said"]),
        *texts(name, fill=color("ink"), fontWeight="bold"),
    ]
