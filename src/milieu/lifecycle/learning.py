"""Learning: pooled empirical Bayes over the clusters of a study."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Vector
from milieu.lifecycle import volatility
from milieu.lifecycle.emissions import DEFAULT_EMISSIONS, FREEDOM, Emission
from milieu.lifecycle.evidence import Evidence
from milieu.lifecycle.hidden_markov import DEFAULTS, Parameters, Reading, first_known, read

PSEUDO_OBSERVATIONS = 2_000.0  # cluster-years that the defaults count for; below 1,000 ran away
PSEUDO_CLUSTERS = 50.0  # that the default first stages count for, assumption L7
LEARNT = (1, 2, 3)  # growth, maturity, decline; a budding that learns takes in all outliers
ROUNDS = 3
LEAST_SCALE = 0.012  # yearly change


def learn(found: Evidence) -> Parameters:
    """Return the parameters that fit the clusters of a study, shrunken to the defaults.

    Each round reads the stages and moves means and scales of growth, maturity and decline towards
    what their years show, the first stages towards what the clusters begin with, and the noise
    towards that of the clusters.
    """
    parameters = DEFAULTS
    for _ in range(ROUNDS):
        parameters = _round(found, read(found, parameters), parameters)
    return parameters


def _round(found: Evidence, reading: Reading, old: Parameters) -> Parameters:
    emissions = dict(old.emissions)
    for name, emission in old.emissions.items():
        if name in found.values:
            emissions[name] = _moved(found, name, reading, emission)
    begins = (found.growths[:, -1] > 0) & ~found.born
    first = reading.smoothed[begins, 0].sum(axis=0) + PSEUDO_CLUSTERS * DEFAULTS.first
    start = first_known(found.log_jobs)
    noise = volatility.learn(reading.levels, start, found.growths[:, -1], old.noise)
    return Parameters(emissions, noise, first / first.sum())


def _moved(found: Evidence, name: str, reading: Reading, old: Emission) -> Emission:
    """Return the emission of a measure after one step of expectation-maximization."""
    value = found.values[name]
    known = np.isfinite(value)
    if not known.any():
        return old
    variance = found.variance.get(name, np.zeros(value.shape))
    if old.noisy:
        variance = variance + reading.noise[:, -1:] ** 2 / found.span
    mean, scale = old.mean.copy(), old.scale.copy()
    default = DEFAULT_EMISSIONS[name]
    for stage in LEARNT:
        weight = reading.smoothed[known, stage]
        mean[stage], scale[stage] = _fit(
            value[known],
            variance[known],
            weight,
            (old.mean[stage], old.scale[stage]),
            (default.mean[stage], default.scale[stage]),
        )
    return old._replace(mean=mean, scale=scale)


def _fit(
    value: Vector,
    variance: Vector,
    weight: Vector,
    old: tuple[float, float],
    default: tuple[float, float],
) -> tuple[float, float]:
    """Return mean and scale of weighted Student-t values about which `variance` is known."""
    total = old[1] ** 2 + variance
    distance: NDArray[np.float64] = value - old[0]
    tail = (FREEDOM + 1) / (FREEDOM + distance**2 / total)
    precise = weight * tail / total
    prior = PSEUDO_OBSERVATIONS / (old[1] ** 2 + float(np.mean(variance)))
    mean = float((precise @ value + prior * default[0]) / (precise.sum() + prior))
    # Years that are far noisier than the stage's own scale say little of it.
    says = weight * old[1] ** 2 / total
    own = (
        old[1] ** 2 * (1 - old[1] ** 2 / total)
        + tail * (old[1] ** 2 / total) ** 2 * (value - mean) ** 2
    )
    square = says @ own + PSEUDO_OBSERVATIONS * default[1] ** 2
    return mean, float(max(LEAST_SCALE, np.sqrt(square / (says.sum() + PSEUDO_OBSERVATIONS))))
