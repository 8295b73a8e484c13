"""Alarms of clusters: lock-in, race to the bottom, efficiency trap."""

from collections.abc import Iterable

import numpy as np

from milieu.core.arrays import Matrix
from milieu.lifecycle.alarms.checks import check
from milieu.lifecycle.alarms.composite import Calibration, calibration_of, features
from milieu.lifecycle.alarms.composition import Cells
from milieu.lifecycle.alarms.declare import ALARMS, Alarm, Sign
from milieu.lifecycle.alarms.states import states
from milieu.lifecycle.alarms.tables import AlarmTable, SignTable
from milieu.lifecycle.alarms.trends import Trends, trends
from milieu.lifecycle.trajectories import Trajectories

LOW, HIGH = 0.1, 0.9  # ends of an 80 % range


def alarms(
    known: Trajectories, cells: Cells | None = None, only: Iterable[str] | None = None
) -> dict[str, AlarmTable]:
    """Return every alarm by name, each year judged from that year and earlier ones alone.

    known    what is known of the clusters
    cells    jobs and wages of their members, so that a change of mix is not taken for a fall
    only     names of the alarms wanted; all without it
    raises   UserError for values that cannot be, and for an alarm that does not exist
    """
    check(known)
    return {name: judged(ALARMS[name], known, cells) for name in (only or ALARMS)}


def judged(
    alarm: Alarm,
    known: Trajectories,
    cells: Cells | None = None,
    calibration: Calibration | None = None,
) -> AlarmTable:
    """Return one alarm; with another calibration than the stored one, if given."""
    signs = sign_tables(alarm, known, cells)
    chance = (calibration or calibration_of(alarm)).probability(features(alarm, signs))
    state, since = states(chance, known.years, alarm)
    return AlarmTable(alarm, known.names, known.years, state, chance, since, signs)


def sign_tables(
    alarm: Alarm, known: Trajectories, cells: Cells | None = None
) -> tuple[SignTable, ...]:
    """Return the signs of an alarm; a weaker one is unknown where the better one is known."""
    tables = {sign.name: _sign_table(sign, known, cells) for sign in alarm.signs}
    for sign in alarm.signs:
        if sign.instead_of:
            better = tables[sign.instead_of].known
            tables[sign.name] = _without(tables[sign.name], better)
    return tuple(tables.values())


def _sign_table(sign: Sign, known: Trajectories, cells: Cells | None) -> SignTable:
    spread = known["jobs_log_spread"] if sign.hidden and known.has("jobs_log_spread") else None
    found = trends(sign.series(known, cells), sign.noise, spread)
    direction = 1.0 if sign.worse_when == "rising" else -1.0
    values = _values(found, direction * sign.material)
    if sign.logarithm:
        values = [np.exp(value) for value in values]
    then, now, low, high, threshold = values
    chance = found.probability(sign.material, direction)
    return SignTable(sign, then, now, low, high, threshold, chance)


def _values(found: Trends, material: float) -> list[Matrix]:
    """Return then, now, low, high and threshold on the scale of the series."""
    slopes = (found.slope_at(LOW), found.slope_at(HIGH), material)
    return [found.then, found.now, *(found.then + found.span * slope for slope in slopes)]


def _without(table: SignTable, where: np.ndarray) -> SignTable:
    parts = (table.then, table.now, table.low, table.high, table.threshold, table.probability)
    return SignTable(table.sign, *(np.where(where, np.nan, part) for part in parts))
