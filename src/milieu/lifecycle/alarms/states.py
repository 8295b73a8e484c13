"""From probabilities to states that do not flicker."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.lifecycle.alarms.declare import Alarm
from milieu.lifecycle.alarms.tables import ALARM, CANNOT_TELL, NONE, WATCH

PATIENCE = 2  # years without evidence through which an alarm is remembered, assumption A3


def states(
    probability: Matrix, years: NDArray[np.int64], alarm: Alarm
) -> tuple[NDArray[np.str_], Matrix]:
    """Return the state in each year and the year since which it stands, from nothing later.

    An alarm is raised at `alarm_at` and stands until the probability falls below `keep_at`.
    A year that cannot be told says so, but an alarm or watch is remembered for two such years.

    return   states and years (NaN where neither alarm nor watch stands), shape (clusters, years)
    """
    clusters = len(probability)
    state = np.full(probability.shape, CANNOT_TELL, dtype=f"<U{len(CANNOT_TELL)}")
    since = np.full(probability.shape, np.nan)
    before, start = np.full(clusters, NONE, state.dtype), np.full(clusters, np.nan)
    silent = np.zeros(clusters)
    for at, year in enumerate(years):
        now, told = _step(probability[:, at], before, alarm), np.isfinite(probability[:, at])
        start = np.where(told & (now != before), np.where(now == NONE, np.nan, year), start)
        before = np.where(told, now, before)
        silent = np.where(told, 0, silent + 1)
        before[silent > PATIENCE], start[silent > PATIENCE] = NONE, np.nan
        state[told, at], since[told, at] = now[told], start[told]
    return state, since


def _step(
    probability: NDArray[np.float64], before: NDArray[np.str_], alarm: Alarm
) -> NDArray[np.str_]:
    keep = np.where(before == ALARM, alarm.keep_at, alarm.alarm_at)
    return np.where(
        probability >= keep, ALARM, np.where(probability >= alarm.watch_at, WATCH, NONE)
    )
