"""Exponent of the upper tail of firm sizes."""

import numpy as np

from milieu.core.arrays import Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import cross_sections, mean_known

TOP_SHARE = 0.1  # of firms that are the tail
FEWEST = 20  # firms in a tail


@fact(
    label="Exponent of the firm size tail, top 10 %",
    unit="ratio",
    low=0.9,
    high=1.2,
    source="Axtell (2001); estimator of Gabaix and Ibragimov (2011)",
)
def size_tail_exponent(run: Run) -> float:
    """Return the exponent of the power law of sales, mean over every 5th year from year 20.

    ln(rank - 1/2) = constant - exponent ln sales, least squares over the largest tenth of firms

    The 1/2 takes away the bias in small samples; .04 is left with 20 firms in the tail, .01 with
    50. The error of one cross-section with n in its tail is exponent sqrt(2/n); years with fewer
    than 20 in the tail are left out.
    """
    return mean_known([tail_exponent(sizes) for sizes in cross_sections(run, "log_sales")])


def tail_exponent(log_sizes: Vector) -> float:
    """Return the exponent of one cross-section, shape (firms,); NaN with too few firms."""
    count = int(len(log_sizes) * TOP_SHARE)
    if count < FEWEST:
        return float("nan")
    top = np.sort(log_sizes)[::-1][:count]
    log_rank = np.log(np.arange(1, count + 1) - 0.5)
    spread = top - top.mean()
    square = float((spread**2).sum())
    return -float((spread * log_rank).sum()) / square if square > 0 else float("nan")
