"""Shake-out: firms become fewer while output grows (Klepper 1996). A flag, never a stage."""

import numpy as np

from milieu.core.arrays import Mask, Matrix
from milieu.lifecycle.evidence import HEADWAY, safe_log
from milieu.lifecycle.trajectories import Trajectories

YEARS = 3  # over which firms and output are compared
FALL = 0.10  # log fall of firms over those years, assumption L13
TURNOVER = 0.3  # births and deaths over firms in those years, for the noise of a count


def shake_out_years(trajectories: Trajectories) -> Mask:
    """Return the years until which firms fell while output did not, (clusters, years).

    Firms must have fallen by more than `FALL` in three years, and by more than twice what chance
    does to their number. Output must not have fallen; where it is unknown, jobs must have grown
    by more than what output gains on them a year.
    """
    firms = trajectories["firms"]
    fell = -_change(firms)
    chance = 2 * np.sqrt(TURNOVER / np.maximum(1.0, np.nan_to_num(firms, nan=1.0)))
    output, jobs = _change(trajectories["output"]), _change(trajectories["jobs"])
    holds = np.where(np.isfinite(output), output >= 0, jobs >= HEADWAY * YEARS)
    return np.asarray((fell > FALL) & (fell > chance) & holds)


def _change(levels: Matrix) -> Matrix:
    """Return the log change over the last `YEARS` years, NaN where an end of it is unknown."""
    log = safe_log(levels)
    out = np.full(log.shape, np.nan)
    out[:, YEARS:] = log[:, YEARS:] - log[:, :-YEARS]
    return out
