"""Scores of stage probabilities against stages that are known."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector

BINS = 10  # of equal width, in which said and seen frequencies are compared
DECLINE = 3


def ranked_probability_score(chances: NDArray[np.float64], stages: NDArray[np.int64]) -> Matrix:
    """Return the score of each forecast, 0 (right and sure) to 1; NaN where it is unknown.

    RPS = sum over the first 3 stages of (P(stage <= k) - 1(true <= k))^2 / 3

    chances   P(stage), (..., 4)
    stages    the true ones, 0 to 3, (...)
    """
    said = np.cumsum(chances, axis=-1)[..., :3]
    true = stages[..., None] <= np.arange(3)
    return np.asarray(((said - true) ** 2).sum(axis=-1) / 3)


def brier_score(chances: NDArray[np.float64], stages: NDArray[np.int64]) -> Matrix:
    """Return sum over stages of (P - 1(true))^2, 0 to 2."""
    return np.asarray(((chances - np.eye(4)[stages]) ** 2).sum(axis=-1))


def calibration_error(chances: Vector, happened: NDArray[np.bool_]) -> float:
    """Return the mean distance of said and seen frequency, 0 to 1, over bins weighed by size.

    chances    said probabilities of events, (n,)
    happened   whether they happened, (n,)
    """
    at = np.minimum((chances * BINS).astype(np.int64), BINS - 1)
    said = np.bincount(at, chances, BINS)
    seen = np.bincount(at, happened, BINS)
    return float(np.abs(said - seen).sum() / len(chances))


def stage_calibration_error(chances: NDArray[np.float64], stages: NDArray[np.int64]) -> float:
    """Return the mean calibration error of the four stages, 0 to 1 (Kull et al. 2019, classwise).

    It is the distance between said and seen over all statements 'P(stage) is so much'.
    """
    return float(np.mean(errors_by_stage(chances, stages)))


def errors_by_stage(chances: NDArray[np.float64], stages: NDArray[np.int64]) -> Vector:
    """Return the calibration error of each stage, 0 to 1, shape (4,)."""
    errors = [calibration_error(chances[..., k].ravel(), (stages == k).ravel()) for k in range(4)]
    return np.array(errors)


def decline_delays(chances: NDArray[np.float64], stages: NDArray[np.int64]) -> Vector:
    """Return the years from each start of decline until P(decline) > 1/2, one for each start.

    0 is the first year of decline. A start that the panel shows for fewer than 4 years is left
    out; a decline that is not called before it ends counts as its whole length.
    """
    delays = []
    starts = (stages[:, 1:] == DECLINE) & (stages[:, :-1] != DECLINE)
    for cluster, before in zip(*np.nonzero(starts), strict=True):
        spell = stages[cluster, before + 1 :] == DECLINE
        length = len(spell) if spell.all() else int(np.argmin(spell))
        called = chances[cluster, before + 1 : before + 1 + length, DECLINE] > 0.5
        if called.any():
            delays.append(float(np.argmax(called)))
        elif length >= 4:
            delays.append(float(length))
    return np.array(delays)
