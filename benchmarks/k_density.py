"""K-density: 1,000 null draws by grid against the exact pair histogram and two transforms a draw.

The peer R `dbmss` is not at hand; the exact pair histogram stands for it (compiled, same threads,
so a far harder peer). `--large` adds n = 1,000,000 firms on 10,000,000 sites.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable

import numpy as np
import scipy.fft

from milieu.indicators.k_density import k_density
from milieu.indicators.points.grid import Gridded, grid_of
from milieu.indicators.points.kernel import Smoothing
from milieu.indicators.points.pairs import Pairs
from milieu.indicators.points.places import Places, on_plane
from milieu.indicators.points.ways import Way, drawn, smoothing_of

DRAWS = 1000
THREADS = os.cpu_count() or 1
EXTENT_KM = 500.0
RANDOM = np.random.default_rng(1)


def uniform(sites: int) -> Places:
    return on_plane(*RANDOM.uniform(0, EXTENT_KM, (2, sites)))


def centroids(sites: int) -> Places:
    return on_plane(*RANDOM.uniform(0, EXTENT_KM, (2, 2000))[:, RANDOM.integers(0, 2000, sites)])


def cities(sites: int, width_km: float) -> np.ndarray:
    centers = RANDOM.uniform(0, EXTENT_KM, (2, 40))[:, RANDOM.integers(0, 40, sites)]
    return centers + RANDOM.normal(0, width_km, (2, sites))


def mixed(sites: int) -> Places:
    xy = cities(sites, 12.0)
    country = RANDOM.random(sites) < 0.4
    xy[:, country] = RANDOM.uniform(0, EXTENT_KM, (2, int(country.sum())))
    return on_plane(*xy)


def tight_cities(sites: int) -> Places:
    return on_plane(*cities(sites, 0.5))


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def chosen(firms: int, sites: int) -> np.ndarray:
    return RANDOM.choice(sites, firms, replace=False).astype(np.int32)


def at_half_bandwidth(places: Places, firms: np.ndarray) -> tuple[Gridded, Smoothing]:
    smoothing = smoothing_of(places, firms, None, None)
    grid = grid_of(places.plane, smoothing.bandwidth / 2, smoothing.farthest)
    return Gridded(grid, np.ones(len(firms)), smoothing), smoothing


def two_transforms(padded: tuple[int, int]) -> float:
    """Return processor seconds for a transform there and one back in single precision."""
    cells, times = RANDOM.random(padded, dtype=np.float32), []
    for _ in range(9):
        began = time.process_time()
        scipy.fft.irfft2(scipy.fft.rfft2(cells), s=padded)
        times.append(time.process_time() - began)
    return statistics.median(times)


def small() -> None:
    """n = 1,000 on 100,000 sites: five runs of each way, one after the other."""
    places, firms = mixed(100_000), chosen(1000, 100_000)
    gridded, smoothing = at_half_bandwidth(places, firms)
    exact = Pairs(places, np.ones(1000), smoothing)
    some = 200  # draws timed and scaled up

    def both() -> tuple[float, float]:
        ways: tuple[Way, Way] = (gridded, exact)
        one, other = (seconds(lambda w=w: drawn(w, some, 0, THREADS)) for w in ways)  # type: ignore[misc]
        return one * DRAWS / some, other * DRAWS / some

    both()
    runs = [both() for _ in range(5)]
    ours, peer = (statistics.median(column) for column in zip(*runs, strict=True))
    ratios = sorted(other / one for one, other in runs)
    print(
        f"n=1,000 on 1e5 sites, {DRAWS} draws: grid h/2 {ours:.2f} s, pairs {peer:.2f} s, "
        f"ratio {statistics.median(ratios):.1f} ({ratios[0]:.1f} to {ratios[-1]:.1f})"
    )
    whole = seconds(lambda: k_density(places, firms, draws=DRAWS))
    print(f"  the whole of k_density, as precise as it asks for: {whole:.2f} s")


def large(firms: int, sites: int, limit: float, draws: int) -> None:
    """Time draws at h/2 beside two transforms a draw."""
    places, numbers = mixed(sites), chosen(firms, sites)
    prepared = time.perf_counter()
    gridded, _ = at_half_bandwidth(places, numbers)
    prepared = time.perf_counter() - prepared
    drawn(gridded, 4, 0, THREADS)
    began = time.process_time()
    ours = seconds(lambda: drawn(gridded, draws, 0, THREADS)) * DRAWS / draws
    busy = (time.process_time() - began) * DRAWS / draws / THREADS
    floor = two_transforms(gridded.grid.padded) * DRAWS / THREADS
    print(
        f"n={firms:,} on {sites:,} sites, {DRAWS} draws at h/2 (timed {draws}): {ours:.1f} s, "
        f"limit {limit:.0f} s; "
        f"processor time by thread {busy:.1f} s, two transforms a draw {floor:.1f} s, "
        f"ratio {busy / floor:.2f}; grid {gridded.grid.padded}, made in {prepared:.1f} s"
    )


def errors() -> None:
    """Hold the grid against all pairs of 3,000 firms."""
    print("error at h/2, % of the peak of K: pattern, found, bound, found/bound")
    for make in (mixed, uniform, centroids, tight_cities):
        places, firms = make(20_000), chosen(3000, 20_000)
        gridded, smoothing = at_half_bandwidth(places, firms)
        exact = Pairs(places, np.ones(3000), smoothing).density(firms)
        found = np.abs(gridded.density(firms) - exact).max()
        bound, peak = gridded.error(firms), exact.max() / 100
        print(
            f"  {make.__name__:<14}{found / peak:8.3f} {bound / peak:8.3f} {found / bound:8.2f}"
            f"{'' if found <= bound else '   the bound does not hold'}"
        )


def main() -> None:
    print(f"R dbmss: not available. {THREADS} threads.")
    small()
    large(100_000, 1_000_000, 10.0, DRAWS)
    if "--large" in sys.argv:
        large(1_000_000, 10_000_000, 90.0, 100)
    errors()


if __name__ == "__main__":
    main()
