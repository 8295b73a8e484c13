"""How a run begins from a study: clusters with their firms and jobs, and the nation's remainder.

What statistics tell (firms, jobs, ages, sizes) is taken as it is. What they do not tell is taken
from donors: the twin's own industry from scratch, forty years old, another one in each replicate.
Every place begins in balance, so no trend of the past goes on by itself.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

import numpy as np

from milieu.core.errors import UserError
from milieu.twin.beginnings import SETTLING, Beginning, beginning, put
from milieu.twin.donors import Usual, usual
from milieu.twin.measures import no_measures
from milieu.twin.parameters import LEVERS, PARAMETERS
from milieu.twin.start import Setting, blank
from milieu.twin.state import Twin

ELSEWHERE = "elsewhere"
MOST_ELSEWHERE = 2000  # firms elsewhere that are simulated; the others are left out (B2)
USUAL_BIRTHS = 0.1  # a year over firms, where demography is not known (B3)
BELOW_MEAN = 0.6  # minimum scale over the mean size, at most, where firms are smallest (B4)
SLOTS_A_PLACE = 400
NAMED = 5  # places that a sentence names
OWN = (  # what the study says, so that a scenario can not
    *("world.demand_start", "labor_and_land.talent_start", "labor_and_land.land"),
    *("exit.minimum_sales", "accounts.fixed_cost", "founding.cash", "start_up.base"),
)
Base = tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Place:
    """What statistics tell of one place: a cluster, or "elsewhere".

    firms, jobs   in the last year;  both 0 or both above
    entry_rate    births a year over firms, from which ages follow; NaN where unknown
    sizes, ages   jobs and years of single firms, where known: how they are spread
    """

    name: str
    firms: int
    jobs: float
    entry_rate: float = math.nan
    sizes: tuple[float, ...] = ()
    ages: tuple[float, ...] = ()

    @property
    def birth_rate(self) -> float:
        """Return births a year over firms, the usual ones where they are not known."""
        return self.entry_rate if self.entry_rate > 0 else USUAL_BIRTHS


@dataclass(frozen=True)
class StudySetting(Setting):
    """A setting that begins from the places of a study, the first of them elsewhere.

    base   parameters as the study has them, without what a scenario changes: a run begins the
           same in every scenario
    """

    places: tuple[Place, ...] = ()
    base: Mapping[str, float] = field(default_factory=dict)

    def settle(self, twin: Twin) -> None:
        """Set the world and the places, and put in the firms; all by the run's own key."""
        put(begun(int(twin.key), self.places, tuple(sorted(self.base.items()))), twin)


def from_places(
    clusters: Sequence[Place],
    elsewhere: Place,
    *,
    quarters: int,
    parameters: Mapping[str, float] | None = None,
    demand_shocks: Mapping[int, float] | None = None,
    position_shocks: Mapping[int, float] | None = None,
) -> StudySetting:
    """Return the setting of runs that begin with these clusters and the rest of the nation.

    parameters   changes that a scenario makes;  shocks: as in `Setting`
    raises       UserError for no clusters, one without firms or jobs, or a change to a parameter
                 that the study itself sets
    """
    _check(clusters, parameters or {})
    places = (limited(elsewhere), *clusters)
    base = base_parameters(places, usual())
    demand = {q: usual().wage_growth * (q + 1) for q in range(quarters)}
    for quarter, size in (demand_shocks or {}).items():
        demand[quarter] = demand.get(quarter, 0.0) + size
    return StudySetting(
        clusters=len(places),
        firms=0,
        quarters=quarters,
        parameters={**base, **(parameters or {})},
        demand_shocks=demand,
        position_shocks=dict(position_shocks or {}),
        slots=slots_for(sum(place.firms for place in places), len(places)),
        places=places,
        base=base,
    )


def limited(elsewhere: Place) -> Place:
    """Return elsewhere with no more firms than are simulated, and their part of the jobs."""
    if elsewhere.firms <= MOST_ELSEWHERE:
        return elsewhere
    share = MOST_ELSEWHERE / elsewhere.firms
    return replace(elsewhere, firms=MOST_ELSEWHERE, jobs=elsewhere.jobs * share)


def base_parameters(places: Sequence[Place], old: Usual) -> dict[str, float]:
    """Return the parameters of an industry as old as donors are, with firms of these sizes.

    The frontier begins at 0 again, so what has grown with it stands in the parameters; founders
    are so many in proportion to firms, as they are in the donors' industry.
    """
    default = {name: one.default for name, one in PARAMETERS.items()}
    mean = sum(place.jobs for place in places) / sum(place.firms for place in places)
    least = min(place.jobs / place.firms for place in places if place.firms)
    jobs = min(mean / old.size, BELOW_MEAN * least)
    scale = jobs / default["labor_and_land.labor_share"]
    times = scale / default["exit.minimum_sales"]
    founders = default["start_up.rate"] + default["start_up.base"] / old.firms
    calm = math.exp(-default["risk.size_slope"] * old.scale)
    made = {
        "exit.minimum_sales": scale,
        "accounts.fixed_cost": default["accounts.fixed_cost"] * times,
        "founding.cash": default["founding.cash"] * times,
        "unit_cost.scale_jobs": default["unit_cost.scale_jobs"] * times,
        "risk.spread": default["risk.spread"] * calm,
        "start_up.base": 0.0,
        "start_up.rate": founders * old.entry_factor,
        "spin_off.hazard": default["spin_off.hazard"] * old.entry_factor,
        "world.demand_growth": 0.0,
    }
    return {name: within(name, value) for name, value in made.items()}


def within(name: str, value: float) -> float:
    """Return a value within the declared range of a parameter."""
    return min(PARAMETERS[name].high, max(PARAMETERS[name].low, value))


@lru_cache(maxsize=8)
def begun(key: int, places: tuple[Place, ...], base: Base) -> Beginning:
    """Return the first state of a run."""

    def empty(firms: int) -> Twin:
        setting = Setting(len(places), 0, SETTLING, dict(base), slots=slots_for(firms, len(places)))
        return blank(setting, np.uint64(key), no_measures(len(LEVERS)))

    return beginning(np.uint64(key), places, empty)


def slots_for(firms: int, places: int) -> int:
    """Return for how many firms there is room at first."""
    return 2 * firms + SLOTS_A_PLACE * places


def assumptions(clusters: Sequence[Place], elsewhere: Place) -> tuple[str, ...]:
    """Return what is assumed because the study does not tell it, a sentence each."""
    said = [
        "Every place begins in balance: as much work as talent, the same wages, firms that buyers "
        "like as well, founders in proportion to firms. What a place has lost or won in the past "
        "does not go on by itself.",
        "Demand grows as wages do, so that it buys as much work as now.",
        "Technology, quality, cash, trust and institutions are not known; each run takes them "
        "from another made-up industry, forty years old. Nobody is tied to anybody at first.",
        "How many firms enter and leave is the twin's own; where firms are larger than elsewhere, "
        "they come to be more and smaller.",
    ]
    if not all(place.sizes for place in clusters):
        said.append("Sizes of firms follow a Pareto law that yields each place's firms and jobs.")
    blank_ages = [p.name for p in clusters if not p.ages and not p.entry_rate > 0]
    if blank_ages:
        more = " and others" if len(blank_ages) > NAMED else ""
        said.append(
            f"Ages are those that {100 * USUAL_BIRTHS:.0f} % of births a year lead to, births not "
            f"being known in {', '.join(blank_ages[:NAMED])}{more}."
        )
    if elsewhere.firms > MOST_ELSEWHERE:
        said.append(
            f"Of {elsewhere.firms:,} firms elsewhere {MOST_ELSEWHERE:,} are "
            "simulated, with their part of the jobs."
        )
    return tuple(said)


def _check(clusters: Sequence[Place], parameters: Mapping[str, float]) -> None:
    empty = [place.name for place in clusters if place.firms < 1 or not place.jobs > 0]
    if empty or not clusters:
        raise UserError(
            f"nothing is known to be there: {', '.join(empty)}" if empty else "no cluster is named",
            where="beginning from a study",
            next="Choose clusters whose firms and jobs are known in the last year.",
        )
    for name in parameters:
        if name in OWN:
            raise UserError(
                f"{name} follows from the study's firms and jobs",
                where="[world]",
                next="Leave it out, or run the scenario from scratch (`-` for the study).",
            )
