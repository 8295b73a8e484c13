"""Runs at the edges of what may be asked of the twin, and what must hold in all of them."""

from dataclasses import dataclass, replace

import numpy as np

from milieu.policy.scenario import measures_of
from milieu.twin.conservation import conservation
from milieu.twin.measures import Measures
from milieu.twin.observe import firm_year, observed
from milieu.twin.parameters import LEVERS, PARAMETERS
from milieu.twin.run import go_on
from milieu.twin.start import Setting, begin
from milieu.twin.state import EMPTY, Twin

TINY = 1e-9
ROUNDING = 1e-10  # relative, after 120 quarters of sums over thousands of firms
MANY = 20_000  # firms at which a run has been looked at for long enough
ANY, ABOVE, SHARE = (-np.inf, np.inf), (0.0, np.inf), (0.0, 1.0)
FIRM_BOUNDS = {
    **dict.fromkeys(("log_sales", "log_productivity", "next_productivity", "efficiency"), ANY),
    **dict.fromkeys(("utility", "cash"), ANY),
    **dict.fromkeys(("sales", "debt", "research_share", "patents", "aid", "bunch"), ABOVE),
    **dict.fromkeys(("neglected", "age", "incubated"), ABOVE),
    **dict.fromkeys(("quality", "trust", "lobbying_share"), SHARE),
    "position": (0.0, np.nextafter(1, 0)),
    "tier": (0, 3),
}
CLUSTER_BOUNDS = {
    **dict.fromkeys(("talent", "land", "room", "infrastructure", "venture_capital"), ABOVE),
    **dict.fromkeys(("venture_heat", "guarantee_fund", "markup", "attractiveness"), ABOVE),
    **dict.fromkeys(("firms", "sales", "jobs", "suppliers", "patents", "births", "deaths"), ABOVE),
    **dict.fromkeys(("moved_in", "moved_out", "program_cost", "research"), ABOVE),
    **dict.fromkeys(("reputation", "homogeneity", "mean_trust", "seen_share"), SHARE),
    **{f"service_{kind}": SHARE for kind in ("talent", "rating", "legal", "inspection")},
    **{f"service_{kind}": SHARE for kind in ("technical_information", "consulting")},
}
WORLD_BOUNDS = {
    **dict.fromkeys(("demand", "demand_now", "outside_sales", "fixed_cost", "firms"), ABOVE),
    **dict.fromkeys(("sales", "attraction_total", "entry_factor", "free", "used"), ABOVE),
    "tax_rate": SHARE,
    "sweet_spot": (0.0, np.nextafter(1, 0)),
    "turned_away": (0, 0),
}


@dataclass(frozen=True)
class Always:
    """A policy whose doses never change from its first quarter on."""

    made: Measures
    dose: np.ndarray
    first: int = 0

    def measures(self):
        return self.made

    def doses(self, quarter, seen):
        return self.dose * (quarter >= self.first)

    def until(self, quarter):
        return self.first if quarter < self.first else 10_000


def outside(table, bounds) -> list[str]:
    """Return which fields of a table are not finite or leave their bounds, and by what."""
    found = []
    for name in table.dtype.names:
        low, high = bounds.get(name, ANY)
        values = np.asarray(table[name], float)
        wrong = ~(np.isfinite(values) & (values >= low - TINY) & (values <= high + TINY))
        if wrong.any():
            found.append(f"{name} is {values[wrong][0]:g}")
    return found


def living(twin: Twin) -> np.ndarray:
    """Return the firms that live, as a table of the fields that have bounds."""
    alive = np.flatnonzero(twin.firms.cluster != EMPTY)
    table = np.zeros(len(alive), [(name, "f8") for name in FIRM_BOUNDS])
    for name in FIRM_BOUNDS:
        table[name] = getattr(twin.firms, name)[alive]
    return table


def overdrawn(twin: Twin, firms: np.ndarray) -> list[str]:
    """Return firms whose cash lies below the declared overdraft, newborn ones aside."""
    limit = -twin.p[0].exit_overdraft * firms["sales"]
    low = firms["cash"] < limit - TINY * (1 + np.abs(limit))
    return [f"cash is {firms['cash'][low][0]:g}, below {limit[low][0]:g}"] if low.any() else []


def faults(twin: Twin) -> list[str]:
    """Return everything in the state of a run that must not be."""
    firms = living(twin)
    last = twin.world[0].quarter
    world = np.asarray(twin.world_history[:last])
    clusters = np.asarray(twin.history[:last])
    return [
        *outside(firms, FIRM_BOUNDS),
        *overdrawn(twin, firms),
        *(f"cluster {fault}" for fault in outside(clusters, CLUSTER_BOUNDS)),
        *(f"world {fault}" for fault in outside(world, WORLD_BOUNDS)),
        *(f"book {fault}" for fault in outside(np.asarray(twin.ledger_history[:last]), BOOKS)),
    ]


BOOKS = dict.fromkeys(("sales", "wages", "rents", "purchases", "upkeep", "research"), ABOVE)
BOOKS |= dict.fromkeys(("aid", "tax", "tax_credit", "loans", "repayments", "equity"), ABOVE)
BOOKS |= dict.fromkeys(("dividends", "founders", "paid_out", "unpaid", "pooled"), ABOVE)
BOOKS |= dict.fromkeys(("fees", "written_off", "guarantees_paid", "pool_paid"), ABOVE)


def faults_of(setting: Setting, seed: int = 0, policy: Always | None = None) -> list[str]:
    """Run the twin, looking at it every year, and return the first faults, or leaks at its end."""
    twin = begin(setting, seed, 0, policy.measures() if policy else None)
    kept, quarter = [], 0
    while quarter < setting.quarters and twin.world[0].firms < MANY:
        if policy:
            twin.doses[:] = policy.doses(quarter, None)
        twin = go_on(twin, min(4, setting.quarters - quarter))
        quarter = int(twin.world[0].quarter)
        if twin.world[0].turned_away > 0:  # as `run` does: once more, with more room
            return faults_of(replace(setting, slots=4 * setting.slots), seed, policy)
        found = faults(twin)
        if found:
            return [f"in quarter {quarter}", *found]
        kept += [firm_year(twin, quarter // 4 - 1)] if quarter % 4 == 0 else []
    gaps = conservation(observed(twin, quarter, kept))
    return [f"{account} is off by {gap:g}" for account, gap in gaps.items() if not gap < ROUNDING]


def drawn_parameters(random: np.random.Generator) -> dict[str, float]:
    """Return every parameter drawn from its declared range; each third one at an end of it."""
    values = {}
    for name, parameter in PARAMETERS.items():
        share = random.choice([0.0, 1.0, random.random(), random.random()])
        if not parameter.lever:
            between = parameter.low + share * (parameter.high - parameter.low)
            values[name] = min(parameter.high, between)
    return values


def drawn_policy(random: np.random.Generator, clusters: int) -> Always:
    """Return a few made-up instruments that move random levers within their ranges."""
    count = int(random.integers(0, 5))
    room = np.array([PARAMETERS[name].high - PARAMETERS[name].low for name in LEVERS])
    moved = random.random((count, len(LEVERS))) < 0.3
    add = moved * random.random((count, len(LEVERS))) * room / max(count, 1)
    costs = random.random((3, count)) * np.array([[2.0], [100.0], [0.2]])
    limits = np.tile([0.0, np.inf, 0.0, np.inf, 0.0, 3.0], (count, 1))
    limits[:, 1] = random.choice([10.0, 100.0, np.inf], count)
    made = Measures(add, costs[0], costs[1], costs[2], limits)
    return Always(made, random.random((clusters, count)))


def everything(clusters: int, times: float = 1.0, first: int = 0) -> Always:
    """Return all instruments at once at their largest intensity, or so many times that."""
    from milieu.policy.declare import instruments

    made = measures_of(LEVERS, {})
    largest = np.array([one.largest_intensity for one in instruments()])
    return Always(made, np.tile(times * largest, (clusters, 1)), first)
