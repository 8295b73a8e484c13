"""Neighbors: which regions touch, or lie nearest to each other."""

from collections.abc import Sequence

import numpy as np
import shapely
from scipy.sparse import coo_array, csr_array
from scipy.spatial import KDTree

from milieu.core.arrays import Vector
from milieu.core.errors import UserError, unknown_name

TOLERANCE_DEGREES = 0.001  # about 100 m: generalized borders leave slits (assumption C5)


def neighbours_under(
    rule: str, geometries: Sequence[str], longitude: Vector, latitude: Vector
) -> csr_array:
    """Return who is a neighbor under a rule named "contiguity" or "nearest_K".

    raises   UserError for another rule
    """
    if rule == "contiguity":
        return contiguity(geometries)
    head, _, number = rule.partition("_")
    if head == "nearest" and number.isascii() and number.isdigit() and int(number) > 0:
        return nearest(longitude, latitude, int(number))
    raise unknown_name("rule of neighbors", rule, ("contiguity", "nearest_4", "nearest_6"))


def contiguity(geometries: Sequence[str], tolerance: float = TOLERANCE_DEGREES) -> csr_array:
    """Return which regions share a border or a corner.

    geometries   GeoJSON of each region in longitude and latitude; "" where unknown
    tolerance    gap that still counts as touching, degrees
    return       symmetric, ones, empty diagonal; a region without geometry is an island
    raises       UserError where a geometry cannot be read
    """
    shapes = np.array([_shape(text, n) for n, text in enumerate(geometries)], dtype=object)
    tree = shapely.STRtree(shapes)
    one, other = tree.query(shapes, predicate="dwithin", distance=tolerance)
    return _symmetric(one, other, len(shapes))


def nearest(longitude: Vector, latitude: Vector, number: int) -> csr_array:
    """Return each region's nearest others by great-circle distance, made mutual.

    longitude, latitude   degrees, shape (regions,); NaN where unknown: an island
    number                of neighbors; all that lie exactly as far as the last one belong to them,
                          so that the order of the regions does not matter
    return                symmetric, ones, empty diagonal: A and B are neighbors where either is
                          among the nearest of the other
    """
    known = np.flatnonzero(~np.isnan(longitude) & ~np.isnan(latitude))
    if len(known) < 2:
        return _symmetric(known[:0], known[:0], len(longitude))
    tree = KDTree(_on_sphere(longitude[known], latitude[known]))
    number = min(number, len(known) - 1)
    farthest = tree.query(tree.data, k=number + 1)[0][:, -1]
    near = tree.query_ball_point(tree.data, farthest * (1 + 1e-9))
    one = np.repeat(known, [len(others) for others in near])
    other = known[np.concatenate([np.asarray(others, np.intp) for others in near])]
    return _symmetric(one, other, len(longitude))


def _shape(text: str, number: int) -> shapely.Geometry | None:
    if not text:
        return None
    try:
        return shapely.make_valid(shapely.from_geojson(text))
    except shapely.errors.GEOSException as error:
        raise UserError(
            f"the geometry is not GeoJSON ({error})",
            where=f"regions, row {number + 1}, geometry",
            next="Leave it empty if the border is not known.",
        ) from error


def _on_sphere(longitude: Vector, latitude: Vector) -> np.ndarray:
    """Return points on the unit sphere; a longer chord is a longer great circle."""
    east, north = np.radians(longitude), np.radians(latitude)
    flat = np.cos(north)
    return np.column_stack((flat * np.cos(east), flat * np.sin(east), np.sin(north)))


def _symmetric(one: np.ndarray, other: np.ndarray, regions: int) -> csr_array:
    apart = one != other
    ones = np.ones(2 * int(apart.sum()))
    both = (np.r_[one[apart], other[apart]], np.r_[other[apart], one[apart]])
    matrix = csr_array(coo_array((ones, both), shape=(regions, regions)))
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix
