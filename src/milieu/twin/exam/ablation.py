"""Mechanisms switched off, one at a time: the phenomenon must go with its explanation."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from milieu.core.arrays import Vector
from milieu.core.errors import unknown_name
from milieu.twin.exam import cycles, outcomes
from milieu.twin.exam.comparison import Comparison, Direction, compare, late_response
from milieu.twin.exam.run import Run

Outcome = Callable[[Run], float]
AID = (0.0, 0.01, 0.04, 0.08, 0.16)  # of sales


@dataclass(frozen=True)
class Ablation:
    """One mechanism switched off, and what should happen to its phenomenon.

    phenomenon  what the mechanism is said to explain
    switches    "mechanism.parameter" -> value in the runs without it
    outcome     a run to one number
    expected    what the outcome does without the mechanism
    path        the outcome over time, a run to (decades,), where it should show as a path
    lever       where set, both sides run at each of `doses` of it, and what is compared is the
    doses       response at the highest dose beyond the one before
    """

    name: str
    label: str
    phenomenon: str
    switches: Mapping[str, float]
    outcome: Outcome
    expected: Direction
    path: Callable[[Run], Vector] | None = None
    lever: str = ""
    doses: tuple[float, ...] = field(default=())

    def compare(self, with_it: Vector, without_it: Vector) -> Comparison:
        """Return the comparison over seeds, given outcomes of shape (seeds,) or (seeds, doses)."""
        if self.doses:
            doses = np.array(self.doses)
            with_it, without_it = (late_response(doses, side) for side in (with_it, without_it))
        return compare(with_it, without_it, self.expected)


def ablation(name: str) -> Ablation:
    """Return the ablation of a name; a misspelt one is answered with the nearest."""
    known = {each.name: each for each in ABLATIONS}
    if name not in known:
        raise unknown_name("ablation", name, known)
    return known[name]


def _trap(name: str, label: str, switches: Mapping[str, float], outcome: Outcome) -> Ablation:
    """Return an ablation of the efficiency trap: the response to more and more aid."""
    lever = "government.grant_share"
    trap = "efficiency trap"
    return Ablation(name, label, trap, switches, outcome, "rises", lever=lever, doses=AID)


NO_LOBBYING = {"lobbying.learning": 0.0}
NO_ERROR = {"government.error": 0.0}
NEITHER = {**NO_LOBBYING, **NO_ERROR}
ABLATIONS = (
    Ablation(
        "no_graft",
        "No graft innovation",
        "lock-in",
        {"graft.contacts": 0.0},
        cycles.lock_in_share,
        "falls",
    ),
    Ablation(
        "no_drift",
        "No drift or jump of what is wanted",
        "lock-in",
        {"world.drift": 0.0, "world.jump_probability": 0.0},
        cycles.lock_in_share,
        "falls",
    ),
    Ablation(
        "strong_outside_ties",
        "Half of all contacts go outside the cluster",
        "lock-in",
        {"graft.outside": 0.5},
        cycles.lock_in_share,
        "falls",
    ),
    Ablation(
        "no_outside_ties",
        "No contact goes outside the cluster",
        "lock-in",
        {"graft.outside": 0.0},
        cycles.lock_in_share,
        "rises",
    ),
    Ablation(
        "visible_quality",
        "Buyers see quality",
        "race to the bottom",
        {"quality.seen_share_base": 0.8},
        cycles.final_quality,
        "rises",
        cycles.quality_by_decade,
    ),
    Ablation(
        "hidden_quality",
        "Buyers do not see quality",
        "race to the bottom",
        {"quality.seen_share_base": 0.02},
        cycles.final_quality,
        "falls",
        cycles.quality_by_decade,
    ),
    Ablation(
        "slow_demand",
        "Demand grows slowly",
        "life cycle",
        {"world.demand_growth": 0.01},
        cycles.full_cycle_share_by_sales,
        "falls",
    ),
    Ablation(
        "no_rising_scale",
        "Minimum efficient scale stands still",
        "life cycle",
        {"exit.scale_growth": 0.0},
        cycles.full_cycle_share,
        "falls",
    ),
    Ablation(
        "no_selection",
        "Market shares do not follow utility",
        "life cycle",
        {"market.selection": 0.0},
        cycles.full_cycle_share_by_sales,
        "falls",
    ),
    _trap("no_lobbying", "No lobbying", NO_LOBBYING, outcomes.log_productivity),
    _trap("no_error", "Government sees firms without error", NO_ERROR, outcomes.log_productivity),
    _trap("neither", "Neither lobbying nor error", NEITHER, outcomes.log_productivity),
    _trap("no_lobbying_net", "No lobbying, taxes charged", NO_LOBBYING, outcomes.net_value_added),
    _trap("no_error_net", "No error, taxes charged", NO_ERROR, outcomes.net_value_added),
    _trap("neither_net", "Neither, taxes charged", NEITHER, outcomes.net_value_added),
    Ablation(
        "no_congestion",
        "Wages and rents do not rise with jobs and firms",
        "limits to concentration",
        {"labor_and_land.congestion": 0.0},
        cycles.concentration,
        "rises",
    ),
)
