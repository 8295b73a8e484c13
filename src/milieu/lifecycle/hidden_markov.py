"""The hidden Markov model of a study: one pass for each level of noise, weighted by evidence."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle import durations, filter, volatility
from milieu.lifecycle.emissions import (
    DEFAULT_EMISSIONS,
    Emission,
    drawdown_likelihood,
    log_likelihood,
    quiet_log_likelihood,
)
from milieu.lifecycle.evidence import Evidence
from milieu.lifecycle.volatility import DEFAULT_NOISE, LEVELS, MEMORY_OF_LEVELS, NoisePrior

LEAVE_YEARS = 3  # horizon of the chance to leave the stage


class Parameters(NamedTuple):
    """What is pooled over the clusters of a study."""

    emissions: dict[str, Emission]
    noise: NoisePrior
    first: Vector


DEFAULTS = Parameters(DEFAULT_EMISSIONS, DEFAULT_NOISE, filter.DEFAULT_FIRST)


class Reading(NamedTuple):
    """What the model says of every cluster and year.

    filtered, smoothed   P(stage), (clusters, years, 4)
    age                  expected years in each stage if it is the one, until each year
    leave                P(the stage ends within three years) if it is the one
    noise                expected noise of the cluster's growth, given the years until each
    levels               chances of the noise levels given all years, (clusters, levels)
    """

    filtered: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    age: NDArray[np.float64]
    leave: NDArray[np.float64]
    noise: Matrix
    levels: Matrix


def read(found: Evidence, parameters: Parameters) -> Reading:
    """Return the filtered and smoothed stages, averaged over how noisy each cluster may be.

    The chances of noise levels at a year rest on the years until then, so that the filtered
    probabilities use nothing later.
    """
    prior = volatility.chances_of_levels(first_known(found.log_jobs), parameters.noise)
    passes = _passes(found, parameters)
    evidence = np.stack([p.evidence for p in passes], axis=2) + np.log(prior)[:, None, :]
    weight = np.exp(evidence - evidence.max(axis=2, keepdims=True))
    weight /= weight.sum(axis=2, keepdims=True)
    filtered = _average(weight, [p.filtered for p in passes])
    last = np.broadcast_to(weight[:, -1:, :], weight.shape)
    at_least = np.maximum(filtered, 1e-12)
    return Reading(
        filtered,
        _average(last, [p.smoothed for p in passes]),
        _average(weight, [p.age for p in passes]) / at_least,
        _average(weight, [p.leave for p in passes]) / at_least,
        weight @ LEVELS,
        weight[:, -1],
    )


def _passes(found: Evidence, parameters: Parameters) -> list[filter.Pass]:
    hazard = durations.hazards()
    ages, leaves = durations.ages_in_the_midst(hazard), durations.leaves_within(hazard, LEAVE_YEARS)
    first = np.where(found.born[:, None], filter.BORN_FIRST, parameters.first)
    shared = quiet_log_likelihood(found, parameters.emissions)
    out = []
    for noise, memory in zip(LEVELS, MEMORY_OF_LEVELS, strict=True):
        own = log_likelihood(found, parameters.emissions, noise, memory)
        low = drawdown_likelihood(found.values["drawdown"], np.full(found.span.shape, noise))
        out.append(filter.run(shared + own + low, hazard, first, ages, leaves))
    return out


def _average(weight: NDArray[np.float64], values: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Return the values of the levels averaged by weights of shape (clusters, years, levels)."""
    total = np.zeros(values[0].shape)
    for level, value in enumerate(values):
        total += weight[:, :, level, None] * value
    return total


def first_known(values: Matrix) -> Vector:
    """Return each row's first known value, NaN where there is none, shape (rows,)."""
    known = np.isfinite(values)
    return np.asarray(values[np.arange(len(values)), np.argmax(known, axis=1)])
