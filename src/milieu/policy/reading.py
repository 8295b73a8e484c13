"""Scenario files: what stands in them, checked; an error names file, line and the right name."""

import math
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from milieu.core.errors import UserError, unknown_name
from milieu.policy.budget import check_budget
from milieu.policy.conflicts import check_conflicts
from milieu.policy.declare import BOUNDS, INSTRUMENTS, Eligibility
from milieu.policy.lines import Lines
from milieu.policy.observed import OBSERVED, Bounds
from milieu.policy.quarters import quarter_text
from milieu.policy.reading_triggers import read_trigger
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import DEMAND, TECHNOLOGY, Explanation, Measure, Shock
from milieu.policy.tables import Table
from milieu.policy.triggers import Trigger

LONGEST = 250  # years; a longer horizon is a slip of the pen
SCENARIO = (
    *("name", "about", "start", "horizon_years", "budget"),
    *("measure", "shock", "world", "explanation"),
)
MEASURE = ("instrument", "intensity", "from", "to", "places", "eligible", "when")
EXPLANATION = ("name", "mechanism", "about", "source", "switch_off", "leave_out")
SHOCK_SIZES: Mapping[str, Bounds] = {DEMAND: (-0.99, math.inf), TECHNOLOGY: (-0.5, 0.5)}
TIERS = (0.0, 3.0)


@dataclass(frozen=True)
class Known:
    """What names a scenario may use, and what it is checked against; None: not checked.

    parameters   of the twin, with the range of each
    places       names of clusters
    observed     figures that triggers may look at, with the values that they can have
    firms        number of firms by place, from which the cost is reckoned
    """

    parameters: Mapping[str, Bounds] | None = None
    places: Sequence[str] | None = None
    observed: Mapping[str, Bounds] | None = None
    firms: Mapping[str, float] | None = None


def read_scenario(
    file: Path,
    *,
    parameters: Mapping[str, Bounds] | None = None,
    places: Sequence[str] | None = None,
    observed: Mapping[str, Bounds] = OBSERVED,
    firms: Mapping[str, float] | None = None,
) -> Scenario:
    """Return the scenario of a file.

    parameters   names and ranges that [world] may set; None: not checked
    places       names of clusters; None: those of `firms`, or not checked
    observed     names and possible values that triggers may look at
    firms        firms by place; with them the cost is held against the budget
    raises       UserError, with file, line, and the nearest right name
    """
    try:
        text = file.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError("there is no such scenario", where=str(file)) from None
    except (UnicodeDecodeError, OSError) as error:
        raise UserError(f"can not be read: {error}", where=str(file)) from None
    there = places if places is not None else (tuple(firms) if firms is not None else None)
    return parse_scenario(text, str(file), Known(parameters, there, observed, firms))


def parse_scenario(text: str, file: str, known: Known) -> Scenario:
    """Return the scenario that a text holds; `file` is its name in errors."""
    whole = Table(_values(text, file), (), file, Lines(text))
    whole.only(SCENARIO)
    scenario = _head(whole)
    tables = whole.tables("measure")
    schedule = tuple(_measure(table, scenario, known) for table in tables)
    check_conflicts(schedule, tables)
    shocks = tuple(_shock(table, scenario) for table in whole.tables("shock"))
    world = _parameters(whole.table("world"), known.parameters, ranges=True)
    explanations = tuple(_explanation(t, known) for t in whole.tables("explanation"))
    made = replace(
        scenario, schedule=schedule, shocks=shocks, world=world, explanations=explanations
    )
    if known.firms is not None:
        check_budget(made, known.firms, whole.where("budget"))
    return made


def _values(text: str, file: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        number = line[1] if line else str(text.count("\n") + 1)
        what = re.sub(r" \(at .*\)$", "", str(error))
        raise UserError(
            f"this is no valid TOML: {what}",
            where=f"{file}, line {number}",
            next="Mend this line of the file.",
        ) from None


def _head(whole: Table) -> Scenario:
    years = whole.whole("horizon_years")
    if not 1 <= years <= LONGEST:
        raise whole.error("horizon_years", f"horizon_years is {years}, but it must be 1 to 250")
    budget = whole.number("budget", math.inf)
    if budget < 0:
        raise whole.error("budget", f"budget is {budget:g}, but it must be 0 or more")
    return Scenario(
        whole.text("name"), whole.quarter("start"), years, whole.text("about", ""), budget
    )


def _measure(table: Table, scenario: Scenario, known: Known) -> Measure:
    table.only(MEASURE)
    name = table.known("instrument", "instrument", INSTRUMENTS)
    first, last = _dates(table, scenario)
    return Measure(
        name,
        _intensity(table, name),
        first,
        last,
        _places(table, known),
        _eligible(table, name),
        _trigger(table, known),
    )


def _trigger(table: Table, known: Known) -> Trigger | None:
    if "when" not in table.values:
        return None
    return read_trigger(table.table("when"), known.observed or OBSERVED)


def _intensity(table: Table, name: str) -> float:
    intensity, largest = table.number("intensity", 1.0), INSTRUMENTS[name].largest_intensity
    if intensity < 0:
        raise table.error(
            "intensity",
            f"intensity is {intensity:g}, but it can not be negative",
            "Use 0 to leave the instrument out.",
        )
    if intensity > largest:
        raise table.error(
            "intensity",
            f"intensity is {intensity:g}, but {name} goes up to {largest:g}",
            "1 is a usual programme.",
        )
    return intensity


def _dates(table: Table, scenario: Scenario) -> tuple[int, int]:
    """Return first and last quarter of a table with `from` and `to`, within the horizon."""
    begin, end = scenario.start, scenario.start + scenario.quarters - 1
    first, last = table.quarter("from", begin), table.quarter("to", end, last=True)
    for key, quarter in (("from", first), ("to", last)):
        if not begin <= quarter <= end:
            raise table.error(
                key,
                f"{key} is {quarter_text(quarter)}, outside the horizon",
                f"The scenario runs from {quarter_text(begin)} to {quarter_text(end)}.",
            )
    if last < first:
        what = f"it ends in {quarter_text(last)}, before it begins in {quarter_text(first)}"
        raise table.error("to", what, "Change `from` or `to`.")
    return first, last


def _places(table: Table, known: Known) -> tuple[str, ...]:
    places = table.texts("places")
    for name in places if known.places is not None else ():
        if name not in (known.places or ()):
            raise unknown_name("place", name, known.places or (), where=table.where("places"))
    if "places" in table.values and not places:
        raise table.error("places", "places is empty", "Leave it out for all places.")
    return tuple(dict.fromkeys(places))


def _eligible(table: Table, name: str) -> Eligibility | None:
    """Return the instrument's own eligibility with what the file changes; None if nothing."""
    if "eligible" not in table.values:
        return None
    given = table.table("eligible")
    given.only(BOUNDS)
    if not reaches_firms(name):
        raise table.error(
            "eligible",
            f"{name} acts on whole clusters, so it can not be kept for some firms",
            "Leave `eligible` out.",
        )
    own = dict(zip(BOUNDS, INSTRUMENTS[name].eligible.bounds, strict=True))
    bounds = own | {key: given.number(key) for key in given.values}
    for what in ("jobs", "age", "tier"):
        least, most = bounds[f"{what}_min"], bounds[f"{what}_max"]
        if least > most:
            said = f"no firm has {what} of at least {least:g} and at most {most:g}"
            raise table.error("eligible", said, "Let the smaller number be the least.")
    return Eligibility(**bounds)


def reaches_firms(instrument: str) -> bool:
    """Return whether a lever of the instrument reaches only the firms that are eligible."""
    from milieu.twin.parameters import PARAMETERS  # costly, and needed for this question only

    return any(PARAMETERS[lever.name].by_firm for lever in INSTRUMENTS[instrument].levers)


def _shock(table: Table, scenario: Scenario) -> Shock:
    table.only(("kind", "size", "from", "to"))
    kind = table.known("kind", "kind of shock", SHOCK_SIZES)
    size, (low, high) = table.number("size"), SHOCK_SIZES[kind]
    if not low <= size <= high or math.isinf(size):
        words = "-0.99 or more, a share of demand" if kind == DEMAND else "-0.5 to 0.5 turns"
        raise table.error("size", f"size is {size:g}, but it must be {words}")
    return Shock(kind, size, *_dates(table, scenario))


def _parameters(
    table: Table, known: Mapping[str, Bounds] | None, *, ranges: bool
) -> dict[str, float]:
    """Return values by parameter, held against the names, and if wanted the ranges, known."""
    values = table.numbers()
    for name, value in values.items() if known is not None else ():
        where = table.line_of_number(name)
        if name not in (known or {}):
            raise unknown_name("parameter", name, known or {}, where=where)
        low, high = (known or {})[name]
        if ranges and not low <= value <= high:
            raise UserError(
                f"{name} is {value:g}, but it must lie between {low:g} and {high:g}", where=where
            )
    return values


def _explanation(table: Table, known: Known) -> Explanation:
    table.only(EXPLANATION)
    mechanism = table.text("mechanism")
    if known.parameters is not None:
        names = {name.partition(".")[0] for name in known.parameters}
        table.known("mechanism", "mechanism", names)
    off = _parameters(table.table("switch_off"), known.parameters, ranges=False)
    leave_out = table.texts("leave_out")
    for name in leave_out:
        if name not in INSTRUMENTS:
            raise unknown_name("instrument", name, INSTRUMENTS, where=table.where("leave_out"))
    if not off and not leave_out:
        raise table.error("switch_off", "nothing is switched off", "Name at least one parameter.")
    about, source = table.text("about", ""), table.text("source", "")
    return Explanation(table.text("name"), mechanism, about, source, off, leave_out)
