"""A run of the twin with a given number of firms: all that must grow together does."""

import math

from milieu.twin.parameters import PARAMETERS
from milieu.twin.start import Setting

DEFAULT_CLUSTERS, DEFAULT_FIRMS = 13, 1_000  # firms of the default setting on average
DEMAND_A_FIRM = 185.0  # quarterly wages, when demand is saturated
LARGER = (
    *("labor_and_land.land", "labor_and_land.talent_start", "unit_cost.scale_jobs"),
    *("trust.anonymity",),
)


def of_firms(firms: int, clusters: int, quarters: int) -> Setting:
    """Return a setting with about so many firms from the start, and demand that stays."""
    start = PARAMETERS["world.demand_start"].high
    larger = firms / DEFAULT_FIRMS * DEFAULT_CLUSTERS / clusters  # size of a cluster
    base = PARAMETERS["start_up.base"]
    parameters = {name: grown(name, larger) for name in LARGER} | {
        "world.demand_start": start,
        "world.demand_ceiling": start,
        "start_up.base": min(base.high, base.default * firms / DEFAULT_FIRMS),
    }
    shock = math.log(DEMAND_A_FIRM * firms / start)
    return Setting(
        clusters=clusters,
        firms=firms // clusters,
        quarters=quarters,
        parameters=parameters,
        demand_shocks=dict.fromkeys(range(quarters), shock),
        slots=max(8192, int(1.4 * firms) + 300 * clusters),
    )


def grown(name: str, times: float) -> float:
    """Return a parameter so many times as large, within its range."""
    parameter = PARAMETERS[name]
    return min(parameter.high, max(parameter.low, parameter.default * times))
