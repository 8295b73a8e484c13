"""Diagnosis: stage, alarms and outlook in plain words, from the rows that figures and tables show.

Probabilities come in steps of 5 %, ranges hold 80 %, and a refusal says what would suffice.
"""

import re
from collections.abc import Mapping
from typing import Any

from milieu.core.language import N_, _, in_sense, several
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.foresight_reading import (
    JOBS,
    Foresight,
    Rows,
    leading,
    probabilities,
)
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence
from milieu.report.words import (
    Amount,
    Kind,
    after,
    capital,
    chance,
    count,
    listed,
    number,
    plain,
    probability,
    together,
    whole,
)

Row = Mapping[str, Any]
NAMES = {"lock_in": N_("Lock-in")}  # an alarm's name in a sentence, where it is not its words
NOTABLE = 0.05  # a less probable stage is not named
COVERED = 0.8  # of what comes should lie in the 80 % range
PERCENT = 0.01
TRIED = re.compile(  # as lifecycle/alarms/sentences.py says it
    r"Replayed on made-up clusters, (?P<share>.+?) of which it befalls, (?P<wrong>.+?) of such "
    r"alarms were false \([^)]*\); true ones came (?P<lead>.+)\."
)
OLD = re.compile(  # as outlook/panel.py says it
    r"nothing is known after (?P<year>\d{4}), more than (?P<n>\d+) years before the origin"
)
REPLAYED, UNTOLD = "Replayed ", "cannot tell. "  # where parts of an alarm's sentence begin


def diagnosis(known: Foresight, *, brief: bool = False) -> list[Sentence]:
    """Return what a cluster's page answers first: its stage, its alarms, its outlook.

    Alarms that are raised come before the outlook, those that are not after it.

    brief   without the record of the alarms, which stands in their cards beside it
    """
    said = [stage_sentence(known.stages)] if known.stages else []
    raised = [row for row in known.alarms if row["state"] in ("alarm", "watch")]
    said += [alarm_clause(row) if brief else alarm_sentence(row) for row in raised]
    if any(row["measure"] == JOBS for row in known.outlook):
        said.append(outlook_sentence(known, JOBS))
    return [*said, *_quiet(known.alarms)]


def stage_sentence(rows: Rows) -> Sentence:
    """Return the stage, since when, how probably, and what else it may be; or why none is named."""
    last = rows[-1]
    shares = probabilities(last)
    if last["stage"] not in list(STAGES):
        return _no_stage(last, shares)
    rest = (_next(shares, last["stage"]), _leaving(last), _flags(rows), _noted(last))
    return _most_probably(rows, probability(shares[last["stage"]])), after(together(*rest))


def _most_probably(rows: Rows, chance: str) -> str:
    """Return the stage, since when (or before, where nothing earlier is known), how probably."""
    stage, first = rows[-1]["stage"], since(rows)
    again = _before(rows, first, stage)
    earlier = any(row["year"] < first and leading(row) for row in rows)
    said: dict[str, object] = {"stage": plain(stage), "year": first, "chance": chance}
    if again:
        return _("Most probably in {stage} again since {year}: {chance}.", **said)
    if not earlier:
        return _("Most probably in {stage} since {year} or before: {chance}.", **said)
    return _("Most probably in {stage} since {year}: {chance}.", **said)


def since(rows: Rows) -> int:
    """Return the first year, without a break up to the last, in which its stage leads."""
    stage = rows[-1]["stage"]
    first = int(rows[-1]["year"])
    for row in reversed(rows):
        if leading(row) != stage:
            break
        first = int(row["year"])
    return first


def alarm_name(alarm: str) -> str:
    """Return an alarm's name as a sentence begins with it."""
    return _(NAMES[alarm]) if alarm in NAMES else capital(plain(alarm))


def alarm_sentence(row: Row) -> Sentence:
    """Return an alarm's state, its signs, and how such alarms did when they were replayed."""
    name = alarm_name(row["alarm"])
    if row["state"] not in ("alarm", "watch", "none"):
        return _("{alarm}: cannot be told.", alarm=name), after(_lacking(row))
    if row["state"] == "none":
        signs = _("{signs}.", signs=_signs(row))
        return _("{alarm}: no alarm.", alarm=name), after(together(signs, _chance(row)))
    return _raised(row, name), after(together(_chance(row), _replayed(row)))


def alarm_clause(row: Row) -> Sentence:
    """Return a raised alarm since when, how many signs and how probably, without its record."""
    return _raised(row, alarm_name(row["alarm"])), after(_chance(row))


def _raised(row: Row, name: str) -> str:
    """Return that an alarm is raised or under watch, since when, and its signs."""
    said: dict[str, object] = {"alarm": name, "year": row["since"], "signs": _signs(row)}
    if row["since"] is None:
        del said["year"]
        if row["state"] == "alarm":
            return _("{alarm} alarm: {signs}.", **said)
        return _("{alarm} watch: {signs}.", **said)
    if row["state"] == "alarm":
        return _("{alarm} alarm since {year}: {signs}.", **said)
    return _("{alarm} watch since {year}: {signs}.", **said)


def outlook_sentence(known: Foresight, measure: str) -> Sentence:
    """Return the forecast's last year with range, and how often such forecasts were right."""
    rows = known.forecast(measure)
    name = capital(plain(measure))
    if not rows:
        notes = [row["note"] for row in known.outlook if row["measure"] == measure and row["note"]]
        reason = _unforeseen(str(notes[0])) if notes else _("why was not recorded")
        why = _("{reason}.", reason=capital(reason).rstrip("."))
        return _("{measure}: no forecast.", measure=name), after(why)
    last = rows[-1]
    figure = forecast_amount(last)
    said: dict[str, object] = {"measure": name, "year": last["year"], "value": figure.text}
    if figure.range:
        strong = _("{measure} in {year}: {range} (80\u00a0% range), middle {value}.",
                   range=figure.range, **said)  # fmt: skip
    else:
        strong = _("{measure} in {year}: {value}.", **said)
    return strong, after(record_sentence(known, measure, horizon(last)))


def _unforeseen(note: str) -> str:
    """Return why nothing is forecast, in words of who reads and not of who forecasts."""
    if (found := OLD.fullmatch(note)) is None:
        return retold(note)
    return _(
        "the last figure that is known well is of {year}, and a forecast needs one of the last "
        "{n} years",
        **found.groupdict(),
    )


def record_sentence(known: Foresight, measure: str, ahead: int) -> str:
    """Return how many such forecasts ended in their range, and whether they beat 'as today'."""
    row = record_row(known.record, measure, ahead)
    if row is None or not row["forecasts"] or row["cover_80"] is None:
        years = count(ahead, "year")
        return _("How often such forecasts were right {years} ahead is not known.", years=years)
    made = int(row["forecasts"])
    said = _(
        "{inside} of {made} such forecasts ended in range; {ideal} is ideal.",
        inside=whole(round(row["cover_80"] * made)),
        made=whole(made),
        ideal=whole(round(COVERED * made)),
    )
    return together(said, _against_naive(row))


def record_row(record: Rows, measure: str, ahead: int) -> Row | None:
    """Return how good all forecasts of a measure were, so many years ahead."""
    wanted = (measure, ahead, "all")
    found = [row for row in record if (row["measure"], row["horizon"], row["size"]) == wanted]
    return found[0] if found else None


def forecast_amount(row: Row) -> Amount:
    """Return a forecast with its 80 % range as it is written everywhere."""
    return Amount(row["low_80"], row["value"], row["high_80"], kind_of(row.get("measure", "")))


def kind_of(measure: str) -> Kind:
    """Return how figures of a measure are written; patents are counted by fractions."""
    if measure == "patents":
        return Kind.RATIO
    return Kind.SHARE if measure.endswith(("_share", "_rate")) else Kind.COUNT


def horizon(row: Row) -> int:
    """Return how many years ahead a forecast looks."""
    return int(row["year"] - row["origin"])


def _no_stage(row: Row, shares: Mapping[str, float | None]) -> Sentence:
    """Return why no stage is named, and what would suffice."""
    known = {stage: share for stage, share in shares.items() if share is not None}
    if known:
        best = max(known, key=lambda stage: known[stage])
        would = _(
            "The most probable is {stage}: {chance}; a stage needs more than 50\u00a0%.",
            stage=plain(best),
            chance=probability(known[best]),
        )
    else:
        would = _noted(row) or _("Why was not recorded.")
    return _("Stage: {stage}.", stage=_(NOT_ENOUGH)), after(would)


def _noted(row: Row) -> str:
    """Return what the row says of its own evidence, as a sentence; empty where nothing."""
    note = retold(str(row.get("note") or "").strip())
    return _("{note}.", note=capital(note).rstrip(".")) if note else ""


def _next(shares: Mapping[str, float | None], stage: str) -> str:
    """Return the other stages, the more probable first."""
    others = sorted(
        ((share, other) for other, share in shares.items() if other != stage and share is not None),
        key=lambda pair: -pair[0],
    )
    named = [(plain(other), percent(share)) for share, other in others if share >= NOTABLE]
    if not named:
        return _("Any other stage: under 5\u00a0% each.")
    if len(named) == 1:
        return _("Next is {stage}: {chance}.", stage=named[0][0], chance=named[0][1])
    stages = [in_sense("in a list", "{stage}: {chance}", stage=s, chance=c) for s, c in named]
    return _("Next is {stages}.", stages=listed(stages))


def percent(share: float) -> str:
    """Return a probability without its twentieths, for the second in a sentence."""
    return chance(share)


def _leaving(row: Row) -> str:
    leave = row.get("leave_probability")
    if leave is None:
        return ""
    return _("It leaves this stage within three years: {chance}.", chance=percent(leave))


def _flags(rows: Rows) -> str:
    """Return what of the last years is no growth or decline, though it looks like it."""
    shaken = [row["year"] for row in rows if row.get("shake_out")]
    shifted = [row["year"] for row in rows if row.get("level_shift")]
    said = []
    if shaken:
        last = shaken[-1]
        said.append(_("Shake-out last seen in {year}: fewer firms while output grew.", year=last))
    if shifted:
        years = listed([str(year) for year in shifted])
        said.append(_("Level shift in {years}: a new way to count.", years=years))
    return together(*said)


def _before(rows: Rows, first: int, stage: str) -> bool:
    """Return whether a later stage came before this one: the cluster renewed itself."""
    order = [s.value for s in STAGES]
    for row in rows:
        if row["year"] >= first:
            return False
        if (lead := leading(row)) and order.index(lead) > order.index(stage):
            return True
    return False


def _signs(row: Row) -> str:
    worse, of = row["worse"], row["signs"]
    if worse is None or not of:
        return _("its signs are not known")
    return _("{worse} of {signs} worse", worse=worse, signs=count(of, "sign"))


def _chance(row: Row) -> str:
    known = row["probability"]
    return "" if known is None else _("Probability: {chance}.", chance=probability(known))


def _replayed(row: Row) -> str:
    """Return the record of such alarms; that it is unknown is said too."""
    told = str(row.get("sentence") or "")
    if REPLAYED in told:  # it says on which clusters
        return _tried(told[told.index(REPLAYED) :])
    wrong, lead = row["false_alarm_share"], row["lead_years"]
    if wrong is None:
        return _("How often such alarms were false is not known: too few came in the past.")
    share = number(wrong, Kind.SHARE, PERCENT)
    if lead is None:
        return _("Replayed, {share} of such alarms were false.", share=share)
    if (years := round(lead)) <= 0:
        return _(
            "Replayed, {share} of such alarms were false; true ones came with the trouble, not "
            "ahead of it.",
            share=share,
        )
    return several(
        "Replayed, {share} of such alarms were false; true ones came {n} year ahead.",
        "Replayed, {share} of such alarms were false; true ones came {n} years ahead.",
        years,
        share=share,
        n=whole(years),
    )


def _tried(told: str) -> str:
    """Return what was stored of a replay, without the rate that the table behind has."""
    found = TRIED.fullmatch(told)
    if found is None:
        return retold(told)
    told_of = {part: found[part].replace(" %", "\u00a0%") for part in found.groupdict()}
    share, wrong, lead = (retold(told_of[part]) for part in ("share", "wrong", "lead"))
    return _(
        "Tried on made-up clusters, of which it befalls {share}: {wrong} of such alarms were "
        "false; true ones came {lead}.",
        share=share,
        wrong=wrong,
        lead=lead,
    )


def _lacking(row: Row) -> str:
    """Return what is known and what would do, without the name that stands before it already."""
    told = str(row.get("sentence") or "")
    told = told.partition(UNTOLD)[2] or told
    return capital(retold(told)) or _("Which data would do was not recorded.")


def _quiet(alarms: Rows) -> list[Sentence]:
    """Return in one sentence which alarms are absent and which can not be told."""
    absent = [alarm_name(row["alarm"]).lower() for row in alarms if row["state"] == "none"]
    unknown = [
        alarm_name(row["alarm"]).lower()
        for row in alarms
        if row["state"] not in ("alarm", "watch", "none")
    ]
    said = [
        _("No alarm of {alarms}.", alarms=listed(absent)) if absent else "",
        _("Cannot be told: {alarms}.", alarms=listed(unknown)) if unknown else "",
    ]
    return [("", together(*said))] if any(said) else []


def _against_naive(row: Row) -> str:
    ratio = row["crps_ratio"]
    if ratio is None:
        return ""
    if ratio >= 1:
        return _("They were no better than 'as today'.")
    better = number(1 - ratio, Kind.SHARE, PERCENT)
    return _("They scored {share} better than 'as today'.", share=better)
