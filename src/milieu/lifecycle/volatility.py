"""Volatility: how noisy a cluster's own growth is and how much of it is remembered.

Both are chances over a few levels, so that short series stay undecided.
"""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix, Vector

NOISES = np.array([0.006, 0.013, 0.028, 0.06, 0.13, 0.28])  # yearly log growth
MEMORIES = np.array([-0.25, 0.0, 0.25, 0.5])  # autocorrelation of a cluster's noise
USUAL_MEMORIES = np.array([0.15, 0.4, 0.3, 0.15])  # their chances, assumption L9
LEVELS = np.repeat(NOISES, len(MEMORIES))  # noise of each pair of noise and memory
MEMORY_OF_LEVELS = np.tile(MEMORIES, len(NOISES))
FLOOR, PER_JOB = 0.012, 1.2  # noise^2 = FLOOR^2 + PER_JOB^2 / jobs, assumption L9
WIDTH = 0.7  # deviation of log noise about that of the size, assumption L9
PRIOR_CLUSTERS = 30.0  # that the defaults count for when a study's clusters are pooled


class NoisePrior(NamedTuple):
    """How noisy clusters are at a size: log noise = default + shift, with a deviation.

    memories   chances of the levels of MEMORIES
    """

    shift: float
    width: float
    memories: Vector


DEFAULT_NOISE = NoisePrior(0.0, WIDTH, USUAL_MEMORIES)


def noise_of_size(log_jobs: Vector) -> Vector:
    """Return the yearly noise of growth that is usual at a size; NaN is read as 300 jobs."""
    jobs = np.exp(np.nan_to_num(log_jobs, nan=np.log(300)))
    return np.asarray(np.sqrt(FLOOR**2 + PER_JOB**2 / jobs))


def chances_of_levels(log_jobs: Vector, prior: NoisePrior) -> Matrix:
    """Return the chances of each pair of noise and memory before growth is seen.

    log_jobs   size of the cluster in its first known year; NaN is read as 300 jobs
    return     shape (clusters, levels), in the order of LEVELS
    """
    middle = np.log(noise_of_size(log_jobs)) + prior.shift
    distance = (np.log(NOISES) - middle[:, None]) / prior.width
    weight = np.exp(-0.5 * distance**2) + 1e-6
    weight /= weight.sum(axis=1, keepdims=True)
    return np.asarray((weight[:, :, None] * prior.memories).reshape(len(weight), -1))


def learn(chances: Matrix, log_jobs: Vector, growths: Vector, old: NoisePrior) -> NoisePrior:
    """Return the prior that fits the clusters of a study, shrunken to the default.

    chances   of levels given all years, (clusters, levels)
    growths   known growths of each cluster; short series count less
    """
    default = np.log(noise_of_size(log_jobs))
    mean = chances @ np.log(LEVELS)
    spread = np.maximum(0, chances @ np.log(LEVELS) ** 2 - mean**2)
    weight = growths / (growths + 4)
    away = mean - default
    shift = (weight @ away) / (weight.sum() + PRIOR_CLUSTERS)
    square = weight @ ((away - shift) ** 2 + spread) + PRIOR_CLUSTERS * WIDTH**2
    width = float(np.sqrt(square / (weight.sum() + PRIOR_CLUSTERS)))
    seen = weight @ chances.reshape(len(chances), len(NOISES), len(MEMORIES)).sum(axis=1)
    memories = seen + PRIOR_CLUSTERS * USUAL_MEMORIES
    return NoisePrior(float(shift), min(max(width, 0.2), 1.2), memories / memories.sum())
