"""One run of the twin, from its first quarter to its last."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from milieu.twin.measures import Measures
from milieu.twin.observe import QUARTERS, Run, firm_year, observed
from milieu.twin.quarter import advance, room_needed
from milieu.twin.start import Setting, begin
from milieu.twin.state import Twin, with_room

Beginning = Callable[[], Twin]


class Policy(Protocol):
    """Something that says what is done, knowing only what has been observed."""

    def measures(self) -> Measures:
        """Return the instruments as arrays."""

    def doses(self, quarter: int, seen: Run) -> NDArray[np.float64]:
        """Return the intensity of each instrument in each cluster, (clusters, instruments)."""

    def until(self, quarter: int) -> int:
        """Return the first later quarter in which the intensities may be others."""


def run(
    setting: Setting,
    seed: int = 0,
    replicate: int = 0,
    policy: Policy | None = None,
    *,
    firms: bool = True,
) -> Run:
    """Run the twin once; the same arguments give the same run, bit by bit, on every machine.

    firms   keep a record of every firm at the end of each year; else of clusters only
    """
    measures = policy.measures() if policy else None

    def beginning() -> Twin:
        return begin(setting, seed, replicate, measures)

    return run_from(beginning, setting.quarters, policy, firms=firms)


def run_from(
    beginning: Beginning, quarters: int, policy: Policy | None = None, *, firms: bool = True
) -> Run:
    """Run the twin from a beginning, with as much room as it turns out to need."""
    twin = beginning()
    slots = len(twin.firms.identity)
    while True:
        done = once(with_room(twin, slots), quarters, policy, firms=firms)
        if done is not None:
            return done
        slots *= 2
        twin = beginning()


def once(twin: Twin, quarters: int, policy: Policy | None, *, firms: bool) -> Run | None:
    """Run once; None if anybody was turned away for lack of a slot."""
    kept: list[NDArray[np.void]] = []
    while (quarter := int(twin.world[0].quarter)) < quarters:
        stop = min(quarters, next_year(quarter)) if firms else quarters
        if policy:
            twin.doses[:] = policy.doses(quarter, observed(twin, quarter, kept))
            stop = min(stop, max(policy.until(quarter), quarter + 1))
        twin = go_on(twin, stop - quarter)
        if twin.world[0].turned_away > 0:
            return None
        if firms and int(twin.world[0].quarter) % QUARTERS == 0:
            kept.append(firm_year(twin, int(twin.world[0].quarter) // QUARTERS - 1))
    return observed(twin, quarters, kept)


def next_year(quarter: int) -> int:
    """Return the first quarter of the year after that of a quarter."""
    return (quarter // QUARTERS + 1) * QUARTERS


def go_on(twin: Twin, quarters: int) -> Twin:
    """Let quarters pass, with more slots as soon as they run short."""
    while quarters > 0:
        short = room_needed(twin) - int(twin.world[0].free)
        if short > 0:
            slots = len(twin.firms.identity)
            twin = with_room(twin, slots + max(short, slots // 2))
        quarters -= advance(twin, quarters)
        if twin.world[0].turned_away > 0:
            break
    return twin
