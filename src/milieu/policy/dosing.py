"""Doses: how strongly each instrument is in force, cluster by cluster and quarter by quarter."""

from collections.abc import Mapping, Sequence

import numpy as np

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import unknown_name
from milieu.policy.declare import instruments
from milieu.policy.schedule import Measure
from milieu.policy.triggers import Memory

ELSEWHERE = "elsewhere"


class Dosing:
    """Doses of one run; it remembers which triggers are on, so each run needs its own.

    Where several measures of one instrument are in force at once, as when two stages overlap, the
    strongest holds; they do not add.
    """

    def __init__(self, schedule: Sequence[Measure], start: int, places: Sequence[str]) -> None:
        self._schedule, self._start, self._places = tuple(schedule), start, len(places)
        self._columns = [one.name for one in instruments()]
        self._where = [places_of(measure, places) for measure in self._schedule]
        self._on = [np.zeros(len(places), np.bool_) for _ in self._schedule]
        triggers = [one.when for one in self._schedule if one.when]
        longest = max((trigger.delay for trigger in triggers), default=0)
        self._memory = Memory({trigger.indicator for trigger in triggers}, longest, len(places))

    def __call__(self, quarter: int, observed: Mapping[str, Vector]) -> Matrix:
        """Return intensities, shape (places, instruments), all >= 0, zero outside the dates.

        quarter    counted from the start of the scenario, in ascending order; before 0 nothing
                   is in force, but triggers learn
        observed   what has been seen by the end of the quarter before, by name, each (places,);
                   NaN unknown; empty where nothing is observed yet. Triggers see it with their
                   own delay on top
        raises     UserError if a trigger looks at something that is not observed; ValueError if
                   quarters go back
        """
        self._memory.add(quarter, observed)
        doses = np.zeros((self._places, len(self._columns)))
        for row, measure in enumerate(self._schedule):
            self._switch(row, quarter)
            if measure.first <= quarter + self._start <= measure.last:
                column = self._columns.index(measure.instrument)
                dose = measure.intensity * (self._where[row] & self._on[row])
                doses[:, column] = np.maximum(doses[:, column], dose)
        return doses

    def _switch(self, row: int, quarter: int) -> None:
        trigger = self._schedule[row].when
        if trigger is None:
            self._on[row][:] = True
            return
        values = self._memory.at(quarter - trigger.delay, trigger.indicator)
        self._on[row] = trigger.next_state(self._on[row], values)


def places_of(measure: Measure, places: Sequence[str]) -> Mask:
    """Return in which places a measure is taken; UserError for one that is not there."""
    for name in measure.places:
        if name not in places:
            raise unknown_name("place", name, places, where=f"measure {measure.instrument}")
    wanted = measure.places or [name for name in places if name != ELSEWHERE]
    return np.isin(np.array(places, dtype=object), list(wanted))
