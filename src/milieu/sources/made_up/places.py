"""Where the firms of the made-up country stand: near towns and the cores of clusters."""

import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.sources.made_up.firms import Firms
from milieu.sources.made_up.map import DIGITS, Map
from milieu.sources.made_up.plan import Plan

TOWN_SHARE = 0.6  # of firms outside clusters that stand in the main town, assumption S13
TOWN_SPREAD, COUNTRY_SPREAD = 0.05, 0.5  # of the region's width, assumption S13
CLUSTER_SPREAD = 0.06  # degrees of latitude, about 7 km, assumption S13
HALVINGS = 12  # after so many a point is within metres of a point that lies inside


def place_firms(
    rng: np.random.Generator, country: Map, plan: Plan, firms: Firms, classes: int
) -> Matrix:
    """Return longitude and latitude of each firm, within its region, shape (firms, 2)."""
    region = firms.cell // classes
    width = np.array([_width(shape.bounds) for shape in country.region_shapes])
    in_town = rng.random(len(firms)) < TOWN_SHARE
    spread = np.where(in_town, TOWN_SPREAD, COUNTRY_SPREAD)[:, None] * width[region]
    center = country.towns[region]
    member = np.flatnonzero(plan.cluster[firms.cell] >= 0)
    center[member] = _cores(country, plan)[plan.cluster[firms.cell[member]], region[member]]
    spread[member] = CLUSTER_SPREAD * np.array([1.5, 1.0])
    offset = spread * rng.standard_normal((len(firms), 2))
    return _drawn_inside(country, region, center, offset)


def _width(bounds: tuple[float, float, float, float]) -> Vector:
    west, south, east, north = bounds
    return np.array([east - west, north - south])


def _cores(country: Map, plan: Plan) -> Matrix:
    """Return the core of each cluster in each region, shape (clusters, regions, 2).

    In the leading region it is the town; in others it lies as close to that as the border lets it.
    """
    import shapely

    cores = np.tile(country.towns, (len(plan.clusters), 1, 1))
    for number, one in enumerate(plan.clusters):
        lead = country.towns[one.places[0]]
        for region in one.places[1:]:
            town = country.towns[region]
            way = town + np.linspace(0.9, 0, 10)[:, None] * (lead - town)
            inside = shapely.contains_xy(country.region_shapes[region], way)
            cores[number, region] = way[np.argmax(inside)]
    return cores


def _drawn_inside(country: Map, region: Codes, center: Matrix, offset: Matrix) -> Matrix:
    """Return centers plus offsets, each offset halved until the point lies in its region."""
    import shapely

    point = np.round(center + offset, DIGITS + 1)
    order = np.argsort(region, kind="stable")
    ends = np.searchsorted(region[order], np.arange(len(country.region_shapes) + 1))
    for number, shape in enumerate(country.region_shapes):
        out = order[ends[number] : ends[number + 1]]
        shapely.prepare(shape)
        for halving in range(HALVINGS + 1):
            out = out[~shapely.contains_xy(shape, point[out])]
            if not len(out):
                break
            reach = 0.0 if halving == HALVINGS else 0.5 ** (halving + 1)
            point[out] = np.round(center[out] + reach * offset[out], DIGITS + 1)
    return point
