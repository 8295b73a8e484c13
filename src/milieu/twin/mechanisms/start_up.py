"""Start-ups: founders enter where profits have been good, fewer as the minimum scale rises."""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.founding import child_identity, enter, founded_size
from milieu.twin.mechanisms.graft import from_ring, keep_tie
from milieu.twin.mechanisms.trust import trust_of
from milieu.twin.mechanisms.world import around
from milieu.twin.slots import open_slot
from milieu.twin.state import INSTITUTE, KIN, OTHER, SCHOOLMATE, SEED, START_UP, Twin

mechanism(
    "start_up",
    0,
    "Foundings ~ Poisson((base + rate n) P(c) pull_c); pull = exp(k (profit rate - plain)), times "
    "exp(-e ln(xmin / xmin0)).",
    source="Klepper, Graddy (1990); Geroski (1995)",
    writes=("trust",),
    base=Parameter(4.2, 0, 20, "firms a quarter", "Founders from outside the industry", "M40"),
    rate=Parameter(0.0072, 0, 0.05, "per firm and quarter", "Founders by imitation", "M40"),
    profit_pull=Parameter(19.93, 0, 50, "per unit of profit rate", "How profits draw founders",
                          "M40"),
    plain_profit=Parameter(0.01467, -0.1, 0.1, "profit rate", "Profit at which the pull is 1",
                           "M40"),
    scale_barrier=Parameter(0.2277, 0, 2, "elasticity", "How the minimum scale keeps founders out",
                            "M40"),
    gap=Parameter(0.1371, 0, 0.5, "log points", "Founders begin behind", "M40"),
    spread=Parameter(0.1447, 0, 0.5, "log points", "How founders differ, s.d.", "M40"),
    position_spread=Parameter(0.08, 0, 0.3, "turns", "How their technologies differ, s.d.", "M40"),
    seed_lead=Parameter(0.2, 0, 1, "log points above the frontier", "Lead of a seed firm",
                        "Greenstone, Hornbeck, Moretti (2010), size M41"),
    seed_size=Parameter(10, 1, 200, "times the minimum scale", "Size of a seed firm", "M41"),
    seed_firms=Parameter(0, 0, 2, "firms a quarter", "Seed firms that policy brings", "no policy",
                         lever=True),
    incubated_share=Parameter(0, 0, 1, "share of new firms", "New firms taken into an incubator",
                              "no policy", lever=True),
)  # fmt: skip

SOME_TIE, KIN_TIE, SCHOOL_TIE = 0.5, 0.1, 0.3  # chances, cumulated, of a founder's tie (M40)
LARGEST_MEAN = 30.0  # firms drawn at once; more are drawn as several such numbers
STRONGEST_PULL = 1.4  # log (M40)


@compiled
def pulls(twin: Twin) -> None:
    """Set how profits draw founders to each cluster, and how the minimum scale deters them."""
    p, now = twin.p[0], twin.world[0]
    now.entry_factor = np.exp(-p.start_up_scale_barrier * p.exit_scale_growth * now.frontier)
    for c in range(len(twin.clusters)):
        above = twin.clusters[c].profit_rate - p.start_up_plain_profit
        twin.clusters[c].pull = np.exp(min(STRONGEST_PULL, p.start_up_profit_pull * above))


@compiled
def foundings(twin: Twin) -> None:
    """Found this quarter's start-ups, seed firms and firms of institutes."""
    p, now = twin.p[0], twin.world[0]
    for c in range(len(twin.clusters)):
        cluster, lever = twin.clusters[c], twin.levers[c]
        share = cluster.attractiveness / max(now.attraction_total, 1e-300)
        wished = (p.start_up_base + p.start_up_rate * now.firms) * share
        found_some(twin, c, START_UP, wished * cluster.pull * now.entry_factor)
        if p.research_foundings > 0 and c > 0:
            found_some(twin, c, INSTITUTE, p.research_foundings * cluster.institutes)
        if lever.start_up_seed_firms > 0:
            found_some(twin, c, SEED, lever.start_up_seed_firms)


@compiled
def found_some(twin: Twin, c: int, origin: int, mean: float) -> None:
    """Found a Poisson number of firms of one origin in cluster c."""
    place = child_identity(np.uint64(c * 8 + origin), twin.world[0].quarter)
    address, number = place, 0
    while mean > 0:
        chance = draws.uniform(twin.key, address, draws.FOUNDINGS)
        for _ in range(draws.poisson(min(LARGEST_MEAN, mean), chance)):
            slot = open_slot(twin, c)
            if slot < 0:
                return
            found(twin, slot, child_identity(place, number), c, origin)
            number += 1
        mean -= LARGEST_MEAN
        address = np.uint64(draws.mixed(address))


@compiled
def found(twin: Twin, slot: int, identity: np.uint64, c: int, origin: int) -> None:
    """Found one firm that comes from no firm."""
    p, now, key = twin.p[0], twin.world[0], twin.key
    spread = p.start_up_spread * draws.normal(key, identity, draws.CHILD_IDEAS)
    if origin == SEED:
        productivity = now.frontier + p.start_up_seed_lead + spread
        log_sales = now.log_minimum_scale + np.log(p.start_up_seed_size)
    elif origin == INSTITUTE:
        productivity = twin.clusters[c].institute_level - p.start_up_gap + spread
        log_sales = founded_size(twin, c, identity, productivity)
    else:
        middle = 0.5 * (twin.clusters[c].mean_productivity + now.frontier)
        productivity = middle - p.start_up_gap + spread
        log_sales = founded_size(twin, c, identity, productivity)
    turned = p.start_up_position_spread * draws.normal(key, identity, draws.CHILD_TURN)
    position = around(now.sweet_spot + turned)
    enter(twin, slot, identity, c, origin, log_sales, productivity, position,
          p.founding_start_up_cash)  # fmt: skip
    tie_of_founder(twin, slot, identity, c)


@compiled
def tie_of_founder(twin: Twin, slot: int, identity: np.uint64, c: int) -> None:
    """Give some founders a tie in the cluster, and trust by its kind."""
    firms, key = twin.firms, twin.key
    firms.trust[slot] = twin.p[0].trust_of_strangers
    chance = draws.uniform(key, identity, draws.CHILD_KIN)
    if chance >= SOME_TIE:
        return
    friend = from_ring(twin, c, identity)
    if friend < 0 or friend == slot:
        return
    kind = KIN if chance < KIN_TIE else SCHOOLMATE if chance < SCHOOL_TIE else OTHER
    keep_tie(firms, slot, friend, kind)
    firms.trust[slot] = trust_of(twin, kind)
