"""Triggers in a scenario file: `when = {stage = "decline", at_least = 0.5}` and others."""

import math
from collections.abc import Mapping

from milieu.core.errors import UserError
from milieu.lifecycle.stage import STAGES
from milieu.policy.observed import Bounds
from milieu.policy.tables import Table
from milieu.policy.triggers import DELAY, STAGE_MARGIN, Trigger, margin

STAGE_KEYS = ("stage", "at_least", "until", "delay_quarters")
FIGURE_KEYS = ("indicator", "above", "below", "until", "delay_quarters")
LEAST_STAGE = 0.5  # the stage that is most probable, unless the file says otherwise
LONGEST_DELAY = 40  # quarters; a longer delay is a slip of the pen


def read_trigger(table: Table, observed: Mapping[str, Bounds]) -> Trigger:
    """Return a trigger; UserError for one that is never or always true, or contradicts itself."""
    if ("stage" in table.values) == ("indicator" in table.values):
        raise _error(table, "when needs either a stage or an indicator", "Name one of them.")
    trigger = _stage(table) if "stage" in table.values else _figure(table, observed)
    if not 0 <= trigger.delay <= LONGEST_DELAY:
        raise _error(table, f"delay_quarters is {trigger.delay}, but it must be 0 to 40")
    return trigger


def _stage(table: Table) -> Trigger:
    table.only(STAGE_KEYS)
    stage = table.known("stage", "stage", [stage.value for stage in STAGES])
    least = table.number("at_least", LEAST_STAGE)
    if least > 1:
        raise _error(table, f"a probability is never at least {least:g}: this is never true")
    if least <= 0:
        raise _error(table, f"a probability is always at least {least:g}: this is always true")
    keep = table.number("until", max(least - STAGE_MARGIN, least / 2))
    if keep > least:
        raise _error(table, f"it would end below {keep:g} although it begins at {least:g}")
    return Trigger(stage, above=least, keep_above=keep, delay=_delay(table))


def _figure(table: Table, observed: Mapping[str, Bounds]) -> Trigger:
    table.only(FIGURE_KEYS)
    name = table.known("indicator", "observed figure", observed)
    above, below = table.number("above", -math.inf), table.number("below", math.inf)
    _check_band(table, name, above, below, observed[name])
    keep_above = above - margin(above) if math.isfinite(above) else above
    keep_below = below + margin(below) if math.isfinite(below) else below
    if "until" in table.values:
        keep_above, keep_below = _until(table, above, below)
    return Trigger(name, above, below, keep_above, keep_below, _delay(table))


def _check_band(table: Table, name: str, above: float, below: float, bounds: Bounds) -> None:
    if not math.isfinite(above) and not math.isfinite(below):
        raise _error(table, "when needs above or below", "Say from which value on.")
    if above >= below:
        raise _error(
            table,
            f"nothing is above {above:g} and below {below:g} at once",
            "Both must hold: let `above` be the smaller number.",
        )
    low, high = bounds
    if above > high or below < low:
        raise _error(table, f"{name} lies between {low:g} and {high:g}: this is never true")


def _until(table: Table, above: float, below: float) -> tuple[float, float]:
    """Return the band in which it goes on, from where the file says that it ends."""
    until = table.number("until")
    if math.isfinite(above) and math.isfinite(below):
        raise _error(table, "until does not say which end of the band it is", "Leave it out.")
    if math.isfinite(above):
        if until > above:
            raise _error(table, f"it would end below {until:g} although it begins at {above:g}")
        return until, below
    if until < below:
        raise _error(table, f"it would end above {until:g} although it begins at {below:g}")
    return above, until


def _delay(table: Table) -> int:
    return table.whole("delay_quarters", DELAY)


def _error(table: Table, what: str, next: str = "Mend this line.") -> UserError:
    return table.error("", what, next)
