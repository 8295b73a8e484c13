"""Diagnosis: stage, alarms and outlook in plain words, from the rows that figures and tables show.

Probabilities come in steps of 5 %, ranges hold 80 %, and a refusal says what would suffice.
"""

from collections.abc import Mapping
from typing import Any

from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.foresight_reading import (
    JOBS,
    Foresight,
    Rows,
    leading,
    probabilities,
)
from milieu.report.sentences import Sentence
from milieu.report.words import (
    SPACE,
    Amount,
    Kind,
    capital,
    count,
    listed,
    number,
    plain,
    probability,
)

Row = Mapping[str, Any]
NAMES = {"lock_in": "Lock-in"}  # an alarm's name in a sentence, where it is not its words
NOTABLE = 0.05  # a less probable stage is not named
COVERED = 0.8  # of what comes should lie in the 80 % range
PERCENT = 0.01
REPLAYED, UNTOLD = "Replayed ", "cannot tell. "  # where parts of an alarm's sentence begin


def diagnosis(known: Foresight) -> list[Sentence]:
    """Return what a cluster's page answers first: its stage, its alarms, its outlook."""
    said = [stage_sentence(known.stages)] if known.stages else []
    said += [alarm_sentence(row) for row in known.alarms if row["state"] in ("alarm", "watch")]
    said += _quiet(known.alarms)
    if any(row["measure"] == JOBS for row in known.outlook):
        said.append(outlook_sentence(known, JOBS))
    return said


def stage_sentence(rows: Rows) -> Sentence:
    """Return the stage, since when, how probably, and what else it may be; or why none is named."""
    last = rows[-1]
    shares = probabilities(last)
    if last["stage"] not in list(STAGES):
        return _no_stage(last, shares)
    first = since(rows)
    again = " again" if _before(rows, first, last["stage"]) else ""
    strong = (
        f"Most probably in {last['stage']}{again} since {first}{_or_before(rows, first)}: "
        f"{probability(shares[last['stage']])}."
    )
    rest = [_next(shares, last["stage"]), _leaving(last), _flags(rows), f" {_noted(last)}"]
    return strong, "".join(rest).rstrip()


def since(rows: Rows) -> int:
    """Return the first year, without a break up to the last, in which its stage leads."""
    stage = rows[-1]["stage"]
    first = int(rows[-1]["year"])
    for row in reversed(rows):
        if leading(row) != stage:
            break
        first = int(row["year"])
    return first


def _or_before(rows: Rows, first: int) -> str:
    """Return that it may have begun earlier, where nothing earlier is known."""
    earlier = [row for row in rows if row["year"] < first and leading(row)]
    return "" if earlier else " or before"


def alarm_name(alarm: str) -> str:
    """Return an alarm's name as a sentence begins with it."""
    return NAMES.get(alarm, capital(plain(alarm)))


def alarm_sentence(row: Row) -> Sentence:
    """Return an alarm's state, its signs, and how such alarms did when they were replayed."""
    name = alarm_name(row["alarm"])
    if row["state"] not in ("alarm", "watch", "none"):
        return f"{name}: cannot be told.", f" {_lacking(row)}"
    if row["state"] == "none":
        return f"{name}: no alarm.", f" {_signs(row)}{_chance(row)}"
    begun = f" since {row['since']}" if row["since"] is not None else ""
    strong = f"{name} {row['state']}{begun}: {_signs(row).rstrip('.')}."
    return strong, f"{_chance(row)} {_replayed(row)}"


def outlook_sentence(known: Foresight, measure: str) -> Sentence:
    """Return the forecast's last year with range, and how often such forecasts were right."""
    rows = known.forecast(measure)
    name = capital(plain(measure))
    if not rows:
        notes = [row["note"] for row in known.outlook if row["measure"] == measure and row["note"]]
        reason = notes[0] if notes else "why was not recorded"
        return f"{name}: no forecast.", f" {capital(str(reason)).rstrip('.')}."
    last = rows[-1]
    figure = forecast_amount(last)
    middle = f"{figure.range} (80{SPACE}% range), middle {figure.text}"
    strong = f"{name} in {last['year']}: {middle if figure.range else figure.text}."
    return strong, f" {record_sentence(known, measure, horizon(last))}"


def record_sentence(known: Foresight, measure: str, ahead: int) -> str:
    """Return how many such forecasts ended in their range, and whether they beat 'as today'."""
    row = record_row(known.record, measure, ahead)
    if row is None or not row["forecasts"] or row["cover_80"] is None:
        return f"How often such forecasts were right {count(ahead, 'year')} ahead is not known."
    made = int(row["forecasts"])
    inside, ideal = round(row["cover_80"] * made), round(COVERED * made)
    said = f"{inside:,} of {made:,} such forecasts ended in range; {ideal:,} is ideal."
    return said + _against_naive(row)


def record_row(record: Rows, measure: str, ahead: int) -> Row | None:
    """Return how good all forecasts of a measure were, so many years ahead."""
    wanted = (measure, ahead, "all")
    found = [row for row in record if (row["measure"], row["horizon"], row["size"]) == wanted]
    return found[0] if found else None


def forecast_amount(row: Row) -> Amount:
    """Return a forecast with its 80 % range as it is written everywhere."""
    return Amount(row["low_80"], row["value"], row["high_80"], kind_of(row.get("measure", "")))


def kind_of(measure: str) -> Kind:
    """Return how figures of a measure are written."""
    return Kind.SHARE if measure.endswith(("_share", "_rate")) else Kind.COUNT


def horizon(row: Row) -> int:
    """Return how many years ahead a forecast looks."""
    return int(row["year"] - row["origin"])


def _no_stage(row: Row, shares: Mapping[str, float | None]) -> Sentence:
    """Return why no stage is named, and what would suffice."""
    known = {stage: share for stage, share in shares.items() if share is not None}
    if known:
        best = max(known, key=lambda stage: known[stage])
        chance = probability(known[best])
        would = f"The most probable is {best}: {chance}; a stage needs more than 50{SPACE}%."
    else:
        would = _noted(row) or "Why was not recorded."
    return f"Stage: {NOT_ENOUGH}.", f" {would}"


def _noted(row: Row) -> str:
    """Return what the row says of its own evidence, as a sentence; empty where nothing."""
    note = str(row.get("note") or "").strip()
    return f"{capital(note).rstrip('.')}." if note else ""


def _next(shares: Mapping[str, float | None], stage: str) -> str:
    """Return the other stages, the more probable first."""
    others = sorted(
        ((share, other) for other, share in shares.items() if other != stage and share is not None),
        key=lambda pair: -pair[0],
    )
    named = [f"{other}: {percent(share)}" for share, other in others if share >= NOTABLE]
    if not named:
        return f" Any other stage: under 5{SPACE}% each."
    return f" Next is {listed(named)}."


def percent(share: float) -> str:
    """Return a probability without its twentieths, for the second in a sentence."""
    return probability(share).partition(" (")[0]


def _leaving(row: Row) -> str:
    chance = row.get("leave_probability")
    return "" if chance is None else f" It leaves this stage within three years: {percent(chance)}."


def _flags(rows: Rows) -> str:
    """Return what of the last years is no growth or decline, though it looks like it."""
    shaken = [row["year"] for row in rows if row.get("shake_out")]
    shifted = [row["year"] for row in rows if row.get("level_shift")]
    said = ""
    if shaken:
        said += f" Shake-out last seen in {shaken[-1]}: fewer firms while output grew."
    if shifted:
        said += f" Level shift in {listed([str(year) for year in shifted])}: a new way to count."
    return said


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
        return "its signs are not known."
    return f"{worse} of {count(of, 'sign')} worse."


def _chance(row: Row) -> str:
    chance = row["probability"]
    return "" if chance is None else f" Probability: {probability(chance)}."


def _replayed(row: Row) -> str:
    """Return the record of such alarms; that it is unknown is said too."""
    told = str(row.get("sentence") or "")
    if REPLAYED in told:  # it says on which clusters
        return told[told.index(REPLAYED) :]
    wrong, lead = row["false_alarm_share"], row["lead_years"]
    if wrong is None:
        return "How often such alarms were false is not known: too few came in the past."
    share = number(wrong, Kind.SHARE, PERCENT)
    ahead = "" if lead is None else f"; true ones came {_ahead(round(lead))}"
    return f"Replayed, {share} of such alarms were false{ahead}."


def _lacking(row: Row) -> str:
    """Return what is known and what would do, without the name that stands before it already."""
    told = str(row.get("sentence") or "")
    told = told.partition(UNTOLD)[2] or told
    return capital(told) or "Which data would do was not recorded."


def _ahead(lead: int) -> str:
    return f"{count(lead, 'year')} ahead" if lead > 0 else "with the trouble, not ahead of it"


def _quiet(alarms: Rows) -> list[Sentence]:
    """Return in one sentence which alarms are absent and which can not be told."""
    absent = [alarm_name(row["alarm"]).lower() for row in alarms if row["state"] == "none"]
    unknown = [
        alarm_name(row["alarm"]).lower()
        for row in alarms
        if row["state"] not in ("alarm", "watch", "none")
    ]
    said = f"No alarm of {listed(absent)}." if absent else ""
    if unknown:
        said += f" Cannot be told: {listed(unknown)}."
    return [("", said.strip())] if said else []


def _against_naive(row: Row) -> str:
    ratio = row["crps_ratio"]
    if ratio is None:
        return ""
    if ratio >= 1:
        return " They were no better than 'as today'."
    better = number(1 - ratio, Kind.SHARE, PERCENT)
    return f" They scored {better} better than 'as today'."
