"""Proximity and relatedness density, 3,000 regions x 1,000 industries, against BLAS and a peer.

    python benchmarks/proximity.py [--years 15] [--without-peer]

From jobs to density: who is specialized in what, the proximity of a million pairs, the density of
three million cells, anew for every year. The floor is the two matrix products of general kind
(sgemm) that the formula asks for, of 32-bit numbers that are ready. The peer is the package
ecomplexity, which is not required: without it that line says so. All sides alternate in one run.
"""

import argparse
import statistics
import time
from collections.abc import Callable

import numpy as np

from milieu.indicators.proximity import nearness, specialized
from milieu.indicators.relatedness_density import relatedness_density

try:
    import pandas as pd
    from ecomplexity.calc_density import calc_density
    from ecomplexity.calc_proximity import calc_discrete_proximity
    from ecomplexity.ComplexityData import ComplexityData
except ImportError:
    ComplexityData = None

REGIONS, INDUSTRIES, YEARS = 3_000, 1_000, 15
EMPTY_SHARE = 0.4  # of the cells
FLOOR_LIMIT, PEER_LIMIT = 1.2, 50.0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--years", type=int, default=YEARS)
    arguments.add_argument("--without-peer", action="store_true")
    given = arguments.parse_args()
    random = np.random.default_rng(0)
    ours, floor = [], []
    for year in range(given.years + 1):
        jobs = made_up_jobs(random)
        left, right = ready(jobs)
        pair = timed(lambda: relatedness_density(jobs)), timed(lambda: products(*left, right))  # noqa: B023
        if year:  # the first warms up
            ours.append(pair[0])
            floor.append(pair[1])
    ratios = [mine / least for mine, least in zip(ours, floor, strict=True)]
    ratio = statistics.median(ratios)
    print(f"{REGIONS:,} regions x {INDUSTRIES:,} industries, {given.years} years, one by one")
    print(f"milieu, from jobs to density   {spread(ours)} s a year")
    print(f"floor, two sgemm               {spread(floor)} s a year")
    print(
        f"ratio to the floor, by year    {spread(ratios)}  "
        f"limit <= {FLOOR_LIMIT}  {'ok' if ratio <= FLOOR_LIMIT else 'MISSED'}"
    )
    if given.without_peer or ComplexityData is None:
        why = "not wanted" if given.without_peer else "not installed"
        print(f"ecomplexity                    skipped: {why}  limit >= {PEER_LIMIT:g}x")
        return
    against_peer(statistics.median(ours))


def made_up_jobs(random: np.random.Generator) -> np.ndarray:
    """Return jobs of one year, skewed and with empty cells as in counties by six digits."""
    jobs = np.ceil(random.lognormal(2, 2, (REGIONS, INDUSTRIES)))
    jobs[random.random(jobs.shape) < EMPTY_SHARE] = 0
    return jobs


def ready(jobs: np.ndarray) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
    """Return M twice, so that the product is not recognized as symmetric, and phi."""
    at_home = specialized(jobs)
    return (at_home, at_home.copy()), nearness(at_home)


def products(at_home: np.ndarray, twin: np.ndarray, near: np.ndarray) -> None:
    _ = at_home.T @ twin
    _ = at_home @ near


def timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def spread(figures: list[float]) -> str:
    return f"{statistics.median(figures):8.3f} ({min(figures):.3f} to {max(figures):.3f})"


def against_peer(ours: float) -> None:
    """Time the peer's own functions over one year, which takes it long, and compare the figures."""
    jobs = made_up_jobs(np.random.default_rng(1))
    region, industry = np.nonzero(jobs)
    table = pd.DataFrame(
        {"year": 2000, "region": region, "industry": industry, "jobs": jobs[region, industry]}
    )
    names = {"time": "year", "loc": "region", "prod": "industry", "val": "jobs"}
    start = time.perf_counter()
    peer = ComplexityData(table, names, "coerce")
    peer.create_full_df(2000)
    reading = time.perf_counter() - start
    start = time.perf_counter()
    peer.calculate_rca()
    peer.calculate_mcp(1, 1, "rca", None, 2000)
    near = calc_discrete_proximity(peer.mcp_t, np.nansum(peer.mcp_t, axis=0))
    theirs = calc_density(peer.mcp_t, near)
    seconds = time.perf_counter() - start
    gap = np.nanmax(np.abs(relatedness_density(jobs, diagonal=True) - theirs))
    print(
        f"ecomplexity, one year          {seconds:8.3f} s (reading, {reading:.1f} s, not counted)"
    )
    print(
        f"ratio to ecomplexity           {seconds / ours:8.1f}x  "
        f"limit >= {PEER_LIMIT:g}x  {'ok' if seconds / ours >= PEER_LIMIT else 'MISSED'}"
    )
    print(f"largest difference of density  {gap:8.1e}  (the diagonal counted, as the peer does)")


if __name__ == "__main__":
    main()
