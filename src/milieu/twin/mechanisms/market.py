"""Market shares: buyers move to what they like better, slowly; outside supply competes."""

import numpy as np

from milieu.twin import draws
from milieu.twin.arithmetic import exponentials
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.world import circle_distance
from milieu.twin.state import BLOCK, EMPTY, Twin

mechanism(
    "market",
    13,
    "dx = clip(selection (u - mean u), bound) + shock; u = e (seen q + (1 - seen) Rep) - e_p ln p "
    "- f d(position, sweet spot)^2 - drag (x - ln xmin). The mean includes outside supply.",
    source="Metcalfe (1994); Bottazzi, Secchi (2006)",
    writes=("utility", "log_sales"),
    departs="a drag on size, without which the tail is too heavy; outside supply adjusts its share "
    "to a logit of the gap in utility instead of following the replicator",
    selection=Parameter(0.0296, 0, 0.08, "per unit of utility and quarter", "Speed of selection",
                        "Bottazzi and others (2010): weak; M16"),
    bound=Parameter(0.12, 0.02, 0.3, "log points a quarter", "Most that selection moves", "M16"),
    price_weight=Parameter(2.5, 0.5, 5, "utility per log point", "What buyers give for price",
                           "M16"),
    quality_weight=Parameter(1, 0.3, 2, "utility per unit", "What buyers give for quality", "M16"),
    distance_weight=Parameter(21.7, 0, 100, "utility per turn squared",
                              "What buyers give for the right technology", "M16"),
    size_drag=Parameter(0.0611, 0, 0.2, "utility per log point", "Drag on size", "M17"),
    outside_elasticity=Parameter(0.5, 0.1, 2, "per unit of utility", "Outside supply answers",
                                 "M18"),
    outside_speed=Parameter(0.1, 0.01, 0.5, "share a quarter", "How fast outside supply adjusts",
                            "M18"),
    outside_floor=Parameter(0.05, 0.01, 0.5, "share", "Least that is bought outside", "M18"),
    outside_handicap=Parameter(0, -1, 1, "log cost", "Cost handicap of outside supply", "M18"),
)  # fmt: skip

LARGEST_STEP = 0.05  # log points a quarter in the share of outside supply (M18)
LARGEST_SHIFT = 0.06  # log points a quarter by which sales follow demand (M18)
PLAIN_QUALITY = 0.5  # of outside supply
PLAIN_MARKUP = 0.25  # of outside supply, elasticity 5
TYPICAL_SIZE = 3.0  # log points of outside suppliers above the minimum scale


@compiled
def utility(twin: Twin, start: int, stop: int) -> float:
    """Set what buyers see in each firm; return the sum over firms of sales times utility."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    total = 0.0
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        cluster = twin.clusters[c]
        seen = cluster.seen_share
        shown = seen * firms.quality[i] + (1 - seen) * cluster.reputation
        log_price = (
            twin.log_cost[i - start] + p.quality_cost * firms.quality[i] + cluster.log_markup
        )
        off = circle_distance(firms.position[i], now.sweet_spot)
        value = (
            p.market_quality_weight * shown
            - p.market_price_weight * log_price
            - p.market_distance_weight * off * off
            - p.market_size_drag * (firms.log_sales[i] - now.log_minimum_scale)
        )
        firms.utility[i] = value
        total += firms.sales[i] * value
    return total


@compiled
def outside_supply(twin: Twin, utility_sales: float) -> None:
    """Let outside supply answer, and set the mean utility in the market."""
    p, now = twin.p[0], twin.world[0]
    cost = p.unit_cost_labor * p.world_wage_of_frontier * now.frontier - now.frontier
    now.outside_utility = (
        p.market_quality_weight * PLAIN_QUALITY
        - p.market_price_weight * (cost + PLAIN_MARKUP + p.market_outside_handicap)
        - p.market_size_drag * TYPICAL_SIZE
    )
    inside = now.sales
    both = inside + now.outside_sales
    now.mean_utility = (utility_sales + now.outside_sales * now.outside_utility) / both
    gap = utility_sales / max(inside, 1e-9) - now.outside_utility
    wished = 1 / (1 + np.exp(min(20.0, max(-20.0, p.market_outside_elasticity * gap))))
    wished = min(0.98, max(p.market_outside_floor, wished))
    share = now.outside_sales / both
    step = p.market_outside_speed * np.log(wished / max(share, 1e-9))
    share *= np.exp(min(LARGEST_STEP, max(-LARGEST_STEP, step)))
    now.outside_sales = min(0.98, max(p.market_outside_floor, share)) * now.demand_now


@compiled
def market(twin: Twin, start: int, stop: int) -> None:
    """Move log sales by selection and by the shock whose spread `risk` has left in scratch."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    bound = p.market_bound
    draws.normals(twin, draws.SHOCK, start, stop)
    for i in range(start, stop):
        if firms.cluster[i] == EMPTY:
            continue
        better = p.market_selection * (firms.utility[i] - now.mean_utility)
        spread = twin.spread[i - start]
        shock = spread * firms.bunch[i] * twin.chance[i - start]
        drag = 0.5 * p.risk_correction * spread * spread
        firms.log_sales[i] += min(bound, max(-bound, better)) + shock - drag


@compiled
def meet_demand(twin: Twin) -> None:
    """Set the common shift of sales that makes supply meet demand in the next quarter."""
    firms, now, p = twin.firms, twin.world[0], twin.p[0]
    total = 0.0
    for start in range(0, now.used, BLOCK):
        stop = min(start + BLOCK, now.used)
        for i in range(start, stop):
            twin.chance[i - start] = firms.log_sales[i]
        exponentials(twin.chance, stop - start)
        for i in range(start, stop):
            if firms.cluster[i] != EMPTY:
                total += twin.chance[i - start]
    inside = max(now.demand_now - now.outside_sales, 1e-9)
    now.shift = min(LARGEST_SHIFT, max(-LARGEST_SHIFT, np.log(inside / max(total, 1e-9))))
    rest = now.demand_now - total * np.exp(now.shift)
    now.outside_sales = max(rest, p.market_outside_floor * now.demand_now)
