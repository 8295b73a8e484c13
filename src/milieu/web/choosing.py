"""Choosing: the atlas' filters, read from an address; a wrong one is named and left out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cached_property
from typing import Any

from milieu.core.language import _
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.foresight_reading import ALARMS
from milieu.web.lines import Line

PAGE = 50  # clusters on a page of the list
NO_STAGE = "none"
STAGE_CODES = (*(stage.value for stage in STAGES), NO_STAGE)
ALARM_CODES = ("any", *ALARMS, "watch", "none")
DEFINITIONS = {"75": 0.75, "50": 0.5}  # least share of definitions under which a cluster exists
ORDERS = ("rank", "-jobs", "jobs", "-quotient", "quotient", "change", "-change", "name", "stage",
          "alarm")  # fmt: skip
NAMES = ("search", "industry", "stage", "alarm", "min_jobs", "definition", "level", "year", "sort",
         "page", "view")  # fmt: skip
EVERYWHERE = ("as_of", "lang")


@dataclass(frozen=True)
class Known:
    """What a study has to choose from.

    industries   names by code
    """

    industries: Mapping[str, str]
    levels: Sequence[str]
    years: Sequence[int]

    @cached_property
    def by_name(self) -> dict[str, str]:
        """Return codes by name in small letters."""
        return {name.lower(): code for code, name in self.industries.items()}


@dataclass(frozen=True)
class Choice:
    """What is asked for; wrong values are left out and stand in `faults` by parameter.

    sort   one of ORDERS;  page   from 1
    """

    search: str = ""
    industry: str = ""
    stage: str = ""
    alarm: str = ""
    min_jobs: float | None = None
    definition: str = ""
    level: str = ""
    year: int = 0
    sort: str = "rank"
    page: int = 1
    faults: Mapping[str, str] = field(default_factory=dict)
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def number(self) -> int:
        """Return how many filters narrow the list."""
        return sum(
            value not in ("", None)
            for value in (self.search, self.industry, self.stage, self.alarm, self.min_jobs,
                          self.definition, self.level)
        )  # fmt: skip

    def query(self, **other: object) -> dict[str, object]:
        """Return the address' parameters, with others in their place."""
        asked = {name: value for name, value in self.given.items() if name not in self.faults}
        return {**asked, **other}

    def fits(self, line: Line) -> bool:
        """Return whether a cluster is among those asked for."""
        return all(test(line) for test in self._tests)

    @cached_property
    def _tests(self) -> list[Callable[[Line], bool]]:
        """Return the tests that a cluster must pass, the cheapest first."""
        tests: list[Callable[[Line], bool]] = []
        if self.level:
            tests.append(lambda line: line.cluster.level == self.level)
        if self.stage:
            wanted = NOT_ENOUGH if self.stage == NO_STAGE else self.stage
            tests.append(lambda line: line.stage == wanted)
        if self.alarm:
            tests.append(_alarm_test(self.alarm))
        if self.min_jobs is not None:
            least = self.min_jobs
            tests.append(lambda line: (line.jobs.high or line.size or 0.0) >= least)
        if self.definition:
            share = DEFINITIONS[self.definition]
            tests.append(lambda line: (line.cluster.robustness or 0.0) >= share)
        if self.industry:
            code = self.industry
            tests.append(
                lambda line: any(one.startswith(code) for one in line.cluster.industries.split())
            )
        for word in self.search.lower().split():
            tests.append(lambda line, word=word: word in line.words)  # type: ignore[misc]
        return tests


def chosen(given: Mapping[str, str], known: Known) -> Choice:
    """Return what an address asks for."""
    faults: dict[str, str] = {}
    for name in given:
        if name not in NAMES and name not in EVERYWHERE:
            faults[name] = _("There is no such filter.") + _near(name, NAMES)
    reading = _Reading(given, known, faults)
    choice = Choice(
        search=given.get("search", "").strip()[:200],
        industry=reading.industry(),
        stage=reading.one_of("stage", STAGE_CODES),
        alarm=reading.one_of("alarm", ALARM_CODES),
        min_jobs=reading.amount("min_jobs"),
        definition=reading.one_of("definition", tuple(DEFINITIONS)),
        level=reading.one_of("level", known.levels),
        year=reading.year(),
        sort=reading.one_of("sort", ORDERS) or "rank",
        page=max(int(reading.amount("page") or 1), 1),
    )
    shown = {name: value for name, value in given.items() if name in NAMES and value}
    return replace(choice, faults=faults, given=shown)


@dataclass(frozen=True)
class _Reading:
    """Reads one parameter after another; what is wrong goes into `faults`."""

    given: Mapping[str, str]
    known: Known
    faults: dict[str, str]

    def one_of(self, name: str, codes: Sequence[str]) -> str:
        value = self.given.get(name, "").strip()
        if not value or value in codes:
            return value
        self._wrong(name, value, codes)
        return ""

    def amount(self, name: str) -> float | None:
        value = self.given.get(name, "").strip()
        if not value:
            return None
        try:
            number = float(value.replace(",", "").replace(" ", ""))
        except ValueError:
            number = -1.0
        if not 0 <= number < 1e12:
            self.faults[name] = _("{value} is not a number from 0 up.", value=repr(value[:40]))
            return None
        return number

    def year(self) -> int:
        value = self.given.get("year", "").strip()
        newest = max(self.known.years, default=0)
        if value in {"", *map(str, self.known.years)}:
            return int(value or newest)
        near = min(self.known.years, key=lambda y: abs(y - int(value)), default=newest) \
            if value.isdecimal() and len(value) < 6 else newest  # fmt: skip
        self.faults["year"] = _(
            "No cluster is known of {value}. The nearest year is {near}.",
            value=repr(value[:40]), near=near,
        )  # fmt: skip
        return newest

    def industry(self) -> str:
        """Return the code of an industry given by code, by the first digits, or by name."""
        value = self.given.get("industry", "").strip()
        code = value.partition(" – ")[0]
        if not value or any(one.startswith(code) for one in self.known.industries):
            return code
        if found := self.known.by_name.get(value.lower()):
            return found
        self._wrong("industry", value, [*self.known.industries, *self.known.by_name])
        return ""

    def _wrong(self, name: str, value: str, codes: Iterable[str]) -> None:
        said = _("There is no {value} here.", value=repr(value[:40]))
        self.faults[name] = said + _near(value, list(codes))


def _near(value: str, codes: Sequence[str]) -> str:
    """Return the nearest of the codes in a sentence; those there are where none is near."""
    near = get_close_matches(value.lower()[:80], codes, n=1, cutoff=0.5)
    if near:
        return " " + _("Did you mean {near}?", near=repr(near[0]))
    some = ", ".join(codes[:8])
    return " " + _("Possible are: {codes}.", codes=some) if some else ""


def _alarm_test(alarm: str) -> Callable[[Line], bool]:
    if alarm == "any":
        return lambda line: any(state == "alarm" for state, _code in line.alarms)
    if alarm == "watch":
        return lambda line: any(state == "watch" for state, _code in line.alarms)
    if alarm == "none":
        return lambda line: not line.alarms
    return lambda line: any(code == alarm for _state, code in line.alarms)


STAGE_ORDER = {code: at for at, code in enumerate((*STAGE_CODES[:-1], NOT_ENOUGH))}


def in_order(found: Sequence[Line], sort: str) -> list[Line]:
    """Return clusters in the order asked for; unknown figures stand last in any order."""
    down = sort.startswith("-")
    value = _VALUES[sort.lstrip("-")]
    keyed = [(value(line), line) for line in found]
    known = [pair for pair in keyed if pair[0] is not None]
    unknown = [line for key, line in keyed if key is None]
    known.sort(key=lambda pair: pair[0], reverse=down)
    return [line for _key, line in known] + unknown


_VALUES: Mapping[str, Callable[[Line], Any]] = {
    "rank": lambda line: line.rank,
    "jobs": lambda line: line.size,
    "quotient": lambda line: line.quotient.value or line.quotient.high,
    "change": lambda line: line.cluster.change.value,
    "name": lambda line: line.cluster.name.lower(),
    "stage": lambda line: STAGE_ORDER.get(line.stage),
    "alarm": lambda line: (
        -sum(state == "alarm" for state, _code in line.alarms),
        -len(line.alarms),
        line.rank or 0,
    ),
}
