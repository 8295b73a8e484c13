"""The two sides of a question: what is tried, and what it is compared with, in the same world."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

from milieu.core.language import N_
from milieu.policy.declare import INSTRUMENTS
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Measure
from milieu.policy.writing import scenario_text
from milieu.study.lab.asked import NONE, Asked
from milieu.study.lab.assumptions import ASSUMPTIONS, shocks_of, world_of
from milieu.study.lab.starts import STARTS
from milieu.study.scenarios import load
from milieu.twin.observe import QUARTERS

if TYPE_CHECKING:
    from milieu.study.study import Study

NO_POLICY = N_("no policy")


@dataclass(frozen=True)
class Sides:
    """Scenario A, with which is compared, and B, which is tried; both in B's world and years."""

    a: Scenario
    b: Scenario

    @property
    def mark(self) -> str:
        """Return what tells these two from others, whatever they are called."""
        texts = [scenario_text(replace(one, name="", about="")) for one in (self.a, self.b)]
        return sha256("\x00".join(texts).encode()).hexdigest()


def sides_of(study: "Study", question: Asked, first: int, wage: float, name: str = "") -> Sides:
    """Return both sides of a question.

    first   quarter after the study's figures, in which a policy begins unless it says otherwise
    wage    quarterly wage in national currency, by which a budget becomes one in wages
    name    of what is tried, if it has one
    raises  UserError for a saved scenario that is not there or not right
    """
    b = load(study, question.scenario) if question.scenario else scenario_of(question, first, wage)
    b = replace(b, name=name or b.name or NO_POLICY)
    return Sides(other_side(study, question.against, b), b)


def other_side(study: "Study", against: str, b: Scenario) -> Scenario:
    """Return what B is compared with: nothing, or the measures of a saved scenario in B's world."""
    nothing = Scenario(
        NO_POLICY, b.start, b.horizon_years, shocks=b.shocks, world=b.world, about=""
    )
    if against == NONE:
        return nothing
    other = load(study, against)
    last = b.start + b.quarters - 1
    kept = [one for one in other.schedule if b.start <= one.last and one.first <= last]
    within = tuple(
        replace(one, first=max(one.first, b.start), last=min(one.last, last)) for one in kept
    )
    return replace(nothing, name=other.name, schedule=within)


def scenario_of(question: Asked, first: int, wage: float) -> Scenario:
    """Return doses and assumptions as a scenario, its money in quarterly wages a quarter."""
    start = question.start or first
    end = start + QUARTERS * question.years - 1
    budget = question.budget / QUARTERS / wage if wage > 0 else math.inf
    return Scenario(
        name_of(question.doses),
        start,
        question.years,
        budget=budget,
        schedule=tuple(
            Measure(name, dose, start, end, when=STARTS[question.starts.get(name, "")].trigger)
            for name, dose in question.doses.items()
        ),
        shocks=shocks_of(question.assumed, start, question.years),
        world=world_of(question.assumed),
    )


def question_of(scenario: Scenario, wage: float, first: int) -> Asked | None:
    """Return the question that sliders ask for a scenario; None if it holds more than they can."""
    assumed = _assumed(scenario)
    budget = scenario.budget * QUARTERS * wage if wage > 0 else math.inf
    question = Asked(
        {one.instrument: one.intensity for one in scenario.schedule if one.intensity > 0},
        {one.instrument: name for one in scenario.schedule if (name := _start(one))},
        assumed or {},
        years=scenario.horizon_years,
        start=scenario.start if scenario.start != first else 0,
        budget=budget if math.isfinite(budget) else math.inf,
    )
    again = scenario_of(question, first, wage)
    same = (
        sorted(again.schedule, key=_row) == sorted(scenario.schedule, key=_row)
        and again.shocks == scenario.shocks
        and _alike(again.world, scenario.world)
        and not scenario.explanations
    )
    return question if same and assumed is not None else None


def name_of(doses: Mapping[str, float]) -> str:
    """Return a name for doses: "External linkage × 2, Training × 1"."""
    return ", ".join(f"{INSTRUMENTS[name].label} × {dose:g}" for name, dose in doses.items())


def _assumed(scenario: Scenario) -> dict[str, float] | None:
    """Return assumptions that make a scenario's world; None if it has others."""
    by_parameter = {one.parameter: one for one in ASSUMPTIONS.values() if one.parameter}
    if not set(scenario.world) <= set(by_parameter):
        return None
    found = {
        by_parameter[name].name: float(f"{value / by_parameter[name].times:.6g}")
        for name, value in scenario.world.items()
    }
    growth = 100 * scenario.shocks[0].size if scenario.shocks else 0.0
    demand = {"demand": float(f"{growth:.6g}")} if growth else {}
    return demand | found


def _start(one: Measure) -> str:
    """Return the name of the start that a measure has; "" for at once or another one."""
    return next((s.name for s in STARTS.values() if s.trigger and s.trigger == one.when), "")


def _row(one: Measure) -> str:
    return f"{one.instrument} {one.first} {one.last} {one.intensity}"


def _alike(one: Mapping[str, float], other: Mapping[str, float]) -> bool:
    return set(one) == set(other) and all(
        math.isclose(value, other[name], rel_tol=1e-5) for name, value in one.items()
    )
