"""What an alarm says: its state in every year, and the signs that it rests on."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix
from milieu.lifecycle.alarms.declare import Alarm, Sign

ALARM, WATCH, NONE, CANNOT_TELL = "alarm", "watch", "none", "cannot tell"
WORSE_AT = 0.8  # probability at which a sign counts as worse, assumption A3
STATES = (NONE, WATCH, ALARM, CANNOT_TELL)


@dataclass(frozen=True)
class SignTable:
    """One sign in every cluster and year, each array (clusters, years), NaN where not known.

    then, now    fitted values at both ends of the last 6 years, in the unit of the sign
    low, high    80 % range of `now` as far as the trend is uncertain: `then` plus the trend
    threshold    where `now` would have to lie for the change to matter
    probability  that the trend is in the bad direction by more than what matters, 0 to 1
    worse        whether that probability is at least .8
    """

    sign: Sign
    then: Matrix
    now: Matrix
    low: Matrix
    high: Matrix
    threshold: Matrix
    probability: Matrix

    @property
    def known(self) -> Mask:
        """Return where the sign is known."""
        return np.isfinite(self.probability)

    @property
    def worse(self) -> Mask:
        """Return where the sign is worse with a probability of at least .8."""
        return np.asarray(self.probability >= WORSE_AT)


@dataclass(frozen=True)
class AlarmTable:
    """One alarm for clusters through the years, each array (clusters, years).

    state        one of STATES
    probability  calibrated; NaN where it cannot be told
    since        year in which the alarm or watch that stands was raised, NaN where none stands
    signs        in the order of the declaration
    """

    alarm: Alarm
    names: tuple[str, ...]
    years: NDArray[np.int64]
    state: NDArray[np.str_]
    probability: Matrix
    since: Matrix
    signs: tuple[SignTable, ...]

    def sign(self, name: str) -> SignTable:
        """Return one sign by name; KeyError if the alarm has none of that name."""
        return {table.sign.name: table for table in self.signs}[name]

    @property
    def known_count(self) -> NDArray[np.int64]:
        """Return how many signs are known."""
        return np.asarray(np.sum([table.known for table in self.signs], axis=0))

    @property
    def worse_count(self) -> NDArray[np.int64]:
        """Return how many signs are worse."""
        return np.asarray(np.sum([table.worse for table in self.signs], axis=0))
