"""How a run begins: from scratch, with a few firms in each cluster."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from milieu.core.errors import UserError
from milieu.twin import draws, state
from milieu.twin.compiling import compiled, inlined
from milieu.twin.measures import Measures, no_measures
from milieu.twin.mechanisms.founding import child_identity
from milieu.twin.mechanisms.government import EVERYONE
from milieu.twin.parameters import (
    CARRIER_RECORD,
    LEVER_RECORD,
    LEVERS,
    parameter_values,
)
from milieu.twin.slots import NO_SLOT
from milieu.twin.state import Twin

ELSEWHERE_ROOM = 20.0  # cluster 0 has so many times the talent and the scale of a cluster
ELSEWHERE_LAND = 10.0  # and so many times the land


@dataclass(frozen=True)
class Setting:
    """What is run.

    clusters         how many, "elsewhere" included
    firms            in each cluster at the start
    quarters         length of the run
    parameters       changes to the declared defaults, by full name
    demand_shocks    log points added to demand, by quarter
    position_shocks  turns by which the sweet spot jumps, by quarter
    """

    clusters: int = 13
    firms: int = 9
    quarters: int = 240
    parameters: Mapping[str, float] = field(default_factory=dict)
    demand_shocks: Mapping[int, float] = field(default_factory=dict)
    position_shocks: Mapping[int, float] = field(default_factory=dict)
    slots: int = 8192

    def __post_init__(self) -> None:
        if self.clusters < 2 or self.quarters < 1 or self.firms < 0:
            raise UserError(
                "a run needs at least two clusters (the first is elsewhere), one quarter and no "
                f"negative firms, but has {self.clusters}, {self.quarters} and {self.firms}",
                next="change the setting",
            )

    def settle(self, twin: Twin) -> None:
        """Set the world and the places, and found the first firms."""
        settle(twin, self)


def changed(setting: Setting, changes: Mapping[str, float]) -> Setting:
    """Return the setting with parameters changed."""
    return replace(setting, parameters={**setting.parameters, **changes})


def begin(setting: Setting, seed: int, replicate: int, measures: Measures | None = None) -> Twin:
    """Return the first state of a run: the firms of each cluster, and empty books."""
    twin = blank(setting, draws.key_of(seed, replicate), measures or no_measures(len(LEVERS)))
    setting.settle(twin)
    return twin


def blank(setting: Setting, key: np.uint64, measures: Measures) -> Twin:
    """Return a run without firms."""
    places, quarters, slots = setting.clusters, setting.quarters, setting.slots
    instruments = len(measures.add)
    clusters, counts = table(state.CLUSTER, places, len(state.CLUSTER_STATE))
    ledger, flows = table(state.LEDGER, places)
    levers, lever_values = table(LEVER_RECORD, places)
    values = parameter_values(setting.parameters)
    baseline = np.array([values[name.replace(".", "_")][0] for name in LEVERS])
    costs = np.column_stack(
        [measures.cost_per_firm, measures.fixed_cost, measures.administration_share]
    )
    return Twin(
        key=key,
        firms=state.empty_firms(slots),
        freed=np.full(places, NO_SLOT, np.int32),
        next_freed=np.zeros(slots, np.int32),
        clusters=clusters,
        counts=counts,
        ledger=ledger,
        flows=flows,
        world=np.zeros(1, state.WORLD_RECORD).view(np.recarray),
        p=values,
        levers=levers,
        lever_values=lever_values,
        carriers=carriers_of(measures.add, baseline),
        baseline=baseline,
        add=np.ascontiguousarray(measures.add, dtype=np.float64),
        doses=np.zeros((places, instruments)),
        costs=np.ascontiguousarray(costs),
        eligibility=np.ascontiguousarray(measures.eligibility, dtype=np.float64),
        ring=state.empty_rings(slots, places),
        ring_index=np.zeros((places, 3), np.int64),
        log_cost=np.zeros(state.BLOCK),
        spread=np.zeros(state.BLOCK),
        chance=np.zeros(state.BLOCK),
        far=np.zeros(state.BLOCK),
        chosen=np.zeros(state.BLOCK, np.int32),
        partner=np.zeros(state.BLOCK, np.int32),
        level=np.zeros(state.BLOCK),
        place=np.zeros(state.BLOCK),
        demand_factor=np.exp(by_quarter(setting.demand_shocks, quarters)),
        position_jump=by_quarter(setting.position_shocks, quarters),
        history=np.zeros((quarters, places), state.CLUSTER).view(np.recarray),
        world_history=np.zeros(quarters, state.WORLD_RECORD).view(np.recarray),
        ledger_history=np.zeros((quarters, places), state.LEDGER).view(np.recarray),
    )


def table(kind: np.dtype[np.void], rows: int, first: int = 0) -> tuple[state.Records, state.Real]:
    """Return records and, on the same memory, their fields from `first` on as a table."""
    values = np.zeros((rows, len(kind.names or ())))
    return values.view(kind).reshape(rows).view(np.recarray), values[:, first:]


def by_quarter(shocks: Mapping[int, float], quarters: int) -> state.Real:
    """Return one value a quarter, 0 where there is no shock."""
    values = np.zeros(quarters)
    for quarter, size in shocks.items():
        if not 0 <= quarter < quarters:
            raise UserError(
                f"a shock is set for quarter {quarter}, but the run has quarters 0 to "
                f"{quarters - 1}",
                next="move the shock, or make the run longer",
            )
        values[quarter] = size
    return values


def carriers_of(add: state.Real, baseline: state.Real) -> state.Records:
    """Return, for each lever, the bits of the instruments that move it; EVERYONE if it is set."""
    bits = [
        sum(1 << k for k in range(len(add)) if add[k, lever] != 0)
        | (EVERYONE if baseline[lever] != 0 else 0)
        for lever in range(len(LEVERS))
    ]
    return np.array([tuple(bits)], CARRIER_RECORD).view(np.recarray)


def settle(twin: Twin, setting: Setting) -> None:
    """Set the world and the places, and found the first firms."""
    p, now = twin.p[0], twin.world[0]
    now.demand = now.demand_now = p.world_demand_start
    now.sweet_spot = now.institute_position = 0.5
    now.log_minimum_scale = np.log(p.exit_minimum_sales)
    now.entry_factor = 1.0
    now.free = len(twin.firms.identity)
    for c, cluster in enumerate(twin.clusters):
        elsewhere = c == 0
        cluster.talent = p.labor_and_land_talent_start * (ELSEWHERE_ROOM if elsewhere else 1)
        cluster.room = ELSEWHERE_ROOM if elsewhere else 1.0
        cluster.weight = 1.0
        cluster.land = p.labor_and_land_land * (ELSEWHERE_LAND if elsewhere else 1)
        cluster.reputation = 0.5
        cluster.institutes = p.research_institutes
    first_firms(twin, setting.firms * setting.clusters)
    inside = float(twin.firms.sales.sum())
    now.outside_sales = max(now.demand - inside, 0.5 * now.demand)


@compiled
def first_firms(twin: Twin, firms: int) -> None:
    """Found the firms with which a run begins, as many in each cluster."""
    for slot in range(firms):
        first_firm(twin, slot, slot * len(twin.clusters) // firms)


@inlined
def first_firm(twin: Twin, slot: int, c: int) -> None:
    """Found one of the firms with which a run begins."""
    firms, p, key = twin.firms, twin.p[0], twin.key
    identity = np.uint64(child_identity(key, slot))
    spread = 0.15 * draws.normal(key, identity, draws.CHILD_IDEAS)
    firms.identity[slot], firms.cluster[slot], firms.origin[slot] = identity, c, state.INITIAL
    firms.log_productivity[slot] = firms.next_productivity[slot] = spread
    size = 0.5 * draws.uniform(key, identity, draws.CHILD_SIZE)
    firms.log_sales[slot] = np.log(2 * p.exit_minimum_sales) + size
    firms.sales[slot] = np.exp(firms.log_sales[slot])
    turned = p.start_up_position_spread * draws.normal(key, identity, draws.CHILD_TURN)
    firms.position[slot] = (0.5 + turned) % 1.0
    firms.quality[slot], firms.bunch[slot], firms.trust[slot] = 0.5, 1.0, 0.4
    firms.cash[slot] = firms.sales[slot]
    firms.research_share[slot] = p.accounts_research_share
    now = twin.world[0]
    now.free -= 1
    now.used = slot + 1
