"""The fates of made-up clusters, and what each does to what is measured.

Some clusters are locked in, race to the bottom or fall into the efficiency trap from a known
year on, and lose jobs some years later. The others are what an alarm must not take for it:
plain decline, a change of mix, a dip, a break in the statistics, one kind of sign only, a race in
all but one sign, prices that fall because work gets better, fewer patents for the same money,
and nothing at all.
All figures here are assumption A5; they are drawn anew for every cluster.
"""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Codes, Vector

LOCK_IN, RACE, TRAP = "lock_in", "race_to_the_bottom", "efficiency_trap"
DECLINE, MIX, DIP, BREAK = "plain decline", "change of mix", "dip", "break in the statistics"
ONE_KIND, CHEAPER, DRY, QUIET = "one kind only", "better work", "fewer patents", "quiet"
ONE_LACKING = "a race in all but one sign"
PLANTED = (LOCK_IN, RACE, TRAP)
# The fates that are no matter for alarm, and how they share what the planted ones leave over.
HARMLESS = {
    DECLINE: 9,
    MIX: 6,
    DIP: 6,
    BREAK: 6,
    ONE_KIND: 8,
    CHEAPER: 6,
    DRY: 3,
    QUIET: 6,
    ONE_LACKING: 5,
}
FATES = (*PLANTED, *HARMLESS)
LEAD = (4, 9)  # years from the beginning to the fall of jobs, each equally likely
AFTER = 3  # years of the fall in which a fate counts as still under way
FALL = (-0.07, -0.03)  # yearly log change of jobs in a decline, against the nation
TAKES_PART = 0.85  # chance that a sign of a fate shows at all; a race is one only with all
MIX_SHIFT = (0.10, 0.25)  # yearly log shift of jobs from the best to the worst paid members
BREAK_SIZE = 4.0  # deviation of a break, in yearly deviations of the measure


@dataclass(frozen=True)
class World:
    """How hard it is to see anything.

    noise   factor of all walks and errors
    signs   factor of the yearly changes that fates bring
    share   of the clusters that each planted fate befalls within the years, 0 to 1/3
    """

    noise: float = 1.0
    signs: float = 1.0
    share: float = 0.15


USUAL = World()


@dataclass(frozen=True)
class Way:
    """How a measure wanders: base (mean, deviation), yearly walk and error, and its bounds."""

    base: tuple[float, float]
    walk: float
    error: float
    low: float = -np.inf
    high: float = np.inf


WAYS = {
    "external_link_share": Way((0.40, 0.12), 0.012, 0.025, 0.02, 0.98),
    "log_buyer_concentration": Way((-2.0, 0.5), 0.05, 0.05, -6.0, -0.02),
    "technology_similarity": Way((0.35, 0.10), 0.010, 0.020, 0.02, 0.98),
    "related_variety": Way((2.5, 0.5), 0.03, 0.03, 0.1, 9.0),
    "related_entry_share": Way((0.35, 0.08), 0.010, 0.050, 0.01, 0.99),
    "entry_excess": Way((0.0, 0.01), 0.003, 0.008, -0.05, 0.2),
    "log_jobs": Way((7.5, 1.0), 0.03, 0.01),
    "log_output_per_job": Way((0.0, 0.3), 0.02, 0.02),
    "log_unit_value": Way((0.0, 0.2), 0.025, 0.015),
    "log_wage": Way((0.0, 0.1), 0.010, 0.008),
    "margin": Way((0.0, 0.03), 0.010, 0.010, -0.4, 0.4),
    "log_patents_per_job": Way((-5.0, 0.5), 0.10, 0.10),
    "log_public_money": Way((0.0, 0.7), 0.10, 0.15),
}
KINDS = (
    ("external_link_share", "log_buyer_concentration"),
    ("technology_similarity", "related_variety"),
    ("related_entry_share", "entry_excess"),
)
RETURNS = ("log_unit_value", "log_wage", "margin")
LIKE = {ONE_KIND: LOCK_IN, ONE_LACKING: RACE}  # fates that share the signs of another
# Yearly change that a fate brings, drawn evenly between the two ends.
SIGNS: dict[str, dict[str, tuple[float, float]]] = {
    LOCK_IN: {
        "external_link_share": (-0.035, -0.010),
        "log_buyer_concentration": (0.04, 0.14),
        "technology_similarity": (0.010, 0.035),
        "related_variety": (-0.10, -0.03),
        "related_entry_share": (-0.035, -0.010),
        "entry_excess": (-0.007, -0.002),
    },
    RACE: {
        "log_output_per_job": (0.02, 0.06),
        "log_unit_value": (-0.07, -0.02),
        "log_wage": (-0.03, -0.01),
        "margin": (-0.025, -0.008),
    },
    TRAP: {"log_public_money": (0.05, 0.20), "log_patents_per_job": (-0.20, -0.05)},
    DECLINE: {"entry_excess": (-0.004, 0.0), "related_variety": (-0.03, 0.0)},
    CHEAPER: {
        "log_output_per_job": (0.02, 0.06),
        "log_unit_value": (-0.07, -0.02),
        "log_wage": (0.0, 0.02),
        "margin": (0.0, 0.01),
    },
    DRY: {"log_patents_per_job": (-0.20, -0.05)},
}


def number(fate: str) -> int:
    """Return the position of a fate in FATES."""
    return FATES.index(fate)


def drawn(random: np.random.Generator, clusters: int, world: World) -> Codes:
    """Return a fate for each cluster, as a position in FATES."""
    rest = np.array(list(HARMLESS.values())) / sum(HARMLESS.values())
    shares = [world.share] * len(PLANTED) + list(rest * (1 - len(PLANTED) * world.share))
    return random.choice(len(FATES), clusters, p=shares).astype(np.int32)


def yearly_change(random: np.random.Generator, measure: str, fate: Codes, world: World) -> Vector:
    """Return the yearly change that each cluster's fate brings to a measure, 0 where none."""
    change = np.zeros(len(fate))
    for name in FATES:
        mine = np.flatnonzero(fate == number(name))
        low, high = SIGNS.get(LIKE.get(name, name), {}).get(measure, (0.0, 0.0))
        shows = random.random(len(mine)) < TAKES_PART
        if name in (RACE, ONE_LACKING):
            lacking = RETURNS.index(measure) if measure in RETURNS else -1
            shows = (mine % len(RETURNS) != lacking) | (name == RACE)
        if name == ONE_KIND:  # every third cluster shows the first kind, and so on
            kind = next((k for k, names in enumerate(KINDS) if measure in names), -1)
            shows &= mine % len(KINDS) == kind
        change[mine] = random.uniform(low, high, len(mine)) * shows
    return world.signs * change
