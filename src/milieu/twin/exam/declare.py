"""What a file in `facts` declares."""

import inspect
import math
from collections.abc import Callable
from dataclasses import dataclass

from milieu.core.catalogue import Catalogue
from milieu.core.errors import UserError
from milieu.twin.exam.links import Examined
from milieu.twin.exam.run import Run, check

Estimate = Callable[[Run], float]


@dataclass(frozen=True)
class Fact:
    """A stylized fact with the band in which a run must show it.

    low, high      the band, both ends in it; infinite where it is open
    starred        never used to calibrate; scored once
    imposed        which part of it a form or parameter imposes, in words; "" if none
    share_needed   share of seeds that must show it, 0 to 1
    estimate       a run to the value, NaN where the run can not show it
    above_low      the value must be above `low`, not just reach it
    """

    name: str
    label: str
    unit: str
    low: float
    high: float
    source: str
    starred: bool
    imposed: str
    share_needed: float
    estimate: Estimate
    above_low: bool = False

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise UserError(
                f"the band goes from {self.low:g} to {self.high:g}",
                where=f"fact {self.name!r}",
                next="Give the lower end first.",
            )
        if not 0 < self.share_needed <= 1:
            raise UserError(
                f"share_needed is {self.share_needed:g}, but it must be above 0 and at most 1",
                where=f"fact {self.name!r}",
            )

    @property
    def about(self) -> str:
        """Return the estimator's own description."""
        return inspect.getdoc(self.estimate) or ""

    @property
    def band(self) -> str:
        """Return the band in words."""
        low, high = _words(self.low), _words(self.high)
        if math.isinf(self.high):
            reach = "above" if self.above_low else "at least"
            return "any value" if math.isinf(self.low) else f"{reach} {low}"
        return f"above {low} to {high}" if self.above_low else f"{low} to {high}"

    def passes(self, value: float) -> bool:
        """Return whether a value lies in the band; never where it is unknown or infinite."""
        above = self.low < value if self.above_low else self.low <= value
        return math.isfinite(value) and above and value <= self.high


FACTS: Catalogue[Fact] = Catalogue("fact", "milieu.twin.exam.facts")


def fact(
    *,
    label: str,
    unit: str,
    low: float,
    high: float,
    source: str,
    starred: bool = False,
    imposed: str = "",
    share_needed: float = 0.8,
    above_low: bool = False,
) -> Callable[[Estimate], Estimate]:
    """Declare an estimator as a fact under its own name."""

    def declare(estimate: Estimate) -> Estimate:
        name = getattr(estimate, "__name__", "")
        declared = Fact(
            name,
            label,
            unit,
            low,
            high,
            source,
            starred,
            imposed,
            share_needed,
            estimate,
            above_low,
        )
        FACTS.add(name, declared)
        return estimate

    return declare


def measure(run: Run) -> dict[str, float]:
    """Return every fact of a run by name; NaN where the run can not show it.

    Raises a UserError where the arrays lack a field or do not fit together.
    """
    check(run)
    examined = Examined(run)
    return {name: float(known.estimate(examined)) for name, known in FACTS.items()}


def _words(number: float) -> str:
    return f"{number:g}".replace("-", "−")
