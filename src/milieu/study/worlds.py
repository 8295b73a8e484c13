"""The worlds in which scenarios are tried: one begun from a study's clusters, or from scratch."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from milieu.core.errors import UserError, unknown_name
from milieu.policy.acting import Acting, figures
from milieu.policy.dosing import ELSEWHERE
from milieu.policy.packs import pack_file, packs
from milieu.policy.quarters import quarter_text
from milieu.policy.reading import read_scenario
from milieu.policy.scenario import Scenario
from milieu.study.scenarios import ranges
from milieu.study.simulated_stages import SimulatedStages, watched
from milieu.study.staging import Stage, staged
from milieu.twin.ensemble import Case
from milieu.twin.from_study import assumptions, from_places
from milieu.twin.observe import QUARTERS
from milieu.twin.start import Setting

if TYPE_CHECKING:
    from milieu.study.study import Study

BASELINE = "baseline"
FROM_SCRATCH = "-"  # instead of a study
YEARS = 10  # of a baseline that stands alone
FIRST_QUARTER = QUARTERS  # of a baseline from scratch: its years count from 1
SCRATCH_ASSUMED = (
    "The industry is made up: 12 places and elsewhere, each with 9 firms in the first year.",
)


@dataclass(frozen=True)
class World:
    """Where scenarios are run.

    places    names of clusters, the first is "elsewhere"
    begins    first quarter of the runs, year x 4 + 0;  years: length of the runs
    stage     what the study tells of the clusters; None from scratch
    """

    places: tuple[str, ...]
    begins: int
    years: int
    study: str = ""
    made_up: bool = False
    stage: Stage | None = None

    @property
    def first_year(self) -> int:
        """Return the year in which runs begin."""
        return self.begins // QUARTERS

    @property
    def assumptions(self) -> tuple[str, ...]:
        """Return what is assumed, a sentence each."""
        if self.stage is None:
            return SCRATCH_ASSUMED
        paid = self.stage.quarterly_wage
        wage = f"A quarterly wage was {paid:,.0f} in national currency in {self.stage.year}."
        told = (wage,) if math.isfinite(paid) else ()
        return (*assumptions(self.stage.clusters, self.stage.elsewhere), *told)

    def start(self, scenario: Scenario) -> int:
        """Return the quarter of the runs in which a scenario begins."""
        return scenario.start - self.begins

    def setting(self, scenario: Scenario) -> Setting:
        """Return the setting of a scenario's runs."""
        quarters, start = QUARTERS * self.years, self.start(scenario)
        demand = within(scenario.demand_shocks(start), quarters)
        position = within(scenario.position_shocks(start), quarters)
        world = dict(scenario.world)
        if self.stage is None:
            return Setting(len(self.places), 9, quarters, world, demand, position)
        return from_places(
            self.stage.clusters,
            self.stage.elsewhere,
            quarters=quarters,
            parameters=world,
            demand_shocks=demand,
            position_shocks=position,
        )

    def case(self, scenario: Scenario) -> Case:
        """Return a scenario as the twin runs it."""
        setting = self.setting(scenario)
        if not scenario.schedule:
            return Case(scenario.name, setting)
        past = self.stage.past if self.stage else None
        observe = SimulatedStages(past) if watched(scenario) else figures
        begins = self.start(scenario)
        acting = Acting(scenario, self.places, begins=begins, observe=observe)
        return Case(scenario.name, setting, acting)

    def treated(self, scenarios: Sequence[Scenario]) -> tuple[int, ...]:
        """Return the clusters in which any measure is taken; none if in all or nowhere."""
        measures = [measure for scenario in scenarios for measure in scenario.schedule]
        if not measures or any(not measure.places for measure in measures):
            return ()
        named = {place for measure in measures for place in measure.places}
        return tuple(c for c, place in enumerate(self.places) if place in named)


def within(shocks: Mapping[int, float], quarters: int) -> dict[int, float]:
    """Return the shocks that fall into a run."""
    return {quarter: size for quarter, size in shocks.items() if quarter < quarters}


def world_of(
    study: "Study | None",
    wanted: Sequence[str],
    *,
    clusters: Sequence[str] = (),
    years: int = 0,
    after: int = 0,
) -> tuple[World, tuple[Scenario, ...]]:
    """Return the world for some scenarios, and the scenarios, checked against it.

    wanted     files, names of packs, or "baseline", which lasts as long as the others
    clusters   of the study, by id, all of one industry; by default those of the largest one's
    years      how long scenarios are followed; their own horizon without it
    after      years that an industry from scratch has lived when scenarios begin
    raises     UserError for a scenario that is not right, with file, line and the nearest name
    """
    stage = staged(study, clusters) if study else None
    if study is None and clusters:
        raise UserError(
            "clusters are chosen from a study, but this run begins from scratch",
            where="--clusters",
            next="Leave --clusters out; a scenario's own places are clusters.",
        )
    firms = {p.name: float(p.firms) for p in stage.clusters} if stage else None
    found = [None if name == BASELINE else read(name, firms) for name in wanted]
    others = [one for one in found if one is not None]
    first = min((one.start for one in others), default=0)
    if stage:
        begins = QUARTERS * (stage.year + 1)
        first = first or begins
    else:
        first = first or FIRST_QUARTER + QUARTERS * after
        begins = first // QUARTERS * QUARTERS - QUARTERS * after
    for one in others:
        _check_start(one, begins)
    length = years or max((one.horizon_years for one in others), default=YEARS)
    last = max(one.start for one in others) if others else first
    long = -(-(last - begins) // QUARTERS) + length
    scenarios = tuple(one or Scenario(BASELINE, first, length) for one in found)
    world = World(
        stage.names if stage else made_up_places(others),
        begins,
        long,
        study.settings.name if study else "",
        study.settings.made_up if study else False,
        stage,
    )
    return world, scenarios


def read(name: str, firms: Mapping[str, float] | None) -> Scenario:
    """Return the scenario of a file, or of a pack."""
    file = Path(name)
    if not file.is_file() and file.suffix != ".toml":
        if name not in packs():
            raise unknown_name("scenario", name, (BASELINE, *packs()), where="not a file, too")
        file = pack_file(name)
    places = (ELSEWHERE, *firms) if firms else None
    return read_scenario(file, parameters=ranges(), places=places, firms=firms)


def without(scenario: Scenario, explanation: str) -> Scenario:
    """Return a scenario with one of its explanations switched off; the nearest name if wrong."""
    known = {one.name: one for one in scenario.explanations}
    if explanation not in known:
        raise unknown_name("explanation", explanation, known, where=scenario.name)
    return scenario.without(known[explanation])


def made_up_places(scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Return names for the clusters of an industry from scratch: first those that are named."""
    named = dict.fromkeys(p for one in scenarios for m in one.schedule for p in m.places)
    own = [name for name in named if name != ELSEWHERE]
    count = max(Setting().clusters - 1, len(own))
    return (ELSEWHERE, *own, *(f"place {k}" for k in range(len(own) + 1, count + 1)))


def _check_start(scenario: Scenario, begins: int) -> None:
    if scenario.start < begins:
        raise UserError(
            f"it begins in {quarter_text(scenario.start)}, but the study's figures end with "
            f"{begins // QUARTERS - 1}",
            where=scenario.name,
            next=f"Begin in {quarter_text(begins)} or later, or run it from scratch (`-`).",
        )
