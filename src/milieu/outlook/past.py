"""The past of a panel as the members of the outlook see it: levels and changes on an even scale."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.outlook.panel import Panel
from milieu.outlook.stabilizing import Stabilizer, stabilizer

CLIP = 3.0
"""Changes count for the common one up to this many times the year's median deviation from it."""


@dataclass(frozen=True)
class Past:
    """What is known, on the stabilized scale; every matrix has the shape (series, years).

    level       z; gaps bridged in a straight line, the end carried forward, 0 before the start
    known       True where the value was known
    since       number of known years up to each year
    change      z less z of the year before, without breaks; 0 where it is not known
    measured    True where both years were known and no break lies between
    breaks      number of breaks up to each year
    age         years since the last known one, at the end, shape (series,)
    common      change of the nation, shape (years,)
    """

    level: Matrix
    known: Mask
    since: NDArray[np.int64]
    change: Matrix
    measured: Mask
    breaks: NDArray[np.int64]
    age: NDArray[np.int64]
    common: Vector
    regions: NDArray[np.intp]
    industries: NDArray[np.intp]
    scale: Stabilizer

    @property
    def relative(self) -> Matrix:
        """Return changes less the nation's; 0 where they are not known."""
        return np.where(self.measured, self.change - self.common, 0.0)


def past_of(panel: Panel) -> Past:
    """Return the past of a panel in which every series has a known year."""
    scale = stabilizer(panel.values)
    z = scale(panel.values)
    known = np.isfinite(z)
    breaks = np.zeros(z.shape, np.bool_) if panel.breaks is None else panel.breaks
    level = bridged(z)
    jump = np.diff(level, axis=1, prepend=level[:, :1])
    measured = known & np.roll(known, 1, axis=1) & ~breaks
    measured[:, 0] = False
    common = common_change(jump, measured)
    since = known.cumsum(axis=1)
    started = np.roll(since, 1, axis=1) > 0
    started[:, 0] = False
    change = np.where(breaks, common, np.where(started, jump, 0.0))
    return Past(
        without_breaks(level, change, started),
        known,
        since,
        change,
        measured,
        breaks.cumsum(axis=1),
        np.argmax(known[:, ::-1], axis=1),
        common,
        panel.regions,
        panel.industries,
        scale,
    )


def bridged(z: Matrix) -> Matrix:
    """Return z with gaps bridged linearly and both ends carried outwards."""
    years = np.arange(z.shape[1])
    known = np.isfinite(z)
    level = z.copy()
    for series in np.flatnonzero(~known.all(axis=1)):
        at = known[series]
        level[series] = np.interp(years, years[at], z[series, at])
    return level


def without_breaks(level: Matrix, change: Matrix, started: Mask) -> Matrix:
    """Return levels that end where they end and change as told, so that breaks are gone."""
    total = np.where(started, change, 0.0).cumsum(axis=1)
    kept: Matrix = level[:, -1:] + total - total[:, -1:]
    return kept


def common_change(jump: Matrix, measured: Mask) -> Vector:
    """Return the change of the nation in each year, 0 where none was measured.

    The mean over series of the changes, each clipped to the year's median plus and minus CLIP times
    the median deviation from it: nearly as precise as the mean, and no single series rules it.
    """
    common = np.zeros(jump.shape[1])
    for year in np.flatnonzero(measured.any(axis=0)):
        common[year] = clipped_mean(jump[measured[:, year], year])
    return common


def clipped_mean(changes: Vector) -> float:
    """Return the mean of changes clipped around their median."""
    middle = np.median(changes)
    width = CLIP * max(np.median(np.abs(changes - middle)), 0.1 * np.abs(changes - middle).mean())
    return float(np.clip(changes, middle - width, middle + width).mean())
