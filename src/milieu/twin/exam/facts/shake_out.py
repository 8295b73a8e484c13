"""Rise and shake-out of an industry's firms."""

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import firms_by_year, smooth

FEWEST_YEARS = 20
FEWEST_FIRMS = 30  # at the peak
LEAST_RISE = 10  # years from the first to the peak
SMALL_START = 0.25  # of the peak, at most, at the start
PARTS = 5  # of the rise
SLOW = 0.6  # of the steepest part, at most, in the first and the last part


@fact(
    label="Shake-out after an S-shaped rise of the number of firms",
    unit="share lost from the peak",
    low=0.3,
    high=1.0,
    source="Gort and Klepper (1982); Klepper and Graddy (1990)",
    share_needed=0.6,
    above_low=True,
)
def shake_out(run: Run) -> float:
    """Return the share of firms lost from the peak to the end; 0 where the rise is no S.

    The number of firms at year ends, elsewhere included, as a centered mean of 5 years, is an S if
    1. it peaks at least 10 years after the first year,
    2. it starts at a quarter of its peak or less,
    3. of the five equally long parts of the rise, the steepest is neither the first nor the last,
    4. the first and the last part each rise at most .6 times as much as the steepest.
    The loss is 1 - number in the last year / peak. NaN with fewer than 20 years or a peak below
    30 firms. The rule's limits are assumption E3.
    """
    return loss_after_rise(firms_by_year(run))


def loss_after_rise(firms: Vector) -> float:
    """Return the share lost after an S-shaped rise, shape (years,)."""
    course = smooth(firms)
    if len(course) < FEWEST_YEARS or course.max() < FEWEST_FIRMS:
        return float("nan")
    if not is_s_shaped(course[: int(course.argmax()) + 1]):
        return 0.0
    return float(1 - course[-1] / course.max())


def is_s_shaped(rise: Vector) -> bool:
    """Return whether a rise from the first year to the peak is slow, then steep, then slow."""
    length = len(rise) - 1
    if length < LEAST_RISE or rise[0] > SMALL_START * rise[-1]:
        return False
    ends = np.interp(np.linspace(0, length, PARTS + 1), np.arange(length + 1), rise)
    parts = np.diff(ends)
    return bool(max(parts[0], parts[-1]) <= SLOW * parts[1:-1].max())
