"""The state of a run: arrays of firms, one record per cluster, one for the world, one ledger."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.twin.reference import ByReference

Real = NDArray[np.float64]
Records = NDArray[np.void]

TIES = 6  # a firm keeps at most so many ties
KIN, SCHOOLMATE, COLLEAGUE, OTHER = 0, 1, 2, 3  # kinds of tie
START_UP, SPIN_OFF, INSTITUTE, SEED, INITIAL = 0, 1, 2, 3, 4  # origins of a firm
EMPTY = -1  # cluster of a slot without a firm
RING_ROOM = 2  # places for a firm on the ring of its cluster, on which partners are found
RING_SLACK = 192  # places after the end of a ring, for those that did not find room before it
BLOCK = 2048  # firms treated at a time, so that what one mechanism leaves is still in the cache
INTERMEDIARIES = ("technical_information", "talent", "consulting", "rating", "legal", "inspection")


class Firms(NamedTuple):
    """Firms as a structure of arrays, one slot each; slots whose cluster is EMPTY are free.

    identity            64 bits, a hash of the parent's identity, the quarter and the event
    log_sales, sales    a quarter, in average wages of the first quarter
    log_productivity    technology; `efficiency` is the passing part, `next_productivity` comes next
    position            on the technology circle, turns in [0, 1); `was_at` as the quarter began
    quality             0 to 1;  tier: 0 assembly, 1 manufacturing, 2 design, 3 brand and standards
    cash, debt          quarterly wages
    research_share      R&D over sales;  lobbying_share: part of it that goes into lobbying
    trust               0 to 1;  bunch: how its customers come in bunches this year
    neglected           ideas that did not fit;  patents: depreciated stock
    utility             what buyers see in it, relative;  aid: of this quarter
    age                 quarters;  incubated: quarters left;  reach: bits of instruments
    """

    identity: NDArray[np.uint64]
    log_sales: Real
    sales: Real
    log_productivity: Real
    next_productivity: Real
    efficiency: NDArray[np.float32]
    position: Real
    was_at: NDArray[np.float32]
    quality: NDArray[np.float32]
    cash: Real
    debt: Real
    research_share: Real
    lobbying_share: NDArray[np.float32]
    patents: NDArray[np.float32]
    utility: NDArray[np.float32]
    aid: NDArray[np.float32]
    trust: NDArray[np.float32]
    bunch: NDArray[np.float32]
    neglected: NDArray[np.float32]
    age: NDArray[np.int32]
    reach: NDArray[np.uint32]
    cluster: NDArray[np.int16]
    incubated: NDArray[np.int16]
    tier: NDArray[np.int8]
    origin: NDArray[np.int8]
    tie_slot: NDArray[np.int32]
    tie_tag: NDArray[np.uint32]
    tie_kind: NDArray[np.int8]


TYPES = {
    **dict.fromkeys(Firms._fields, "f8"),
    **{"identity": "u8", "reach": "u4", "age": "i4", "cluster": "i2", "incubated": "i2"},
    **dict.fromkeys(("aid", "trust", "bunch", "neglected"), "f4"),
    **dict.fromkeys(("efficiency", "lobbying_share", "patents", "utility"), "f4"),
    **dict.fromkeys(("was_at", "quality"), "f4"),
    **{"tier": "i1", "origin": "i1", "tie_slot": "i4", "tie_tag": "u4", "tie_kind": "i1"},
}
PER_TIE = ("tie_slot", "tie_tag", "tie_kind")

# What a cluster is, carried from quarter to quarter.
CLUSTER_STATE = (
    *("log_wage", "log_rent", "talent", "land", "room", "weight", "infrastructure"),
    *("reputation",),
    *("venture_capital", "venture_heat", "guarantee_fund", "profit_rate", "attractiveness"),
    *("pull", "shared_cost", "markup", "homogeneity", "mean_productivity", "mean_trust"),
    *("seen_share", "selected_sales", "institutes", "institute_level", "institute_position"),
    *("institute_lead", "wage_inverse", "supply_gain", "friction", "log_markup"),
    *("service_" + kind for kind in INTERMEDIARIES),
)
# What is counted anew each quarter.
CLUSTER_COUNTS = (
    *("firms", "sales", "jobs", "suppliers", "quality_sales", "productivity_sum"),
    *("productivity_sales", "cosine", "sine", "trust_sum", "profits", "selected_next"),
    *("research", "lobbying_sales", "value_added", "patents", "births", "deaths", "moved_in"),
    *("moved_out", "program_cost", "aided_firms"),
)
# Every flow of money and debt of a cluster's firms in a quarter; `conservation` says the signs.
FLOWS = (
    *("opening_cash", "sales", "wages", "rents", "purchases", "upkeep", "research", "aid"),
    *("tax_credit", "tax", "interest", "loans", "repayments", "equity", "dividends", "founders"),
    *("paid_out", "unpaid", "pooled", "fees", "cash_moved_in", "cash_moved_out", "opening_debt"),
    *("written_off", "debt_moved_in", "debt_moved_out", "guarantees_paid", "pool_paid"),
    *("private_venture", "public_venture", "venture_returned", "administration", "burden"),
)
WORLD = (
    *("demand", "sweet_spot", "frontier", "institute_level", "institute_position"),
    *("log_minimum_scale", "fixed_cost", "outside_sales", "shift", "mean_utility"),
    *("outside_utility", "firms", "sales", "tax_rate", "government_balance"),
    *("attraction_total", "entry_factor", "demand_now"),
)
CLUSTER = np.dtype([(name, "f8") for name in CLUSTER_STATE + CLUSTER_COUNTS])
LEDGER = np.dtype([(name, "f8") for name in FLOWS])
WORLD_RECORD = np.dtype(
    [(name, "f8") for name in WORLD]
    + [(name, "i8") for name in ("quarter", "used", "free", "turned_away")]
)


class Parts(NamedTuple):
    """The members of a `Twin`.

    firms       structure of arrays, the first `world.used` slots in use, `world.free` after them
    freed       slot that a firm of each cluster left last;  next_freed: the one left before it
    clusters    one record each, 0 is "elsewhere"; `counts` is the part counted anew, as a table
    ledger      their flows of this quarter; `flows` is the same memory as a table
    world, p    one record each: the world, the parameters
    levers      parameters that a policy may move, as in force, one record a cluster; `lever_values`
                is the same memory as a table
    carriers    for each lever, bits of the instruments that move it
    baseline    the levers without policy;  add: (instruments, levers), what intensity 1 adds
    doses       intensity of each instrument in each cluster, this quarter
    costs       (instruments, 3): a firm, fixed, administration;  eligibility: (instruments, 6)
    ring        firms of each cluster in the order of a hash of identity and quarter
    ring_index  (clusters, 3): where in `ring`, how long, up to where filled
    log_cost, spread, chance, far, chosen, partner, level, place   scratch of one block
    demand_factor, position_jump   shocks of a scenario, one value a quarter
    history, world_history, ledger_history   what is kept of every quarter
    """

    key: np.uint64
    firms: Firms
    freed: NDArray[np.int32]
    next_freed: NDArray[np.int32]
    clusters: Records
    counts: Real
    ledger: Records
    flows: Real
    world: Records
    p: Records
    levers: Records
    lever_values: Real
    carriers: Records
    baseline: Real
    add: Real
    doses: Real
    costs: Real
    eligibility: Real
    ring: NDArray[np.uint64]
    ring_index: NDArray[np.int64]
    log_cost: Real
    spread: Real
    chance: Real
    far: Real
    chosen: NDArray[np.int32]
    partner: NDArray[np.int32]
    level: Real
    place: Real
    demand_factor: Real
    position_jump: Real
    history: Records
    world_history: Records
    ledger_history: Records


class Twin(ByReference, Parts):
    """All that a quarter reads and writes; compiled functions are handed its address."""

    def __reduce__(self) -> tuple[Any, tuple[Any, ...]]:
        """Return what a copy is made of."""
        return rejoined, tuple(self)


def rejoined(*members: Any) -> Twin:
    """Return a twin whose tables are the memory of its records, as the copies of both are not."""
    twin = Twin(*members)
    records: dict[str, Any] = {
        name: np.asarray(getattr(twin, name)).view(np.recarray)
        for name in ("clusters", "ledger", "levers")
    }
    counts, flows, levers = (
        np.asarray(array).view(np.float64).reshape(len(array), -1) for array in records.values()
    )
    records |= {"counts": counts[:, len(CLUSTER_STATE) :], "flows": flows, "lever_values": levers}
    return twin._replace(**records)


def empty_firms(slots: int) -> Firms:
    """Return room for so many firms, all of it empty."""
    arrays: dict[str, NDArray[Any]] = {
        name: np.zeros((slots, TIES) if name in PER_TIE else slots, dtype)
        for name, dtype in TYPES.items()
    }
    arrays["cluster"][:] = EMPTY
    arrays["tie_slot"][:] = -1
    return Firms(**arrays)


def bytes_per_firm() -> int:
    """Return the memory that one slot takes, with its entries in `next_freed` and on the ring."""
    own = sum(array.itemsize * (TIES if array.ndim == 2 else 1) for array in empty_firms(1))
    return own + 4 + 8 * RING_ROOM


def empty_rings(slots: int, clusters: int) -> NDArray[np.uint64]:
    """Return room for the rings of so many firms in so many clusters."""
    return np.zeros(RING_ROOM * slots + (RING_SLACK + 1) * clusters, np.uint64)


def with_room(twin: Twin, slots: int) -> Twin:
    """Return the same run with more slots; firms keep theirs."""
    old, new = twin.firms, empty_firms(slots)
    had = len(old.identity)
    arrays: list[tuple[NDArray[Any], NDArray[Any]]] = list(zip(old, new, strict=True))
    for before, after in arrays:
        after[:had] = before
    next_freed, ring = np.zeros(slots, np.int32), empty_rings(slots, len(twin.clusters))
    next_freed[:had] = twin.next_freed
    ring[: len(twin.ring)] = twin.ring
    twin.world[0].free += slots - had
    return twin._replace(firms=new, next_freed=next_freed, ring=ring)
