"""Weights of the neighbors of each place by distance, and of those that draws have in common."""

import numba
import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.indicators.points.draws import draw_places
from milieu.indicators.points.kernel import REACH
from milieu.indicators.points.pairs import distance


@numba.njit(cache=True, nogil=True)
def add_neighbours(
    ones: Codes,
    others: Codes,
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
    most, axes = radii[last] + reach, position.shape[1]
    for i in range(len(ones)):
        for j in range(len(others)):
            if others[j] == ones[i]:
                continue
            # most firms are far off along one axis already: no need for their distance
            if axes > 0 and abs(position[ones[i], 0] - position[others[j], 0]) > most:
                continue
            gap = distance(ones[i], others[j], position, distances)
            if gap > most:
                continue
            weight = weights[others[j]]
            if bandwidth == 0:
                total[i, np.searchsorted(radii, gap)] += weight
            else:
                first = np.searchsorted(radii, gap - reach)
                for r in range(first, last + 1):
                    if radii[r] > gap + reach:
                        break
                    total[i, r] += weight * np.exp(-(((gap - radii[r]) / bandwidth) ** 2) / 2)
        if bandwidth == 0:
            for r in range(last):
                total[i, r + 1] += total[i, r]


def around(
    ones: Codes,
    others: Codes,
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
