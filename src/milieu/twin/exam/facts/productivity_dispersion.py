"""Dispersion of productivity among firms."""

import math

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import cross_sections, mean_known

FEWEST = 50  # firms


@fact(
    label="Productivity of the 90th over the 10th percentile",
    unit="ratio",
    low=1.6,
    high=2.7,
    source="Syverson (2004, 2011)",
)
def productivity_dispersion(run: Run) -> float:
    """Return p90 / p10 of measured productivity, mean over every 5th year from year 20.

    Every firm counts once, elsewhere included; years with fewer than 50 firms are left out.
    """
    return mean_known([percentile_ratio(each) for each in cross_sections(run, "log_productivity")])


def percentile_ratio(log_productivity: Vector) -> float:
    """Return exp(q90 - q10) of one cross-section, shape (firms,); NaN with too few firms."""
    if len(log_productivity) < FEWEST:
        return float("nan")
    low, high = np.quantile(log_productivity, [0.1, 0.9])
    return math.exp(high - low)
