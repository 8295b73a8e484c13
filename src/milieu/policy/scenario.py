"""Scenarios: which instruments, how strongly, when, where and for whom, in which world."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from milieu.policy.declare import Eligibility, instruments
from milieu.policy.dosing import Dosing
from milieu.policy.schedule import DEMAND, TECHNOLOGY, Explanation, Measure, Shock
from milieu.twin.measures import Measures


@dataclass(frozen=True)
class Scenario:
    """What is tried, in quarters from `start` on; budget in quarterly average wages a quarter."""

    name: str
    start: int
    horizon_years: int
    about: str = ""
    budget: float = math.inf
    schedule: tuple[Measure, ...] = ()
    shocks: tuple[Shock, ...] = ()
    world: Mapping[str, float] = field(default_factory=dict)
    explanations: tuple[Explanation, ...] = ()

    @property
    def quarters(self) -> int:
        """Return how many quarters it lasts."""
        return 4 * self.horizon_years

    def dosing(self, places: Sequence[str]) -> Dosing:
        """Return the function of one run that gives doses quarter by quarter.

        places   names of the run's clusters; "elsewhere" gets nothing unless it is named
        """
        return Dosing(self.schedule, self.start, places)

    def measures(self) -> Measures:
        """Return the arrays of all instruments, with the eligibility of this scenario.

        Raise UserError for an instrument whose lever the twin does not have.
        """
        from milieu.twin.parameters import LEVERS  # costly, and not needed to read a scenario

        return measures_of(LEVERS, {one.instrument: one.eligibility for one in self.schedule})

    def demand_shocks(self, begins: int = 0) -> dict[int, float]:
        """Return log points added to demand, by quarter of a run; several at once add up.

        begins   quarter of the run in which the scenario begins
        """
        return self._shocks(DEMAND, begins, lambda shock: math.log1p(shock.size))

    def position_shocks(self, begins: int = 0) -> dict[int, float]:
        """Return turns by which the sweet spot jumps, by quarter of a run."""
        return self._shocks(TECHNOLOGY, begins, lambda shock: shock.size / shock.quarters)

    def _shocks(self, kind: str, begins: int, size: Callable[[Shock], float]) -> dict[int, float]:
        found: dict[int, float] = {}
        for shock in self.shocks:
            for quarter in range(shock.first, shock.last + 1) if shock.kind == kind else ():
                place = quarter - self.start + begins
                found[place] = found.get(place, 0.0) + size(shock)
        return found

    def without(self, explanation: Explanation) -> "Scenario":
        """Return the same scenario in a world in which an explanation is switched off."""
        world = {**self.world, **explanation.switch_off}
        kept = tuple(m for m in self.schedule if m.instrument not in explanation.leave_out)
        name = f"{self.name}, without {explanation.name}"
        return replace(self, name=name, world=world, schedule=kept)


def measures_of(levers: Sequence[str], eligible: Mapping[str, Eligibility]) -> Measures:
    """Return the arrays of all instruments, in the order of the model.

    levers     names of the columns of `add`
    eligible   firms by instrument, where they are not the instrument's own
    """
    every = instruments()
    add = np.zeros((len(every), len(levers)))
    for row, one in enumerate(every):
        one.check_levers(levers)
        for lever in one.levers:
            add[row, levers.index(lever.name)] += lever.add
    return Measures(
        add,
        np.array([one.cost_per_firm for one in every], np.float64),
        np.array([one.fixed_cost for one in every], np.float64),
        np.array([one.administration_share for one in every], np.float64),
        np.array([eligible.get(one.name, one.eligible).bounds for one in every], np.float64),
    )
