"""All pairs of firms one by one: exact, and quick for up to some thousand firms."""

import numba
import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.indicators.points.draws import draw_places, key_of, uniform
from milieu.indicators.points.kernel import Smoothing, gaussian
from milieu.indicators.points.places import EARTH_RADIUS_KM, Places

SAMPLE = 500_000  # pairs from which quantiles and deviations of distances are taken


@numba.njit(cache=True, nogil=True)
def distance(one: int, other: int, position: Matrix, distances: Matrix) -> float:
    """Return the distance of two places: along a sphere if the position has three axes."""
    if len(distances) > 0:
        return float(distances[one, other])
    square = 0.0
    for axis in range(position.shape[1]):
        square += (position[one, axis] - position[other, axis]) ** 2
    if position.shape[1] < 3:
        return float(np.sqrt(square))
    half = min(np.sqrt(square) / (2.0 * EARTH_RADIUS_KM), 1.0)
    return float(2.0 * EARTH_RADIUS_KM * np.arcsin(half))


@numba.njit(cache=True, nogil=True)
def bin_pairs(
    firms: Codes, jobs: Vector, position: Matrix, distances: Matrix, width: float, binned: Vector
) -> None:
    """Add the weight of each pair of firms to the bins around its distance, into `binned`."""
    last, number, row = len(binned) - 1, len(firms), np.empty(len(firms))
    planar = position.shape[1] == 2
    x, y = np.empty(number), np.empty(number)
    if planar:  # the coordinates side by side: ten times as quick as through `distance`
        for i in range(number):
            x[i], y[i] = position[firms[i], 0], position[firms[i], 1]
    for i in range(number):
        if planar:
            for j in range(i + 1, number):
                row[j] = np.sqrt((x[i] - x[j]) ** 2 + (y[i] - y[j]) ** 2)
        else:
            for j in range(i + 1, number):
                row[j] = distance(firms[i], firms[j], position, distances)
        for j in range(i + 1, number):
            place = row[j] / width
            if place < last:
                low = int(place)
                weight = jobs[i] * jobs[j]
                binned[low] += weight * (low + 1 - place)
                binned[low + 1] += weight * (place - low)


@numba.njit(cache=True, nogil=True)
def sampled_distances(firms: Codes, position: Matrix, distances: Matrix, out: Vector) -> None:
    """Write distances of pairs drawn at random, with replacement, into `out`."""
    key, number = np.uint64(key_of(np.uint64(0), np.uint64(0))), len(firms)
    for k in range(len(out)):
        i = int(uniform(key, np.uint64(2 * k + 1)) * number)
        j = int(uniform(key, np.uint64(2 * k + 2)) * (number - 1))
        j += j >= i
        out[k] = distance(firms[i], firms[j], position, distances)


def some_distances(places: Places, firms: Codes) -> Vector:
    """Return the distances of all pairs of firms, or of half a million of them if there are more.

    The sample is always the same one.
    """
    pairs = len(firms) * (len(firms) - 1) // 2
    if pairs > SAMPLE:
        out = np.empty(SAMPLE)
        sampled_distances(firms, places.position, places.distances, out)
        return out
    rows, columns = np.triu_indices(len(firms), 1)
    out = np.empty(pairs)
    _distances(firms[rows], firms[columns], places.position, places.distances, out)
    return out


@numba.njit(cache=True, nogil=True)
def _distances(
    ones: Codes, others: Codes, position: Matrix, distances: Matrix, out: Vector
) -> None:
    for k in range(len(out)):
        out[k] = distance(ones[k], others[k], position, distances)


def weight_of_pairs(jobs: Vector) -> float:
    """Return the sum of e_i e_j over all pairs i < j."""
    return float((jobs.sum() ** 2 - (jobs**2).sum()) / 2)


def density_by_pairs(places: Places, firms: Codes, jobs: Vector, smoothing: Smoothing) -> Vector:
    """Return K from all pairs, smoothed without bins: slow, what other ways are held against."""
    total = np.zeros(len(smoothing.distances))
    for i in range(len(firms) - 1):
        others = np.ascontiguousarray(firms[i + 1 :])
        out = np.empty(len(others))
        _distances(np.full_like(others, firms[i]), others, places.position, places.distances, out)
        near = gaussian(smoothing.distances[:, None], out[None, :], smoothing.bandwidth)
        total += jobs[i] * (near @ jobs[i + 1 :])
    return total / weight_of_pairs(jobs)


class Pairs:
    """K from pairs of firms; one for each thread, for it holds room for the next draw."""

    cell = 0.0

    def __init__(self, places: Places, jobs: Vector, smoothing: Smoothing) -> None:
        self.places, self.jobs, self.smoothing = places, jobs, smoothing
        self.pairs = weight_of_pairs(jobs)
        self.order = np.arange(len(places), dtype=np.int32)
        self.swaps, self.drawn = np.empty((2, len(jobs)), dtype=np.int32)

    def density(self, firms: Codes) -> Vector:
        """Return K of firms at the given places."""
        binned = np.zeros(self.smoothing.bins)
        position, distances = self.places.position, self.places.distances
        bin_pairs(firms, self.jobs, position, distances, self.smoothing.width, binned)
        return self.smoothing.density(binned, self.pairs)

    def drawn_density(self, seed: int, draw: int) -> Vector:
        """Return K of the same firms at places drawn at random."""
        draw_places(np.uint64(seed), np.uint64(draw), self.order, self.swaps, self.drawn)
        return self.density(self.drawn)

    def error(self, firms: Codes) -> float:
        """Return 0: nothing is snapped to a grid."""
        return 0.0

    def another(self) -> "Pairs":
        """Return the same for another thread."""
        return Pairs(self.places, self.jobs, self.smoothing)
