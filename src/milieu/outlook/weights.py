"""How much to trust each member, learnt from rolling scores inside the panel itself."""

from dataclasses import astuple, dataclass, replace
from itertools import product

import numpy as np

from milieu.core.arrays import Matrix
from milieu.outlook.lessons import Lessons, View

TRUST = (0.4, 0.7, 1.0)
"""Tried shares of what the pooled regression says."""
THETA = (0.0, 0.2, 0.4, 0.6)
"""Tried weights of the theta member."""
DRIFT = (0.0, 0.3, 0.6, 0.9)
"""Tried shares of the nation's drift."""
MOMENTUM = (0.0, 0.3, 0.6)
"""Tried shares of the nation's last departure from its drift that last another year."""
FIRST_GUESS = (0.7, 0.5, 0.0, 0.2)
"""Trust, drift, momentum and theta before anything is learnt; assumption O6."""
OWN_INFORMATION = 10.0
"""Independent observations for which one origin counts where members differ series by series."""
COMMON_INFORMATION = 2.0
"""The same where they differ in the common course; assumption O6."""
HESITATION = 0.75
"""Log likelihood that is lost by one step (of .3) away from the first guess; assumption O6."""


@dataclass(frozen=True)
class Weights:
    """Shares of the members in the forecast; each between 0 and 1."""

    trust: float
    drift: float
    momentum: float
    theta: float


def combined(weights: Weights, pooled: Matrix, view: View) -> Matrix:
    """Return the foreseen change in volatilities, shape (rows, horizons).

    (1 - theta) (trust pooled_h + nation_h / sigma) + theta theta_h, where nation_h = h d +
    (m + ... + m^h) (last change - d), d = drift share x drift and m = momentum.
    """
    steps = np.arange(1, pooled.shape[1] + 1)
    drift = weights.drift * view.drift
    lasting = np.cumsum(weights.momentum**steps)
    nation = steps * drift[:, None] + lasting * (view.lately - drift)[:, None]
    mixed = weights.trust * pooled + nation / view.sigma[:, None]
    return (1 - weights.theta) * mixed + weights.theta * view.theta


def learnt(lessons: Lessons, pooled: Matrix) -> Weights:
    """Return the shares learnt from the rolling scores of earlier origins.

    First drift and momentum, with the first guess of the rest, then trust and theta: each time the
    mean of all combinations, weighted by prior and score (`mean_of_tried`).
    """
    guess = Weights(*FIRST_GUESS)
    common = [replace(guess, drift=d, momentum=m) for d, m in product(DRIFT, MOMENTUM)]
    start = mean_of_tried(lessons, pooled, common, COMMON_INFORMATION)
    own = [replace(start, trust=t, theta=w) for t, w in product(TRUST, THETA)]
    return mean_of_tried(lessons, pooled, own, OWN_INFORMATION)


def mean_of_tried(
    lessons: Lessons, pooled: Matrix, options: list[Weights], information: float
) -> Weights:
    """Return the weighted mean of combinations.

    log weight = -information x origins x ln(loss / least loss) - HESITATION x steps from the first
    guess; the loss is the mean of |error| / sqrt(h) in volatilities.
    """
    loss = np.array([mean_loss(lessons, combined(each, pooled, lessons.view)) for each in options])
    loss = np.maximum(loss, 1e-12)
    table = np.array([astuple(each) for each in options])
    steps = np.abs(table - np.array(FIRST_GUESS)).sum(axis=1) / 0.3
    score = -information * len(np.unique(lessons.origin)) * np.log(loss / loss.min())
    score -= HESITATION * steps
    weight = np.exp(score - score.max())
    return Weights(*(float(x) for x in weight @ table / weight.sum()))


def mean_loss(lessons: Lessons, foreseen: Matrix) -> float:
    """Return the mean absolute error over rows, each horizon over the root of its length."""
    root = np.sqrt(np.arange(1, foreseen.shape[1] + 1))
    error = np.abs(lessons.came - foreseen) / root
    known = np.isfinite(error)
    weight = np.where(known, lessons.weight[:, None], 0.0)
    return float((weight * np.where(known, error, 0)).sum() / max(weight.sum(), 1e-300))
