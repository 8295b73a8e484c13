"""The world: demand that saturates, a moving frontier, tastes that drift and jump."""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import Twin

mechanism(
    "world",
    0,
    "Demand grows to a ceiling, the frontier moves on, the technology that sells best drifts.",
    source="logistic demand: Bass (1969); drifting sweet spot: Menzel, Fornahl (2010)",
    departs="the frontier also learns from what firms reach beyond it (leak)",
    demand_start=Parameter(4114, 100, 1e6, "quarterly wages", "Demand at the start", "M1"),
    demand_ceiling=Parameter(740_600, 100, 1e9, "quarterly wages", "Demand when saturated", "M1"),
    demand_growth=Parameter(0.0587, 0, 0.15, "a quarter", "Growth while demand is small", "M1"),
    frontier_growth=Parameter(0.0056, 0, 0.02, "log points a quarter", "Growth of the frontier",
                              "OECD (2015), The Future of Productivity: 1 to 3.5 % a year"),
    leak=Parameter(0.00374, 0, 0.05, "share a quarter", "What the frontier takes from lead firms",
                   "M2"),
    drift=Parameter(0.004, 0, 0.02, "turns a quarter", "Drift of the sweet spot, s.d.", "M3"),
    jump_probability=Parameter(0.008, 0, 0.05, "a quarter", "Chance that tastes jump", "M3"),
    jump=Parameter(0.12, 0, 0.5, "turns", "Size of a jump, s.d.", "M3"),
    wage_of_frontier=Parameter(0.8, 0, 1, "elasticity", "Wage elsewhere per log point of frontier",
                               "M4"),
)  # fmt: skip


@inlined
def circle_distance(a: float, b: float) -> float:
    """Return how far a lies ahead of b on a circle of one turn, in [-1/2, 1/2)."""
    apart = a - b
    return apart - np.floor(apart + 0.5)


@inlined
def around(position: float) -> float:
    """Return a position as turns in [0, 1)."""
    return position - np.floor(position)


@compiled
def world(twin: Twin) -> None:
    """Move demand, frontier and tastes by one quarter."""
    p, now = twin.p[0], twin.world[0]
    quarter = now.quarter
    room = max(-1.0, 1 - now.demand / p.world_demand_ceiling)  # falls no faster than it could grow
    now.demand += p.world_demand_growth * now.demand * room
    now.demand_now = now.demand * twin.demand_factor[quarter]
    address = draws.address_of(np.uint64(0), quarter)
    turn = p.world_drift * draws.normal(twin.key, address, draws.WORLD_DRIFT)
    if draws.uniform(twin.key, address, draws.WORLD_JUMP) < p.world_jump_probability:
        turn += p.world_jump * draws.normal(twin.key, address, draws.WORLD_JUMP_SIZE)
    now.sweet_spot = around(now.sweet_spot + turn + twin.position_jump[quarter])
    now.frontier += p.world_frontier_growth
    behind = circle_distance(now.sweet_spot, now.institute_position)
    now.institute_position = around(now.institute_position + p.research_following * behind)
    now.institute_level = now.frontier + p.research_lead
    now.log_minimum_scale = np.log(p.exit_minimum_sales) + p.exit_scale_growth * now.frontier
    now.fixed_cost = p.accounts_fixed_cost * np.exp(p.exit_scale_growth * now.frontier)
