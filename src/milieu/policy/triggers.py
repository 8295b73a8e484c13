"""Triggers: measures that begin when an observed figure says so, and do not flicker."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Mask, Vector
from milieu.core.errors import unknown_name

DELAY = 4  # quarters until a figure is published, assumption P25
STAGE_MARGIN = 0.1  # of probability, assumption P26
MARGIN_SHARE, LEAST_MARGIN = 0.1, 0.01  # of a threshold, and at least, assumption P26


@dataclass(frozen=True)
class Trigger:
    """When a measure is in force.

    It begins where above <= value <= below, and goes on while keep_above <= value <= keep_below,
    a wider band, so that noise does not switch it on and off. What is unknown changes nothing;
    before anything is known it is off.

    indicator   a name of `observed.OBSERVED`; a stage is the probability of that stage
    delay       quarters until what happened is observed
    """

    indicator: str
    above: float = -math.inf
    below: float = math.inf
    keep_above: float = -math.inf
    keep_below: float = math.inf
    delay: int = DELAY

    def next_state(self, on: Mask, values: Vector) -> Mask:
        """Return where it is in force, from where it was and what is observed, (places,)."""
        begins = (values >= self.above) & (values <= self.below)
        stays = on & (values >= self.keep_above) & (values <= self.keep_below)
        return np.asarray(np.where(np.isnan(values), on, begins | stays))


def margin(threshold: float) -> float:
    """Return by how much a figure must turn back before a measure ends, where none is given."""
    return max(MARGIN_SHARE * abs(threshold), LEAST_MARGIN)


class Memory:
    """What has been observed, for triggers that see it with a delay."""

    def __init__(self, names: set[str], longest: int, places: int) -> None:
        self._names, self._longest = names, longest
        self._unknown = np.full(places, np.nan)
        self._seen: list[tuple[int, dict[str, Vector]]] = []

    def add(self, quarter: int, observed: Mapping[str, Vector]) -> None:
        """Keep what is observed in a quarter; an empty mapping says that nothing is.

        Raise UserError if something is observed, but not what a trigger looks at, and ValueError
        if the quarter does not come after the last one.
        """
        if self._seen and quarter <= self._seen[-1][0]:
            raise ValueError(f"quarter {quarter} comes after quarter {self._seen[-1][0]}")
        missing = sorted(self._names - set(observed)) if observed else []
        if missing:
            raise unknown_name("observed figure", missing[0], observed)
        values = {name: self._checked(observed[name]) for name in self._names if observed}
        self._seen.append((quarter, values))
        old = [i for i, (then, _) in enumerate(self._seen) if then <= quarter - self._longest]
        del self._seen[: old[-1] if old else 0]

    def at(self, quarter: int, name: str) -> Vector:
        """Return the last values observed up to a quarter, NaN if there were none."""
        for then, values in reversed(self._seen):
            if then <= quarter:
                return values.get(name, self._unknown)
        return self._unknown

    def _checked(self, values: Vector) -> Vector:
        found = np.array(values, np.float64)
        if found.shape != self._unknown.shape:
            raise ValueError(f"observed shape {found.shape}, expected {self._unknown.shape}")
        return found
