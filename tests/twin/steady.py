"""A policy for tests: one instrument at one intensity from one quarter on."""

from dataclasses import dataclass

import numpy as np

from milieu.twin.measures import Measures
from milieu.twin.parameters import LEVERS

OPEN = (-np.inf, np.inf)


@dataclass(frozen=True)
class Steady:
    """`add` on one lever in some clusters, for firms with up to so many jobs."""

    lever: str = "government.grant_share"
    add: float = 0.02
    clusters: int = 4
    places: tuple[int, ...] = (1, 2, 3)
    start: int = 8
    jobs_max: float = np.inf
    cost_per_firm: float = 0.0
    fixed_cost: float = 0.0

    def measures(self):
        add = np.zeros((1, len(LEVERS)))
        add[0, LEVERS.index(self.lever)] = self.add
        costs = np.array([self.cost_per_firm]), np.array([self.fixed_cost]), np.array([0.08])
        return Measures(add, *costs, np.array([(-np.inf, self.jobs_max, *OPEN, *OPEN)]))

    def doses(self, quarter, seen):
        doses = np.zeros((self.clusters, 1))
        if quarter >= self.start:
            doses[list(self.places)] = 1.0
        return doses

    def until(self, quarter):
        return self.start if quarter < self.start else 10_000
