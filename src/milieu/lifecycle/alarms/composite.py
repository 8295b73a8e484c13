"""From the signs of an alarm to one probability that keeps its word.

Within a kind the log odds of the signs' probabilities are averaged, for signs of one kind say
much the same. What the kinds say is weighed and added, as log odds are when each tells something
of its own; one loud kind is not enough, because its log odds are cut off. The weights were fitted
by logistic regression to planted clusters (`planted`) and lie in `alarm_calibration.csv`. The sum
then goes through a bent line, fitted in the same way to other planted clusters, so that what is
called 80 % happens in 80 %.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.lifecycle.alarms.declare import Alarm
from milieu.lifecycle.alarms.tables import SignTable

TABLE = Path(__file__).with_name("alarm_calibration.csv")
FARTHEST_ODDS = 4.0  # log odds beyond which one sign says no more either way, assumption A3
BENDS = (-2.0, 0.0, 2.0)  # log odds at which the line from the sum to the log odds may bend
NEWTON_STEPS = 25  # settled to the last digits after ten
RIDGE = 1e-6  # keeps the weight of a feature at zero that no planted cluster has


def enough(alarm: Alarm, signs: tuple[SignTable, ...]) -> Mask:
    """Return where so many signs of each kind are known that the alarm can be judged."""
    known = [
        np.sum([t.known for t in signs if t.sign.kind in need.kinds], axis=0) >= need.least
        for need in alarm.needs
    ]
    return np.asarray(np.all(known, axis=0))


def feature_names(alarm: Alarm) -> tuple[str, ...]:
    """Return the names of the features: constant, each kind, kinds unknown, signs beyond one."""
    return ("constant", *alarm.kinds, "unknown kinds", "further signs")


def features(alarm: Alarm, signs: tuple[SignTable, ...]) -> Matrix:
    """Return what the probability is made of, shape (clusters, years, features), NaN if too little.

    1; the mean log odds of each kind's signs, 0 where unknown; how many kinds are unknown; and
    the mean of the kinds' log odds times the number of signs beyond one a kind, which make surer
    """
    sides = np.stack([_log_odds(signs, kind) for kind in alarm.kinds], axis=-1)
    there = np.isfinite(sides)
    sides = np.where(there, sides, 0.0)
    kinds = there.sum(axis=-1)
    mean = sides.sum(axis=-1) / np.maximum(kinds, 1)
    further = np.sum([table.known for table in signs], axis=0) - kinds
    rest = (len(alarm.kinds) - kinds, mean * further)
    found = np.concatenate([np.ones_like(sides[..., :1]), sides, np.stack(rest, axis=-1)], axis=-1)
    return np.where(enough(alarm, signs)[..., None], found, np.nan)


def _log_odds(signs: tuple[SignTable, ...], kind: str) -> Matrix:
    """Return the mean log odds of the signs of a kind, NaN where none is known."""
    chances = np.stack([t.probability for t in signs if t.sign.kind == kind])
    with np.errstate(divide="ignore"):
        odds = np.clip(np.log(chances) - np.log1p(-chances), -FARTHEST_ODDS, FARTHEST_ODDS)
    known = np.isfinite(odds)
    count = known.sum(axis=0)
    total = np.where(known, odds, 0).sum(axis=0)
    mean = np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
    return np.asarray(mean)


@dataclass(frozen=True)
class Calibration:
    """What turns features into a probability.

    weights   of the features, in their order
    bends     of 1, the weighted sum, and what of it lies beyond each of BENDS
    """

    weights: Vector
    bends: Vector

    def probability(self, found: Matrix) -> Matrix:
        """Return probabilities, 0 to 1, NaN where the features are not known."""
        return logistic(bent(found @ self.weights), self.bends)


def bent(odds: Matrix) -> Matrix:
    """Return 1, the log odds, and what of them lies beyond each of BENDS, along a last axis."""
    beyond = [np.maximum(odds - bend, 0) for bend in BENDS]
    return np.stack([np.ones_like(odds), odds, *beyond], axis=-1)


def logistic(found: Matrix, weights: Vector) -> Matrix:
    """Return the logistic curve of weighted features, 0 to 1, NaN where they are not known."""
    return np.asarray(1 / (1 + np.exp(-(found @ weights))))


def fitted(found: Matrix, under_way: Mask) -> Vector:
    """Return weights by maximum likelihood, Newton's method.

    found      features, shape (cases, features), all known
    under_way  whether it was, shape (cases,)
    """
    weights = np.zeros(found.shape[1])
    ridge = RIDGE * np.eye(found.shape[1])
    for _ in range(NEWTON_STEPS):
        expected = logistic(found, weights)
        slope = found.T @ (under_way - expected) - ridge @ weights
        curvature = (found.T * (expected * (1 - expected))) @ found + ridge
        weights = weights + np.linalg.solve(curvature, slope)
    return weights


@cache
def stored_weights() -> Mapping[str, Mapping[str, float]]:
    """Return the fitted weights: alarm to feature to weight."""
    table: dict[str, dict[str, float]] = {}
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            table.setdefault(row["alarm"], {})[row["feature"]] = float(row["weight"])
    return table


def bend_names() -> tuple[str, ...]:
    """Return the names of the parts of the bent line."""
    return ("line at 0", "line", *(f"line beyond {bend:g}" for bend in BENDS))


def calibration_of(alarm: Alarm) -> Calibration:
    """Return the stored calibration of an alarm."""
    stored = stored_weights()[alarm.name]
    weights, bends = (
        np.array([stored[name] for name in names]) for names in (feature_names(alarm), bend_names())
    )
    return Calibration(weights, bends)
