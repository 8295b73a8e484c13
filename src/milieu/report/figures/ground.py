"""Ground: longitudes and latitudes as flat places on a map that fits its frame."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from shapely import GEOSException, affinity
from shapely.geometry import MultiPoint, mapping, shape
from shapely.geometry.base import BaseGeometry

DETAIL = 600  # a bend of a border smaller than this part of the map is not drawn
MARGIN = 0.06  # of the map's size
WIDEST, TALLEST = 0.45, 0.8  # height over width of a map


@dataclass(frozen=True)
class Ground:
    """What lies under the clusters, and how places get onto it.

    borders   whether `features` are borders; else they are the dots of all regions
    """

    features: tuple[dict[str, Any], ...]
    borders: bool
    squeeze: float
    left: float
    high: float
    scale: float
    width: int
    height: int

    def pixel(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return the place on the map, pixels from its left and upper edge."""
        x = (longitude * self.squeeze - self.left) * self.scale
        return round(x, 1), round((self.high - latitude) * self.scale, 1)

    @property
    def projection(self) -> dict[str, Any]:
        """Return the flat features' projection: nothing but scale and shift."""
        shift = [-self.left * self.scale, self.high * self.scale]
        return {"type": "identity", "reflectY": True, "scale": self.scale, "translate": shift}


def ground(
    points: Sequence[tuple[float, float]],
    shapes: Sequence[str],
    others: Sequence[tuple[float, float]],
    width: int,
) -> Ground:
    """Return the ground of a map with longitudes shortened as they are at its middle latitude.

    points   longitude and latitude of what must be on the map
    shapes   GeoJSON geometries of the regions; those that can not be read are left out
    others   longitude and latitude of all regions, drawn where there are no shapes
    """
    read = [geometry for text in shapes if (geometry := _shape(text)) is not None]
    drawn: list[BaseGeometry] = read or ([MultiPoint(list(others))] if others else [])
    boxes = [g.bounds for g in [*drawn, *([MultiPoint(list(points))] if points else [])]]
    south, north = min((b[1] for b in boxes), default=0.0), max((b[3] for b in boxes), default=0.0)
    squeeze = math.cos(math.radians((south + north) / 2))
    west, east = min((b[0] for b in boxes), default=0.0), max((b[2] for b in boxes), default=0.0)
    left, high, across, down = _frame(west * squeeze, south, east * squeeze, north)
    features = tuple(_feature(geometry, squeeze, across / DETAIL) for geometry in drawn)
    scale = width / across
    return Ground(features, bool(read), squeeze, left, high, scale, width, round(down * scale))


@lru_cache(maxsize=512)  # a figure for a wide screen and one for a narrow have the same
def _feature(geometry: BaseGeometry, squeeze: float, detail: float) -> dict[str, Any]:
    """Return a geometry flat, its longitudes shortened, without bends smaller than `detail`."""
    flat = affinity.scale(geometry, squeeze, 1.0, origin=(0, 0)).simplify(detail)
    return {"type": "Feature", "geometry": dict(mapping(flat))}


def _frame(
    west: float, south: float, east: float, north: float
) -> tuple[float, float, float, float]:
    """Return left edge, upper edge, width and height of a frame around the box."""
    margin = max(east - west, north - south, 0.1) * MARGIN
    across, down = east - west + 2 * margin, north - south + 2 * margin
    wider = max(across, down / TALLEST)
    taller = max(down, wider * WIDEST)
    return west - margin - (wider - across) / 2, north + margin + (taller - down) / 2, wider, taller


@lru_cache(maxsize=512)  # the clusters of a region have the same
def _shape(text: str) -> BaseGeometry | None:
    """Return a GeoJSON geometry; None for a text that is none, for a map can do without it."""
    try:
        geometry = shape(json.loads(text))
        return None if geometry.is_empty else geometry
    except (ValueError, TypeError, KeyError, AttributeError, GEOSException):
        return None


def readable(text: str | None) -> bool:
    """Return whether a text is a geometry that `ground` draws."""
    return bool(text) and _shape(str(text)) is not None
