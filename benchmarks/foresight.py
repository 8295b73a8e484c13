"""3,000 clusters through 15 years: stages, alarms, peers and outlook, on made-up histories.

python benchmarks/foresight.py [--clusters 3000] [--years 15]
"""

import argparse
import time
from collections.abc import Callable

import numpy as np

from milieu.lifecycle.alarms import alarms
from milieu.lifecycle.peers import peers
from milieu.lifecycle.stages import Stages, stages
from milieu.lifecycle.trajectories import Trajectories
from milieu.outlook.forecast import foresee
from milieu.outlook.panel import Panel

LIMIT = 180.0  # seconds for all of it on two cores
SPREADS = {"jobs": 0.06, "nation_jobs": 0.02, "firms": 0.04, "wage": 0.03, "output": 0.07}


def histories(clusters: int, years: int, seed: int = 1) -> Trajectories:
    """Return clusters whose measures walk at random around a trend of their own."""
    random = np.random.default_rng(seed)
    known = {}
    for name, spread in SPREADS.items():
        trend = random.normal(0, 0.03, (clusters, 1))
        steps = trend + random.normal(0, spread, (clusters, years))
        known[name] = np.exp(random.normal(6, 1.5, (clusters, 1)) + steps.cumsum(axis=1))
    names = tuple(f"cluster {at}" for at in range(clusters))
    return Trajectories(names, np.arange(2000, 2000 + years), known)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--clusters", type=int, default=3000)
    parser.add_argument("--years", type=int, default=15)
    chosen = parser.parse_args()
    small = histories(50, chosen.years, seed=2)
    work(small, lambda what, seconds, cpu: None)  # compiles or loads the kernels
    total = 0.0

    def tell(what: str, seconds: float, cpu: float) -> None:
        nonlocal total
        total += seconds
        print(f"{what:<40} {seconds:8.1f} s on the clock {cpu:8.1f} s of processors")

    work(histories(chosen.clusters, chosen.years), tell)
    verdict = "ok" if total <= LIMIT else "MISSED"
    print(f"{'all of it':<40} {total:8.1f} s   limit {LIMIT:.0f} s   {verdict}")


def work(known: Trajectories, tell: Callable[[str, float, float], None]) -> None:
    found: list[Stages] = []

    def outlook() -> None:
        regions = np.arange(len(known.names)) % 60
        industries = np.arange(len(known.names)) // 60
        foresee(Panel.of(known["jobs"], known.years, regions, industries))

    parts: dict[str, Callable[[], object]] = {
        "stages": lambda: found.append(stages(known)),
        "alarms": lambda: alarms(known),
        "peers": lambda: peers(known, found[0].filtered),
        "outlook": outlook,
    }
    for what, part in parts.items():
        began, used = time.monotonic(), time.process_time()
        part()
        tell(what, time.monotonic() - began, time.process_time() - used)


if __name__ == "__main__":
    main()
