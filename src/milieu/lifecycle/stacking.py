"""Stacking: one probability of each stage from the parts of the model.

The pool is log-linear: log P(k) = sum over parts of weight x log P_part + constant, normalized.
Weights depend on how many growths are known and on how noisy the cluster is. They start from a
prior pool and are fitted on simulated panels (`pool_fit`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle.changepoints import changepoints
from milieu.lifecycle.emissions import DEFAULT_EMISSIONS
from milieu.lifecycle.evidence import Evidence, signal
from milieu.lifecycle.gort_klepper import gort_klepper
from milieu.lifecycle.growth_curves import growth_curves
from milieu.lifecycle.hidden_markov import Reading

PARTS = ("hidden Markov model", "growth curves", "changepoints", "Gort-Klepper rule")
PRIOR_WEIGHTS = (0.75, 0.10, 0.12, 0.03)  # of the parts in the pool, assumption L14
LEAST = 1e-3  # probability of a part below which it is not believed
CONTEXTS = ("always", "few years", "noise", "memory", "common shocks")
USUAL_NOISE = 0.05  # yearly log growth, the noise at which the context is 0
PSEUDO_PAIRS = 200.0  # pairs of years that no memory counts for
PSEUDO_YEARS = 5.0  # years that no common shock counts for
RUN_SCALE = 0.015  # yearly log growth, by which a run strays from its mean, assumption L12


class Parts(NamedTuple):
    """P(stage) of each part of the model, (parts, clusters, years, 4), and the context.

    context   1, 1 / sqrt(1 + known growths), log noise over the usual, and how far the study's
              clusters break the model's independence (`misfit`), (clusters, years, 5)
    """

    filtered: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    context: NDArray[np.float64]


def parts(found: Evidence, reading: Reading, *, draws_of_one: bool = False) -> Parts:
    """Return what each part of the model says of every cluster and year.

    draws_of_one   the rows are draws of one history: they show its misfit once, not many times
    """
    growth, extra = signal(found)
    noise = np.sqrt(reading.noise**2 / found.span + extra)
    last = np.sqrt(reading.noise[:, -1:] ** 2 / found.span + extra)
    runs = changepoints(growth, np.hypot(noise, RUN_SCALE))
    phases = gort_klepper(found.values.get("entry", np.full(growth.shape, np.nan)))
    filtered = [reading.filtered, growth_curves(growth, noise), runs, phases]
    smoothed = [reading.smoothed, growth_curves(growth, last, smooth=True), runs, phases]
    few = 1 / np.sqrt(1 + found.growths)
    blurred = np.log(reading.noise / USUAL_NOISE)
    misfits = (np.full(few.shape, x) for x in misfit(growth, noise, reading, draws_of_one))
    context = np.stack([np.ones(few.shape), few, blurred, *misfits], axis=2)
    return Parts(np.stack(filtered), np.stack(smoothed), context)


def misfit(
    growth: Matrix, noise: Matrix, reading: Reading, draws_of_one: bool = False
) -> tuple[float, float]:
    """Return how far the noise of growth remembers the year before, and is shared in a year.

    The model takes years and clusters as independent given their stages; where they are not, its
    probabilities are too sure. Both are pooled over the clusters of the study and shrunken.

    return   1 + 2 corr(change of growth, the change before): 0 for noise without memory, whatever
             the steady growth beneath it, and about the autocorrelation of noise that has one;
             share of the variance about the stages that is common to a year, 0 to 1
    """
    change = np.clip(np.diff(growth, axis=1) / (noise[:, 1:] + RUN_SCALE), -3, 3)
    both = np.isfinite(change[:, 1:]) & np.isfinite(change[:, :-1])
    pairs = (change[:, 1:] * change[:, :-1])[both].sum()
    square = 0.5 * (change[:, 1:] ** 2 + change[:, :-1] ** 2)[both].sum()
    level = square / max(1, both.sum())
    pseudo = PSEUDO_PAIRS * (len(growth) if draws_of_one else 1)
    correlation = (pairs - 0.5 * pseudo * level) / (square + pseudo * level + 1e-9)
    expected = reading.smoothed @ DEFAULT_EMISSIONS["jobs"].mean
    away = np.clip((growth - expected) / noise, -4, 4)
    common = 0.0 if draws_of_one else _common_share(away)
    return float(1 + 2 * correlation) if level > 0 else 0.0, common


def _common_share(away: Matrix) -> float:
    """Return the share of the variance that is common to the clusters in a year, shrunken."""
    known = np.isfinite(away)
    count = known.sum(axis=0)
    enough = count >= 5
    if not enough.any():
        return 0.0
    filled = np.where(known, away, 0.0)[:, enough]
    mean = filled.sum(axis=0) / count[enough]
    total = (filled**2).sum() / count[enough].sum()
    mean = mean - mean.mean()
    common = float((mean**2).mean() - total / count[enough].mean())
    years = int(enough.sum())
    return max(0.0, common) / max(float(total), 1e-9) * years / (years + PSEUDO_YEARS)


def features(chances: NDArray[np.float64], context: NDArray[np.float64]) -> Matrix:
    """Return what the pool adds up, shape (cluster-years, features).

    chances   (parts, clusters, years, 4)
    context   (clusters, years, contexts)
    """
    log = np.log(np.maximum(chances, LEAST))
    log -= log.mean(axis=-1, keepdims=True)
    flat = np.moveaxis(log, 0, 2).reshape(-1, log.shape[0] * 4)
    base = np.concatenate([np.ones((len(flat), 1)), flat], axis=1)
    around = context.reshape(len(flat), -1)
    return np.asarray((base[:, None, :] * around[:, :, None]).reshape(len(flat), -1))


def names_of_features() -> list[str]:
    """Return the names of the features, in order."""
    base = ["constant", *(f"{part}: {k}" for part in PARTS for k in range(4))]
    return [f"{context} | {name}" for context in CONTEXTS for name in base]


def prior_pool() -> Matrix:
    """Return the weights before anything is fitted, shape (features, 4)."""
    weights = np.zeros((len(names_of_features()), 4))
    for part, weight in enumerate(PRIOR_WEIGHTS):
        for stage in range(4):
            weights[1 + 4 * part + stage, stage] = weight
    return weights


class Pool(NamedTuple):
    """How the parts are pooled.

    weights   of the features, (features, 4)
    cooling   log factor on all scores by context, (contexts,); below 0 makes less sure
    """

    weights: Matrix
    cooling: Vector


def pool(found: Matrix, by: Pool) -> Matrix:
    """Return P(stage) from features, shape (cluster-years, 4).

    P(k) is proportional to exp(exp(cooling . context) x (weights[:, k] . features))
    """
    score = factor(found, by.cooling)[:, None] * (found @ by.weights)
    chances = np.exp(score - score.max(axis=1, keepdims=True))
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))


def factor(found: Matrix, cooling: Vector) -> Vector:
    """Return the factor on the scores; a context is the first feature of its block."""
    return np.asarray(np.exp(np.clip(found[:, :: 1 + 4 * len(PARTS)] @ cooling, -2, 1)))
