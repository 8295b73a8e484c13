"""Polarization: firms and capital go where it pays, and each that comes changes what it pays."""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.intermediaries import talent_service
from milieu.twin.state import EMPTY, Twin

mechanism(
    "location_choice",
    9,
    "P(c) ~ exp(sigma V_c), V from profit, venture capital and shared cost; elsewhere is the "
    "option outside.",
    source="McFadden (1974); Krugman (1991)",
    writes=("cluster",),
    sharpness=Parameter(5.77, 0, 12, "per unit of value", "How sharply choices answer", "T38"),
    profit=Parameter(6, 0, 20, "per unit of profit rate", "Weight of profit", "T38"),
    venture=Parameter(0.3, 0, 2, "per unit of heat", "Weight of venture capital", "T38"),
    cost=Parameter(0.5, 0, 2, "per log point", "Weight of shared cost", "T38"),
    relocation=Parameter(0.002, 0, 0.02, "a quarter", "Chance that a firm moves",
                         "Brouwer, Mariotti, van Ommeren (2004): below 1 % a year"),
    incentive=Parameter(0, 0, 0.5, "value", "Attraction that an entry incentive adds", "no policy",
                        lever=True),
)  # fmt: skip

EMPTY_PLACE = 0.2  # attraction of a place without firms, relative (T38)


@compiled
def attraction(twin: Twin) -> None:
    """Set how attractive each cluster is, and their sum."""
    p, now = twin.p[0], twin.world[0]
    plain = p.unit_cost_labor * p.world_wage_of_frontier * now.frontier
    total = 0.0
    for c in range(len(twin.clusters)):
        cluster = twin.clusters[c]
        value = (
            p.location_choice_profit * cluster.profit_rate
            + p.location_choice_venture * cluster.venture_heat
            - p.location_choice_cost * (cluster.shared_cost - plain)
            + p.unit_cost_services * twin.levers[c].intermediaries_talent * talent_service(twin, c)
            + twin.levers[c].location_choice_incentive
        )
        known = 1.0 if cluster.firms > 0 else EMPTY_PLACE
        bounded = min(1.0, max(-1.0, value))
        cluster.attractiveness = known * np.exp(p.location_choice_sharpness * bounded)
        total += cluster.attractiveness
    now.attraction_total = total


@compiled
def chosen(twin: Twin, chance: float) -> int:
    """Return the cluster that a chance in [0, 1) picks, by attractiveness."""
    left = chance * twin.world[0].attraction_total
    for c in range(len(twin.clusters)):
        left -= twin.clusters[c].attractiveness
        if left < 0:
            return c
    return len(twin.clusters) - 1


@compiled
def relocation(twin: Twin) -> None:
    """Let a few firms move, with all they have."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    for i in range(now.used):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        address = draws.address_of(firms.identity[i], now.quarter)
        if draws.uniform(twin.key, address, draws.MOVE) < p.location_choice_relocation:
            there = chosen(twin, draws.uniform(twin.key, address, draws.MOVE_WHERE))
            if there != c:
                move(twin, i, c, there)


@compiled
def move(twin: Twin, i: int, c: int, there: int) -> None:
    """Book and make the move of firm i from cluster c."""
    firms = twin.firms
    twin.ledger[c].cash_moved_out += firms.cash[i]
    twin.ledger[there].cash_moved_in += firms.cash[i]
    twin.ledger[c].debt_moved_out += firms.debt[i]
    twin.ledger[there].debt_moved_in += firms.debt[i]
    twin.clusters[c].moved_out += 1
    twin.clusters[there].moved_in += 1
    firms.cluster[i] = there
