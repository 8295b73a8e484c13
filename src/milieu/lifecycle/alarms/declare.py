"""What a file in `alarms` declares: an alarm, its signs, and what it takes to judge them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from milieu.core.arrays import Matrix
from milieu.core.catalogue import Catalogue
from milieu.lifecycle.alarms.composition import Cells
from milieu.lifecycle.trajectories import Trajectories

Direction = Literal["rising", "falling"]
Series = Callable[[Trajectories, Cells | None], Matrix]


@dataclass(frozen=True)
class Sign:
    """One sign of an alarm: a series whose trend in one direction is bad.

    name, label   for tables, and for sentences ("share of ties that leave")
    kind          the side of the matter that it shows; an alarm needs some of each of several
    series        trajectories and cells to values of shape (clusters, years), NaN where unknown
    needs         measures that make it known, in words for who lacks them
    worse_when    direction in which it is a sign
    material      yearly change, in units of the series, below which a trend does not matter
    noise         usual standard deviation of yearly changes without a trend, same unit; a prior
                  that the clusters' own noise soon outweighs
    unit          of the values shown
    logarithm     whether the series is a logarithm; values are shown without it
    hidden        whether hidden cells widen it (it rests on jobs)
    instead_of    a better sign of the same kind; this one counts only where that is not known
    """

    name: str
    label: str
    kind: str
    series: Series
    needs: str
    worse_when: Direction
    material: float
    noise: float
    unit: str
    logarithm: bool = False
    hidden: bool = False
    instead_of: str = ""


@dataclass(frozen=True)
class Need:
    """At least so many signs out of these kinds must be known to judge at all."""

    kinds: tuple[str, ...]
    least: int = 1


@dataclass(frozen=True)
class Alarm:
    """A warning, with its signs and its operating points, which are probabilities 0 to 1.

    event      what it warns of, for the lead time ("the fall of jobs")
    alarm_at   an alarm is raised from here on
    watch_at   below an alarm, but worth a look
    keep_at    an alarm that stands ends below this, so that it does not flicker
    """

    name: str
    label: str
    source: str
    signs: tuple[Sign, ...]
    needs: tuple[Need, ...]
    alarm_at: float
    watch_at: float
    keep_at: float

    @property
    def kinds(self) -> tuple[str, ...]:
        """Return the kinds of its signs, each once."""
        return tuple(dict.fromkeys(sign.kind for sign in self.signs))


ALARMS: Catalogue[Alarm] = Catalogue("alarm", "milieu.lifecycle.alarms")


def declare(alarm: Alarm) -> Alarm:
    """Put an alarm into the catalogue."""
    ALARMS.add(alarm.name, alarm)
    return alarm
