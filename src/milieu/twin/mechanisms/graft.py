"""Graft innovation: digest, absorb and re-create what others know."""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.intermediaries import legal, technical_information
from milieu.twin.mechanisms.mutual_credit import tag_of, tied
from milieu.twin.mechanisms.research import openness
from milieu.twin.mechanisms.trust import betrayed, trusted
from milieu.twin.mechanisms.world import around, circle_distance
from milieu.twin.state import BUCKETS, COLLEAGUE, EMPTY, TIES, Firms, Twin

mechanism(
    "graft",
    7,
    "da = rate absorption (1 + information / 2) (a_j - a)+ K(distance); the position moves towards "
    "j; with enough absorption an extra step (re-creation). Partners: outside first, then ties, "
    "then a neighbor of the cluster.",
    source="Cohen, Levinthal (1990); Nooteboom (1999); Giuliani, Bell (2005)",
    writes=("next_productivity", "position", "trust", "tie_slot", "tie_tag", "tie_kind"),
    departs="contacts with lead firms and institutes outside are guided: their kernel is wider, "
    "so that they can renew a cluster that has gone astray",
    contacts=Parameter(0.25, 0, 1, "a quarter per unit of absorption", "Contacts", "T32"),
    rate=Parameter(0.1557, 0, 0.4, "share of the gap", "What one contact teaches", "T32"),
    kernel=Parameter(0.1077, 0.03, 0.5, "turns", "Width of cognitive nearness",
                     "Nooteboom and others (2007): inverted U; T32"),
    turn=Parameter(0.25, 0, 1, "share of the distance", "How far a contact turns a firm", "T32"),
    outside=Parameter(0.1, 0, 0.6, "share of contacts", "Contacts outside the cluster", "T33"),
    lead_firms=Parameter(0.5, 0, 1, "share of outside contacts", "With lead firms and institutes",
                         "T33"),
    guided_kernel=Parameter(2, 1, 6, "times the kernel", "Reach of guided learning", "T33"),
    ties=Parameter(0.35, 0, 1, "share of contacts", "Contacts along ties", "T34"),
    re_creation=Parameter(1.1, 0, 2, "absorption", "Absorption from which one re-creates", "T35"),
    contact_rate=Parameter(0, 0, 1, "a quarter per unit of absorption", "Contacts that policy adds",
                           "no policy", lever=True),
    outside_share=Parameter(0, 0, 0.6, "share of contacts", "Outside contacts that policy adds",
                            "no policy", lever=True),
    absorption=Parameter(0, 0, 1.2, "absorption", "Absorption that training adds", "no policy",
                         lever=True, by_firm=True),
)  # fmt: skip

BASE_ABSORPTION, MOST_ABSORPTION = 0.3, 1.5  # 1.3 is a firm with 4 % of sales in R&D (T35)
PLAIN_RESEARCH = 0.04
NO_ONE, LEAD, INSTITUTE = -1, -2, -3  # partners that are not firms


@inlined
def absorption_of(twin: Twin, i: int) -> float:
    """Return the absorptive capacity of firm i."""
    firms = twin.firms
    capacity = BASE_ABSORPTION + firms.research_share[i] / PLAIN_RESEARCH
    if twin.carriers[0].graft_absorption & firms.reach[i] != 0:
        capacity += twin.levers[firms.cluster[i]].graft_absorption
    return min(MOST_ABSORPTION, capacity)


@compiled
def graft(twin: Twin, start: int, stop: int) -> None:
    """Let firms meet someone who knows more, and learn from them."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    if p.graft_contacts <= 0:
        return
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        address = draws.address_of(firms.identity[i], now.quarter)
        chance = draws.uniform(twin.key, address, draws.CONTACT)
        per_unit = p.graft_contacts + twin.levers[c].graft_contact_rate
        absorption = absorption_of(twin, i)
        if chance < per_unit * absorption:
            meet(twin, i, address, absorption)


@inlined
def meet(twin: Twin, i: int, address: np.uint64, absorption: float) -> None:
    """Find a partner, learn, and let trust and ties answer."""
    firms, c = twin.firms, twin.firms.cluster[i]
    partner = partner_of(twin, i, c, address)
    if partner in (NO_ONE, i):
        return
    if partner >= 0:
        learn(twin, i, address, absorption, firms.log_productivity[partner],
              firms.position[partner], 1.0)  # fmt: skip
        if firms.cluster[partner] == c:
            keep_tie(firms, i, partner, COLLEAGUE)
    else:
        cluster, now, wide = twin.clusters[c], twin.world[0], twin.p[0].graft_guided_kernel
        level = cluster.institute_level if partner == INSTITUTE else now.institute_level
        learn(twin, i, address, absorption, level, now.institute_position, wide)
    trusted(twin, i)
    chance = draws.uniform(twin.key, address, draws.BETRAYAL)
    betrayed(twin, i, chance, legal(twin, c))


@inlined
def partner_of(twin: Twin, i: int, c: int, address: np.uint64) -> int:
    """Return the slot of a partner, or LEAD, INSTITUTE or NO_ONE."""
    p, firms = twin.p[0], twin.firms
    kind = draws.uniform(twin.key, address, draws.CONTACT_KIND)
    choice = draws.uniform(twin.key, address, draws.CONTACT_CHOICE)
    outside = p.graft_outside + twin.levers[c].graft_outside_share
    to_institutes = outside + openness(twin, c)
    if kind < outside:
        if choice < p.graft_lead_firms:
            return LEAD
        place = draws.uniform(twin.key, address, draws.CONTACT_PLACE)
        found = from_ring(twin, int(place * len(twin.clusters)), address)
        if found >= 0:
            return found
    elif kind < to_institutes:
        return INSTITUTE
    elif kind < to_institutes + p.graft_ties:
        friend = tied(firms, i, int(choice * TIES))
        if friend >= 0:
            return friend
    return from_ring(twin, c, address)


@inlined
def from_ring(twin: Twin, c: int, address: np.uint64) -> int:
    """Return a firm of cluster c, from the first full bucket of its ring after a random one."""
    who = draws.uniform(twin.key, address, draws.CONTACT_WHO)
    first = int(who * BUCKETS)
    for step in range(BUCKETS):
        slot = twin.ring[c, (first + step) % BUCKETS]
        if slot >= 0 and twin.firms.cluster[slot] != EMPTY:
            return slot
    return NO_ONE


@inlined
def learn(
    twin: Twin,
    i: int,
    address: np.uint64,
    absorption: float,
    level: float,
    position: float,
    widening: float,
) -> None:
    """Let firm i take over part of what someone knows who knows more and is near enough."""
    firms, p = twin.firms, twin.p[0]
    gap = level - firms.log_productivity[i]
    if gap <= 0:
        return
    apart = circle_distance(position, firms.position[i])
    width = p.graft_kernel * widening
    near = 1 - 0.25 * apart * apart / (width * width)
    if near <= 0:
        return
    near *= near
    informed = 1 + 0.5 * technical_information(twin, firms.cluster[i])
    taught = min(1.0, p.graft_rate * absorption * informed)
    firms.next_productivity[i] += taught * gap * near
    firms.position[i] = around(firms.position[i] + p.graft_turn * apart * near)
    if absorption > p.graft_re_creation:
        re_create(twin, i, address)


@inlined
def re_create(twin: Twin, i: int, address: np.uint64) -> None:
    """Let a firm that has understood what it took make something new of it."""
    firms, p = twin.firms, twin.p[0]
    if draws.uniform(twin.key, address, draws.RE_CREATION) >= p.innovation_rate:
        return
    size = draws.uniform(twin.key, address, draws.RE_CREATION_STEP)
    firms.next_productivity[i] += 2 * p.innovation_step * size
    turn = draws.normal(twin.key, address, draws.RE_CREATION_TURN)
    firms.position[i] = around(firms.position[i] + p.innovation_turn * turn)


@inlined
def keep_tie(firms: Firms, i: int, partner: int, kind: int) -> None:
    """Keep the partner as a tie, unless the place for it is taken by one that still lives."""
    place = int((firms.identity[partner] >> np.uint64(8)) % np.uint64(TIES))
    if tied(firms, i, place) < 0:
        firms.tie_slot[i, place] = partner
        firms.tie_tag[i, place] = tag_of(firms.identity[partner])
        firms.tie_kind[i, place] = kind
