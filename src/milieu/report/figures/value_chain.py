"""Value chain: where industries stand between raw material and final use."""

import math
from collections.abc import Sequence

from milieu.core.language import _
from milieu.report.figures.labels import beside
from milieu.report.figures.marks import Picture, layered
from milieu.report.figures.plot import Plot, axes, texts
from milieu.report.figures.product_space import circles
from milieu.report.figures.scale import ticks_of
from milieu.report.look import color
from milieu.report.reading import Row

AREA, RADIUS = 60, 4.4
NAMED, LETTERS = 18, 24
ABOVE = 16  # pixels from the plot up to the heading of its values
UNDER = 32  # pixels from the plot down to that of the values below
WRITTEN = ",.6~g"  # how values beside the axes are written


def value_chain(rows: Sequence[Row], *, width: int) -> Picture:
    """Return a dot for each industry: upstreamness to the right, downstreamness up, both from 1.

    rows   label, upstreamness, downstreamness (steps), cluster (whether the study has a cluster in
           it); those to be named first come first
    """
    height = round(width * 0.62)
    right, top = (
        math.ceil(max((row[k] for row in rows), default=2.0) * 5 + 0.5) / 5
        for k in ("upstreamness", "downstreamness")
    )
    least = min([1.0, *(row[k] for row in rows for k in ("upstreamness", "downstreamness"))])
    plot = Plot(0, 0, width, height, (least, right), (least, top))
    placed = [
        {
            **row,
            "x": round((row["upstreamness"] - least) / (right - least) * width, 1),
            "y": round((top - row["downstreamness"]) / (top - least) * height, 1),
            "radius": RADIUS,
            "area": AREA,
            "must": row["cluster"],
        }
        for row in rows
    ]
    scales = axes(plot, ticks_of(least, right, WRITTEN), ticks_of(least, top, WRITTEN))
    heads = texts(
        [
            {"x": 0, "y": -ABOVE, "text": _("↑ downstreamness: steps from primary inputs")},
            {"x": 0, "y": height + UNDER, "text": _("upstreamness: steps to final use →")},
        ],
        fill=color("muted"),
    )
    names = beside(placed, width=width, height=height, most=NAMED, letters=LETTERS, strict=True)
    return layered([*scales, *heads, *circles(placed), *names], width, height)
