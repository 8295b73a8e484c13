"""Entry and exit of firms between year ends, by cluster."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.twin.exam.links import Rows, links
from milieu.twin.exam.run import Records, Run, years
from milieu.twin.exam.years import FOUNDED

FEWEST = 30  # firms at the start of a year whose rate is known


class Turnover(NamedTuple):
    """Counts by year and cluster, each (years, clusters), elsewhere first; from year 10 on.

    firms     at the start of the year, which is the end of the year before
    entered   during the year, in the cluster where they stand at its end
    left      during the year, from the cluster where they stood at its start
    """

    firms: Matrix
    entered: Matrix
    left: Matrix


def turnover(run: Run) -> Turnover:
    """Return who entered and left between year ends; moves between clusters are neither."""
    records, linked = run.firm_years, links(run)
    everyone = np.arange(len(records))
    firms, entered, left = (_count(run, records, r) for r in (everyone, *linked[2:]))
    return Turnover(firms[FOUNDED - 1 : -1], entered[FOUNDED:], left[FOUNDED - 1 : -1])


def mean_rate(flow: Vector, firms: Vector) -> float:
    """Return the mean of flow / firms over years with at least 30 firms; NaN if there is none."""
    large = firms >= FEWEST
    return float((flow[large] / firms[large]).mean()) if large.any() else float("nan")


def _count(run: Run, records: Records, rows: Rows) -> Matrix:
    shape = years(run), run.clusters.shape[1]
    cell = records["year"][rows].astype(np.int64) * shape[1] + records["cluster"][rows]
    return np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
