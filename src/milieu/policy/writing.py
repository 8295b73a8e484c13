"""Scenarios as TOML text, such that reading it gives the same scenario again."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from milieu.lifecycle.stage import STAGES
from milieu.policy.declare import BOUNDS, INSTRUMENTS
from milieu.policy.quarters import quarter_text
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Explanation, Measure, Shock
from milieu.policy.triggers import DELAY, Trigger

STAGE_NAMES = {stage.value for stage in STAGES}
DELETE = "\x7f"  # TOML wants it escaped, JSON does not


def write_scenario(scenario: Scenario, file: Path) -> None:
    """Write a scenario; a crash leaves the old file whole."""
    draft = file.with_name(f".{file.name}.draft")
    draft.write_text(scenario_text(scenario), encoding="utf-8")
    draft.replace(file)


def scenario_text(scenario: Scenario) -> str:
    """Return the scenario as TOML."""
    parts = [
        _head(scenario),
        *(_table("[[measure]]", _measure(one)) for one in scenario.schedule),
        *(_table("[[shock]]", _shock(one)) for one in scenario.shocks),
    ]
    if scenario.world:
        parts.append(_table("[world]", _numbers(scenario.world)))
    parts += [_table("[[explanation]]", _explanation(one)) for one in scenario.explanations]
    return "\n\n".join(parts) + "\n"


def _table(head: str, rows: Iterable[tuple[str, str]]) -> str:
    return "\n".join([head, *(f"{key} = {value}" for key, value in rows)])


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace(DELETE, "\\u007f")


def _head(scenario: Scenario) -> str:
    rows = [
        ("name", _text(scenario.name)),
        ("about", _text(scenario.about)),
        ("start", _text(quarter_text(scenario.start))),
        ("horizon_years", str(scenario.horizon_years)),
    ]
    if math.isfinite(scenario.budget):
        rows.append(("budget", repr(float(scenario.budget))))
    return "\n".join(f"{key} = {value}" for key, value in rows)


def _list(names: Sequence[str]) -> str:
    return f"[{', '.join(_text(name) for name in names)}]"


def _dates(first: int, last: int) -> list[tuple[str, str]]:
    return [("from", _text(quarter_text(first))), ("to", _text(quarter_text(last)))]


def _measure(measure: Measure) -> list[tuple[str, str]]:
    rows = [
        ("instrument", _text(measure.instrument)),
        ("intensity", repr(float(measure.intensity))),
        *_dates(measure.first, measure.last),
    ]
    if measure.places:
        rows.append(("places", _list(measure.places)))
    if measure.eligible is not None:
        own = INSTRUMENTS[measure.instrument].eligible.bounds
        named = zip(BOUNDS, measure.eligible.bounds, own, strict=True)
        changed = [(name, repr(float(value))) for name, value, usual in named if value != usual]
        rows.append(("eligible", _inline(changed)))
    if measure.when is not None:
        rows.append(("when", _inline(_trigger(measure.when))))
    return rows


def _trigger(trigger: Trigger) -> list[tuple[str, str]]:
    """Return the keys of a trigger; where both ends are given it goes on as far as usual."""
    delay = [] if trigger.delay == DELAY else [("delay_quarters", str(trigger.delay))]
    name = _text(trigger.indicator)
    if trigger.indicator in STAGE_NAMES and math.isfinite(trigger.above):
        least, until = repr(trigger.above), repr(trigger.keep_above)
        return [("stage", name), ("at_least", least), ("until", until), *delay]
    ends = {"above": trigger.above, "below": trigger.below}
    given = [(key, repr(value)) for key, value in ends.items() if math.isfinite(value)]
    if len(given) == 1:
        end = trigger.keep_above if given[0][0] == "above" else trigger.keep_below
        given.append(("until", repr(end)))
    return [("indicator", name), *given, *delay]


def _inline(rows: Iterable[tuple[str, str]]) -> str:
    return "{ " + ", ".join(f"{key} = {value}" for key, value in rows) + " }"


def _shock(shock: Shock) -> list[tuple[str, str]]:
    size = repr(float(shock.size))
    return [("kind", _text(shock.kind)), ("size", size), *_dates(shock.first, shock.last)]


def _numbers(values: Mapping[str, float]) -> list[tuple[str, str]]:
    return [(_text(name), repr(float(value))) for name, value in values.items()]


def _explanation(one: Explanation) -> list[tuple[str, str]]:
    return [
        ("name", _text(one.name)),
        ("mechanism", _text(one.mechanism)),
        ("about", _text(one.about)),
        ("source", _text(one.source)),
        ("switch_off", _inline(_numbers(one.switch_off))),
        ("leave_out", _list(one.leave_out)),
    ]
