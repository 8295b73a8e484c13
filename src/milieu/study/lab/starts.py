"""When a measure begins: at once, in a stage, or at a sign that something goes wrong."""

from collections.abc import Mapping
from dataclasses import dataclass

from milieu.core.language import N_
from milieu.lifecycle.stage import STAGES, Stage
from milieu.policy.reading_triggers import LEAST_STAGE
from milieu.policy.triggers import DELAY, STAGE_MARGIN, Trigger, margin
from milieu.twin.exam.cycles import ALIKE

AT_ONCE = ""
IN_STAGE = {
    Stage.BUDDING: N_("once it is budding"),
    Stage.GROWTH: N_("once it grows"),
    Stage.MATURITY: N_("once it is mature"),
    Stage.DECLINE: N_("once it declines"),
}


@dataclass(frozen=True)
class Start:
    """When a measure begins; `trigger` None: at once."""

    name: str
    label: str
    trigger: Trigger | None


def _stage(name: str) -> Trigger:
    return Trigger(name, above=LEAST_STAGE, keep_above=LEAST_STAGE - STAGE_MARGIN, delay=DELAY)


def _above(indicator: str, value: float) -> Trigger:
    return Trigger(indicator, above=value, keep_above=value - margin(value), delay=DELAY)


def _below(indicator: str, value: float) -> Trigger:
    return Trigger(indicator, below=value, keep_below=value + margin(value), delay=DELAY)


STARTS: Mapping[str, Start] = {
    one.name: one
    for one in (
        Start(AT_ONCE, N_("at once"), None),
        *(Start(one.value, IN_STAGE[one], _stage(one.value)) for one in STAGES),
        Start(
            "alike",
            N_("once firms have grown alike, a sign of lock-in"),
            _above("homogeneity", ALIKE),
        ),
        Start("loss", N_("once firms make losses"), _below("profit_rate", 0.0)),
    )
}
"""Alarms themselves are reckoned from statistics that the twin does not make; these are signs that
it does make."""
