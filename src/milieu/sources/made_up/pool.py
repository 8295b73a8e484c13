"""Drawing firms out of groups of firms."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Vector

Positions = NDArray[np.intp]  # of firms; -1 is nobody


@dataclass(frozen=True)
class Pool:
    """Firms by group, to draw from.

    firm    positions, sorted by group
    upto    sum of the weights of all firms before each, shape (firms + 1,)
    start   where each group starts, shape (groups + 1,)
    """

    firm: Positions
    upto: Vector
    start: Positions

    @classmethod
    def of(cls, firm: Positions, group: Codes, weight: Vector, groups: int) -> "Pool":
        """Return a pool of firms with their groups and weights >= 0, shape (firms,) each."""
        order = np.argsort(group, kind="stable")
        return cls(
            firm[order],
            np.concatenate([[0.0], np.cumsum(weight[order])]),
            np.searchsorted(group[order], np.arange(groups + 1)),
        )

    def draw(self, rng: np.random.Generator, group: Codes) -> Positions:
        """Return a firm of each group, the likelier the heavier; -1 where there is none."""
        first, last = self.start[group], self.start[group + 1]
        at = self.upto[first] + rng.random(len(group)) * (self.upto[last] - self.upto[first])
        found = np.clip(np.searchsorted(self.upto, at, "right") - 1, first, last - 1)
        there = self.upto[last] > self.upto[first]
        return np.where(there, self.firm[np.where(there, found, 0)], -1)
