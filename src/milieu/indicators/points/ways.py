"""The two ways to K, by pairs or by a grid: which one, how fine a grid, and many draws of it."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.points.grid import Gridded, grid_of, padded_of
from milieu.indicators.points.kernel import Smoothing, silverman_bandwidth
from milieu.indicators.points.pairs import Pairs, some_distances
from milieu.indicators.points.places import Places

TOO_MANY = 20_000  # firms: all pairs of them take seconds in every draw
PLANE_ERROR = 0.02  # of a distance, beyond which a plane does not stand for the globe
LARGEST_GRID = 12_000_000  # cells transformed, some 0.3 GB a thread
LARGEST_HALVED = 2_000_000  # cells beyond which a grid is not made finer, for time
PRECISION = 0.2  # null standard deviations that the grid may be off
PILOT = 40  # draws from which that standard deviation is first judged

Way = Pairs | Gridded


def drawn(way: Way, draws: int, seed: int, threads: int) -> Matrix:
    """Return K of each draw, shape (draws, distances), the same for any number of threads."""
    curves = np.empty((draws, len(way.smoothing.distances)))
    way.smoothing.matrix  # noqa: B018  made once, before the threads part
    seed %= 2**64

    def fill(start: int) -> None:
        own = way.another()
        for draw in range(start, draws, threads):
            curves[draw] = own.drawn_density(seed, draw)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(fill, range(threads)))
    return curves


def smoothing_of(
    places: Places, firms: Codes, farthest: float | None, bandwidth: float | None
) -> Smoothing:
    """Return the kernel, and the distances of K: two for each bandwidth, but 100 to 1,000."""
    if bandwidth is None:
        pairs = len(firms) * (len(firms) - 1) / 2
        bandwidth = silverman_bandwidth(some_distances(places, firms), pairs)
    if farthest is None:
        everywhere = np.arange(len(places), dtype=np.int32)
        farthest = max(float(np.median(some_distances(places, everywhere))), bandwidth)
    number = int(np.clip(np.ceil(2 * farthest / bandwidth), 100, 1000)) + 1
    return Smoothing(bandwidth, np.linspace(0, farthest, number))


def way_of(
    places: Places,
    firms: Codes,
    jobs: Vector,
    smoothing: Smoothing,
    cell: float | None,
    exact: bool | None,
    seed: int,
    threads: int,
) -> Way:
    """Return the way to K that `k_density` describes."""
    planar = len(places.plane) > 0 and places.plane_error <= PLANE_ERROR
    _check_exact(planar, len(firms), exact)
    by_pairs = Pairs(places, jobs, smoothing)
    if exact or not planar:
        return by_pairs
    length, pairs = cell or smoothing.bandwidth / 2, len(firms) * (len(firms) - 1) / 2
    while True:
        cells = float(np.prod(padded_of(places.plane, length, smoothing.farthest), dtype=float))
        too_large = cells > LARGEST_GRID
        few = pairs <= cells or (too_large and len(firms) <= TOO_MANY)
        if exact is None and cell is None and few:
            return by_pairs
        if too_large:
            raise _too_large(cells, length)
        way = Gridded(grid_of(places.plane, length, smoothing.farthest), jobs, smoothing)
        if cell is not None or 4 * cells > LARGEST_HALVED:
            return way
        pilot = drawn(way, PILOT, seed, threads)
        if way.error(firms) <= PRECISION * np.median(pilot.std(axis=0, ddof=1)):
            return way
        length /= 2


def _check_exact(planar: bool, firms: int, exact: bool | None) -> None:
    if exact is False and not planar:
        raise UserError(
            "lie too far apart for a plane, or have no positions, so that there is no grid",
            where="places",
            next="Leave `exact` out, or take a smaller area.",
        )
    if (exact or not planar) and firms > TOO_MANY:
        raise UserError(
            f"are {firms:,}, too many to go through all their pairs (at most {TOO_MANY:,})",
            where="firms",
            next="Take a smaller area, or points on a plane (`on_plane`), for the quick way.",
        )


def _too_large(cells: float, cell: float) -> UserError:
    return UserError(
        f"would need {cells:,.0f} cells of {cell:.3g} km, more than {LARGEST_GRID:,}",
        where="the grid",
        next="Give a larger bandwidth or a smaller farthest distance, or leave out far places.",
    )
