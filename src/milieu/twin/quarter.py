"""A quarter of the twin, in order; the list is the model."""

from milieu.twin.census import census, close
from milieu.twin.compiling import compiled
from milieu.twin.mechanisms.accounts import accounts
from milieu.twin.mechanisms.bank import bank
from milieu.twin.mechanisms.division_of_labor import division_of_labor, supply
from milieu.twin.mechanisms.exit import exit
from milieu.twin.mechanisms.government import budget, fixed_costs, pick, put_in_force, reach
from milieu.twin.mechanisms.graft import graft
from milieu.twin.mechanisms.infrastructure import infrastructure
from milieu.twin.mechanisms.innovation import innovation, patents
from milieu.twin.mechanisms.intermediaries import intermediaries
from milieu.twin.mechanisms.labor_and_land import labor_and_land
from milieu.twin.mechanisms.lobbying import lobbying
from milieu.twin.mechanisms.location_choice import attraction, relocation
from milieu.twin.mechanisms.market import market, meet_demand, outside_supply, utility
from milieu.twin.mechanisms.mutual_credit import pool_fees
from milieu.twin.mechanisms.price import markup
from milieu.twin.mechanisms.quality import quality, reputation
from milieu.twin.mechanisms.research import research
from milieu.twin.mechanisms.risk import efficiency, risk
from milieu.twin.mechanisms.spin_off import spin_offs
from milieu.twin.mechanisms.start_up import foundings, pulls
from milieu.twin.mechanisms.unit_cost import shared_cost, unit_cost
from milieu.twin.mechanisms.upgrading import upgrading
from milieu.twin.mechanisms.venture_capital import invest, venture_fund
from milieu.twin.mechanisms.world import world
from milieu.twin.ring import rings
from milieu.twin.slots import close_gaps
from milieu.twin.state import BLOCK, Twin

ROOM_PER_CLUSTER = 300  # founders of a quarter for whom there must be a slot
ROOM_PER_FIRM = 8  # and one slot for a spin-off of every eighth firm


@compiled
def advance(twin: Twin, quarters: int) -> int:
    """Let so many quarters pass; return how many did, fewer when slots run short."""
    for passed in range(quarters):
        now = twin.world[0]
        if now.turned_away > 0 or now.free < room_needed(twin):
            return passed
        quarter(twin)
    return quarters


@compiled
def room_needed(twin: Twin) -> int:
    """Return how many slots must be free before a quarter."""
    firms = len(twin.firms.identity) - twin.world[0].free
    return firms // ROOM_PER_FIRM + ROOM_PER_CLUSTER * len(twin.clusters)


@compiled
def quarter(twin: Twin) -> None:
    """Let one quarter pass."""
    world(twin)
    put_in_force(twin)
    close_gaps(twin)
    census(twin)
    rings(twin)
    places(twin)
    offers(twin)
    results(twin)
    pulls(twin)
    spin_offs(twin)
    foundings(twin)
    relocation(twin)
    budget(twin)
    meet_demand(twin)
    close(twin)


@compiled
def places(twin: Twin) -> None:
    """Set what each cluster is this quarter."""
    for c in range(len(twin.clusters)):
        reputation(twin, c)
        labor_and_land(twin, c)
        infrastructure(twin, c)
        intermediaries(twin, c)
        research(twin, c)
        shared_cost(twin, c)
        supply(twin, c)
        markup(twin, c)
        venture_fund(twin, c)
        fixed_costs(twin, c)
    attraction(twin)


@compiled
def offers(twin: Twin) -> None:
    """Let firms offer: cost, quality, and what buyers see in it."""
    used = twin.world[0].used
    total = 0.0
    for start in range(0, used, BLOCK):
        stop = min(start + BLOCK, used)
        division_of_labor(twin, start, stop)
        unit_cost(twin, start, stop)
        quality(twin, start, stop)
        total += utility(twin, start, stop)
    outside_supply(twin, total)


@compiled
def results(twin: Twin) -> None:
    """Let firms sell, account, invent, learn, climb and leave."""
    used = twin.world[0].used
    policy = len(twin.add) > 0 or twin.p[0].government_grant_share > 0
    for start in range(0, used, BLOCK):
        stop = min(start + BLOCK, used)
        if policy:
            reach(twin, start, stop)
            pick(twin, start, stop)
        risk(twin, start, stop)
        market(twin, start, stop)
        efficiency(twin, start, stop)
        lobbying(twin, start, stop)
        accounts(twin, start, stop)
        invest(twin, start, stop)
        pool_fees(twin, start, stop)
        bank(twin, start, stop)
        innovation(twin, start, stop)
        patents(twin, start, stop)
        graft(twin, start, stop)
        upgrading(twin, start, stop)
    for start in range(0, used, BLOCK):  # apart, so that nobody learns who has left already
        exit(twin, start, min(start + BLOCK, used))
