"""Measures that contradict each other: one instrument twice in the same place and time."""

from collections.abc import Sequence
from itertools import combinations

from milieu.core.errors import UserError
from milieu.lifecycle.stage import STAGES
from milieu.policy.quarters import quarter_text
from milieu.policy.schedule import Measure
from milieu.policy.tables import Table

STAGE_NAMES = {stage.value for stage in STAGES}


def check_conflicts(schedule: Sequence[Measure], tables: Sequence[Table]) -> None:
    """Raise UserError for the first pair that contradicts itself, naming both lines.

    One instrument may stand twice where places or times differ, or where each waits for another
    stage. Its eligible firms must be the same throughout, for they belong to the instrument.
    """
    for (one, first), (other, second) in combinations(zip(schedule, tables, strict=True), 2):
        if one.instrument != other.instrument:
            continue
        line = first.where().rpartition(" ")[2]
        if _at_once(one, other) and not _other_stage(one, other):
            begin, end = max(one.first, other.first), min(one.last, other.last)
            span = f"{quarter_text(begin)} to {quarter_text(end)}"
            raise UserError(
                f"{other.instrument} is in force already by line {line}, from {span}",
                where=second.where(),
                next="Change the dates or places, let each wait for another stage, or leave one.",
            )
        if one.eligibility != other.eligibility:
            raise UserError(
                f"{other.instrument} is for other firms than in line {line}",
                where=second.where("eligible"),
                next="Use the same `eligible` for an instrument in the whole scenario.",
            )


def _at_once(one: Measure, other: Measure) -> bool:
    """Return whether two measures share a place and a quarter."""
    places = not one.places or not other.places or set(one.places) & set(other.places)
    return bool(places) and one.first <= other.last and other.first <= one.last


def _other_stage(one: Measure, other: Measure) -> bool:
    """Return whether each waits for a stage, and not for the same."""
    names = [measure.when.indicator if measure.when else "" for measure in (one, other)]
    return set(names) <= STAGE_NAMES and names[0] != names[1]
