"""Polarization: firms and capital go where it pays, and each that comes changes what it pays."""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.intermediaries import talent_service
from milieu.twin.state import BLOCK, EMPTY, Twin

mechanism(
    "location_choice",
    9,
    "P(c) ~ exp(sigma V_c), V from profit, venture capital and shared cost; elsewhere is the "
    "option outside.",
    source="McFadden (1974); Krugman (1991)",
    writes=("cluster",),
    sharpness=Parameter(5.77, 0, 12, "per unit of value", "How sharply choices answer", "M38"),
    profit=Parameter(6, 0, 20, "per unit of profit rate", "Weight of profit", "M38"),
    venture=Parameter(0.3, 0, 2, "per unit of heat", "Weight of venture capital", "M38"),
    cost=Parameter(0.5, 0, 2, "per log point", "Weight of shared cost", "M38"),
    relocation=Parameter(0.002, 0, 0.02, "a quarter", "Chance that a firm moves",
                         "Brouwer, Mariotti, van Ommeren (2004): below 1 % a year"),
    incentive=Parameter(0, 0, 0.5, "value", "Attraction that an entry incentive adds", "no policy",
                        lever=True),
)  # fmt: skip

EMPTY_PLACE = 0.2  # attraction of a place without firms, relative (M38)


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
        known = cluster.weight * (1.0 if cluster.firms > 0 else EMPTY_PLACE)
        bounded = min(1.0, max(-1.0, value))
        cluster.attractiveness = known * np.exp(p.location_choice_sharpness * bounded)
        total += cluster.attractiveness
    now.attraction_total = total


@compiled
def chosen(twin: Twin, address: np.uint64, event: int) -> int:
    """Return the cluster that a firm prefers: the largest log attraction plus its own taste.

    Tastes are Gumbel draws, one for each firm and cluster, so that a choice changes only if the
    best place does, not because some other place has become a little more attractive.
    """
    best = -np.inf
    there = 0
    for c in range(len(twin.clusters)):
        place = draws.mixed(address + np.uint64(c + 1) * draws.GOLDEN)
        luck = draws.uniform(twin.key, place, event)
        taste = -np.log(-np.log(max(luck, draws.UNIT)))
        value = np.log(twin.clusters[c].attractiveness) + taste
        if value > best:
            best, there = value, c
    return there


@compiled
def relocation(twin: Twin) -> None:
    """Let a few firms move, with all they have."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    for start in range(0, now.used, BLOCK):
        stop = min(start + BLOCK, now.used)
        draws.uniforms(twin, draws.MOVE, start, stop)
        for k in range(draws.choose_below(twin, p.location_choice_relocation, stop - start)):
            i = start + twin.chosen[k]
            c = firms.cluster[i]
            if c == EMPTY:
                continue
            address = draws.address_of(firms.identity[i], now.quarter)
            there = chosen(twin, address, draws.MOVE_WHERE)
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
