"""Spin-offs: good firms and neglected ideas make new firms, most of them next door."""

from milieu.twin import draws
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.founding import (
    child_identity,
    enter,
    founded_size,
)
from milieu.twin.mechanisms.graft import keep_tie
from milieu.twin.mechanisms.location_choice import chosen
from milieu.twin.mechanisms.world import around
from milieu.twin.slots import open_slot
from milieu.twin.state import BLOCK, COLLEAGUE, EMPTY, SPIN_OFF, Twin

mechanism(
    "spin_off",
    8,
    "Hazard s0 (1 + s1 (a - mean)+) (1 + s2 neglected ideas) (1 + s3 venture heat) x the place's "
    "pull; the child inherits part of its parent's lead, and stays with probability l.",
    source="Klepper (2010)",
    writes=("neglected", "quality", "tier", "trust"),
    hazard=Parameter(0.00459, 0, 0.03, "a quarter", "Chance of a spin-off", "Klepper (2007)"),
    lead=Parameter(3, 0, 10, "per log point", "How the parent's lead raises it", "M39"),
    neglect=Parameter(0.3, 0, 2, "per idea", "How neglected ideas raise it", "M39"),
    venture=Parameter(0.3, 0, 2, "per unit of heat", "How venture capital raises it", "M39"),
    inherited=Parameter(0.92, 0.3, 1, "share", "Part of the parent's lead that is inherited",
                        "Klepper, Sleeper (2005)"),
    local=Parameter(0.88, 0, 1, "share", "Spin-offs that stay in the cluster",
                    "Buenstorf, Klepper (2009)"),
    least_age=Parameter(2, 0, 10, "years", "Youngest parent", "M39"),
)  # fmt: skip

MOST_NEGLECTED = 5.0  # ideas that count (M39)
SPREAD, LOSS = 0.08, 0.02  # log points around the inherited productivity (M39)
TURN, TURN_BY_IDEA = 0.02, 0.01  # turns, s.d. of the child's position (M39)


@compiled
def spin_offs(twin: Twin) -> None:
    """Let firms of some age have children."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    if p.spin_off_hazard <= 0:
        return
    oldest_child = 4 * p.spin_off_least_age
    used, places = now.used, 0.0
    for c in range(len(twin.clusters)):
        places = max(places, drawn_by(twin, c))
    places *= 1 + p.spin_off_neglect * MOST_NEGLECTED
    for start in range(0, used, BLOCK):
        stop = min(start + BLOCK, used)
        draws.uniforms(twin, draws.SPIN_OFF, start, stop)
        count = 0
        for i in range(start, stop):
            c = firms.cluster[i]
            if c == EMPTY:
                continue
            twin.chosen[count] = i - start
            count += twin.chance[i - start] < places * led_by(twin, i, c)
        for k in range(count):
            i = start + twin.chosen[k]
            c = firms.cluster[i]
            ideas = 1 + p.spin_off_neglect * min(MOST_NEGLECTED, firms.neglected[i])
            hazard = drawn_by(twin, c) * ideas * led_by(twin, i, c)
            if firms.age[i] > oldest_child and twin.chance[twin.chosen[k]] < hazard:
                have_child(twin, i)


@inlined
def drawn_by(twin: Twin, c: int) -> float:
    """Return the hazard of a plain firm of cluster c."""
    p, cluster = twin.p[0], twin.clusters[c]
    heat = 1 + p.spin_off_venture * cluster.venture_heat
    return p.spin_off_hazard * heat * cluster.pull * twin.world[0].entry_factor


@inlined
def led_by(twin: Twin, i: int, c: int) -> float:
    """Return by how much the lead of firm i raises its hazard."""
    ahead = twin.firms.log_productivity[i] - twin.clusters[c].mean_productivity
    return 1 + twin.p[0].spin_off_lead * max(0.0, ahead)


@compiled
def have_child(twin: Twin, parent: int) -> None:
    """Found a firm by former colleagues of the parent."""
    firms, p, key = twin.firms, twin.p[0], twin.key
    home = firms.cluster[parent]
    identity = child_identity(firms.identity[parent], twin.world[0].quarter)
    there = home
    if draws.uniform(key, identity, draws.CHILD_LEAVES) > p.spin_off_local:
        there = chosen(twin, identity, draws.CHILD_WHERE)
    slot = open_slot(twin, there)
    if slot < 0:
        return
    mean = twin.clusters[home].mean_productivity
    inherited = mean + p.spin_off_inherited * (firms.log_productivity[parent] - mean)
    productivity = inherited + SPREAD * draws.normal(key, identity, draws.CHILD_IDEAS) - LOSS
    spread = TURN + TURN_BY_IDEA * firms.neglected[parent]
    turned = spread * draws.normal(key, identity, draws.CHILD_TURN)
    position = around(firms.position[parent] + turned)
    log_sales = founded_size(twin, there, identity, productivity)
    enter(twin, slot, identity, there, SPIN_OFF, log_sales, productivity, position,
          p.founding_spin_off_cash)  # fmt: skip
    firms.quality[slot] = firms.quality[parent]
    firms.tier[slot] = max(0, firms.tier[parent] - 1)
    firms.trust[slot] = p.trust_of_colleagues
    keep_tie(firms, slot, parent, COLLEAGUE)
    firms.neglected[parent] = 0.0
