"""Weights of the neighbors of each place by distance, and of those that draws have in common."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.indicators.points.draws import draw_places
from milieu.indicators.points.kernel import REACH
from milieu.indicators.points.pairs import distance

SLACK = 1e-9  # km, and share of a reach: above the rounding of coordinates, below their meaning


class Strips(NamedTuple):
    """Places in strips along the first axis, within each in the order of the second.

    Who is within reach of a place lies in its own strip or in the next ones, in one stretch each,
    so that nobody else is looked at. Where only distances are known there is one strip, and all
    are looked at.

    places   in that order
    along    their second axis, km; zeros where there are no axes
    starts   first of each strip in `places`, and the end
    low      where the first strip begins on the first axis, km
    width    of a strip, km, at least the reach
    reach    distance along an axis beyond which nobody is looked at, km
    """

    places: Codes
    along: Vector
    starts: NDArray[np.int64]
    low: float
    width: float
    reach: float


def strips_of(places: Codes, position: Matrix, radii: Vector, bandwidth: float) -> Strips:
    """Return some places in strips, of which there are not many more than places."""
    reach = (radii[-1] + REACH * bandwidth) * (1 + SLACK) + SLACK
    if position.shape[1] == 0:
        whole = np.array([0, len(places)])
        return Strips(places, np.zeros(len(places)), whole, 0.0, 1.0, reach)
    across, along = position[places, 0], position[places, 1]
    low, extent = float(across.min()), float(np.ptp(across))
    width = max(reach, extent / len(places))
    strip = ((across - low) / width).astype(np.int64)
    order = np.lexsort((along, strip))
    starts = np.searchsorted(strip[order], np.arange(strip.max() + 2))
    return Strips(places[order], along[order], starts, low, width, reach)


@numba.njit(cache=True, nogil=True)
def add_neighbours(
    ones: Codes,
    others: Strips,
    weights: Vector,
    position: Matrix,
    distances: Matrix,
    radii: Vector,
    bandwidth: float,
    total: Matrix,
) -> None:
    """Add to `total` what lies around each of some places, shape (ones, radii).

    bandwidth   0: the weights of the others within each radius; else the others' weights times a
                Gaussian of the difference between distance and radius
    """
    last, reach = len(radii) - 1, REACH * bandwidth
    most, axes, strips = radii[last] + reach, position.shape[1], len(others.starts) - 1
    for i in range(len(ones)):
        strip, along = 0, 0.0
        if axes > 0:
            strip = int(np.floor((position[ones[i], 0] - others.low) / others.width))
            along = position[ones[i], 1]
        for near in range(max(strip - 1, 0), min(strip + 2, strips)):
            begin, end = others.starts[near], others.starts[near + 1]
            first = begin + np.searchsorted(others.along[begin:end], along - others.reach)
            for j in range(first, end):
                if others.along[j] > along + others.reach:
                    break
                other = others.places[j]
                if other == ones[i]:
                    continue
                gap = distance(ones[i], other, position, distances)
                if gap > most:
                    continue
                weight = weights[other]
                if bandwidth == 0:
                    total[i, np.searchsorted(radii, gap)] += weight
                else:
                    for r in range(np.searchsorted(radii, gap - reach), last + 1):
                        if radii[r] > gap + reach:
                            break
                        total[i, r] += weight * np.exp(-(((gap - radii[r]) / bandwidth) ** 2) / 2)
        if bandwidth == 0:
            for r in range(last):
                total[i, r + 1] += total[i, r]


def around(
    ones: Codes,
    others: Strips,
    weights: Vector,
    places: tuple[Matrix, Matrix],
    radii: Vector,
    bandwidth: float,
) -> Matrix:
    """Return what `add_neighbours` adds up."""
    total = np.zeros((len(ones), len(radii)))
    add_neighbours(ones, others, weights, *places, radii, bandwidth, total)
    return total


class Labels:
    """Draws of the places of an industry's firms: labels moved, firms and jobs left in place."""

    def __init__(self, places: int, firms: int) -> None:
        self.order = np.arange(places, dtype=np.int32)
        self.swaps, self.drawn = np.empty((2, firms), dtype=np.int32)

    def draw(self, seed: int, draw: int) -> Codes:
        """Return as many places as there are firms, drawn without replacement."""
        draw_places(np.uint64(seed), np.uint64(draw), self.order, self.swaps, self.drawn)
        return self.drawn
