"""Value chain: where industries stand between raw material and final use."""

import math
from collections.abc import Sequence

from milieu.report.figures.labels import beside
from milieu.report.figures.marks import Picture, layered, mark, place
from milieu.report.figures.product_space import circles
from milieu.report.look import color
from milieu.report.reading import Row

AREA, RADIUS = 60, 4.4
NAMED, LETTERS = 18, 24
ABOVE = 10  # pixels from the plot up to its heading
FEW_TICKS = {"tickCount": 4, "format": ",.6~g"}


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
    across, up = ({"domain": [least, end], "nice": False, "zero": False} for end in (right, top))
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
    corner = [{"across": least, "up": least}]
    axis = {**FEW_TICKS, "title": "upstreamness: steps to final use →", "titleAnchor": "start"}
    upward = {**FEW_TICKS, "minExtent": 28, "maxExtent": 28}
    scales = mark(
        corner,
        {"type": "point", "filled": True, "size": 0, "fill": color("page")},
        x=place("across", across, axis) | {"title": axis["title"]},
        y=place("up", up, upward),
    )
    head = mark(
        [{"text": "↑ downstreamness: steps from primary inputs"}],
        {"type": "text", "align": "left", "baseline": "bottom", "x": 0, "y": -ABOVE,
         "fill": color("muted")},
        text={"field": "text", "type": "nominal"},
    )  # fmt: skip
    names = beside(placed, width=width, height=height, most=NAMED, letters=LETTERS, strict=True)
    return layered([scales, head, *circles(placed), *names], width, height)
