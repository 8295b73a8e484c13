"""Sentences: how the clusters differ, by stage, alarms, size, concentration, change, outlook."""

from collections.abc import Mapping, Sequence
from typing import Any

from milieu.core.language import _
from milieu.lifecycle.stage import STAGES
from milieu.report.comparing.differences import Named, difference, known, overlap
from milieu.report.comparing.measures import Measure, growth, jobs, outlook, quotient
from milieu.report.comparing.reading import Compared, One
from milieu.report.diagnosis import alarm_name, percent
from milieu.report.foresight_reading import probabilities
from milieu.report.words import Amount, Kind, listed, probability

Topic = tuple[str, Sequence[str]]  # what is told apart, and what is said of it
RAISED = ("alarm", "watch")


def differences(compared: Compared) -> list[Topic]:
    """Return what the page says first: each topic with its sentences."""
    if len(compared.ones) < 2:
        return []
    topics = [
        (_("Stage"), _stages(compared)),
        (_("Alarms"), _alarms(compared)),
        (_("Size"), told_apart(jobs(compared))),
        (_("Concentration"), told_apart(quotient(compared))),
        (_("Change"), told_apart(growth(compared))),
        (_("Outlook"), told_apart(outlook(compared))),
    ]
    return [(name, said) for name, said in topics if said]


def told_apart(measure: Measure) -> list[str]:
    """Return which of the figures differ, by how much, and which can not be told apart."""
    found = known(measure.figures)
    if not found:
        return [_("{measure}: known of none of them.", measure=measure.label)]
    lacking = [one.letter for one in measure.figures if not one.ends]
    if len(found) == 1:
        one = found[0]
        said = [_("{measure}: known of {cluster} only, {figure}.", measure=measure.label,
                  cluster=one.letter, figure=_signed(one.amount, measure))]  # fmt: skip
    elif len(found) == 2:
        said = [_pair(measure, *found)]
    else:
        said = _several(measure, found)
    if lacking and len(found) > 1:
        said.append(_("Not known of {clusters}.", clusters=listed(lacking, 10)))
    return said


def _pair(measure: Measure, high: Named, low: Named) -> str:
    """Return how two figures differ."""
    said = {
        "measure": measure.label,
        "high": high.letter,
        "more": _signed(high.amount, measure),
        "low": low.letter,
        "less": _signed(low.amount, measure),
    }
    if _alike(high, low):
        return _(
            "{measure}: {high} {more}, {low} {less}. They cannot be told apart: their ranges "
            "overlap.",
            **said,
        ) if not _equal(high, low) else _(
            "{measure}: {high} and {low} are equal, {more}.", **said
        )  # fmt: skip
    return _(
        "{measure}: {high} {more}, {low} {less}. The difference is {difference}.",
        **said,
        difference=_apart(measure, high, low),
    )


def _several(measure: Measure, found: Sequence[Named]) -> list[str]:
    """Return the ends of several figures, and which others can not be told from the highest."""
    high, low = found[0], found[-1]
    said = {
        "measure": measure.label,
        "high": high.letter,
        "more": _signed(high.amount, measure),
        "low": low.letter,
        "less": _signed(low.amount, measure),
    }
    if _alike(high, low):
        if said["less"] == said["more"]:
            return [_("{measure}: about {more} in all of them.", **said)]
        return [
            _("{measure}: from {less} in {low} to {more} in {high}. The lowest and the highest "
              "cannot be told apart: their ranges overlap.", **said)
        ]  # fmt: skip
    parts = [
        _(
            "{measure}: highest in {high}, {more}; lowest in {low}, {less}. The difference is "
            "{difference}.",
            **said,
            difference=_apart(measure, high, low),
        )
    ]
    for end, name in ((high, "highest"), (low, "lowest")):
        near = [one.letter for one in found if one is not end and _alike(one, end)]
        if near:
            told = (
                _("{clusters} cannot be told apart from the highest: the ranges overlap.",
                  clusters=listed(sorted(near), 10))
                if name == "highest"
                else _("{clusters} cannot be told apart from the lowest: the ranges overlap.",
                       clusters=listed(sorted(near), 10))
            )  # fmt: skip
            parts.append(told)
    return parts


def _alike(one: Named, other: Named) -> bool:
    return overlap(one.amount, other.amount)


def _equal(one: Named, other: Named) -> bool:
    return one.amount.exact and other.amount.exact and one.amount.text == other.amount.text


def _apart(measure: Measure, high: Named, low: Named) -> str:
    """Return the difference with its range, in points where the figures are percentages."""
    found = difference(high.amount, low.amount)
    if measure.kind is not Kind.SHARE:
        return found.spoken
    least, value, most = (
        None if end is None else 100 * end for end in (found.low, found.value, found.high)
    )
    in_points = Amount(least, value, most, Kind.RATIO, proven=found.proven)
    return _("{difference} points", difference=in_points.spoken)


def _signed(amount: Amount, measure: Measure) -> str:
    """Return a figure with its range; a change carries its sign."""
    said = amount.spoken
    grows = measure.reference == 0 and amount.value is not None and amount.value > 0
    return f"+{said}" if grows and not said.startswith("0") else said


def _stages(compared: Compared) -> list[str]:
    """Return who stands in which stage, and how probable it is that all stand in the same."""
    last = {one.letter: one.stages[-1] for one in compared.ones if one.stages}
    if not last:
        return []
    said = []
    for stage in STAGES:
        here = [
            _("{value} ({range})", value=letter, range=percent(_share(row, stage)))
            for letter, row in last.items()
            if row["stage"] == stage
        ]
        if here:
            said.append(_("Most probably in {stage}: {clusters}.",
                          stage=_(stage.value), clusters=listed(here, 10)))  # fmt: skip
    unsure = [letter for letter, row in last.items() if row["stage"] not in list(STAGES)]
    if unsure:
        said.append(_("Not enough evidence for a stage: {clusters}.", clusters=listed(unsure, 10)))
    missing = [one.letter for one in compared.ones if not one.stages]
    if missing:
        said.append(_("Not known of {clusters}.", clusters=listed(missing, 10)))
    return said + _together(list(last.values()))


def _share(row: Mapping[str, Any], stage: str) -> float:
    return probabilities(row).get(stage) or 0.0


def _together(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the probability that all stand in one stage, as if they erred independently."""
    shares = [probabilities(row) for row in rows]
    if len(shares) < 2 or any(None in one.values() for one in shares):
        return []
    alike = 0.0
    for stage in STAGES:
        together = 1.0
        for one in shares:
            together *= one[stage] or 0.0
        alike += together
    if len(shares) == 2:
        chance = probability(1 - alike)
        return [_("They stand in different stages with a probability of {chance}.", chance=chance)]
    chance = probability(alike)
    return [_("All stand in the same stage with a probability of {chance}.", chance=chance)]


def _alarms(compared: Compared) -> list[str]:
    """Return who has which alarm, who has none, and of whom it can not be told."""
    asked = [one for one in compared.ones if one.alarms]
    if not asked:
        return []
    said = []
    for state in RAISED:
        names = dict.fromkeys(
            r["alarm"] for one in asked for r in one.alarms if r["state"] == state
        )
        for alarm in names:
            here = [_with_chance(one, row) for one in asked for row in one.alarms
                    if (row["alarm"], row["state"]) == (alarm, state)]  # fmt: skip
            said.append(_raised(state, alarm, here))
    quiet = [one.letter for one in asked if not any(r["state"] in RAISED for r in one.alarms)]
    if quiet:
        said.append(_("No alarm is raised: {clusters}.", clusters=listed(quiet, 10)))
    return [*said, *_untold(asked)]


def _raised(state: str, alarm: str, here: Sequence[str]) -> str:
    shown = {"alarm": _(alarm_name(alarm)), "clusters": listed(here, 10)}
    if state == "alarm":
        return _("Alarm, {alarm}: {clusters}.", **shown)
    return _("Under watch, {alarm}: {clusters}.", **shown)


def _untold(asked: Sequence[One]) -> list[str]:
    """Return of whom an alarm can not be told, by alarm: that is no all-clear."""
    found: dict[str, list[str]] = {}
    for one in asked:
        for row in one.alarms:
            if row["state"] not in (*RAISED, "none"):
                found.setdefault(row["alarm"], []).append(one.letter)
    return [
        _("Cannot be told, {alarm}: {clusters}.",
          alarm=_(alarm_name(alarm)), clusters=listed(letters, 10))
        for alarm, letters in found.items()
    ]  # fmt: skip


def _with_chance(one: One, row: Mapping[str, Any]) -> str:
    chance = row["probability"]
    if chance is None:
        return one.letter
    return _("{value} ({range})", value=one.letter, range=percent(chance))
