"""Hazard ratios from annual snapshots, in strata (Mantel and Haenszel 1959)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Vector
from milieu.twin.exam.links import Links, Rows
from milieu.twin.exam.run import Records

AGES = np.array([1.0, 2.0, 3.0, 5.0, 8.0, 12.0, 20.0])  # years, where a stratum of age begins
DECADE = 10  # years
NORMAL_95 = 1.959963984540054  # standard deviations on both sides of a 95 % range


class HazardRatio(NamedTuple):
    """A ratio of hazards with its 95 % interval; NaN where a side lost nobody at all.

    strata   how many strata hold firms of both sides
    """

    ratio: float
    low: float
    high: float
    strata: int


UNKNOWN = HazardRatio(float("nan"), float("nan"), float("nan"), 0)


class Exits(NamedTuple):
    """Firm-years at risk and exits, each of shape (2, strata): first the others, then the group."""

    at_risk: NDArray[np.float64]
    exits: NDArray[np.float64]


def hazard_ratio(table: Exits) -> HazardRatio:
    """Return the hazard of the group over that of the others, held equal in strata.

    ratio = sum_s d1 t0 / t  over  sum_s d0 t1 / t,  t = t0 + t1

    d exits and t years at risk of the group (1) and the others (0) in stratum s; who leaves counts
    for half of the year, so that the ratio is one of hazards, not of yearly chances. Variance of
    ln ratio: sum_s (d0 + d1) t1 t0 / t^2 over the product of the two sums (Greenland and Robins
    1985). It takes each exit as independent of the others: shocks to whole clusters widen it.
    """
    years = table.at_risk - table.exits / 2
    total = years.sum(axis=0)
    both = (years > 0).all(axis=0)
    if not both.any():
        return UNKNOWN
    t0, t1, t = years[0][both], years[1][both], total[both]
    d0, d1 = table.exits[0][both], table.exits[1][both]
    group, others = float((d1 * t0 / t).sum()), float((d0 * t1 / t).sum())
    if group == 0 or others == 0:
        return UNKNOWN
    variance = float(((d0 + d1) * t1 * t0 / t**2).sum()) / (group * others)
    ratio, reach = group / others, float(np.exp(NORMAL_95 * np.sqrt(variance)))
    return HazardRatio(ratio, ratio / reach, ratio * reach, int(both.sum()))


def exits(firm_years: Records, linked: Links, group: Mask, first_year: int, horizon: int) -> Exits:
    """Return firm-years at risk and exits by age and decade of the year end at which they stood.

    group        whether a record belongs to the group, shape (records,)
    first_year   year ends before it are left out, and so is the last one
    horizon      years of the run

    Firms that come and go between two year ends are not seen. Ages that are unknown are left out.
    """
    year = firm_years["year"].astype(np.int64)
    seen = (year >= first_year) & (year < horizon - 1) & np.isfinite(firm_years["age"])
    stratum = strata(firm_years["age"], year)
    gone = np.zeros(len(year), bool)
    gone[linked.left] = True
    size = (horizon // DECADE + 1) * (len(AGES) + 1)
    return Exits(
        _table(stratum, group, seen, size),
        _table(stratum, group, seen & gone, size),
    )


def strata(age: Vector, year: Rows) -> Rows:
    """Return the stratum of each record: 8 classes of age within each decade."""
    return np.asarray((year // DECADE) * (len(AGES) + 1) + np.digitize(age, AGES), dtype=np.int64)


def _table(stratum: Rows, group: Mask, where: Mask, size: int) -> NDArray[np.float64]:
    sides = [np.bincount(stratum[where & side], minlength=size) for side in (~group, group)]
    return np.array(sides, dtype=np.float64)
