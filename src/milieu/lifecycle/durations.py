"""Durations: how long a stage lasts, and how likely it ends at each age."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix

MEAN_YEARS = np.array([5.0, 9.0, 12.0, 14.0])  # budding to decline, assumption L8
SHAPE = np.array([3.0, 3.0, 2.0, 2.0])  # of the gamma distribution, assumption L8
LONGEST = 40  # years; a stage of that age ends with the last chance for ever
FEWEST, MOST = 1e-4, 0.9  # bounds of a yearly chance to end


def hazards() -> Matrix:
    """Return the chance that a stage ends in a year, by stage and age, shape (4, LONGEST).

    h(d) = P(d - 1/2 < duration <= d + 1/2) / P(duration > d - 1/2), of a gamma distribution
    """
    from scipy.stats import gamma  # slow to import

    age = np.arange(1, LONGEST + 1)
    rows = []
    for mean, shape in zip(MEAN_YEARS, SHAPE, strict=True):
        law = gamma(shape, scale=mean / shape)
        ends = law.cdf(age + 0.5) - law.cdf(age - 0.5)
        rows.append(ends / np.maximum(law.sf(age - 0.5), 1e-12))
    return np.asarray(np.clip(np.array(rows), FEWEST, MOST))


def survival(hazard: Matrix) -> Matrix:
    """Return the chance that a stage reaches each age, shape (4, LONGEST)."""
    stays = np.cumprod(1 - hazard[:, :-1], axis=1)
    return np.concatenate([np.ones((len(hazard), 1)), stays], axis=1)


def ages_in_the_midst(hazard: Matrix) -> Matrix:
    """Return the chances of ages of a stage met at a random moment, rows sum to 1."""
    reached = survival(hazard)
    return np.asarray(reached / reached.sum(axis=1, keepdims=True))


def leaves_within(hazard: Matrix, years: int) -> Matrix:
    """Return the chance that a stage ends within so many years, by stage and age."""
    stays = np.ones(hazard.shape)
    age = np.arange(hazard.shape[1])
    for ahead in range(years):
        stays *= 1 - hazard[:, np.minimum(age + ahead, hazard.shape[1] - 1)]
    return 1 - stays


def age_counts() -> NDArray[np.float64]:
    """Return the ages in years, shape (LONGEST,)."""
    return np.arange(1, LONGEST + 1, dtype=float)
