"""Whether heterogeneity falls before a cluster declines."""

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import cluster_years, mean_known, smooth

FEWEST_AT_PEAK = 30  # firms
FEWEST = 10  # firms from which on homogeneity is looked at
FALLEN = 0.75  # of the peak, at most, at the end: a decline
REACH = 15  # years on both sides of the peak at most
LEAST_REACH = 5  # years on both sides of the peak at least


@fact(
    label="Years by which heterogeneity falls before the number of firms",
    unit="years",
    low=0.0,
    high=float("inf"),
    source="Menzel and Fornahl (2010)",
    starred=True,
    above_low=True,
)
def heterogeneity_lead(run: Run) -> float:
    """Return peak year of firms less peak year of heterogeneity, mean over declining clusters.

    Heterogeneity is 1 - homogeneity; both series at year ends as centered means of 5 years.
    A cluster counts if it peaked at 30 firms or more, ended at .75 of that or less, and had 10
    firms for at least 5 years on both sides of the peak. Heterogeneity's peak is looked for
    equally far on both sides, up to 15 years: over the whole life a late peak of firms would
    show a lead by chance alone. Where heterogeneity just drifts, a run's value has a spread of 3.4
    years around 0, so that half of the runs pass: it is the share of runs that tells. NaN where no
    cluster counts.
    """
    firms, alike = cluster_years(run, "firms"), cluster_years(run, "homogeneity")
    return mean_known([lead(firms[:, c], 1 - alike[:, c]) for c in range(firms.shape[1])])


def lead(firms: Vector, heterogeneity: Vector) -> float:
    """Return the lead of one cluster in years; both of shape (years,)."""
    course = smooth(firms)
    if len(course) == 0 or course.max() < FEWEST_AT_PEAK or course[-1] > FALLEN * course.max():
        return float("nan")
    peak = int(course.argmax())
    reach = _reach(course, heterogeneity, peak)
    if reach < LEAST_REACH:
        return float("nan")
    around = smooth(heterogeneity[peak - reach : peak + reach + 1])
    return float(reach - _middle_of_highest(around))


def _reach(course: Vector, heterogeneity: Vector, peak: int) -> int:
    """Return how many years on both sides of the peak have firms enough to speak of."""
    good = (course >= FEWEST) & np.isfinite(heterogeneity)
    before = np.cumprod(good[: peak + 1][::-1]).sum() - 1
    after = np.cumprod(good[peak:]).sum() - 1
    return int(min(before, after, REACH))


def _middle_of_highest(series: Vector) -> float:
    """Return the place of the highest value; where it is held for several years, their middle."""
    return float(np.flatnonzero(series == series.max()).mean())
