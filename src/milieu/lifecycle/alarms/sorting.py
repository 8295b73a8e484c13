"""Sorts of alarms whose record is kept apart: by signs known and length of history."""

import numpy as np

from milieu.core.arrays import Mask
from milieu.lifecycle.alarms.record import LONG
from milieu.lifecycle.alarms.tables import AlarmTable
from milieu.lifecycle.alarms.trends import LEAST_KNOWN


def many_signs(table: AlarmTable) -> Mask:
    """Return where more signs are known than are needed at least, shape (clusters, years)."""
    least = sum(need.least for need in table.alarm.needs)
    return np.asarray(table.known_count > least)


def long_history(table: AlarmTable) -> Mask:
    """Return where some sign was first known so long ago that the history is long, same shape.

    The first trend needs four years, so a sign known since k years rests on k + 3 years.
    """
    begun = np.logical_or.accumulate(table.known_count > 0, axis=1)
    return np.asarray(begun.cumsum(axis=1) + LEAST_KNOWN - 1 >= LONG)
