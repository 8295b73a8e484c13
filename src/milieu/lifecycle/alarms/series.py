"""Series that several alarms look at, from the measures of trajectories."""

import numpy as np

from milieu.core.arrays import Matrix
from milieu.lifecycle.alarms.declare import Series


def logarithm(values: Matrix) -> Matrix:
    """Return ln of what is above zero; NaN elsewhere, because it does not exist there."""
    return np.log(np.where(values > 0, values, np.nan))


def level(measure: str) -> Series:
    """Return the measure itself as a series."""
    return lambda known, cells: known[measure]


def log_level(measure: str) -> Series:
    """Return the logarithm of a measure as a series."""
    return lambda known, cells: logarithm(known[measure])


def log_against_nation(measure: str) -> Series:
    """Return ln(measure / the nation's) as a series."""
    return lambda known, cells: logarithm(known[measure]) - logarithm(known[f"nation_{measure}"])


def against_nation(measure: str) -> Series:
    """Return the measure less the nation's as a series."""
    return lambda known, cells: known[measure] - known[f"nation_{measure}"]
