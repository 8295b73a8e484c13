"""Hot spots: where a region and its neighbors are more specialized than chance would have it."""

from collections.abc import Sequence

from milieu.core.language import N_
from milieu.report.figures.ground import Ground, ground
from milieu.report.figures.labels import beside
from milieu.report.figures.marks import Look, Mark, Picture, layered, mark, pixel
from milieu.report.look import color
from milieu.report.reading import Row

NAMED = 3
LETTERS = 28
APART = 200  # regions of one look that are drawn apart
DOT, RADIUS = 70, 5
CLASSES = (  # least Gi* of the class: the quantiles 5 %, 1 % and 0.1 % of the normal distribution
    (3.29, "middle", N_("above 3.29")),
    (2.58, "edge", N_("2.58 to 3.29")),
    (1.96, "high", N_("1.96 to 2.58")),
    (-1.96, "even", N_("−1.96 to 1.96")),
    (-2.58, "low", N_("−2.58 to −1.96")),
    (-3.29, "lower", N_("−3.29 to −2.58")),
    (float("-inf"), "lowest", N_("below −3.29")),
)


def class_of(gi: float) -> tuple[str, str]:
    """Return the color of a Gi* and its class in words."""
    return next((name, said) for least, name, said in CLASSES if gi >= least)


def hot_spots(regions: Sequence[Row], *, width: int) -> Picture:
    """Return a map of Gi*: regions filled by its class, discoveries outlined in ink.

    regions   label, gi, discovery, geometry (GeoJSON that can be read, or None: a dot), longitude
              and latitude (None only where there is a geometry); the first three discoveries
              that find room are named
    """
    shaped = [row for row in regions if row["geometry"]]
    dotted = [row for row in regions if not row["geometry"]]
    located = [row for row in regions if None not in (row["longitude"], row["latitude"])]
    points = [(row["longitude"], row["latitude"]) for row in dotted]
    under = ground(points, [row["geometry"] for row in shaped], [], width)
    layers = [*_areas(shaped, under), *_dots(dotted, under)]
    marks = [{**_at(row, under), "radius": RADIUS, "label": row["label"]} for row in located]
    found = [at for at, row in enumerate(located) if row["discovery"]]
    names = beside(
        [marks[at] for at in found],
        width=width,
        height=under.height,
        most=NAMED,
        letters=LETTERS,
        bold=True,
        strict=bool(dotted),
        others=[{**_at(row, under), "radius": RADIUS} for row in dotted],
    )
    return layered([*layers, *names], width, under.height)


def _areas(shaped: Sequence[Row], under: Ground) -> list[Mark]:
    """Return the regions by class, then the outlines of discoveries upon all of them."""
    drawn = list(zip(shaped, under.features, strict=True))
    outline: Look = {"fill": None, "stroke": color("ink"), "strokeWidth": 1.6}
    groups: list[tuple[Look, list[Row]]] = [
        (
            {"fill": color(name), "stroke": color("page"), "strokeWidth": 0.5},
            [feature for row, feature in drawn if class_of(row["gi"])[0] == name],
        )
        for _, name, _ in CLASSES
    ]
    groups.append((outline, [feature for row, feature in drawn if row["discovery"]]))
    charts = []
    for look, features in groups:
        if features:
            shape = {"type": "geoshape", **look}
            charts.append(Mark(_together(features), shape, {}, under.projection))
    return charts


def _together(features: list[Row]) -> list[Row]:
    """Return many regions of one look as one shape, which takes a third of the room."""
    if len(features) <= APART:
        return features
    whole = {"type": "GeometryCollection", "geometries": [one["geometry"] for one in features]}
    return [{"type": "Feature", "geometry": whole}]


def _dots(dotted: Sequence[Row], under: Ground) -> list[Mark]:
    rows = [{**_at(row, under), **row} for row in dotted]
    charts = []
    for found in (False, True):
        edge = {"stroke": color("ink" if found else "control"), "strokeWidth": 2 if found else 0.6}
        for _, name, said in CLASSES:
            chosen = [
                {"x": row["x"], "y": row["y"]}
                for row in rows
                if row["discovery"] is found and class_of(row["gi"])[1] == said
            ]
            look: Look = {"type": "point", "filled": True, "size": DOT, "opacity": 1, **edge}
            if chosen:
                fill = {"fill": color(name)}
                charts.append(mark(chosen, {**look, **fill}, x=pixel("x"), y=pixel("y")))
    return charts


def _at(row: Row, under: Ground) -> dict[str, float]:
    return dict(zip("xy", under.pixel(row["longitude"], row["latitude"]), strict=True))
