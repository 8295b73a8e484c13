"""Donors: an industry from scratch, forty years old, from which what is not known is taken.

Hot-deck imputation (Andridge, Little 2010, International Statistical Review 78): a firm of a study
gets what nobody sees of a firm from the simulated firm of the same rank in size.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.twin import draws
from milieu.twin.measures import no_measures
from milieu.twin.parameters import LEVERS, PARAMETERS
from milieu.twin.run import go_on
from milieu.twin.start import Setting, blank, settle
from milieu.twin.state import EMPTY, Twin

AGE = 160  # quarters: demand has saturated, about as many firms enter as leave (B1)
SPAN = 20  # quarters over which growth is measured
LOOKED_AT = 8  # industries over which the usual figures are averaged
FEWEST = 10  # firms that a cluster must have to stand for another
SALT = np.uint64(0x5D0E2A77B1C3F94D)  # so that donors and the run itself meet other chances


@dataclass(frozen=True)
class Donors:
    """The firms and places of an industry.

    twin      the whole state;  slots: of the firms of each cluster, the smallest first
    able      clusters, without elsewhere, that have enough firms
    log_sales, sales   as the market lets firms sell in the next quarter, by slot
    """

    twin: Twin
    slots: tuple[NDArray[np.int64], ...]
    able: tuple[int, ...]
    log_sales: NDArray[np.float64]
    sales: NDArray[np.float64]

    @property
    def world(self) -> Any:
        """Return the state of the world, a record."""
        return self.twin.world[0]

    def firms_of(self, cluster: int) -> NDArray[np.int64]:
        """Return the slots of a cluster's firms; of all firms where it has none."""
        own = self.slots[cluster]
        return own if len(own) else np.concatenate(self.slots)


def donors(key: np.uint64) -> Donors:
    """Return the industry that belongs to a run's key, always the same one."""
    setting = Setting(quarters=AGE)
    twin = blank(setting, np.uint64(draws.mixed(key ^ SALT)), no_measures(len(LEVERS)))
    settle(twin, setting)
    twin = go_on(twin, AGE)
    used = int(twin.world[0].used)
    log_sales = twin.firms.log_sales[:used] + twin.world[0].shift
    there = twin.firms.cluster[:used]
    order = np.lexsort((twin.firms.identity[:used], log_sales))
    slots = tuple(order[there[order] == c] for c in range(setting.clusters))
    able = tuple(c for c in range(1, setting.clusters) if len(slots[c]) >= FEWEST)
    sales = np.where(there == EMPTY, 0.0, np.exp(log_sales))
    return Donors(twin, slots, able or (0,), log_sales, sales)


@dataclass(frozen=True)
class Usual:
    """Figures of such an industry.

    size           mean sales of a firm over the minimum scale
    entry_factor   how the minimum scale has come to keep founders out, 0 to 1
    scale          growth of the minimum scale since the first quarter, log points
    wage_growth    of wages elsewhere, log points a quarter
    firms          how many there are
    """

    size: float
    entry_factor: float
    scale: float
    wage_growth: float
    firms: float


@lru_cache(maxsize=1)
def usual() -> Usual:
    """Return the figures of donors, means over a few industries."""
    seen = [_figures(donors(draws.key_of(0, number))) for number in range(LOOKED_AT)]
    return Usual(*np.mean(seen, axis=0).tolist())


def _figures(one: Donors) -> tuple[float, ...]:
    now, firms = one.world, sum(map(len, one.slots))
    frontier = one.twin.world_history["frontier"]
    growth = float(frontier[-1] - frontier[-1 - SPAN]) / SPAN
    return (
        float(one.sales.sum()) / firms / math.exp(now.log_minimum_scale),
        float(now.entry_factor),
        float(now.log_minimum_scale) - math.log(PARAMETERS["exit.minimum_sales"].default),
        PARAMETERS["world.wage_of_frontier"].default * growth,
        float(firms),
    )
