"""The reduced twin against the same equations and draws in Mesa, NumPy and C.

Goals: at least 50 times as fast as Mesa, 3.5 times as NumPy, and within 1.15 of the time of C.
Before timing, all four must give the same state after 20 quarters.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np

from benchmarks.reduced_twin import in_c, model, ours, with_mesa, with_numpy
from milieu.twin import draws

FIRMS, LARGE, CHECKED = 2_000, 1_000_000, 20
ROUNDS = 7
MESA_LIMIT, NUMPY_LIMIT, C_LIMIT, TOLERANCE = 50.0, 3.5, 1.15, 1e-9
KEY = draws.key_of(1, 0)


def main() -> None:
    library = in_c.compiled()
    check(library)
    rates = {"ours": [], "NumPy": [], "Mesa": [], "C": []}
    for _ in range(ROUNDS):
        for name, rate in measured(library, FIRMS, 200).items():
            rates[name].append(rate)
        rates["Mesa"].append(mesa_rate(2))
    print(f"{FIRMS} firms, {draws_a_second(rates)}")
    report(rates, "Mesa", MESA_LIMIT)
    report(rates, "NumPy", NUMPY_LIMIT)
    against_c(rates, f"{FIRMS} firms")
    large: dict[str, list[float]] = {"ours": [], "NumPy": [], "C": []}
    for _ in range(3):
        for name, rate in measured(library, LARGE, 4).items():
            large[name].append(rate)
    print(f"\n{LARGE} firms, {draws_a_second(large)}")
    against_c(large, f"{LARGE} firms")


def check(library: object | None) -> None:
    """Stop unless all versions agree."""
    start = model.start(FIRMS, KEY)
    state = model.copy(start)
    ours.run(ours.work(state, KEY), 0, CHECKED)
    numpy_state = with_numpy.run(model.copy(start), KEY, 0, CHECKED)
    industry = with_mesa.Industry(start, KEY)
    for _ in range(CHECKED):
        industry.step()
    others = {"NumPy": numpy_state, "Mesa": industry.state(start)}
    if library is not None:
        others["C"] = model.copy(start)
        in_c.runner(library, others["C"], KEY)(0, CHECKED)
    changed = np.mean(start.identity != state.identity)
    print(f"largest difference from ours after {CHECKED} quarters, {changed:.0%} of firms replaced")
    for name, other in others.items():
        gap = model.difference(state, other)
        print(
            f"  {name:6s} {gap:8.1e}  limit {TOLERANCE:g}  {'ok' if gap < TOLERANCE else 'WRONG'}"
        )
        if gap >= TOLERANCE:
            raise SystemExit(f"{name} does not compute the same")
    print()


def measured(library: object | None, firms: int, quarters: int) -> dict[str, float]:
    """Return firm-quarters a second of each version but Mesa, measured one after the other."""
    start = model.start(min(firms, FIRMS), KEY) if firms <= FIRMS else enlarged(firms)
    mine, theirs, in_numpy = model.copy(start), model.copy(start), model.copy(start)
    room = ours.work(mine, KEY)
    work = firms * quarters
    rates = {"ours": work / timed(lambda: ours.run(room, 0, quarters))}
    if library is not None:
        run = in_c.runner(library, theirs, KEY)
        rates["C"] = work / timed(lambda: run(0, quarters))
    few = max(2, quarters // 5)
    seconds = timed(lambda: with_numpy.run(in_numpy, KEY, 0, few))
    return rates | {"NumPy": firms * few / seconds}


def enlarged(firms: int) -> model.State:
    """Return a start with many firms: those of a small one many times, each with its own name."""
    small = model.start(FIRMS, KEY)
    times = firms // FIRMS
    arrays = [np.repeat(array, times) for array in small]
    arrays[0] = with_numpy.mixed(np.arange(1, firms + 1, dtype=np.uint64))
    arrays[2] = small.first * times
    return model.State(*arrays)


def mesa_rate(quarters: int) -> float:
    industry = with_mesa.Industry(model.start(FIRMS, KEY), KEY)
    return FIRMS * quarters / timed(lambda: [industry.step() for _ in range(quarters)])


def timed(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def draws_a_second(rates: dict[str, list[float]]) -> str:
    return "millions of firm-quarters a second and core: " + ", ".join(
        f"{name} {spread([rate / 1e6 for rate in figures])}"
        for name, figures in rates.items()
        if figures
    )


def report(rates: dict[str, list[float]], peer: str, limit: float) -> None:
    ratios = [mine / theirs for mine, theirs in zip(rates["ours"], rates[peer], strict=True)]
    good = statistics.median(ratios) >= limit
    print(f"ours to {peer:5s} {spread(ratios)}x  limit >= {limit:g}x  {'ok' if good else 'MISSED'}")


def against_c(rates: dict[str, list[float]], what: str) -> None:
    if not rates["C"]:
        print("no C compiler here: not compared with C")
        return
    ratios = [theirs / mine for mine, theirs in zip(rates["ours"], rates["C"], strict=True)]
    good = statistics.median(ratios) <= C_LIMIT
    verdict = "ok" if good else "MISSED"
    print(f"our time over C's, {what}: {spread(ratios)}  limit <= {C_LIMIT:g}  {verdict}")


def spread(figures: list[float]) -> str:
    return f"{statistics.median(figures):.3g} ({min(figures):.3g} to {max(figures):.3g})"


if __name__ == "__main__":
    main()
