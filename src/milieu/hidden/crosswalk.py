"""Which county belongs to which metropolitan area, recovered from establishment counts."""

import numpy as np
from scipy.optimize import nnls

from milieu.core.arrays import Codes, Mask, Matrix, Vector
from milieu.core.progress import Progress, silent
from milieu.hidden.families import rounding_tolerance

MEMBER = 0.5  # weights are near 0 or 1; above one half a county belongs to the area


def metropolitan_crosswalk(
    counties: Matrix, areas: Matrix, *, progress: Progress = silent
) -> Codes:
    """Return the area of each county, shape (counties,), -1 for none; of one year only.

    The establishments of an area are the sum of its counties' in every industry:

        areas[m] ~ sum over c of weight[m, c] x counties[c],  weight >= 0

    solved by non-negative least squares over the counties that fit into the area in every
    industry; weights above 1/2 are members. Areas with the fewest candidates come first, and a
    county once placed is out. Boundaries change, so each year needs its own.

    counties   establishments, shape (counties, industries), >= 0
    areas      the same of the areas, shape (areas, industries)
    """
    fits = candidates(counties, areas)
    placed = np.full(len(counties), -1, dtype=np.int32)
    order = np.argsort(fits.sum(axis=1), kind="stable")
    for done, area in enumerate(order):
        free = np.flatnonzero(fits[area] & (placed < 0))
        placed[free[members(counties[free], areas[area])]] = area
        progress("metropolitan areas", (done + 1) / len(order))
    return placed


def candidates(counties: Matrix, areas: Matrix) -> Mask:
    """Return whether each county fits into each area, shape (areas, counties)."""
    slack = rounding_tolerance(np.array(2))
    return np.stack(
        [(counties <= area + slack).all(axis=1) & (counties.sum(1) > 0) for area in areas]
    )


def members(counties: Matrix, area: Vector) -> Mask:
    """Return which counties (rows) add up to the area, as a mask."""
    used = area > 0
    if not len(counties) or not used.any():
        return np.zeros(len(counties), dtype=bool)
    weights, _ = nnls(counties[:, used].T, area[used], maxiter=30 * len(counties))
    inside: Mask = weights > MEMBER
    return inside
