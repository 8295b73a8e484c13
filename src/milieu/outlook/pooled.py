"""The pooled member: one regression for all series, of least absolute errors, for each horizon."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.outlook.features import GROUP_FEATURES, NAMES
from milieu.outlook.lessons import Lessons

RIDGE_SHARE = 0.02
"""Ridge as a share of the rows; the prototype's."""
GROUP_ORIGINS = 3.0
"""Origins' worth of ridge on what a whole industry or region has in common; assumption O5."""
RIDGE_ROWS = 30.0
"""Rows' worth of ridge besides: a handful of series learns next to nothing; assumption O5."""
ROUNDS = 8
"""Rounds of reweighting; after them coefficients move by less than .01."""
ROUNDING = 0.2
"""Errors below this many volatilities count by their square; assumption O5."""
FOLDS = 4
"""Blocks of origins of which one is left out in turn."""


def coefficients(lessons: Lessons, keep: NDArray[np.bool_]) -> Matrix:
    """Return the coefficients of each horizon from the rows to keep, shape (horizons, features).

    They minimize sum_r w_r |came_r / sqrt(h) - nation_r / sqrt(h) - x_r beta_h| plus a ridge around
    the coefficients of the horizon before (of none at the first), so that far horizons, with few
    origins to learn from, lean on near ones.
    """
    horizons = lessons.came.shape[1]
    x = lessons.view.features
    beta = np.zeros((horizons, x.shape[1]))
    center = np.zeros(x.shape[1])
    target = (lessons.came - lessons.nation) / np.sqrt(np.arange(1, horizons + 1))
    for h in range(horizons):
        use = keep & np.isfinite(target[:, h])
        if use.sum() > 1:
            origins = len(np.unique(lessons.origin[use]))
            center = least_absolute(
                x[use], target[use, h], lessons.weight[use], center, ridge_shares(origins)
            )
        beta[h] = center
    return beta


def ridge_shares(origins: int) -> Vector:
    """Return the ridge of each feature as a share of the rows' weight.

    What the series of a group have in common is learnt from years, not from rows: a coefficient of
    such a feature differs from year to year, and thousands of series of one year do not help.
    """
    of_group = np.array([name in GROUP_FEATURES for name in NAMES])
    return RIDGE_SHARE + np.where(of_group, GROUP_ORIGINS, 0.0) / max(origins, 1)


def least_absolute(x: Matrix, y: Vector, weight: Vector, center: Vector, shares: Vector) -> Vector:
    """Return the ridge regression of least absolute errors, by reweighted least squares.

    shares  ridge of each feature over the rows' weight
    """
    beta = center.copy()
    spread = np.maximum((weight @ (x * x)) / weight.sum(), 1e-12)
    ridge = (shares * weight.sum() + RIDGE_ROWS) * spread
    for _ in range(ROUNDS):
        w = weight / np.sqrt((y - x @ beta) ** 2 + ROUNDING**2)
        penalty = ridge * w.sum() / weight.sum()
        beta = center + np.linalg.solve(
            (x.T * w) @ x + np.diag(penalty), (x.T * w) @ (y - x @ center)
        )
    return beta


def predicted(x: Matrix, beta: Matrix) -> Matrix:
    """Return changes against the nation in volatilities, shape (rows, horizons)."""
    product: Matrix = x @ beta.T * np.sqrt(np.arange(1, len(beta) + 1))
    return product


def left_out(lessons: Lessons) -> Matrix:
    """Return for each row what was predicted from the other blocks of origins."""
    result = np.zeros(lessons.came.shape)
    origins = np.unique(lessons.origin)
    for block in np.array_split(origins, max(min(FOLDS, len(origins)), 1)):
        out = np.isin(lessons.origin, block)
        beta = coefficients(lessons, ~out)
        result[out] = predicted(lessons.view.features[out], beta)
    return result
