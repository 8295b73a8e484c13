"""How the spread of growth rates falls with size."""

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.links import demeaned, settled_pairs
from milieu.twin.exam.run import Run

CLASSES = 12  # of size, equally many firm-years in each
FEWEST = 30  # firm-years in a class


@fact(
    label="Slope of growth's standard deviation in size",
    unit="log per log",
    low=-0.25,
    high=-0.14,
    source="Stanley and others (1996)",
    imposed="the standard deviation of the shocks falls with size by construction",
)
def size_variance_slope(run: Run) -> float:
    """Return how ln of growth's standard deviation moves with ln sales, from year 20.

    Firm-years fall into 12 classes by sales at the start of the year, equally many in each; the
    slope is that of ln standard deviation on mean log sales over the classes, least squares.
    Growth is taken less the mean of its year. NaN with fewer than 30 firm-years in a class, or
    where a class has no spread.
    """
    start, end, year = settled_pairs(run, "log_sales")
    if len(year) < FEWEST * CLASSES:
        return float("nan")
    return variance_slope(start, demeaned(end - start, year))


def variance_slope(log_sizes: Vector, rates: Vector) -> float:
    """Return the slope over 12 classes of size; both of shape (firm-years,)."""
    groups = np.array_split(np.argsort(log_sizes, kind="stable"), CLASSES)
    size = np.array([log_sizes[group].mean() for group in groups])
    spread = np.array([rates[group].std(ddof=1) for group in groups])
    if not (spread > 0).all() or np.ptp(size) == 0:
        return float("nan")
    away = size - size.mean()
    return float(away @ np.log(spread)) / float(away @ away)
