"""Founding: how a new firm comes in: identity, size, and what it starts with."""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import TIES, Firms, Twin

mechanism(
    "founding",
    0,
    "A new firm starts above the minimum scale, the better ones larger, with its owners' cash.",
    source="Geroski (1995)",
    writes=Firms._fields,
    departs="a share of new firms may be incubated: sheltered from the minimum scale",
    size=Parameter(1.554, 1, 5, "times the minimum scale", "Size of a new firm", "M40"),
    size_lead=Parameter(0.5, 0, 2, "per log point", "How a lead shows in its size", "M40"),
    start_up_cash=Parameter(0.5, 0, 3, "quarters of sales", "Cash of a start-up", "M40"),
    spin_off_cash=Parameter(0.6, 0, 3, "quarters of sales", "Cash of a spin-off", "M40"),
    cash=Parameter(8.2, 0, 100, "quarterly wages", "Cash that all start with besides", "M40"),
)  # fmt: skip

INCUBATION = 12  # quarters (M41)
FIRST_QUALITY = 0.4


@compiled
def child_identity(parent: np.uint64, event: int) -> np.uint64:
    """Return the identity of what comes from a parent by an event: a hash of both."""
    return draws.mixed(parent ^ draws.mixed(np.uint64(event) * draws.GOLDEN + np.uint64(1)))


@compiled
def founded_size(twin: Twin, c: int, identity: np.uint64, productivity: float) -> float:
    """Return log sales of a new firm: above the minimum scale, more so for the better."""
    p = twin.p[0]
    ahead = productivity - twin.clusters[c].mean_productivity
    luck = 0.7 * draws.uniform(twin.key, identity, draws.CHILD_SIZE)
    above = np.log(p.founding_size) + luck + p.founding_size_lead * ahead
    return twin.world[0].log_minimum_scale + max(0.05, above)


@compiled
def enter(
    twin: Twin,
    slot: int,
    identity: np.uint64,
    c: int,
    origin: int,
    log_sales: float,
    productivity: float,
    position: float,
    cash_share: float,
) -> None:
    """Fill a slot with a new firm of cluster c and book its capital."""
    firms, p, key = twin.firms, twin.p[0], twin.key
    firms.identity[slot] = identity
    firms.cluster[slot] = c
    firms.origin[slot] = origin
    firms.log_sales[slot] = log_sales
    firms.sales[slot] = np.exp(log_sales)
    firms.log_productivity[slot] = productivity
    firms.next_productivity[slot] = productivity
    spread = p.risk_efficiency / np.sqrt(1 - p.risk_persistence * p.risk_persistence)
    firms.efficiency[slot] = spread * draws.normal(key, identity, draws.CHILD_EFFICIENCY)
    firms.position[slot] = firms.was_at[slot] = position
    firms.quality[slot] = FIRST_QUALITY
    firms.cash[slot] = cash_share * firms.sales[slot] + p.founding_cash
    firms.debt[slot] = 0.0
    firms.research_share[slot] = p.accounts_research_share
    firms.lobbying_share[slot] = 0.0
    firms.patents[slot] = 0.0
    firms.utility[slot] = 0.0
    firms.aid[slot] = 0.0
    firms.trust[slot] = 0.0
    firms.bunch[slot] = 1.0
    firms.neglected[slot] = 0.0
    firms.age[slot] = 0
    firms.reach[slot] = 0
    firms.tier[slot] = 0
    helped = draws.uniform(key, identity, draws.CHILD_HELPED)
    taken_in = helped < twin.levers[c].start_up_incubated_share
    firms.incubated[slot] = INCUBATION if taken_in else 0
    for k in range(TIES):
        firms.tie_slot[slot, k] = -1
        firms.tie_tag[slot, k] = 0
        firms.tie_kind[slot, k] = 0
    twin.ledger[c].founders += firms.cash[slot]
    twin.clusters[c].births += 1
