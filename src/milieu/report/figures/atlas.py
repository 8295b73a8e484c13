"""Atlas: where the clusters are."""

import math
from collections.abc import Sequence

from milieu.report.figures.ground import Ground, ground
from milieu.report.figures.labels import beside
from milieu.report.figures.marks import (
    ESTIMATED,
    PUBLISHED,
    RANGE_ONLY,
    Look,
    Mark,
    Picture,
    layered,
    mark,
    pixel,
)
from milieu.report.look import color
from milieu.report.reading import Row

LARGEST = 1.9  # area of the largest circle, square pixels for each pixel of the map's width
SMALLEST = 18
NAMED = 5
STATUSES = (PUBLISHED, ESTIMATED, RANGE_ONLY)
CIRCLE: Look = {"type": "point", "filled": True, "opacity": 1}
ASKED, LETTERS = 3 * NAMED, 24  # places that may be named; letters of a name


def look_of(status: str, tone: str) -> Look:
    """Return a full circle where all is published, an open one where a part is estimated.

    tone   name of its color
    """
    full = 0.6 if tone == "middle" else 0.85  # stages are told apart by their color
    looks: dict[str, Look] = {
        PUBLISHED: {"fill": color(tone), "fillOpacity": full, "stroke": color("page")},
        ESTIMATED: {"fill": color("page"), "fillOpacity": 0.6, "stroke": color(tone)},
    }
    dashed = {"fill": color("page"), "strokeDash": [2, 2]}
    hidden = {**dashed, "stroke": color("control" if tone == "middle" else tone)}
    return looks.get(status, hidden)


def atlas(
    places: Sequence[Row],
    *,
    width: int,
    shapes: Sequence[str] = (),
    others: Sequence[tuple[float, float]] = (),
) -> Picture:
    """Return a map: a circle for each place with clusters, its area the jobs in them.

    places   longitude, latitude, jobs (None where only ranges may be shown), status, label; the
             largest first: the first five whose names find room are named; tone: name of the
             place's color, "middle" without it
    shapes   regions' geometry as GeoJSON, longitude and latitude
    others   longitude and latitude of all regions, shown as small dots where there are no shapes
    """
    points = [(row["longitude"], row["latitude"]) for row in places]
    under = ground(points, shapes, others, width)
    most = max((row["jobs"] or 0 for row in places), default=1) or 1
    rows = [
        {
            **row,
            **dict(zip("xy", under.pixel(row["longitude"], row["latitude"]), strict=True)),
            "area": max(LARGEST * width * (row["jobs"] or 0) / most, SMALLEST),
        }
        for row in places
    ]
    layers = [*land(under), *_circles(rows), *_names(rows, width, under.height)]
    return layered(layers, width, under.height)


def land(under: Ground) -> list[Mark]:
    """Return the borders of the regions, or their dots."""
    if not under.features:
        return []
    borders = {"fill": color("panel"), "stroke": color("rule"), "strokeWidth": 0.7}
    look = borders if under.borders else {"fill": color("rule")}
    projection = {**under.projection, "pointRadius": 1.6}
    return [Mark(under.features, {"type": "geoshape", **look}, {}, projection)]


def _circles(rows: Sequence[Row]) -> list[Mark]:
    """Return the circles, those that are full below and those of ranges on top."""
    size = {"field": "area", "type": "quantitative", "scale": None}
    kinds = dict.fromkeys((row["status"], row.get("tone") or "middle") for row in rows)
    layers = []
    for status, tone in sorted(kinds, key=lambda kind: (STATUSES.index(kind[0]), kind[1])):
        chosen = [r for r in rows if (r["status"], r.get("tone") or "middle") == (status, tone)]
        look = {**CIRCLE, **look_of(status, tone), "strokeWidth": 1.2 if tone == "middle" else 2}
        layers.append(mark(chosen, look, x=pixel("x"), y=pixel("y"), size=size))
    return layers


def _names(rows: Sequence[Row], width: int, height: int) -> list[Mark]:
    """Return the names of the largest places that find room off all circles, or off the largest."""
    around = [{**row, "radius": math.sqrt(row["area"] / math.pi)} for row in rows]
    first, others = around[:ASKED], around[ASKED:]
    return beside(first, width=width, height=height, most=NAMED, letters=LETTERS, bold=True,
                  others=others)  # fmt: skip
