"""Made-up clusters and the truth about them."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Codes, Mask, Vector
from milieu.lifecycle.alarms.composition import Cells
from milieu.lifecycle.alarms.planted.fates import (
    AFTER,
    DECLINE,
    LEAD,
    PLANTED,
    QUIET,
    USUAL,
    World,
    drawn,
    number,
)
from milieu.lifecycle.alarms.planted.figures import members, nation, published
from milieu.lifecycle.alarms.planted.paths import paths
from milieu.lifecycle.trajectories import Trajectories

EARLIEST, LATEST = 3, 3  # years before and after the beginning of a fate, at least
MEMBERS_KNOWN = 0.5  # share of clusters whose members' wages are known, assumption A5


@dataclass(frozen=True)
class Planted:
    """Made-up clusters and the truth about them.

    known       what is known of them
    cells       their members, of half of the clusters
    fate        position in FATES, shape (clusters,)
    begins      position of the year in which the fate begins, NaN where none does
    falls       position of the year in which jobs begin to fall, NaN where they do not
    """

    known: Trajectories
    cells: Cells
    fate: Codes
    begins: Vector
    falls: Vector

    def under_way(self, alarm: str) -> Mask:
        """Return where the fate of an alarm is under way, shape (clusters, years).

        From its beginning until three years into the fall of jobs.
        """
        before_end = np.arange(len(self.known.years)) < self.falls[:, None] + AFTER
        return np.asarray(~self.quiet(alarm) & before_end)

    def quiet(self, alarm: str) -> Mask:
        """Return where nothing of an alarm's fate has begun, shape (clusters, years)."""
        mine = (self.fate == number(alarm))[:, None]
        return np.asarray(~mine | (np.arange(len(self.known.years)) < self.begins[:, None]))


def planted(seed: int, clusters: int = 3000, years: int = 20, world: World = USUAL) -> Planted:
    """Return made-up clusters, the same for the same arguments.

    years   at least 8, so that fates have the time to begin
    """
    random = np.random.default_rng(seed)
    fate = drawn(random, clusters, world)
    begins = random.integers(EARLIEST, years - LATEST, clusters).astype(np.float64)
    falls = begins + random.integers(LEAD[0], LEAD[1] + 1, clusters)
    begins[fate == number(QUIET)] = np.nan
    falls[~np.isin(fate, [number(name) for name in (*PLANTED, DECLINE)])] = np.nan
    found = paths(random, fate, begins, falls, years, world)
    moves = nation(random, years)
    cells = members(random, found, moves["wage"], fate, begins)
    known = published(random, found, cells, moves)
    shown = (random.random(clusters) < MEMBERS_KNOWN)[cells.cluster]
    cells = Cells(cells.cluster[shown], cells.jobs[shown], cells.wage[shown])
    return Planted(known, cells, fate, begins, falls)
