"""The first state of a run from a study: firms of given number and jobs, the rest from donors."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.twin import draws, state
from milieu.twin.donors import Donors, donors
from milieu.twin.mechanisms.founding import child_identity
from milieu.twin.run import go_on
from milieu.twin.state import CLUSTER_STATE, PER_TIE, Firms, Records, Twin

EVENTS = (draws.CHILD_SIZE, draws.CHILD_TIE, draws.CHILD_TURN)  # a firm's size, twice, and its age
LOWER = 0.35  # spread of the smallest firms' log sizes over that of the largest (B4)
LEAST_JOBS = 0.5  # of a firm that has any
STEEPEST, FLATTEST = 0.0, 20.0  # between which the stretch of sizes is sought
HALVINGS = 60
SETTLING = 8  # quarters in which profits come to what they are with firms of these sizes (B5)
LARGEST = 600.0  # log points; beyond it exp would overflow
WITH_SALES = ("cash", "debt", "patents")  # what a firm has in proportion to its sales
PLACE_WITH_SALES = ("venture_capital", "guarantee_fund", "selected_sales")
Empty = Callable[[int], Twin]


class Known(Protocol):
    """What is known of a place, as `from_study.Place` has it."""

    @property
    def firms(self) -> int:
        """Return how many there are."""

    @property
    def jobs(self) -> float:
        """Return how many there are."""

    @property
    def birth_rate(self) -> float:
        """Return births a year over firms, above 0."""

    @property
    def sizes(self) -> tuple[float, ...]:
        """Return jobs of single firms, where known."""

    @property
    def ages(self) -> tuple[float, ...]:
        """Return years of single firms, where known."""


@dataclass(frozen=True)
class Beginning:
    """The first state: arrays of firms in the first slots, records of places and of the world."""

    firms: dict[str, NDArray[Any]]
    clusters: Any
    world: Any


def beginning(key: np.uint64, places: Sequence[Known], empty: Empty) -> Beginning:
    """Return the first state in balance.

    One quarter is tried, and the productivity of each place moved so that buyers like its firms
    as they like those of all places; outside supply gets the share at which it stays. Then two
    years are tried, and places weighed so that each draws founders in proportion to its firms.

    empty   makes a run of two years without firms or a scenario, with room for so many firms
    """
    donor = donors(key)
    count = sum(place.firms for place in places)
    twin = empty(count)
    start = unbalanced(twin, places, donor)
    put(start, twin)
    p, tried = twin.p[0], go_on(twin, 1)
    there = tried.firms.identity[:count] == start.firms["identity"]
    where, weight = start.firms["cluster"], start.firms["sales"] * there
    by_place = np.bincount(where, weight, len(places))
    liked = np.bincount(where, weight * tried.firms.utility[:count], len(places))
    usual = liked.sum() / by_place.sum()
    apart = usual - np.divide(liked, by_place, out=np.full_like(liked, usual), where=by_place > 0)
    lift(start, apart / p.market_price_weight)
    gap = usual - tried.world[0].outside_utility
    wished = 1 / (1 + math.exp(p.market_outside_elasticity * gap))
    meet(start, max(float(p.market_outside_floor), wished))
    twin = empty(count)
    put(start, twin)
    draw_founders(start, go_on(twin, SETTLING).clusters)
    return start


def draw_founders(start: Beginning, tried: Any) -> None:
    """Weigh places so that each draws founders in proportion to its firms."""
    own = start.clusters
    alike = tried["attractiveness"] * tried["pull"] / own["weight"]
    weight = np.maximum(own["firms"], 1.0) / np.maximum(alike, 1e-300)
    own["weight"] = weight / weight[1:].mean()


def lift(start: Beginning, by: Vector) -> None:
    """Raise the log productivity of each place's firms."""
    for name in ("log_productivity", "next_productivity"):
        start.firms[name] += by[start.firms["cluster"]]
    start.clusters["mean_productivity"] += by


def meet(start: Beginning, outside: float) -> None:
    """Set demand so that it is met, with a share of outside supply."""
    inside = float(start.firms["sales"].sum())
    start.world["demand"] = start.world["demand_now"] = inside / (1 - outside)
    start.world["outside_sales"] = inside * outside / (1 - outside)


def put(start: Beginning, twin: Twin) -> None:
    """Fill a run that is empty with a first state."""
    count = len(start.firms["cluster"])
    for name, values in start.firms.items():
        getattr(twin.firms, name)[:count] = values
    for name in CLUSTER_STATE:
        twin.clusters[name] = start.clusters[name]
    twin.clusters["institutes"] = twin.p[0].research_institutes
    twin.world[0] = start.world[0]
    twin.world[0].used = count
    twin.world[0].free = len(twin.firms.identity) - count


def unbalanced(twin: Twin, places: Sequence[Known], donor: Donors) -> Beginning:
    """Return the first state before places are brought into balance."""
    parts = [firms_of(twin, c, place, donor) for c, place in enumerate(places)]
    firms = {name: np.concatenate([part[name] for part in parts]) for name in Firms._fields}
    firms["identity"] = np.array(
        [child_identity(twin.key, slot) for slot in range(len(firms["cluster"]))], np.uint64
    )
    clusters = places_of(twin, places, firms, donor)
    start = Beginning(firms, clusters, world_of(twin, donor))
    meet(start, float(donor.world.outside_sales / donor.world.demand_now))
    return start


def donor_of(twin: Twin, c: int, donor: Donors) -> int:
    """Return which cluster of the donors stands for a place: elsewhere for elsewhere."""
    if c == 0:
        return 0
    chance = draws.uniform(twin.key, np.uint64(draws.mixed(np.uint64(c))), draws.CHILD_WHERE)
    return donor.able[int(chance * len(donor.able))]


def firms_of(twin: Twin, c: int, place: Known, donor: Donors) -> dict[str, NDArray[Any]]:
    """Return the firms of a place: sizes and ages as known, all else of donors by rank in size."""
    p, count = twin.p[0], place.firms
    chances = np.array([_chances(twin, c, k) for k in range(count)]).reshape(count, len(EVENTS))
    smallest = float(p.exit_minimum_sales)
    total = place.jobs / float(p.labor_and_land_labor_share)
    sales = sizes(spread_of(chances, place), total, smallest)
    from_slots = donor.firms_of(donor_of(twin, c, donor))
    rank = np.argsort(np.argsort(sales, kind="stable"), kind="stable")
    slots = from_slots[((rank + 0.5) / max(count, 1) * len(from_slots)).astype(np.int64)]
    made: dict[str, NDArray[Any]] = {
        name: np.array(getattr(donor.twin.firms, name)[slots]) for name in Firms._fields
    }
    times = sales / donor.sales[slots]
    for name in WITH_SALES:
        made[name] *= times
    made["log_sales"], made["sales"] = np.log(sales), sales
    for name in ("log_productivity", "next_productivity"):
        made[name] = donor.twin.firms.next_productivity[slots] - donor.world.frontier
    made["cluster"][:], made["origin"][:] = c, state.INITIAL
    made["age"] = ages(chances[:, 2], place)
    for name in ("aid", "reach", "incubated", "lobbying_share", *PER_TIE):
        made[name][:] = 0
    made["tie_slot"][:] = -1
    return made


def _chances(twin: Twin, c: int, number: int) -> list[float]:
    """Return the chances of a firm's size and age, which no other place can change."""
    parent = np.uint64(draws.mixed(twin.key ^ np.uint64(c)))
    address = np.uint64(child_identity(parent, number))
    return [draws.uniform(twin.key, address, event) for event in EVENTS]


def spread_of(chances: Matrix, place: Known) -> Vector:
    """Return how firms' log sizes lie above the smallest, before they are stretched to add up.

    The sum of two exponentials: a Pareto law above, and few just above the minimum scale, where
    firms leave (double Pareto, Reed 2001); or as the logs of known firms' jobs lie.
    """
    if not place.sizes:
        upper, lower = -np.log1p(-chances[:, :2]).T
        return np.asarray(upper + LOWER * lower)
    logs = np.sort(np.log(np.maximum(place.sizes, LEAST_JOBS)))
    shares = (np.arange(len(logs)) + 0.5) / len(logs)
    return np.asarray(np.interp(chances[:, 0], shares, logs) - logs[0])


def sizes(spread: Vector, total: float, smallest: float) -> Vector:
    """Return sales exp(b spread) times the smallest, with the b that makes them add up.

    All at least the minimum scale where total is more than firms times it; else all smaller alike.
    """
    if not len(spread):
        return np.zeros(0)
    low, high = STEEPEST, FLATTEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        over = smallest * np.exp(np.minimum(middle * spread, LARGEST)).sum() > total
        low, high = (low, middle) if over else (middle, high)
    sales = np.exp(np.minimum(low * spread, LARGEST))
    return np.asarray(sales * (total / sales.sum()))


def ages(chances: Vector, place: Known) -> NDArray[np.int32]:
    """Return ages in quarters: spread as known, or exponential as births at a rate make them."""
    if place.ages:
        years = np.quantile(np.array(place.ages), chances)
    else:
        years = -np.log1p(-chances) / place.birth_rate
    return np.asarray(np.minimum(4 * years, 400), dtype=np.int32)


def places_of(
    twin: Twin, places: Sequence[Known], firms: dict[str, NDArray[Any]], donor: Donors
) -> Records:
    """Return the state of the places: talent, land and room in balance, all else of donors."""
    made = np.zeros(len(places), state.CLUSTER).view(np.recarray)
    sales = np.bincount(firms["cluster"], firms["sales"], len(places))
    mean = np.mean([max(place.firms, 1) for place in places[1:]])
    mean_jobs = np.mean([place.jobs for place in places[1:]])
    for c, place in enumerate(places):
        d = donor_of(twin, c, donor)
        other = donor.twin.clusters[d]
        made[c] = other
        own, times = made[c], sales[c] / max(float(other.sales), 1.0)
        for name in PLACE_WITH_SALES:
            own[name] *= times
        own.infrastructure *= place.firms / max(float(other.firms), 1.0)
        own.log_wage, own.wage_inverse = 0.0, 1.0
        own.firms, own.talent, own.jobs = place.firms, max(place.jobs, 1.0), place.jobs
        crowding = max(float(other.firms), 1.0) / float(other.land)
        own.land = max(place.firms, 1) / crowding
        own.weight = max(place.firms, 1) / mean
        own.room = max(place.jobs / mean_jobs, 1.0) if c == 0 else 1.0
        own.institute_level -= donor.world.frontier
        own.mean_productivity -= donor.world.frontier
    return made


def world_of(twin: Twin, donor: Donors) -> Records:
    """Return the world of the donors, in the first quarter again, with its frontier at 0."""
    p, made = twin.p[0], donor.twin.world.copy()
    now = made[0]
    now.institute_level -= now.frontier
    now.frontier = now.shift = now.tax_rate = now.government_balance = 0.0
    now.quarter = now.turned_away = 0
    now.log_minimum_scale = math.log(p.exit_minimum_sales)
    now.fixed_cost, now.entry_factor = p.accounts_fixed_cost, 1.0
    return made
