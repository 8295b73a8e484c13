"""The map of the made-up country: regions that tile an island, their provinces and names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from milieu.core.arrays import Codes, Mask, Matrix, Vector
from milieu.sources.made_up.names import place_names

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

MIDDLE = (4.0, 47.0)  # degrees east and north; a made-up place, no island lies there
KM_PER_DEGREE = 111.2  # of latitude, on a sphere of 6371 km
RADIUS_KM = 150.0  # of the island, assumption S1
DIGITS = 4  # decimals of a degree to which borders are rounded, about 10 m
REGIONS_PER_PROVINCE = 8.5


@dataclass(frozen=True)
class Map:
    """Places of all levels; the first code is the nation, then provinces, then regions.

    codes, names, levels, parents   one per place; the nation has no parent
    shapes     polygons in degrees; those of a level tile that of the level above
    points     longitude and latitude of the main town, shape (places, 2)
    area_km2   shape (places,); a place has the sum of its parts
    province   position of each region's province among the provinces, shape (regions,)
    neighbors  whether two regions share a border, shape (regions, regions)
    """

    codes: tuple[str, ...]
    names: tuple[str, ...]
    levels: tuple[str, ...]
    parents: tuple[str | None, ...]
    shapes: tuple[BaseGeometry, ...]
    points: Matrix
    area_km2: Vector
    province: Codes
    neighbors: Mask

    @property
    def provinces(self) -> int:
        """Return how many provinces there are."""
        return self.levels.count("province")

    @property
    def region_shapes(self) -> tuple[BaseGeometry, ...]:
        """Return the polygons of the regions."""
        return self.shapes[1 + self.provinces :]

    @property
    def towns(self) -> Matrix:
        """Return longitude and latitude of each region's main town, shape (regions, 2)."""
        return self.points[1 + self.provinces :]


def draw_map(rng: np.random.Generator, regions: int) -> Map:
    """Return an island of so many regions, with provinces of about eight regions each."""
    outline = _outline(rng)
    shapes = _regions(rng, outline, _seeds(rng, outline, regions))
    neighbors = _neighbors(shapes)
    areas = np.array([_area_km2(shape) for shape in shapes])
    province = _provinces(shapes, neighbors, max(2, round(regions / REGIONS_PER_PROVINCE)))
    names = place_names(rng, 1 + int(province.max()) + 1 + regions)
    return _assembled(rng, shapes, areas, province, neighbors, names)


def _assembled(
    rng: np.random.Generator,
    shapes: list[BaseGeometry],
    areas: Vector,
    province: Codes,
    neighbors: Mask,
    names: tuple[str, ...],
) -> Map:
    """Return the map with provinces and nation merged from regions."""
    import shapely

    count = int(province.max()) + 1
    members = [np.flatnonzero(province == p) for p in range(count)]
    merged = [_tidy(shapely.union_all([shapes[r] for r in of])) for of in members]
    whole = [_tidy(shapely.union_all(merged)), *merged, *shapes]
    within = np.bincount(province, areas)
    provinces = [f"X{p + 1}" for p in range(count)]
    number = {int(r): n + 1 for of in members for n, r in enumerate(of)}
    codes = [f"{provinces[p]}{number[r]:02d}" for r, p in enumerate(province)]
    towns = np.array([_inner_point(rng, shape) for shape in shapes])
    biggest = [of[np.argmax(areas[of])] for of in members]
    return Map(
        codes=("X", *provinces, *codes),
        names=(f"{names[0]} (made up)", *names[1:]),
        levels=("country", *["province"] * count, *["region"] * len(shapes)),
        parents=(None, *["X"] * count, *(provinces[p] for p in province)),
        shapes=tuple(whole),
        points=np.vstack([towns[biggest[0]], towns[biggest], towns]),
        area_km2=np.concatenate([[within.sum()], within, areas]),
        province=province,
        neighbors=neighbors,
    )


def _degrees(km: Matrix) -> Matrix:
    """Return longitude and latitude of points in km east and north of the middle."""
    per_degree = KM_PER_DEGREE * np.array([np.cos(np.radians(MIDDLE[1])), 1.0])
    return np.asarray(MIDDLE + km / per_degree)


def _outline(rng: np.random.Generator) -> Matrix:
    """Return the coast as points in km: a circle with bays of falling size."""
    angle = np.linspace(0, 2 * np.pi, 400, endpoint=False)
    waves = np.arange(2, 40)
    size = 0.20 * rng.standard_normal(len(waves)) / waves**1.0
    phase = rng.uniform(0, 2 * np.pi, len(waves))
    radius = RADIUS_KM * np.exp((size * np.cos(np.outer(angle, waves) + phase)).sum(axis=1))
    return np.column_stack([1.15 * radius * np.cos(angle), radius * np.sin(angle)])


def _seeds(rng: np.random.Generator, outline: Matrix, regions: int) -> Matrix:
    """Return points in km spread over the island by Lloyd's relaxation of a cloud of points."""
    import shapely
    from scipy.spatial import cKDTree

    cloud = rng.uniform(outline.min(axis=0), outline.max(axis=0), (60 * regions + 4000, 2))
    cloud = cloud[shapely.contains_xy(shapely.Polygon(outline), cloud)]
    seeds = cloud[:regions]
    for _ in range(6):  # enough to even out sizes, few enough to keep regions unlike each other
        nearest = cKDTree(seeds).query(cloud)[1]
        count = np.maximum(np.bincount(nearest, minlength=regions), 1)
        sums = [np.bincount(nearest, cloud[:, axis], minlength=regions) for axis in (0, 1)]
        seeds = np.column_stack(sums) / count[:, None]
    return np.asarray(seeds)


def _regions(rng: np.random.Generator, outline: Matrix, seeds: Matrix) -> list[BaseGeometry]:
    """Return the polygons around the seeds, with crooked borders that neighbors share."""
    import shapely
    from scipy.spatial import Voronoi, cKDTree

    angle = np.linspace(0, 2 * np.pi, 16, endpoint=False)
    far = 8 * RADIUS_KM * np.column_stack([np.cos(angle), np.sin(angle)])
    diagram = Voronoi(np.vstack([seeds, far]))
    lines = [
        shapely.LineString(_degrees(_crooked(rng, diagram.vertices[list(ends)])))
        for pair, ends in sorted((sorted(k), v) for k, v in diagram.ridge_dict.items())
        if min(ends) >= 0 and pair[0] < len(seeds)
    ]
    coast = shapely.Polygon(_degrees(outline))
    noded = shapely.union_all([*lines, coast.exterior], grid_size=10.0**-DIGITS)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(noded)))
    inner = [p for p in pieces.tolist() if coast.contains(p.representative_point())]
    at = np.array([(p.centroid.x, p.centroid.y) for p in inner])
    owner = cKDTree(_degrees(seeds)).query(at)[1]
    for without in np.setdiff1d(np.arange(len(seeds)), owner):  # its piece leans towards another
        spare = np.flatnonzero(np.bincount(owner)[owner] > 1)
        gap = np.hypot(*(at[spare] - _degrees(seeds[without])).T)
        owner[spare[np.argmin(gap)]] = without
    groups = [[p for p, o in zip(inner, owner, strict=True) if o == r] for r in range(len(seeds))]
    return [_tidy(shapely.union_all(group)) for group in groups]


def _crooked(rng: np.random.Generator, ends: Matrix) -> Matrix:
    """Return a border from end to end, its middles moved sideways four times over."""
    line = ends
    for _ in range(4):
        along = np.diff(line, axis=0)
        aside = np.column_stack([-along[:, 1], along[:, 0]])
        move = np.clip(rng.standard_normal(len(along)), -1.5, 1.5)[:, None]
        middles = (line[:-1] + line[1:]) / 2 + 0.09 * move * aside
        line = np.vstack([np.column_stack([line[:-1], middles]).reshape(-1, 2), line[-1:]])
    return line


def _tidy(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape with rounded corners in a fixed order, outer rings counterclockwise."""
    import shapely

    rounded = shapely.transform(shape, lambda corners: np.round(corners, DIGITS))
    parts = [
        shapely.geometry.polygon.orient(p) for p in shapely.get_parts(shapely.normalize(rounded))
    ]
    return parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts)


def _area_km2(shape: BaseGeometry) -> float:
    """Return the area in the sinusoidal projection, which keeps areas."""
    import shapely

    def project(corners: Matrix) -> Matrix:
        across = corners[:, 0] * np.cos(np.radians(corners[:, 1]))
        return KM_PER_DEGREE * np.column_stack([across, corners[:, 1]])

    return round(float(shapely.transform(shape, project).area), 1)


def _neighbors(shapes: list[BaseGeometry]) -> Mask:
    """Return which regions share a border of some length, not only a corner."""
    import shapely

    all_of = np.array(shapes, dtype=object)
    shared = shapely.length(shapely.intersection(all_of[:, None], all_of[None, :]))
    touching = (shared > 0) & ~np.eye(len(shapes), dtype=bool)
    return np.asarray(touching)


def _provinces(shapes: list[BaseGeometry], neighbors: Mask, count: int) -> Codes:
    """Return each region's province: grown from far-apart regions, the smallest first."""
    middle = np.array([(s.centroid.x, s.centroid.y) for s in shapes])
    gap = np.hypot(*(middle[:, None] - middle[None]).T)
    province = np.full(len(shapes), -1, np.int32)
    heads = [int(np.argmin(middle[:, 0]))]
    while len(heads) < count:
        heads.append(int(np.argmax(gap[heads].min(axis=0))))
    province[heads] = np.arange(count)
    while (province < 0).any():
        free = neighbors & (province < 0)[None, :]
        for p in np.argsort(np.bincount(province[province >= 0]), kind="stable"):
            reach = np.flatnonzero(free[province == p].any(axis=0))
            if len(reach):
                province[reach[np.argmin(gap[heads[p], reach])]] = p
                break
        else:  # an islet that touches nothing joins the nearest province
            lone = int(np.argmax(province < 0))
            province[lone] = np.argmin(gap[heads, lone])
    return province


def _inner_point(rng: np.random.Generator, shape: BaseGeometry) -> Vector:
    """Return the place of the main town: near the middle and always inside."""
    import shapely

    west, south, east, north = shape.bounds
    middle = np.array([shape.centroid.x, shape.centroid.y])
    tries = middle + rng.uniform(-0.2, 0.2, (20, 2)) * (east - west, north - south)
    inside = tries[shapely.contains_xy(shape, tries)]
    safe = shape.representative_point()
    return np.round(inside[0] if len(inside) else np.array([safe.x, safe.y]), DIGITS)
