"""The full twin: firm-quarters a second and core with few and with many firms, memory, threads.

Goals: at least 10 million a second and core for 2,000 and for a million firms, at most 200 bytes a
firm, and two runs on two threads at least 1.6 times as fast as one after the other.
"""

import multiprocessing
import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from benchmarks._twin_settings import of_firms
from milieu.twin.run import go_on
from milieu.twin.start import Setting, begin
from milieu.twin.state import Twin, bytes_per_firm

ROUNDS, RUNS = 7, 16
RATE_LIMIT, BYTES_LIMIT, THREADS_LIMIT = 10.0, 200, 1.6
SMALL = of_firms(2_000, 13, 120)
LARGE = of_firms(1_000_000, 130, 24)
WARM_UP = 8  # quarters


def main() -> None:
    go_on(begin(SMALL, 0, 0), WARM_UP)  # compiles, or loads what has been compiled
    rate(SMALL, ROUNDS)
    print(f"{'bytes a firm':40s} {bytes_per_firm()}  {verdict(bytes_per_firm() <= BYTES_LIMIT)}")
    rate(LARGE, 3)
    threads()


def rate(setting: Setting, rounds: int) -> None:
    """Print millions of firm-quarters a second of processor time."""
    figures, firms = [], 0.0
    for replicate in range(rounds):
        twin = go_on(begin(setting, 1, replicate), WARM_UP)
        start = time.process_time()
        twin = go_on(twin, setting.quarters - WARM_UP)
        seconds = time.process_time() - start
        counted = twin.world_history["firms"][WARM_UP:]
        figures.append(counted.sum() / seconds / 1e6)
        firms = counted.mean()
    good = verdict(statistics.median(figures) >= RATE_LIMIT)
    what = f"{firms:,.0f} firms, millions a second and core"
    print(f"{what:40s} {spread(figures)}  limit >= {RATE_LIMIT:g}  {good}")


def threads() -> None:
    """Print how much more two threads do than one, beside what two processes do."""
    ratios, processes = [], []
    queue: Any = multiprocessing.Queue()
    for _ in range(ROUNDS):
        alone = one_after_the_other(ready(RUNS))
        twins = ready(2 * RUNS)
        start = time.perf_counter()
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(finish, twins))
        ratios.append(2 * alone / (time.perf_counter() - start))
        both = [multiprocessing.Process(target=apart, args=(queue,)) for _ in range(2)]
        for one in both:
            one.start()
        processes.append(2 * alone / max(queue.get() for _ in both))
        for one in both:
            one.join()
    good = verdict(statistics.median(ratios) >= THREADS_LIMIT)
    print(f"{'two threads to one':40s} {spread(ratios)}x  limit >= {THREADS_LIMIT:g}x  {good}")
    print(
        f"{'two processes to one, as a measure':40s} {spread(processes)}x  what the machine gives"
    )


def ready(runs: int) -> list[Twin]:
    return [go_on(begin(SMALL, 2, k), WARM_UP) for k in range(runs)]


def one_after_the_other(twins: list[Twin]) -> float:
    start = time.perf_counter()
    for twin in twins:
        finish(twin)
    return time.perf_counter() - start


def apart(queue: Any) -> None:
    queue.put(one_after_the_other(ready(RUNS)))


def finish(twin: Twin) -> None:
    go_on(twin, SMALL.quarters - WARM_UP)


def verdict(good: bool) -> str:
    return "ok" if good else "MISSED"


def spread(figures: list[float]) -> str:
    return f"{statistics.median(figures):.2f} ({min(figures):.2f} to {max(figures):.2f})"


if __name__ == "__main__":
    main()
