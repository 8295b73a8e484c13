"""What is seen of a run: the same arrays that a real region would give."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.twin.state import EMPTY, SPIN_OFF, TIES, Records, Twin

FIRM_YEAR = np.dtype(
    [
        *(("year", "i4"), ("firm", "u8"), ("cluster", "i4"), ("origin", "i4"), ("tier", "i4")),
        *((name, "f8") for name in ("log_sales", "log_productivity", "jobs", "age", "patents")),
        *((name, "f8") for name in ("quality", "position", "lobbying_share", "aided")),
        *((name, "f8") for name in ("rd_share", "cash", "debt", "trust")),
        *(("spin_off", "?"), ("industry", "i4"), ("tied_to", "u8")),
    ]
)
TIE_BITS = np.uint64(0xFFFFFFFF)  # of an identity, by which a tie knows its partner again


AS_THEY_ARE = (
    *("firms", "sales", "jobs", "homogeneity", "reputation", "log_wage", "log_rent"),
    *("profit_rate", "births", "deaths", "moved_in", "moved_out", "patents", "value_added"),
    *("seen_share", "infrastructure", "venture_capital", "aided_firms"),
)
DERIVED = (
    *("mean_log_productivity", "mean_cost_advantage", "distance", "quality", "research_share"),
    *("lobbying_share", "aid", "tax", "spending", "trust", "productivity"),
)
CLUSTER_QUARTER = np.dtype([(name, "f8") for name in AS_THEY_ARE + DERIVED])
OF_WORLD = (
    *("demand", "demand_now", "frontier", "sweet_spot", "firms", "sales", "tax_rate"),
    *("government_balance",),
)
WORLD_QUARTER = np.dtype([(name, "f8") for name in ("outside_share", *OF_WORLD)])
FULL_TURN = 2 * np.pi
QUARTERS = 4  # a year


class Run(NamedTuple):
    """One run, as observed.

    firm_years   one record per firm alive at the end of a year
    clusters     records, shape (quarters, clusters); cluster 0 is elsewhere
    world        records, shape (quarters,)
    books        records of the ledger, shape (quarters, clusters)
    states       the clusters' own state, shape (quarters, clusters), to check the books
    """

    firm_years: Records
    clusters: Records
    world: Records
    books: Records
    states: Records

    @property
    def years(self) -> int:
        """Return the number of whole years."""
        return len(self.world) // QUARTERS


def firm_year(twin: Twin, year: int) -> Records:
    """Return the firms as they are now, as the records of a year."""
    firms = twin.firms
    alive = np.flatnonzero(firms.cluster[: int(twin.world[0].used)] != EMPTY)
    seen = np.zeros(len(alive), FIRM_YEAR)
    seen["year"] = year
    seen["firm"] = firms.identity[alive]
    for name in ("cluster", "origin", "tier", "log_sales", "patents", "quality", "position"):
        seen[name] = getattr(firms, name)[alive]
    for name in ("lobbying_share", "cash", "debt", "trust"):
        seen[name] = getattr(firms, name)[alive]
    seen["log_sales"] += twin.world[0].shift  # as the market lets them sell in the next quarter
    seen["log_productivity"] = (firms.next_productivity + firms.efficiency)[alive]
    wage = twin.clusters["log_wage"][seen["cluster"]]
    labor = float(twin.p[0].labor_and_land_labor_share)
    seen["jobs"] = labor * np.exp(seen["log_sales"] - wage)
    seen["age"] = firms.age[alive] / QUARTERS
    seen["aided"] = firms.aid[alive]
    seen["rd_share"] = firms.research_share[alive]
    seen["spin_off"] = firms.origin[alive] == SPIN_OFF
    seen["tied_to"] = tied_to(twin, alive, year % TIES)
    return seen


def tied_to(twin: Twin, alive: NDArray[np.int64], place: int) -> NDArray[np.uint64]:
    """Return with whom firms are tied in one place of six: who they last learned from; 0 no one."""
    firms = twin.firms
    partner = firms.tie_slot[alive, place]
    identity = firms.identity[np.maximum(partner, 0)]
    same = (identity & TIE_BITS) == firms.tie_tag[alive, place]
    lives = (partner >= 0) & (firms.cluster[np.maximum(partner, 0)] != EMPTY) & same
    return np.where(lives, identity, np.uint64(0))


def observed(twin: Twin, quarters: int, firm_years: list[NDArray[np.void]]) -> Run:
    """Return what has been seen of a run up to a quarter."""
    rows = np.concatenate(firm_years) if firm_years else np.zeros(0, FIRM_YEAR)
    states, books = twin.history[:quarters], twin.ledger_history[:quarters]
    world = world_quarters(twin.world_history[:quarters])
    return Run(rows, cluster_quarters(twin, states, books, world), world, books, states)


def world_quarters(world: Records) -> Records:
    """Return the world as observed."""
    seen = np.zeros(len(world), WORLD_QUARTER)
    for name in OF_WORLD:
        seen[name] = world[name]
    outside = np.maximum(world["demand_now"], 1e-300)
    seen["outside_share"] = world["outside_sales"] / outside
    return seen


def cluster_quarters(twin: Twin, states: Records, books: Records, world: Records) -> Records:
    """Return the clusters as observed; means are NaN where a cluster has no firms."""
    p = twin.p[0]
    seen = np.zeros(states.shape, CLUSTER_QUARTER)
    for name in AS_THEY_ARE:
        seen[name] = states[name]
    firms = np.where(states["firms"] > 0, states["firms"], np.nan)
    sales = np.where(states["sales"] > 0, states["sales"], np.nan)
    seen["mean_log_productivity"] = states["productivity_sum"] / firms
    seen["productivity"] = states["productivity_sales"] / sales
    size = states["jobs"] / (p.unit_cost_scale_jobs * np.maximum(states["room"], 1e-300))
    seen["mean_cost_advantage"] = p.unit_cost_scale * np.log1p(size)
    place = np.arctan2(states["sine"], states["cosine"]) / FULL_TURN
    apart = place - world["sweet_spot"][:, None]
    seen["distance"] = np.abs(apart - np.floor(apart + 0.5)) + 0 * firms
    seen["quality"] = states["quality_sales"] / sales
    seen["research_share"] = states["research"] / sales
    seen["lobbying_share"] = states["lobbying_sales"] / sales
    seen["trust"] = states["trust_sum"] / firms
    for name in ("aid", "tax"):
        seen[name] = books[name]
    paid = books["aid"] + books["administration"] + books["tax_credit"] + books["guarantees_paid"]
    seen["spending"] = paid + states["program_cost"]
    return seen
