"""Fit of the pool: log score, few biased kinds of cluster-years, and the worst kinds weighed more.

As the log score is proper, its fit calibrates, but only on average over what it is fitted on. Two
things make it hold in each kind apart, as generators left out showed: a price on each kind's bias,
and rounds in which kinds that are badly calibrated gain weight (Sagawa et al. 2020, group DRO).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.lifecycle.scores import stage_calibration_error
from milieu.lifecycle.stacking import CONTEXTS, PARTS, Pool, factor, pool, prior_pool

COOLING_RIDGE = 10.0  # cluster-years that a squared unit of cooling costs
BIAS_PRICE = 5.0  # log score of a cluster-year in a kind, for a squared unit of its bias, L18
AIM = 0.035  # calibration error above which a kind gains weight, L18
GAIN = 25.0  # log weight for each unit of error above the aim and round, L18
MOST_ABOVE = 0.03  # error above the aim that counts, L18
ROUNDS = 5
STEPS, STEPS_AGAIN = 150, 40  # of the optimizer, in the first and in later rounds


class Sample(NamedTuple):
    """Cluster-years to fit on.

    found     features, (n, features)
    stages    the true ones, (n,)
    weights   of each in the score, (n,)
    kinds     numbers of the kinds whose bias has its price, (n,)
    raised    kinds that may gain weight are those of these cluster-years, (n,)
    """

    found: Matrix
    stages: NDArray[np.int64]
    weights: Vector
    kinds: NDArray[np.int64]
    raised: Mask


def plain(found: Matrix, stages: NDArray[np.int64]) -> Sample:
    """Return a sample of equal weights and one kind."""
    size = len(stages)
    kinds, raised = np.zeros(size, np.int64), np.zeros(size, bool)
    return Sample(found, stages, np.ones(size), kinds, raised)


def robust_fit(of: Sample, ridge: float) -> Pool:
    """Return the pool after `ROUNDS` rounds in which badly calibrated kinds gain weight."""
    by = fit(of, ridge, steps=STEPS)
    for _ in range(ROUNDS - 1):
        of = _raised(of, by)
        by = fit(of, ridge, start=by, steps=STEPS_AGAIN)
    return by


def _raised(of: Sample, by: Pool) -> Sample:
    chances, weights = pool(of.found, by), of.weights.copy()
    for kind in np.unique(of.kinds[of.raised]):
        at = of.kinds == kind
        above = stage_calibration_error(chances[at], of.stages[at]) - AIM
        weights[at] *= np.exp(GAIN * np.clip(above, 0, MOST_ABOVE))
    return of._replace(weights=weights)


def fit(of: Sample, ridge: float, *, start: Pool | None = None, steps: int = STEPS) -> Pool:
    """Return the pool of least cost, its weights shrunken to the prior pool.

    cost = - sum w log P(true) + BIAS_PRICE sum over kinds W |mean of (P - true)|^2 + shrinkage

    with w the weights and W their sum in a kind.

    ridge   cluster-years that a squared unit of weight away from the prior costs
    start   where the optimizer begins; the prior pool if not given
    steps   it takes at most
    """
    from scipy.optimize import minimize  # slow to import

    prior = prior_pool()
    context = of.found[:, :: 1 + 4 * len(PARTS)]

    def loss(flat: Vector) -> tuple[float, Vector]:
        moved, cooling = flat[: prior.size].reshape(prior.shape), flat[prior.size :]
        by = Pool(prior + moved, cooling)
        cost, off = _cost(of, pool(of.found, by))
        sharp = factor(of.found, cooling)
        slope = of.found.T @ (off * sharp[:, None]) + 2 * ridge * moved
        warm = (off * (of.found @ by.weights)).sum(axis=1) * sharp
        cool = context.T @ warm + 2 * COOLING_RIDGE * cooling
        cost += ridge * float((moved**2).sum()) + COOLING_RIDGE * float((cooling**2).sum())
        return cost, np.concatenate([slope.ravel(), cool])

    begin = np.zeros(prior.size + len(CONTEXTS))
    if start is not None:
        begin = np.concatenate([(start.weights - prior).ravel(), start.cooling])
    best = minimize(loss, begin, jac=True, method="L-BFGS-B", options={"maxiter": steps}).x
    return Pool(prior + best[: prior.size].reshape(prior.shape), best[prior.size :])


def _cost(of: Sample, chances: Matrix) -> tuple[float, Matrix]:
    """Return the cost without shrinkage, and its slope by the scores under the chances, (n, 4)."""
    size = len(of.stages)
    off = (chances - np.eye(4)[of.stages]) * of.weights[:, None]
    log = np.log(np.maximum(chances[np.arange(size), of.stages], 1e-12))
    total = np.bincount(of.kinds, of.weights)
    sums = np.stack([np.bincount(of.kinds, off[:, stage]) for stage in range(4)], axis=1)
    bias = sums / np.maximum(total, 1e-12)[:, None]
    cost = -of.weights @ log + BIAS_PRICE * (total[:, None] * bias**2).sum()
    by_chance = 2 * BIAS_PRICE * bias[of.kinds] * of.weights[:, None]
    slope = chances * (by_chance - (chances * by_chance).sum(axis=1, keepdims=True))
    return float(cost), off + slope


def log_score(found: Matrix, stages: NDArray[np.int64], by: Pool) -> float:
    """Return the mean of -log P(true stage)."""
    chances = pool(found, by)[np.arange(len(stages)), stages]
    return float(-np.log(np.maximum(chances, 1e-12)).mean())
