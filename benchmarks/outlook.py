"""The whole outlook of 10,000 series of 30 years against AutoETS and AutoTheta of `statsforecast`.

    python -m benchmarks.outlook [--series 10000] [--peers 200] [--rounds 5]

Ours is all of it: learning, intervals, 400 joint samples, reconciliation and quantiles. The peers,
whose time is proportional to the series, forecast with the same ranges a part of them in each
round; all sides alternate in one run, in seconds of processor time. Then 3,000 series of
15 years.
"""

import argparse
import statistics
import time
import warnings
from collections.abc import Callable

import numpy as np
from exams.single_models import single_model

from milieu.outlook.forecast import foresee
from milieu.outlook.panel import Panel

YEARS, SHORT_YEARS, SHORT_SERIES = 30, 15, 3_000
HORIZONS = 5
LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])
LIMIT = 1.2
SECONDS_LIMIT = 90.0


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--series", type=int, default=10_000)
    arguments.add_argument(
        "--peers", type=int, default=200, help="series the peers forecast a round"
    )
    arguments.add_argument("--rounds", type=int, default=5)
    given = arguments.parse_args()
    warnings.filterwarnings("ignore", category=RuntimeWarning)
    random = np.random.default_rng(0)
    ours, ets, theta = [], [], []
    outlook(made_up(random, 200, YEARS))  # compiles
    peer("AutoETS", made_up(random, 2, YEARS)), peer("AutoTheta", made_up(random, 2, YEARS))
    for _ in range(given.rounds):
        panel = made_up(random, given.series, YEARS)
        part = panel.of_series(range(given.peers))
        more = given.series / given.peers
        ours.append(timed(lambda: outlook(panel)))  # noqa: B023
        ets.append(more * timed(lambda: peer("AutoETS", part)))  # noqa: B023
        theta.append(more * timed(lambda: peer("AutoTheta", part)))  # noqa: B023
    ratios = [a / (b + c) for a, b, c in zip(ours, ets, theta, strict=True)]
    ratio = statistics.median(ratios)
    print(f"{given.series:,} series of {YEARS} years, {HORIZONS} horizons, processor time")
    print(f"milieu, the whole outlook      {spread(ours)} s")
    print(f"AutoETS (from {given.peers} series)      {spread(ets)} s")
    print(f"AutoTheta (from {given.peers} series)    {spread(theta)} s")
    print(
        f"ratio to both                  {spread(ratios)}  "
        f"limit <= {LIMIT}  {verdict(ratio <= LIMIT)}"
    )
    short = [timed(lambda: outlook(made_up(random, SHORT_SERIES, SHORT_YEARS))) for _ in ratios]
    print(
        f"{SHORT_SERIES:,} series of {SHORT_YEARS} years      {spread(short)} s  "
        f"limit <= {SECONDS_LIMIT:g}  {verdict(statistics.median(short) <= SECONDS_LIMIT)}"
    )


def made_up(random: np.random.Generator, series: int, years: int) -> Panel:
    """Return jobs that walk in logs, in about 100 regions and 100 industries."""
    change = random.normal(0.01, 0.08, (series, years)) + random.normal(0, 0.02, years)
    jobs = np.round(np.exp(random.normal(5, 1.5, (series, 1)) + np.cumsum(change, axis=1)))
    codes = (list(random.integers(0, 100, series)) for _ in range(2))
    return Panel.of(jobs, None, *codes)


def outlook(panel: Panel) -> None:
    foresee(panel, HORIZONS).quantiles(LEVELS)


def peer(name: str, panel: Panel) -> None:
    single_model(name, panel.values, HORIZONS, LEVELS)


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def spread(figures: list[float]) -> str:
    return f"{statistics.median(figures):8.3f} ({min(figures):.3f} to {max(figures):.3f})"


def verdict(holds: bool) -> str:
    return "ok" if holds else "MISSED"


if __name__ == "__main__":
    main()
