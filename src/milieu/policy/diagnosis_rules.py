"""The declared rules of diagnosis: indicators, signs of failures, and cautions."""

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from milieu.policy.failures import Failure
from milieu.policy.words import figure

FILE = Path(__file__).with_suffix(".toml")


@dataclass(frozen=True)
class Indicator:
    """What may be known of a cluster: in words, its unit, and the values that it can have."""

    name: str
    about: str
    unit: str
    low: float = -math.inf
    high: float = math.inf


@dataclass(frozen=True)
class Ramp:
    """How strongly an indicator speaks: not at all at `none`, fully at `full` (assumption P23)."""

    indicator: str
    none: float
    full: float
    says: str
    source: str

    def support(self, value: float) -> float:
        """Return how strongly a value speaks, 0 to 1: (value - none) / (full - none), clipped."""
        return min(max((value - self.none) / (self.full - self.none), 0.0), 1.0)

    def sentence(self, value: float) -> str:
        """Return what the value says, with the figure in its unit."""
        return self.says.format(value=figure(value, rules().indicators[self.indicator].unit))


@dataclass(frozen=True)
class Sign(Ramp):
    """A sign of a failure.

    band      where its ends come from, empty: judgment
    nothing   what is said of a figure of 0, empty: the same as of others
    """

    failure: Failure
    band: str = ""
    nothing: str = ""

    def sentence(self, value: float) -> str:
        """Return what the value says; of a figure of 0 in words, where it has some."""
        return self.nothing if value == 0 and self.nothing else super().sentence(value)


@dataclass(frozen=True)
class Caution(Ramp):
    """Where instruments that would fit may do harm."""

    instruments: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """All rules, in the order of the table."""

    indicators: dict[str, Indicator]
    signs: tuple[Sign, ...]
    cautions: tuple[Caution, ...]

    def of(self, failure: Failure) -> tuple[Sign, ...]:
        """Return the signs of a failure."""
        return tuple(sign for sign in self.signs if sign.failure is failure)


@cache
def rules() -> Rules:
    """Return the rules that `diagnosis_rules.toml` declares."""
    table: dict[str, Any] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return Rules(
        {name: Indicator(name, **row) for name, row in table["indicator"].items()},
        tuple(Sign(**{**row, "failure": Failure(row["failure"])}) for row in table["sign"]),
        tuple(
            Caution(**{**row, "instruments": tuple(row["instruments"])}) for row in table["caution"]
        ),
    )
