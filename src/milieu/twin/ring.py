"""The ring of each cluster, on which partners are found: a random point, and who comes next.

Each year every firm gets a new place on the ring of its cluster, a hash of its identity and the
year; founders of a year become known at its end. Who comes next after a point depends on nobody but
the firms of that cluster, and changes only where one enters or leaves; so two scenarios meet the
same partners where they can.

A ring is a stretch of `twin.ring`, twice as long as it has firms, in the order of the places, each
firm near where its place would be if all were evenly spread ("ordered hashing", Amble, Knuth 1974):
a look-up takes one or two steps, and the result does not depend on the length.
"""

import numpy as np

from milieu.twin import draws
from milieu.twin.compiling import compiled, inlined
from milieu.twin.state import BLOCK, EMPTY, RING_ROOM, RING_SLACK, Twin

HALF = np.uint64(32)
LOW = np.uint64(0xFFFFFFFF)
NOBODY = np.uint64(0)  # what an empty place holds
LEAST = np.uint64(2)  # what the first slot is kept as
NO_ONE = -1
STEPS = 3
START, LENGTH, FILLED = 0, 1, 2  # columns of `ring_index`: where, how long, up to where filled
STEPS = 3


@compiled
def rings(twin: Twin) -> None:
    """At the start of a year put all firms on the rings of their clusters."""
    firms, now = twin.firms, twin.world[0]
    if now.quarter % 4 != 0:
        return
    lay_out(twin)
    year = year_of(now.quarter)
    for start in range(0, now.used, BLOCK):
        left = put_where_free(twin, year, start, min(start + BLOCK, now.used))
        for k in range(left):
            i = start + twin.chosen[k]
            put(twin, firms.cluster[i], place_of(firms.identity[i], year) | slot_bits(i))


@inlined
def year_of(quarter: int) -> np.uint64:
    """Return random bits of a year."""
    return draws.mixed(np.uint64(quarter // 4) + draws.GOLDEN)


@inlined
def place_of(identity: np.uint64, year: np.uint64) -> np.uint64:
    """Return the place of a firm on its ring: 32 high bits, the others 0."""
    return draws.mixed(identity ^ year) & ~LOW


@inlined
def slot_bits(slot: int) -> np.uint64:
    """Return what the low bits of an entry say of its slot."""
    return np.uint64(slot) + LEAST


@compiled
def lay_out(twin: Twin) -> None:
    """Give each cluster an empty ring of the right length."""
    index, start = twin.ring_index, 0
    for c in range(len(twin.clusters)):
        index[c, START] = index[c, FILLED] = start
        index[c, LENGTH] = RING_ROOM * np.int64(twin.clusters[c].firms) + 1
        start += index[c, LENGTH] + RING_SLACK
    for where in range(start):
        twin.ring[where] = NOBODY


@compiled
def put_where_free(twin: Twin, year: np.uint64, start: int, stop: int) -> int:
    """Put firms where they belong if the place is free; list the others, return their number."""
    firms, ring, left = twin.firms, twin.ring, 0
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        entry = place_of(firms.identity[i], year) | slot_bits(i)
        where = home(twin, c, entry)
        twin.ring_index[c, FILLED] = max(twin.ring_index[c, FILLED], where + 1)
        here = ring[where]
        ring[where] = entry if here == NOBODY else here
        twin.chosen[left] = i - start
        left += here != NOBODY
    return left


@inlined
def put(twin: Twin, c: int, entry: np.uint64) -> None:
    """Put a firm in its order on the ring, and move on those that come after."""
    ring, index = twin.ring, twin.ring_index
    where = home(twin, c, entry)
    end = index[c, START] + index[c, LENGTH] + RING_SLACK
    while where < end:  # the end is never reached, but for a chance of 1e-16 a ring
        here = ring[where]
        if here == NOBODY:
            ring[where] = entry
            index[c, FILLED] = max(index[c, FILLED], where + 1)
            return
        if entry < here:
            ring[where] = entry
            entry = here
        where += 1


@inlined
def home(twin: Twin, c: int, entry: np.uint64) -> int:
    """Return where on the ring an entry would be if all were evenly spread."""
    length = np.uint64(twin.ring_index[c, LENGTH])
    return int(twin.ring_index[c, START] + np.int64(((entry >> HALF) * length) >> HALF))


@inlined
def next_on_ring(twin: Twin, c: int, point: np.uint64) -> int:
    """Return the slot of the first firm of cluster c after a point of 64 bits, or NO_ONE."""
    entry = (point & ~LOW) | LEAST
    where = home(twin, c, entry)
    for _ in range(STEPS):  # most need no more; done without a choice these are fast
        where += twin.ring[where] < entry
    found = first_there(twin, c, where, entry)
    if found == NO_ONE:  # after the last comes the first
        found = first_there(twin, c, twin.ring_index[c, START], LEAST)
    return found


@inlined
def first_there(twin: Twin, c: int, where: int, entry: np.uint64) -> int:
    """Return the slot of the first firm from a place on whose entry is not below `entry`.

    Those who have left the cluster since the start of the year are passed over.
    """
    firms, year = twin.firms, year_of(twin.world[0].quarter)
    while where < twin.ring_index[c, FILLED]:
        here = twin.ring[where]
        if here >= entry:
            slot = np.int64(here & LOW) - np.int64(LEAST)
            if firms.cluster[slot] == c and place_of(firms.identity[slot], year) == here & ~LOW:
                return int(slot)
        where += 1
    return NO_ONE
