"""The clusters planted in the made-up country: where, in what, of which type, with which life."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Mask, Vector
from milieu.sources.made_up.industries import Industries
from milieu.sources.made_up.map import Map

MARSHALLIAN, HUB, SATELLITE, STATE = TYPES = (
    "Marshallian",
    "hub-and-spoke",
    "satellite platform",
    "state-anchored",
)
LOCK_IN, RACE = "lock-in", "race to the bottom"
WARNING_YEARS = 4  # a fate shows so long before the decline that it ends in, assumption S5
REGIONS_PER_CLUSTER = 4  # 15 clusters in 60 regions
LOWEST_QUOTIENT, HIGHEST_QUOTIENT = 4.0, 12.0  # aimed at when largest, assumption S4
LARGEST_IN_INDUSTRY, LARGEST_IN_REGION = 0.6, 0.3  # shares of jobs, assumption S4


@dataclass(frozen=True)
class Stage:
    """What a stage does to a cluster each year, assumption S3.

    growth, noise   of jobs in logs, beyond the nation's, and its standard deviation
    births, exits   share of firms
    research        factor on patents and research
    spin_offs       share of births that leave a firm of the cluster
    """

    name: str
    growth: float
    noise: float
    births: float
    exits: float
    research: float
    spin_offs: float


STAGES = (
    Stage("budding", 0.05, 0.06, 0.12, 0.05, 1.2, 0.30),
    Stage("growth", 0.07, 0.03, 0.10, 0.04, 1.6, 0.45),
    Stage("maturity", 0.00, 0.02, 0.05, 0.05, 1.3, 0.25),
    Stage("decline", -0.06, 0.025, 0.025, 0.07, 0.7, 0.10),
    Stage("renewal", 0.05, 0.03, 0.08, 0.05, 1.7, 0.40),
)
STAGE_NAMES = tuple(stage.name for stage in STAGES)

# (stage, years of 25) in turn, and what the decline comes from; assumption S2
STORIES: tuple[tuple[str, tuple[tuple[str, int], ...]], ...] = (
    ("", (("budding", 7), ("growth", 9), ("maturity", 9))),
    (LOCK_IN, (("growth", 8), ("maturity", 8), ("decline", 9))),
    (RACE, (("maturity", 13), ("decline", 12))),
    (LOCK_IN, (("maturity", 7), ("decline", 9), ("renewal", 9))),
    ("", (("budding", 12), ("growth", 13))),
    ("", (("growth", 10), ("maturity", 15))),
    (RACE, (("growth", 6), ("maturity", 9), ("decline", 10))),
    ("", (("maturity", 25),)),
    ("", (("decline", 9), ("renewal", 9), ("maturity", 7))),
    ("", (("budding", 8), ("growth", 7), ("decline", 10))),
    (LOCK_IN, (("maturity", 14), ("decline", 11))),
    ("", (("budding", 16), ("growth", 9))),
    ("", (("growth", 14), ("maturity", 11))),
    (RACE, (("maturity", 10), ("decline", 15))),
    (LOCK_IN, (("growth", 6), ("maturity", 7), ("decline", 6), ("renewal", 6))),
)


@dataclass(frozen=True, eq=False)
class PlantedCluster:
    """A cluster as it was planted.

    industries, regions   codes of classes and of regions, the leading one first
    stages                one name per year
    fate, fate_from       what its decline comes from and the first year that shows it; "" if none
    quotient              location quotient aimed at when it is largest
    places, classes       positions of its regions and classes
    """

    cluster: str
    name: str
    industries: tuple[str, ...]
    regions: tuple[str, ...]
    type: str
    stages: tuple[str, ...]
    first_year: int
    fate: str
    fate_from: int | None
    quotient: float
    longitude: float
    latitude: float
    places: tuple[int, ...]
    classes: tuple[int, ...]

    def stage(self, year: int) -> str:
        """Return the stage of a year."""
        return self.stages[year - self.first_year]

    def shows_fate(self, year: int) -> bool:
        """Return whether the fate shows in a year; a renewal ends it."""
        return (
            self.fate_from is not None and year >= self.fate_from and self.stage(year) != "renewal"
        )

    def years_into_fate(self, years: int) -> Vector:
        """Return how long the fate has shown in each year; a renewal halves that every year."""
        so_far, each = 0.0, []
        for year in range(self.first_year, self.first_year + years):
            renewing = self.stage(year) == "renewal"
            so_far = so_far / 2 if renewing else so_far + self.shows_fate(year)
            each.append(so_far)
        return np.array(each)


def plant(
    rng: np.random.Generator,
    country: Map,
    industries: Industries,
    region_share: Vector,
    first_year: int,
    years: int,
) -> tuple[PlantedCluster, ...]:
    """Return clusters that share no cell of region and class; fewer where there is no room.

    region_share   of all jobs, shape (regions,)
    """
    count = max(4, round(len(region_share) / REGIONS_PER_CLUSTER))
    traded = np.flatnonzero(industries.traded)
    groups = np.resize(rng.permutation(traded), count)
    types = [TYPES[i % len(TYPES)] for i in rng.permutation(count)]
    taken = np.zeros((len(region_share), len(industries.group)), bool)
    planted = []
    for number, group in enumerate(groups):
        classes = _choose_classes(rng, industries, int(group))
        places = _choose_places(
            rng, country, region_share, np.asarray(taken[:, classes].any(axis=1)), number
        )
        if not len(places):
            continue
        taken[np.ix_(places, classes)] = True
        fate, story = STORIES[number % len(STORIES)]
        stages = _life(rng, story, years)
        planted.append(
            PlantedCluster(
                cluster=f"P{number + 1:02d}",
                name=f"{industries.names[1 + int(group)]} of {_name(country, int(places[0]))}",
                industries=tuple(industries.class_codes[c] for c in classes),
                regions=tuple(_code(country, int(r)) for r in places),
                type=types[number],
                stages=stages,
                first_year=first_year,
                fate=fate,
                fate_from=_fate_from(stages, first_year) if fate else None,
                quotient=round(rng.uniform(LOWEST_QUOTIENT, HIGHEST_QUOTIENT), 1),
                longitude=float(country.towns[places[0], 0]),
                latitude=float(country.towns[places[0], 1]),
                places=tuple(int(r) for r in places),
                classes=tuple(int(c) for c in classes),
            )
        )
    return tuple(planted)


def _code(country: Map, region: int) -> str:
    return country.codes[1 + country.provinces + region]


def _name(country: Map, region: int) -> str:
    return country.names[1 + country.provinces + region]


def _choose_classes(rng: np.random.Generator, industries: Industries, group: int) -> np.ndarray:
    """Return four or five classes of a group and one of the related group if that is traded."""
    own = rng.permutation(np.flatnonzero(industries.group == group))[: rng.integers(4, 6)]
    other = int(industries.related[group])
    if other == group or not industries.traded[other]:
        return np.asarray(own)
    return np.append(own, rng.choice(np.flatnonzero(industries.group == other)))


def _choose_places(
    rng: np.random.Generator, country: Map, region_share: Vector, occupied: Mask, number: int
) -> np.ndarray:
    """Return one to three regions, none where there is no room left.

    Every second cluster crosses into another province if it can.

    occupied   regions where another cluster has one of the industries; they and, while there is
               room, their neighbors are left alone
    """
    near = occupied | country.neighbors[occupied].any(axis=0)
    middling = (region_share > np.quantile(region_share, 0.25)) & (
        region_share < np.quantile(region_share, 0.95)
    )
    candidates = (np.flatnonzero(free) for free in (middling & ~near, middling & ~occupied))
    leads = next((choice for choice in candidates if len(choice)), None)
    if leads is None:
        return np.zeros(0, np.intp)
    places = [int(rng.choice(leads))]
    for _ in range(number % 3):
        reach = country.neighbors[places].any(axis=0) & ~near
        reach[places] = False
        across = reach & (country.province != country.province[places[0]])
        choice = np.flatnonzero(across if number % 2 and across.any() else reach)
        if len(choice):
            places.append(int(rng.choice(choice)))
    return np.array(places)


def _life(
    rng: np.random.Generator, story: tuple[tuple[str, int], ...], years: int
) -> tuple[str, ...]:
    """Return the stage of each year; switches come up to two years early or late."""
    ends = np.cumsum([length for _, length in story]) * years / 25
    ends[:-1] += rng.integers(-2, 3, len(ends) - 1) * min(1.0, years / 25)
    at = np.searchsorted(ends.round(), np.arange(years), side="right")
    return tuple(story[min(i, len(story) - 1)][0] for i in at)


def _fate_from(stages: tuple[str, ...], first_year: int) -> int:
    """Return the first year in which a cluster's fate shows."""
    decline = stages.index("decline") if "decline" in stages else len(stages) - 1
    return first_year + max(0, decline - WARNING_YEARS)
