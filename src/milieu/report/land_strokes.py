"""Land as strokes: borders and dots of a flat map, whose projection only scales and shifts."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from milieu.report.figures.marks import Mark
from milieu.report.svg import Element, Point, circle, path

POINTS = ("Point", "MultiPoint")


def shapes(layer: Mark, places: object) -> Iterator[Element]:
    """Yield the borders of a layer's features as one path, and its points as dots."""
    del places
    rings: list[list[Point]] = []
    for geometry in _flat(feature["geometry"] for feature in layer.rows):
        if geometry["type"] in POINTS:
            for at in _points(geometry):
                yield circle(_pixel(at, layer.projection), layer.projection["pointRadius"])
        else:
            rings += [[_pixel(at, layer.projection) for at in ring] for ring in _rings(geometry)]
    if rings:
        yield path(rings, closed=True)


def _flat(geometries: Iterator[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    """Yield geometries, those of collections one by one."""
    for one in geometries:
        if one["type"] == "GeometryCollection":
            yield from _flat(iter(one["geometries"]))
        else:
            yield one


def _points(geometry: Mapping[str, Any]) -> Sequence[Point]:
    found: Sequence[Point] = geometry["coordinates"]
    return found if geometry["type"] == "MultiPoint" else [geometry["coordinates"]]


def _rings(geometry: Mapping[str, Any]) -> list[Sequence[Point]]:
    """Return the lines of a geometry, whatever they bound."""
    parts = geometry["coordinates"]
    if geometry["type"] == "LineString":
        return [parts]
    if geometry["type"] == "MultiPolygon":
        return [ring for polygon in parts for ring in polygon]
    return list(parts)


def _pixel(at: Point, projection: Mapping[str, Any]) -> Point:
    """Return a place on the map; north is up."""
    (right, down), scale = projection["translate"], projection["scale"]
    return right + at[0] * scale, down - at[1] * scale
