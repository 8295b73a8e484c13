"""What the lab is asked: instruments and how strongly, in which world, against what."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from milieu.core.errors import UserError, unknown_name
from milieu.policy.declare import INSTRUMENTS
from milieu.policy.quarters import quarter_of, quarter_text
from milieu.study.lab.assumptions import ASSUMPTIONS, checked
from milieu.study.lab.starts import AT_ONCE, STARTS

NONE = "none"  # what is compared with, where nothing is done
YEARS, MOST_YEARS = 10, 40
MOST_LETTERS = 4_000  # of one part of an address; a longer one is no question


@dataclass(frozen=True)
class Asked:
    """One question to the lab.

    doses     intensity by instrument, above 0;  starts: names of STARTS, where not at once
    assumed   values by assumption, where not as it is
    against   "none", or the name of a saved scenario
    scenario  name of a saved scenario that is tried as it stands, in place of doses
    start     first quarter, 0 for the first after the study's figures
    budget    money a year in national currency, infinite for none
    gauge     instrument whose response to more and more is asked for, too
    """

    doses: Mapping[str, float] = field(default_factory=dict)
    starts: Mapping[str, str] = field(default_factory=dict)
    assumed: Mapping[str, float] = field(default_factory=dict)
    against: str = NONE
    scenario: str = ""
    years: int = YEARS
    start: int = 0
    budget: float = math.inf
    seed: int = 0
    gauge: str = ""

    @property
    def anything(self) -> bool:
        """Return whether something is tried at all."""
        return bool(self.doses or self.scenario)

    @property
    def at_once(self) -> bool:
        """Return whether everything begins at once."""
        return not self.starts

    @property
    def do(self) -> str:
        """Return doses and starts as an address has them: "training:2@growth,rd_grant:1"."""
        return ",".join(
            f"{name}:{dose:g}" + (f"@{self.starts[name]}" if name in self.starts else "")
            for name, dose in self.doses.items()
        )

    @property
    def assume(self) -> str:
        """Return assumptions as an address has them: "demand:1.5"."""
        return ",".join(f"{name}:{value:g}" for name, value in self.assumed.items())

    @property
    def options(self) -> dict[str, str | int | float]:
        """Return what differs from the usual, by the names that `asked` takes."""
        usual = Asked()
        said: dict[str, str | int | float] = {
            "do": self.do,
            "assume": self.assume,
            "against": self.against if self.against != NONE else "",
            "scenario": self.scenario,
            "years": self.years if self.years != usual.years else "",
            "start": quarter_text(self.start) if self.start else "",
            "budget": self.budget if math.isfinite(self.budget) else "",
            "seed": self.seed or "",
            "gauge": self.gauge,
        }
        return {name: value for name, value in said.items() if value != ""}

    @property
    def query(self) -> str:
        """Return the question as an address has it after the "?"; "" for none."""
        shown = {name: _plain(value) for name, value in self.options.items() if name != "scenario"}
        return urlencode(shown, safe=":,@")

    def without_gauge(self) -> "Asked":
        """Return the same question without the gauge."""
        return replace(self, gauge="")


def asked(
    *,
    do: str = "",
    assume: str = "",
    against: str = "",
    scenario: str = "",
    years: int = YEARS,
    start: str = "",
    budget: float = math.inf,
    seed: int = 0,
    gauge: str = "",
) -> Asked:
    """Return the question that an address asks.

    raises   UserError that names the part, and the nearest right name
    """
    doses, starts = _doses(do)
    if doses and scenario:
        raise UserError(
            "a saved scenario is tried as it stands",
            where="do",
            next="Leave out either `do` or `scenario`.",
        )
    if not 1 <= years <= MOST_YEARS:
        raise UserError(f"is {years}, but it must be 1 to {MOST_YEARS}", where="years")
    if not budget >= 0:
        raise UserError(f"is {budget:g}, but it must be 0 or more", where="budget")
    if gauge and gauge not in INSTRUMENTS:
        raise unknown_name("instrument", gauge, INSTRUMENTS, where="gauge")
    return Asked(
        doses,
        starts,
        _assumed(assume),
        against or NONE,
        scenario,
        years,
        _quarter(start),
        budget,
        seed,
        gauge,
    )


def _doses(do: str) -> tuple[dict[str, float], dict[str, str]]:
    doses: dict[str, float] = {}
    starts: dict[str, str] = {}
    for name, said in _pairs("do", do):
        if name not in INSTRUMENTS:
            raise unknown_name("instrument", name, INSTRUMENTS, where="do")
        if name in doses:
            raise UserError(f"{name} stands twice", where="do", next="Say it once.")
        text, _, start = said.partition("@")
        dose = _number("do", name, text)
        most = INSTRUMENTS[name].largest_intensity
        if not 0 <= dose <= most:
            raise UserError(
                f"{name} is {dose:g}, but it must be 0 to {most:g}",
                where="do",
                next="1 is a usual programme.",
            )
        if start not in STARTS:
            raise unknown_name("start", start, [one for one in STARTS if one], where="do")
        if dose > 0:
            doses[name] = dose
            if start != AT_ONCE:
                starts[name] = start
    ordered = sorted(doses, key=lambda name: INSTRUMENTS[name].number)
    return {n: doses[n] for n in ordered}, {n: starts[n] for n in ordered if n in starts}


def _assumed(assume: str) -> dict[str, float]:
    found = {
        name: checked(name, _number("assume", name, v)) for name, v in _pairs("assume", assume)
    }
    return {
        name: found[name]
        for name, one in ASSUMPTIONS.items()
        if name in found and found[name] != one.as_it_is
    }


def _pairs(where: str, text: str) -> Iterable[tuple[str, str]]:
    if len(text) > MOST_LETTERS:
        raise UserError("is too long", where=where)
    for part in filter(None, (one.strip() for one in text.split(","))):
        name, colon, value = part.partition(":")
        if not colon:
            raise UserError(
                f"{part!r} is not NAME:VALUE", where=where, next="Write it as training:1.5"
            )
        yield name.strip(), value.strip()


def _number(where: str, name: str, text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise UserError(
            f"{name} is {text!r}, which is no number", where=where, next=f"Write it as {name}:1.5"
        )
    return value


def _quarter(text: str) -> int:
    if not text:
        return 0
    found = quarter_of(int(text) if text.isdecimal() else text)
    if found is None:
        raise UserError(
            f"{text!r} is no quarter", where="start", next="Write it as 2026Q1, or as a year."
        )
    return found


def _plain(value: str | float) -> str:
    return f"{value:.15g}" if isinstance(value, float) else str(value)
