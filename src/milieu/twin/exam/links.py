"""Firms followed from one year end to the next."""

from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Vector
from milieu.twin.exam.run import Records, Run, years
from milieu.twin.exam.years import SETTLED

Rows = NDArray[np.int64]


class Links(NamedTuple):
    """Rows of `firm_years` that belong together.

    before, after   rows of the same firm in two years running, same shape
    entered         rows of firms that did not stand a year before; all of year 0 is left out
    left            rows of firms that did not stand a year later; all of the last year is left out
    """

    before: Rows
    after: Rows
    entered: Rows
    left: Rows


class Examined:
    """A run whose firms are linked once for all facts."""

    def __init__(self, run: Run) -> None:
        self.firm_years, self.clusters, self.world = run.firm_years, run.clusters, run.world

    @cached_property
    def links(self) -> Links:
        """Return the firms followed from year to year."""
        return link(self.firm_years, years(self))


def links(run: Run) -> Links:
    """Return the firms of a run followed from year to year."""
    return run.links if isinstance(run, Examined) else link(run.firm_years, years(run))


def link(firm_years: Records, horizon: int) -> Links:
    """Return the links of firms by identity.

    firm_years   one record a firm and year end, in any order
    horizon      years of the run; in the last one nobody is known to leave
    """
    year = firm_years["year"].astype(np.int64)
    _, firm = np.unique(firm_years["firm"], return_inverse=True)
    order = np.argsort(firm * (horizon + 1) + year)
    same = (firm[order][1:] == firm[order][:-1]) & (year[order][1:] == year[order][:-1] + 1)
    before, after = order[:-1][same], order[1:][same]
    followed, known = np.zeros(len(year), bool), np.zeros(len(year), bool)
    followed[before], known[after] = True, True
    entered = np.flatnonzero(~known & (year > 0))
    return Links(before, after, entered, np.flatnonzero(~followed & (year < horizon - 1)))


def settled_pairs(run: Run, field: str) -> tuple[Vector, Vector, Rows]:
    """Return a measure of firms at the start and the end of a year, and the year it ends.

    From year 20 on; pairs of which one end is not known are left out.
    """
    linked, records = links(run), run.firm_years
    start, end = records[field][linked.before], records[field][linked.after]
    year = records["year"][linked.after].astype(np.int64)
    good: Mask = np.isfinite(start) & np.isfinite(end) & (year >= SETTLED)
    return start[good].astype(np.float64), end[good].astype(np.float64), year[good]


def demeaned(values: Vector, year: Rows) -> Vector:
    """Return values less the mean of all that share their year, same shape."""
    count = np.bincount(year)
    mean = np.bincount(year, values) / np.maximum(count, 1)
    return np.asarray(values - mean[year])
