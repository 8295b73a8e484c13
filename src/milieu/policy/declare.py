"""What a file in `policy/instruments` declares: an instrument, for whom, at what cost."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, fields

from milieu.core.catalogue import Catalogue
from milieu.core.errors import unknown_name
from milieu.lifecycle.stage import Stage
from milieu.policy.failures import Failure

OPEN = math.inf
LEVER_KIND = "parameter that a policy may move"


@dataclass(frozen=True)
class Eligibility:
    """Which firms may take part, both ends included; infinite where open.

    jobs of the firm; age in years; tier of the value chain: 0 assembly, 1 manufacturing, 2 design,
    3 brand and standards. It narrows levers that reach single firms (`by_firm` of the parameter)
    and what is paid per firm, so only instruments with such a lever may have it.
    """

    jobs_min: float = -OPEN
    jobs_max: float = OPEN
    age_min: float = -OPEN
    age_max: float = OPEN
    tier_min: float = -OPEN
    tier_max: float = OPEN

    @property
    def bounds(self) -> tuple[float, ...]:
        """Return the six numbers in the order of the fields."""
        return tuple(getattr(self, name) for name in BOUNDS)


BOUNDS = tuple(field.name for field in fields(Eligibility))


@dataclass(frozen=True)
class Lever:
    """A parameter of a mechanism that the instrument moves.

    name       "mechanism.parameter"
    add        what intensity 1 adds to it, in the parameter's unit
    evidence   numbers of assumptions (P3) and ids of rows of evidence (ASS-01) behind the size
    """

    name: str
    add: float
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Instrument:
    """One thing that a government can do. Intensity 1 is a usual programme of its kind.

    number               place in the list of the model, 1 to 20
    answers, suits       failures that it answers, the main one first; stages that it suits
    cost_per_firm        quarterly average wages a quarter, for each eligible firm, at intensity 1:
                         what is built or served, without what the twin itself pays out
    fixed_cost           the same for each cluster in which it is in force
    administration_share of what is paid out to firms, spent on choosing and checking
    paid_out_per_firm    what the twin will pay out (grants, credits, losses), a guess for budgets;
                         never charged, for the twin counts what it really pays
    largest_intensity    beyond it levers leave the range in which they mean anything
    """

    name: str
    number: int
    label: str
    answers: tuple[Failure, ...]
    suits: tuple[Stage, ...]
    levers: tuple[Lever, ...]
    cost_per_firm: float
    fixed_cost: float
    administration_share: float
    largest_intensity: float
    about: str
    cost_evidence: tuple[str, ...]
    eligible: Eligibility = Eligibility()
    paid_out_per_firm: float = 0.0

    def check_levers(self, known: Iterable[str]) -> None:
        """Raise UserError, with the nearest right name, for a lever that is not known."""
        names = tuple(known)
        for lever in self.levers:
            if lever.name not in names:
                raise unknown_name(LEVER_KIND, lever.name, names, where=f"instrument {self.name}")


INSTRUMENTS: Catalogue[Instrument] = Catalogue("instrument", "milieu.policy.instruments")


def instruments() -> tuple[Instrument, ...]:
    """Return all instruments in the order of the model: the rows of every array of policy."""
    return tuple(sorted(INSTRUMENTS.values(), key=lambda instrument: instrument.number))


def declare(instrument: Instrument) -> Instrument:
    """Put an instrument into the catalogue."""
    INSTRUMENTS.add(instrument.name, instrument)
    return instrument
