"""Regions with their place in the world: tables, GeoJSON and TopoJSON."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from milieu.core.errors import UserError
from milieu.sources.declare import Column, Layout, Source, source

if TYPE_CHECKING:  # listing the sources must not wait for a geometry library
    from shapely.geometry.base import BaseGeometry

DECIMALS = 6  # of a degree: a decimeter
PLACE = ("geometry", "longitude", "latitude")
Json = dict[str, Any]
Feature = tuple[Json, Json | None]  # properties, geometry


def read_map(path: Path) -> Iterator[Mapping[str, str]]:
    """Yield the regions of a GeoJSON or TopoJSON file, one row of text each.

    Every property becomes a column, beside `id`, `layer` (the object of a TopoJSON), `geometry`
    (GeoJSON; empty where a ring cannot be mended), and `longitude` and `latitude` of the centroid
    unless there are properties of that name.

    raises   UserError if the file is cut off, is no map, or is not in degrees
    """
    try:
        yield from _rows(_features(_parsed(path)))
    except UserError as fault:
        raise UserError(fault.what, where=path.name, next=fault.next) from fault


def _rows(features: Sequence[Feature]) -> Iterator[Mapping[str, str]]:
    if not features:
        raise UserError("there is no region in this map", next="Is the export complete?")
    names = dict.fromkeys(name for properties, _ in features for name in properties)
    taken = {name.lower() for name in names}  # columns are told apart regardless of case
    columns = [*names, *(name for name in PLACE if name not in taken)]
    for number, (properties, geometry) in enumerate(features, start=1):
        text = {name: _as_text(properties.get(name)) for name in names}
        placed = _placed(geometry, number)
        yield {name: text.get(name) or placed.get(name.lower(), "") for name in columns}


def _parsed(path: Path) -> Json:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as fault:
        raise UserError(
            f"this is no whole JSON file ({fault})", next="Fetch or export it again."
        ) from fault
    kind = content.get("type") if isinstance(content, dict) else None
    if kind not in ("FeatureCollection", "Feature", "Topology"):
        raise UserError(
            f"this JSON is no map (its type is {kind!r})",
            next="milieu reads GeoJSON feature collections and TopoJSON topologies.",
        )
    return dict(content)


def _features(content: Json) -> list[Feature]:
    """Return properties and geometry of every feature; `id` is a property too."""
    try:
        if content["type"] == "Topology":
            return list(_topology(content))
        features = content["features"] if content["type"] == "FeatureCollection" else [content]
        return [(_properties(feature), feature.get("geometry")) for feature in features]
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as fault:
        raise UserError(
            f"the map is not built as its format asks ({type(fault).__name__}: {fault})",
            next="Export it again as GeoJSON.",
        ) from fault


def _properties(feature: Json) -> Json:
    properties = dict(feature.get("properties") or {})
    if "id" in feature and "id" not in {name.lower() for name in properties}:
        properties["id"] = feature["id"]
    return {name: value for name, value in properties.items() if name.lower() != "geometry"}


def _as_text(value: object) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


# Geometry -----------------------------------------------------------------------------------


def _placed(geometry: Json | None, number: int) -> dict[str, str]:
    """Return the region's geometry as text and its centroid; nothing where it is broken."""
    from shapely.errors import ShapelyError
    from shapely.geometry import mapping, shape

    if not geometry:
        return {}
    try:
        drawn = shape(geometry)
    except (ShapelyError, ValueError, TypeError, KeyError, IndexError, AttributeError):
        return {}  # the empty geometry is quarantined with its row
    _refuse_projected(drawn, number)
    whole = _mended(drawn)
    if whole is None:
        return {}
    kept = geometry if whole is drawn else mapping(whole)
    return {
        "geometry": json.dumps(kept, separators=(",", ":")),
        "longitude": f"{whole.centroid.x:.{DECIMALS}f}",
        "latitude": f"{whole.centroid.y:.{DECIMALS}f}",
    }


def _refuse_projected(drawn: "BaseGeometry", number: int) -> None:
    if drawn.is_empty:
        return
    west, south, east, north = drawn.bounds
    if max(abs(west), abs(east)) <= 180 and max(abs(south), abs(north)) <= 90:
        return
    raise UserError(
        f"region {number} reaches to ({east:,.0f}, {north:,.0f}), which are not degrees",
        next="The map is projected: export it as longitude and latitude (EPSG:4326).",
    )


def _mended(drawn: "BaseGeometry") -> "BaseGeometry | None":
    """Return a valid area or point; None where nothing is left of it."""
    import shapely
    from shapely.geometry import MultiPolygon, Polygon

    if drawn.geom_type in ("Point", "MultiPoint"):
        return None if drawn.is_empty else drawn
    if drawn.geom_type in ("Polygon", "MultiPolygon") and drawn.is_valid and not drawn.is_empty:
        return drawn
    parts = [part for part in shapely.get_parts(shapely.make_valid(drawn)) if part.area > 0]
    areas = [p for part in parts for p in shapely.get_parts(part) if isinstance(p, Polygon)]
    if not areas:
        return None
    return areas[0] if len(areas) == 1 else MultiPolygon(areas)


# TopoJSON -----------------------------------------------------------------------------------

Position = Sequence[float]
Place = Callable[[Position], list[float]]


def _topology(content: Json) -> Iterator[Feature]:
    """Yield the features of a topology (TopoJSON 1.0): borders are stored once, as arcs."""
    place = _placing(content.get("transform"))
    arcs = [_line(arc, "transform" in content, place) for arc in content["arcs"]]
    for layer, root in content["objects"].items():
        for each in _leaves(root):
            properties = _properties(each)
            properties.setdefault("layer", layer)
            yield properties, _geometry(each, arcs, place)


def _leaves(each: Json) -> Iterator[Json]:
    if each.get("type") != "GeometryCollection":
        yield each
        return
    for inner in each["geometries"]:
        yield from _leaves(inner)


def _placing(transform: Json | None) -> Place:
    """Return the function from whole numbers on a grid to degrees."""
    if transform is None:
        return lambda position: [float(position[0]), float(position[1])]
    (x_scale, y_scale), (x_zero, y_zero) = transform["scale"], transform["translate"]
    return lambda position: [
        round(position[0] * x_scale + x_zero, DECIMALS),
        round(position[1] * y_scale + y_zero, DECIMALS),
    ]


def _line(arc: Sequence[Position], stepwise: bool, place: Place) -> list[list[float]]:
    """Return an arc's positions; on a grid each is stored as the step from the one before."""
    if not stepwise:
        return [place(position) for position in arc]
    xs = accumulate(position[0] for position in arc)
    ys = accumulate(position[1] for position in arc)
    return [place(position) for position in zip(xs, ys, strict=True)]


def _geometry(each: Json, arcs: list[list[list[float]]], place: Place) -> Json | None:
    kind = each.get("type")
    if kind == "Polygon":
        return {"type": kind, "coordinates": [_ring(ring, arcs) for ring in each["arcs"]]}
    if kind == "MultiPolygon":
        areas = [[_ring(ring, arcs) for ring in area] for area in each["arcs"]]
        return {"type": kind, "coordinates": areas}
    if kind == "Point":
        return {"type": kind, "coordinates": place(each["coordinates"])}
    return None


def _ring(numbers: Sequence[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    """Return arcs end to end; a negative number ~n is arc n backwards, joints are told once."""
    ring: list[list[float]] = []
    for number in numbers:
        line = arcs[number] if number >= 0 else arcs[~number][::-1]
        if ring and ring[-1] != line[0]:
            raise ValueError(f"arc {number} does not begin where the one before it ends")
        ring += line[1:] if ring else line
    return ring


# Layouts ------------------------------------------------------------------------------------

REGION_NAMES = ("region", "NUTS_ID", "GEOID", "area_fips", "fips", "code", "id")
LEVEL_NAMES = ("level", "LEVL_CODE", "kind", "layer")
# Eurostat's maps number the levels
_LEVEL = """
    CASE
        WHEN LEVL_CODE = '0' THEN 'country'
        WHEN LEVL_CODE IN ('1', '2', '3') THEN 'nuts' || LEVL_CODE
        ELSE coalesce(nullif(level, ''), nullif(kind, ''), layer)
    END
"""
COLUMNS = (
    Column("region", REGION_NAMES, required=True),
    Column("name", ("name", "NUTS_NAME", "NAME_LATN", "area_title", "title")),
    Column("level", sql=_LEVEL),
    Column("parent", ("parent",)),
    Column("metropolitan_area", ("metropolitan_area", "cbsa")),
    Column("longitude", ("longitude", "lon", "lng")),
    Column("latitude", ("latitude", "lat")),
    Column("area_km2", ("area_km2", "AREA_KM2")),
)

regions = source(
    Source(
        name="regions",
        title="Regions: names, levels, places and borders",
        publisher="any",
        licence="as its publisher says",
        layouts=(
            Layout(
                "regions",
                (*COLUMNS, Column("geometry", ("geometry",), required=True)),
                optional=LEVEL_NAMES,
                reader=read_map,
                suffixes=(".geojson", ".topojson", ".json"),
            ),
            Layout("regions", (*COLUMNS, Column("geometry", ("geometry",))), optional=LEVEL_NAMES),
        ),
        example="milieu add my-study regions counties.geojson --map region=GEOID --map name=NAME",
    )
)
