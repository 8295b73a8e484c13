"""The filter of the explicit-duration hidden Markov model, over stage and age."""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix

# Chances of the next stage; growth comes back from maturity and decline. Assumption L8.
FOLLOWING = np.array(
    [[0.0, 0.8, 0.1, 0.1], [0.0, 0.0, 0.75, 0.25], [0.0, 0.2, 0.0, 0.8], [0.0, 0.25, 0.75, 0.0]]
)
DEFAULT_FIRST = np.array([0.10, 0.25, 0.40, 0.25])  # stage of the first year, assumption L8
BORN_FIRST = np.array([0.70, 0.20, 0.05, 0.05])  # of a cluster seen to begin, assumption L8
Cube = NDArray[np.float64]


class Pass(NamedTuple):
    """What one pass gives. P is a probability, (clusters, years, 4).

    filtered    P(stage | years until this one)
    smoothed    P(stage | all years)
    age         sum over ages of age x P(stage, age | years until this one)
    leave       P(stage, and it ends within the horizon | years until this one)
    evidence    log likelihood of the years until each, (clusters, years)
    """

    filtered: Cube
    smoothed: Cube
    age: Cube
    leave: Cube
    evidence: Matrix


def run(likelihood: Cube, hazard: Matrix, first: Matrix, ages: Matrix, leaves: Matrix) -> Pass:
    """Return filtered and smoothed probabilities of all clusters.

    likelihood   log, in a stage's first year and in later ones, shape (2, clusters, years, 4)
    hazard       chance of ending by stage and age, (4, ages)
    first        chances of the first year's stage, (clusters, 4)
    ages         chances of the first year's age by stage, (4, ages)
    leaves       chance to end within the horizon by stage and age, (4, ages)
    """
    shape = likelihood.shape[1:]
    cubes = [np.zeros(shape) for _ in range(4)]
    out = Pass(cubes[0], cubes[1], cubes[2], cubes[3], np.zeros(shape[:2]))
    every_cluster(likelihood, hazard, FOLLOWING, first, ages, leaves, *out)
    return out


@numba.njit(cache=True, nogil=True)
def every_cluster(  # type: ignore[no-untyped-def]
    likelihood, hazard, following, first, ages, leaves, filtered, smoothed, age, leave, evidence
):
    """Write the five arrays of a `Pass`, cluster by cluster."""
    _, clusters, years, stages = likelihood.shape
    oldest = hazard.shape[1]
    forward = np.empty((years, stages, oldest))
    emitted = np.empty((2, years, stages))
    for c in range(clusters):
        total = 0.0
        for t in range(years):
            top = max(likelihood[0, c, t].max(), likelihood[1, c, t].max())
            emitted[:, t] = np.exp(likelihood[:, c, t] - top)
            now = forward[t]
            if t == 0:
                for k in range(stages):
                    now[k] = first[c, k] * ages[k]
            else:
                step(forward[t - 1], hazard, following, now)
            mass = 0.0
            for k in range(stages):
                for d in range(oldest):
                    now[k, d] *= emitted[min(d, 1), t, k]
                    mass += now[k, d]
            total += top + np.log(mass)
            evidence[c, t] = total
            for k in range(stages):
                for d in range(oldest):
                    now[k, d] /= mass
                    filtered[c, t, k] += now[k, d]
                    age[c, t, k] += now[k, d] * (d + 1)
                    leave[c, t, k] += now[k, d] * leaves[k, d]
        backward(forward, emitted, hazard, following, smoothed[c])


@numba.njit(cache=True, nogil=True)
def step(before, hazard, following, after):  # type: ignore[no-untyped-def]
    """Write the chances of stage and age one year on: stages end, or grow older by a year."""
    stages, oldest = before.shape
    after[:] = 0.0
    for k in range(stages):
        ended = 0.0
        for d in range(oldest):
            ends = before[k, d] * hazard[k, d]
            ended += ends
            after[k, min(d + 1, oldest - 1)] += before[k, d] - ends
        for j in range(stages):
            after[j, 0] += ended * following[k, j]


@numba.njit(cache=True, nogil=True)
def backward(forward, emitted, hazard, following, smoothed):  # type: ignore[no-untyped-def]
    """Write P(stage | all years) of one cluster, (years, 4), from its forward chances."""
    years, stages, oldest = forward.shape
    later = np.ones((stages, oldest))
    smoothed[years - 1] = forward[years - 1].sum(axis=1)
    for t in range(years - 2, -1, -1):
        ahead = np.empty((stages, oldest))
        fresh = np.zeros(stages)
        for k in range(stages):
            for j in range(stages):
                fresh[k] += following[k, j] * emitted[0, t + 1, j] * later[j, 0]
            for d in range(oldest):
                older = emitted[1, t + 1, k] * later[k, min(d + 1, oldest - 1)]
                ahead[k, d] = (1 - hazard[k, d]) * older + hazard[k, d] * fresh[k]
        later = ahead / ahead.max()
        total = 0.0
        for k in range(stages):
            smoothed[t, k] = (forward[t, k] * later[k]).sum()
            total += smoothed[t, k]
        smoothed[t] /= total
