"""Graft innovation: digest, absorb and re-create what others know."""

import numpy as np

from milieu.core.squares import bits_at
from milieu.twin import draws
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.government import reaches
from milieu.twin.mechanisms.innovation import PLAIN_RESEARCH
from milieu.twin.mechanisms.intermediaries import legal, technical_information
from milieu.twin.mechanisms.mutual_credit import tag_of, tied
from milieu.twin.mechanisms.research import openness
from milieu.twin.mechanisms.trust import betrayed, trusted
from milieu.twin.mechanisms.world import around, circle_distance
from milieu.twin.ring import NO_ONE, next_on_ring
from milieu.twin.state import COLLEAGUE, EMPTY, TIES, Firms, Twin

mechanism(
    "graft",
    7,
    "da = rate absorption (1 + information / 2) (a_j - a)+ K(distance); the position moves towards "
    "j; with enough absorption an extra step (re-creation). Partners: outside first, then ties, "
    "then a neighbor of the cluster.",
    source="Cohen, Levinthal (1990); Nooteboom (1999); Giuliani, Bell (2005)",
    writes=("next_productivity", "position", "tie_slot", "tie_tag", "tie_kind"),
    goes_on=("next_productivity", "position"),
    departs="contacts with lead firms and institutes outside are guided: their kernel is wider, "
    "so that they can renew a cluster that has gone astray",
    contacts=Parameter(0.25, 0, 1, "a quarter per unit of absorption", "Contacts", "M32"),
    rate=Parameter(0.1557, 0, 0.4, "share of the gap", "What one contact teaches", "M32"),
    kernel=Parameter(0.1077, 0.03, 0.5, "turns", "Width of cognitive nearness",
                     "Nooteboom and others (2007): inverted U; M32"),
    turn=Parameter(0.25, 0, 1, "share of the distance", "How far a contact turns a firm", "M32"),
    outside=Parameter(0.1, 0, 0.6, "share of contacts", "Contacts outside the cluster", "M33"),
    lead_firms=Parameter(0.5, 0, 1, "share of outside contacts", "With lead firms and institutes",
                         "M33"),
    guided_kernel=Parameter(2, 1, 6, "times the kernel", "Reach of guided learning", "M33"),
    guided_turn=Parameter(0.8, 0, 1, "share of the distance", "How far guided teaching turns one",
                          "M33"),
    ties=Parameter(0.35, 0, 1, "share of contacts", "Contacts along ties", "M34"),
    re_creation=Parameter(1.1, 0, 2, "absorption", "Absorption from which one re-creates", "M35"),
    contact_rate=Parameter(0, 0, 1, "a quarter per unit of absorption", "Contacts that policy adds",
                           "no policy", lever=True),
    outside_share=Parameter(0, 0, 0.6, "share of contacts", "Outside contacts that policy adds",
                            "no policy", lever=True),
    absorption=Parameter(0, 0, 1.2, "absorption", "Absorption that training adds", "no policy",
                         lever=True, by_firm=True),
)  # fmt: skip

BASE_ABSORPTION, MOST_ABSORPTION = 0.3, 1.5  # 1.3 is a firm with 4 % of sales in R&D (M35)
LEAD, INSTITUTE = -2, -3  # partners that are not firms


@inlined
def absorption_of(twin: Twin, i: int) -> float:
    """Return the absorptive capacity of firm i."""
    firms = twin.firms
    capacity = BASE_ABSORPTION + firms.research_share[i] / PLAIN_RESEARCH
    if reaches(twin.carriers[0].graft_absorption, firms.reach[i]):
        capacity += twin.levers[firms.cluster[i]].graft_absorption
    return min(MOST_ABSORPTION, capacity)


@compiled
def graft(twin: Twin, start: int, stop: int) -> None:
    """Let firms meet someone who knows more, and learn from them."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    chosen, count = twin.chosen, 0
    if p.graft_contacts <= 0:
        return
    draws.uniforms(twin, draws.CONTACT, start, stop)
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        per_unit = p.graft_contacts + twin.levers[c].graft_contact_rate
        chosen[count] = i - start
        count += twin.chance[i - start] < per_unit * absorption_of(twin, i)
    for k in range(count):
        i = start + chosen[k]
        address = draws.address_of(firms.identity[i], now.quarter)
        twin.partner[k] = partner_of(twin, i, firms.cluster[i], address)
    for k in range(count):  # apart from what is done with it, for then many are fetched at once
        partner = max(0, twin.partner[k])
        twin.level[k] = firms.log_productivity[partner]
        twin.place[k] = firms.was_at[partner]
    for k in range(count):
        i = start + chosen[k]
        meet(twin, i, k, draws.address_of(firms.identity[i], now.quarter))


@inlined
def meet(twin: Twin, i: int, k: int, address: np.uint64) -> None:
    """Learn from the partner of contact k, and let trust and ties answer."""
    firms, c, partner = twin.firms, twin.firms.cluster[i], twin.partner[k]
    if partner in (NO_ONE, i):
        return
    absorption = absorption_of(twin, i)
    if partner >= 0:
        learn(twin, i, address, absorption, twin.level[k], twin.place[k], 1.0)
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
    """Return a firm of cluster c, any with the same chance, or NO_ONE if there is none."""
    return next_on_ring(twin, c, bits_at(twin.key, address + np.uint64(draws.CONTACT_WHO)))


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
    if gap <= 0 and widening == 1.0:
        return
    apart = circle_distance(position, firms.position[i])
    width = p.graft_kernel * widening
    near = 1 - 0.25 * apart * apart / (width * width)
    if near <= 0:
        return
    near *= near
    informed = 1 + 0.5 * technical_information(twin, firms.cluster[i])
    taught = min(1.0, p.graft_rate * absorption * informed)
    firms.next_productivity[i] += taught * max(gap, 0.0) * near
    turn = p.graft_turn if widening == 1.0 else p.graft_guided_turn
    firms.position[i] = around(firms.position[i] + turn * apart * near)
    if gap > 0 and absorption > p.graft_re_creation:
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
