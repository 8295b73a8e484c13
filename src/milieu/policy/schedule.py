"""The parts of a scenario: measures, shocks, and explanations of a case."""

from collections.abc import Mapping
from dataclasses import dataclass

from milieu.policy.declare import INSTRUMENTS, Eligibility
from milieu.policy.triggers import Trigger

DEMAND, TECHNOLOGY = "demand", "technology"


@dataclass(frozen=True)
class Measure:
    """One instrument in force for a time; `first` and `last` are quarters (year x 4 + 0 to 3).

    places     names of clusters, empty for all
    eligible   firms, None for the instrument's own
    when       trigger, None for always
    """

    instrument: str
    intensity: float
    first: int
    last: int
    places: tuple[str, ...] = ()
    eligible: Eligibility | None = None
    when: Trigger | None = None

    @property
    def eligibility(self) -> Eligibility:
        """Return which firms may take part."""
        return self.eligible or INSTRUMENTS[self.instrument].eligible


@dataclass(frozen=True)
class Shock:
    """What befalls the world in the quarters `first` to `last`.

    kind   demand: `size` is the share by which demand is higher (lower if negative) as long as it
           lasts; technology: what buyers want moves by `size` turns on the circle in all, in equal
           steps, and does not come back
    """

    kind: str
    size: float
    first: int
    last: int

    @property
    def quarters(self) -> int:
        """Return how many quarters it lasts."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class Explanation:
    """A mechanism that is said to explain a case, and what switches it off.

    switch_off   values of parameters;  leave_out: instruments that work through it
    """

    name: str
    mechanism: str
    about: str
    source: str
    switch_off: Mapping[str, float]
    leave_out: tuple[str, ...] = ()
