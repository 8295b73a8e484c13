"""Product space: which industries are at home in the same regions."""

import math
from collections.abc import Sequence

from milieu.report.figures.labels import beside
from milieu.report.figures.marks import Channel, Look, Mark, Picture, end, layered, mark, pixel
from milieu.report.look import color
from milieu.report.reading import Row

NAMED = 12
SMALLEST, LARGEST = 22, 260  # area of a circle, square pixels
MARGIN = 14
LETTERS = 26
TIERS = ((0.0, 0.7), (0.5, 1.3), (0.7, 2.4))  # least proximity, width of the line in pixels


def product_space(nodes: Sequence[Row], links: Sequence[Row], *, width: int) -> Picture:
    """Return a network: a circle for each industry, its area the jobs, a line for each link.

    nodes   x and y (0 to 1), label, jobs, cluster (whether the study has a cluster in it); the
            largest first: the first twelve that find room are named
    links   one and other (positions in `nodes`), proximity (0 to 1)
    """
    height = round(width * 0.75)
    most = max((node["jobs"] for node in nodes), default=1) or 1
    placed = [_node(node, width, height, most) for node in nodes]
    rows = [{**_line(placed, link), "proximity": link["proximity"]} for link in links]
    layers = []
    for at, (least, thick) in enumerate(TIERS):
        ceiling = TIERS[at + 1][0] if at + 1 < len(TIERS) else math.inf
        chosen = [row for row in rows if least <= row["proximity"] < ceiling]
        if chosen:
            look: Look = {"type": "rule", "stroke": color("rule"), "strokeWidth": thick}
            ends = {"x": pixel("x"), "y": pixel("y"), "x2": end("x2"), "y2": end("y2")}
            layers.append(mark(chosen, look, **ends))
    layers += [*circles(placed), *beside(
        placed, width=width, height=height, most=NAMED, letters=LETTERS
    )]  # fmt: skip
    return layered(layers, width, height)


def circles(placed: Sequence[Row]) -> list[Mark]:
    """Return circles at x, y with the area `area`: dark with a cluster, gray without."""
    looks: tuple[tuple[bool, Look], ...] = (
        (False, {"fill": color("rule"), "stroke": color("control"), "strokeWidth": 0.8}),
        (True, {"fill": color("middle"), "stroke": color("page"), "strokeWidth": 0.8}),
    )
    circle = {"type": "point", "filled": True, "opacity": 1}
    return [
        mark(chosen, {**circle, **look}, x=pixel("x"), y=pixel("y"), size=_area())
        for cluster, look in looks
        if (chosen := [row for row in placed if row["cluster"] is cluster])
    ]


def _area() -> Channel:
    return {"field": "area", "type": "quantitative", "scale": None}


def _node(node: Row, width: int, height: int, most: float) -> Row:
    area = max(LARGEST * node["jobs"] / most, SMALLEST)
    return {
        "x": round(MARGIN + node["x"] * (width - 2 * MARGIN), 1),
        "y": round(MARGIN + node["y"] * (height - 2 * MARGIN), 1),
        "area": round(area, 1),
        "radius": math.sqrt(area / math.pi),
        "label": node["label"],
        "cluster": node["cluster"],
    }


def _line(placed: Sequence[Row], link: Row) -> dict[str, float]:
    one, other = placed[link["one"]], placed[link["other"]]
    return {"x": one["x"], "y": one["y"], "x2": other["x"], "y2": other["y"]}
