"""What a scenario costs, reckoned before it is run, from the number of firms in each place.

cost = intensity x (per firm x firms x share eligible + fixed + paid out x (1 + administration))

Firms of a size are as many as Axtell's law says; everything that waits for a trigger counts as if
it were on, and all firms as young enough and of the right tier. So it is an upper reckoning; the
twin counts what is really spent.
"""

from collections.abc import Mapping

import numpy as np

from milieu.core.arrays import Vector
from milieu.core.errors import UserError
from milieu.policy.declare import INSTRUMENTS, Eligibility
from milieu.policy.dosing import ELSEWHERE
from milieu.policy.quarters import quarter_text
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Measure

SIZE_EXPONENT = 1.059  # P(jobs >= s) = s^-1.059, Axtell (2001), Science 293


def eligible_share(eligible: Eligibility) -> float:
    """Return the share of firms whose jobs, whole numbers from 1, lie within the bounds."""
    at_least = max(1.0, eligible.jobs_min) ** -SIZE_EXPONENT
    more = (max(0.0, np.floor(eligible.jobs_max)) + 1) ** -SIZE_EXPONENT
    return max(0.0, float(at_least - more))


def cost_of(measure: Measure, firms: float) -> float:
    """Return the cost a quarter in one place with so many firms, in quarterly average wages."""
    one, served = INSTRUMENTS[measure.instrument], firms * eligible_share(measure.eligibility)
    paid = one.paid_out_per_firm * served * (1 + one.administration_share)
    return measure.intensity * (one.cost_per_firm * served + one.fixed_cost + paid)


def costs(scenario: Scenario, firms: Mapping[str, float]) -> Vector:
    """Return the cost of each quarter, (quarters,), in quarterly average wages.

    firms   number of firms by place. Of measures that wait for different stages of one place, the
            dearest counts
    """
    total = np.zeros(scenario.quarters)
    for place, number in firms.items():
        for name in {measure.instrument for measure in scenario.schedule}:
            dearest = np.zeros(scenario.quarters)
            for measure in scenario.schedule:
                named = place in measure.places or (not measure.places and place != ELSEWHERE)
                if measure.instrument == name and named:
                    when = slice(measure.first - scenario.start, measure.last - scenario.start + 1)
                    dearest[when] = np.maximum(dearest[when], cost_of(measure, number))
            total += dearest
    return total


def check_budget(scenario: Scenario, firms: Mapping[str, float], where: str = "") -> None:
    """Raise UserError if a quarter costs more than the budget, with the dearest quarter."""
    needed = costs(scenario, firms)
    worst = int(needed.argmax())
    if needed[worst] <= scenario.budget:
        return
    when = quarter_text(scenario.start + worst)
    raise UserError(
        f"budget exceeded: in {when} the measures cost about {needed[worst]:,.0f} quarterly wages, "
        f"but the budget is {scenario.budget:,.0f}",
        where=where,
        next=f"Raise the budget or lower an intensity; {_dearest(scenario, firms, worst)}",
    )


def _dearest(scenario: Scenario, firms: Mapping[str, float], quarter: int) -> str:
    now = [
        measure
        for measure in scenario.schedule
        if measure.first <= scenario.start + quarter <= measure.last
    ]
    everywhere = {
        measure.instrument: sum(
            cost_of(measure, number)
            for place, number in firms.items()
            if not measure.places or place in measure.places
        )
        for measure in now
    }
    name = max(everywhere, key=lambda one: everywhere[one])
    return f"the dearest is {name} with {everywhere[name]:,.0f}."
