"""Online changepoints (Adams and MacKay 2007): how long growth has been what it is now.

Growth has a mean that holds until a change; each possible length of the present run has its own
estimate of the mean. The stage is read off where the mean lies.
"""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix

CHANGE_RATE = 0.1  # yearly chance that the mean of growth changes, assumption L12
MEAN_SCALE = 0.06  # deviation of runs' mean yearly log growth about 0, assumption L12
SLOW = 0.02  # yearly log growth: the means of maturity lie within, assumption L4
BUDDING_SHARE = 0.15  # of the chance to grow that is budding; growth alone can not tell them


def changepoints(growth: Matrix, noise: Matrix) -> NDArray[np.float64]:
    """Return P(stage) of each year from the years until it, (clusters, years, 4).

    growth   yearly log growth, NaN where unknown, (clusters, years)
    noise    deviation of each growth about its mean, same shape
    """
    clusters, years = growth.shape
    mean, variance = np.zeros((clusters, 1)), np.full((clusters, 1), MEAN_SCALE**2)
    run = np.ones((clusters, 1))
    out = np.empty((clusters, years, 4))
    for year in range(years):
        if year:
            mean, variance, run = _one_year_on(mean, variance, run)
        mean, variance, run = _seen(growth[:, year], noise[:, year], mean, variance, run)
        out[:, year] = _stages(mean, variance, run)
    return out


def _one_year_on(mean: Matrix, variance: Matrix, run: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return the runs a year later: each goes on, or a new one begins (the first column)."""
    begins = np.zeros((len(mean), 1))
    return (
        np.concatenate([begins, mean], axis=1),
        np.concatenate([begins + MEAN_SCALE**2, variance], axis=1),
        np.concatenate([begins + CHANGE_RATE, (1 - CHANGE_RATE) * run], axis=1),
    )


def _seen(
    growth: NDArray[np.float64],
    noise: NDArray[np.float64],
    mean: Matrix,
    variance: Matrix,
    run: Matrix,
) -> tuple[Matrix, Matrix, Matrix]:
    """Return means, variances and chances of the runs after this year's growth; unknown: same."""
    known = np.isfinite(growth)[:, None]
    value, own = np.nan_to_num(growth)[:, None], noise[:, None] ** 2
    total = variance + own
    # A Student-t with 4 degrees of freedom: one wild year is no change of the mean.
    fit = -0.5 * np.log(total) - 2.5 * np.log1p((value - mean) ** 2 / total / 4)
    run = np.where(known, run * np.exp(fit - fit.max(axis=1, keepdims=True)), run)
    gain = variance / total
    mean = np.where(known, mean + gain * (value - mean), mean)
    variance = np.where(known, variance * own / total, variance)
    return mean, variance, run / run.sum(axis=1, keepdims=True)


def _stages(mean: Matrix, variance: Matrix, run: Matrix) -> NDArray[np.float64]:
    from scipy.special import ndtr  # slow to import

    deviation = np.sqrt(variance)
    falls = (run * ndtr((-SLOW - mean) / deviation)).sum(axis=1)
    rises = (run * ndtr((mean - SLOW) / deviation)).sum(axis=1)
    rest = np.maximum(0, 1 - falls - rises)
    return np.stack([BUDDING_SHARE * rises, (1 - BUDDING_SHARE) * rises, rest, falls], axis=1)
