"""What an alarm says in one sentence, from the same numbers as its table."""

import numpy as np

from milieu.lifecycle.alarms.declare import Need
from milieu.lifecycle.alarms.planted import USUAL
from milieu.lifecycle.alarms.record import Record, record_of
from milieu.lifecycle.alarms.sorting import long_history, many_signs
from milieu.lifecycle.alarms.tables import ALARM, CANNOT_TELL, WATCH, AlarmTable
from milieu.lifecycle.alarms.trends import LEAST_KNOWN, WINDOW

NUMBERS = ("none", "one", "two", "three")
STEP = 5  # percent: probabilities are told no finer


def sentence(table: AlarmTable, cluster: int, year: int = -1) -> str:
    """Return what an alarm says of a cluster in a year, both by position.

    Such as: "Lock-in: 4 of 5 signs worse; alarm since 2019. Replayed on made-up clusters, ..."
    """
    at = (cluster, year)
    label, state = table.alarm.label, str(table.state[at])
    if state == CANNOT_TELL:
        return f"{label}: cannot tell. {_lacking(table, at)}"
    worse = f"{table.worse_count[at]} of {table.known_count[at]} signs worse"
    if state == ALARM:
        return f"{label}: {worse}; alarm since {table.since[at]:.0f}. {track_record(table, at)}"
    if state == WATCH:
        chance = percent(table.probability[at])
        return f"{label}: {worse}; to be watched since {table.since[at]:.0f}, probability {chance}."
    return f"{label}: no alarm, {worse}."


def evidence(table: AlarmTable, cluster: int, year: int = -1) -> list[str]:
    """Return a line for each known sign: then, now with its range, and whether it is worse."""
    lines = []
    for sign in table.signs:
        parts = (sign.then, sign.now, sign.low, sign.high)
        then, now, low, high = (float(part[cluster, year]) for part in parts)
        if np.isnan(then):
            continue
        verdict = "worse" if sign.worse[cluster, year] else "not clearly worse"
        numbers = f"{then:.3g} to {now:.3g} (by the trend {low:.3g} to {high:.3g})"
        lines.append(f"{sign.sign.label}: {numbers}, {sign.sign.unit}; {verdict}")
    return lines


def track_record(table: AlarmTable, at: tuple[int, int]) -> str:
    """Return how often such alarms were false in replay, and how far ahead the true ones came."""
    name = table.alarm.name
    record = record_of(name, bool(many_signs(table)[at]), bool(long_history(table)[at]))
    met = f"{100 * USUAL.share:.0f} %"
    return (
        f"Replayed on made-up clusters, {met} of which it befalls, "
        f"{100 * record.false_share:.0f} % of such alarms were false "
        f"({_rate(record)}); true ones came {_lead(record)}."
    )


def percent(probability: float) -> str:
    """Return a probability in steps of 5 %."""
    rounded = STEP * round(100 * probability / STEP)
    if rounded < STEP:
        return f"under {STEP} %"
    return f"over {100 - STEP} %" if rounded > 100 - STEP else f"{rounded} %"


def _rate(record: Record) -> str:
    if not record.false_rate > 0:
        return f"none in {record.quiet_years} quiet years"
    return f"one in {_two_digits(1 / record.false_rate)} quiet years"


def _two_digits(number: float) -> str:
    return f"{float(f'{number:.2g}'):,.0f}"


def _lead(record: Record) -> str:
    """Return how far ahead true alarms came, such as "3 years ahead of the fall of jobs"."""
    low, high = round(record.lead_low), round(record.lead_high)
    half = f"half: {low} to {high}" if low >= 0 else f"half: {-low} after to {high} before"
    return f"{_when(round(record.lead))} ({half})"


def _when(lead: int) -> str:
    if lead == 0:
        return "as jobs began to fall"
    years = "1 year" if abs(lead) == 1 else f"{abs(lead)} years"
    return f"{years} ahead of the fall of jobs" if lead > 0 else f"{years} after jobs began to fall"


def _lacking(table: AlarmTable, at: tuple[int, int]) -> str:
    """Return what is known, and what would suffice."""
    years = len(table.years[: table.years.size + at[1] + 1 if at[1] < 0 else at[1] + 1])
    if years < LEAST_KNOWN:
        return f"There {_are(years)} of figures, and a trend needs {LEAST_KNOWN}."
    known = [sign.sign.label for sign in table.signs if sign.known[at]]
    wanted = "; and ".join(_wanted(table, need, at) for need in _unmet(table, at))
    return (
        f"Known: {', '.join(known) or 'nothing'}. Needed besides: {wanted}; "
        f"each in {LEAST_KNOWN} of the last {WINDOW} years, this one or the last among them."
    )


def _are(years: int) -> str:
    return "is 1 year" if years == 1 else f"are {years} years"


def _unmet(table: AlarmTable, at: tuple[int, int]) -> list[Need]:
    return [need for need in table.alarm.needs if _short(table, need, at) > 0]


def _short(table: AlarmTable, need: Need, at: tuple[int, int]) -> int:
    return need.least - int(sum(t.known[at] for t in table.signs if t.sign.kind in need.kinds))


def _wanted(table: AlarmTable, need: Need, at: tuple[int, int]) -> str:
    """Return the unknown signs that would meet a need, as words."""
    choices = [t for t in table.signs if t.sign.kind in need.kinds and not t.known[at]]
    short = _short(table, need, at)
    words = " or ".join(t.sign.needs for t in choices)
    return words if short == 1 or short == len(choices) == 1 else f"{NUMBERS[short]} of: {words}"
