"""Slots of firms: who comes takes that of one who left, next to the firms of the same cluster.

Partners are then found near by in memory too. Once a year gaps are closed: firms of the last slots
move into those that nobody took, so that no pass meets many empty ones.
"""

from milieu.twin.compiling import compiled
from milieu.twin.state import EMPTY, TIES, Firms, Twin

MOST_GAPS = 16  # no more than one slot in so many is empty after gaps are closed
NO_SLOT = -1


@compiled
def open_slot(twin: Twin, c: int) -> int:
    """Return a slot for a new firm of cluster c; NO_SLOT never happens with the room kept."""
    now, slot = twin.world[0], int(twin.freed[c])
    if slot != NO_SLOT:
        twin.freed[c] = twin.next_freed[slot]
        return slot
    if now.free == 0:
        now.turned_away += 1  # the run is made again with more room: nobody is left out
        return NO_SLOT
    slot = now.used
    now.free -= 1
    now.used += 1
    return slot


@compiled
def free_slot(twin: Twin, i: int) -> None:
    """Keep the slot that a firm leaves for its cluster."""
    c = twin.firms.cluster[i]
    twin.next_freed[i] = twin.freed[c]
    twin.freed[c] = i


@compiled
def close_gaps(twin: Twin) -> None:
    """At the start of a year move firms into empty slots if there are many; their ties follow."""
    now, firms = twin.world[0], 0
    if now.quarter % 4 != 0:
        return
    for i in range(now.used):
        firms += twin.firms.cluster[i] != EMPTY
    if (now.used - firms) * MOST_GAPS <= now.used:
        return
    move_all(twin, firms)
    follow(twin, firms)
    now.free += now.used - firms
    now.used = firms
    for c in range(len(twin.clusters)):
        twin.freed[c] = NO_SLOT


@compiled
def move_all(twin: Twin, firms: int) -> None:
    """Move the firms of slots from `firms` on to empty ones before; `next_freed` says where to."""
    gap = 0
    for i in range(firms, twin.world[0].used):
        twin.next_freed[i] = NO_SLOT
        if twin.firms.cluster[i] == EMPTY:
            continue
        while twin.firms.cluster[gap] != EMPTY:
            gap += 1
        move_slot(twin.firms, i, gap)
        twin.next_freed[i] = gap


@compiled
def follow(twin: Twin, firms: int) -> None:
    """Let ties point to where their partners are now."""
    ties = twin.firms.tie_slot
    for i in range(firms):
        for k in range(TIES):
            if ties[i, k] >= firms:
                ties[i, k] = twin.next_freed[ties[i, k]]


@compiled
def move_slot(firms: Firms, here: int, there: int) -> None:
    """Move all that is known of a firm from one slot to another, and leave the first empty."""
    firms.identity[there] = firms.identity[here]
    firms.log_sales[there] = firms.log_sales[here]
    firms.sales[there] = firms.sales[here]
    firms.log_productivity[there] = firms.log_productivity[here]
    firms.next_productivity[there] = firms.next_productivity[here]
    firms.efficiency[there] = firms.efficiency[here]
    firms.position[there] = firms.position[here]
    firms.was_at[there] = firms.was_at[here]
    firms.quality[there] = firms.quality[here]
    firms.cash[there] = firms.cash[here]
    firms.debt[there] = firms.debt[here]
    firms.research_share[there] = firms.research_share[here]
    firms.lobbying_share[there] = firms.lobbying_share[here]
    firms.patents[there] = firms.patents[here]
    firms.utility[there] = firms.utility[here]
    firms.aid[there] = firms.aid[here]
    firms.trust[there] = firms.trust[here]
    firms.bunch[there] = firms.bunch[here]
    firms.neglected[there] = firms.neglected[here]
    firms.age[there] = firms.age[here]
    firms.reach[there] = firms.reach[here]
    firms.incubated[there] = firms.incubated[here]
    firms.tier[there] = firms.tier[here]
    firms.origin[there] = firms.origin[here]
    for k in range(TIES):
        firms.tie_slot[there, k] = firms.tie_slot[here, k]
        firms.tie_tag[there, k] = firms.tie_tag[here, k]
        firms.tie_kind[there, k] = firms.tie_kind[here, k]
    firms.cluster[there] = firms.cluster[here]
    firms.cluster[here] = EMPTY
    firms.sales[here] = firms.cash[here] = 0.0
