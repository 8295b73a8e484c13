"""How much a series wavers from year to year when nothing is afoot.

A series is taken as a random walk, seen with an error:  y_t = m_t + e_t,  m_t = m_(t-1) + q_t.
Its yearly changes have the variance V = var(q) + 2 var(e) and, from one year to the next, the
covariance -var(e). Both are learnt from the clusters together: V of each cluster is drawn
towards the common one, as far as clusters are alike (moderated variances, Smyth 2004);
rho = var(e) / V is common.
"""

from functools import cache
from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix, Vector

PRIOR_CHANGES = 20.0  # yearly changes that a sign's declared noise counts as, assumption A2
PRIOR_CLUSTERS = 20.0  # clusters that the usual likeness of variances counts as, assumption A2
USUAL_FREEDOM = 6.0  # degrees of freedom with which the common variance enters each, A2
FREEDOMS = np.geomspace(1.0, 60.0, 200)  # between which it is learnt
USUAL_RHO = 0.25  # half of the variance of changes from the error of measurement, A2
LONGEST_DEVIATIONS = 4.0  # changes beyond are cut back to this many robust deviations, A2
LEAST_FREEDOM = 3.0  # changes less one from which a cluster tells how unlike variances are
SMALLEST_SHARE = 1e-3  # of the common variance: below it a series is as good as constant
NORMAL_MAD = 1.4826  # standard deviations in a median absolute deviation of the normal


class Noise(NamedTuple):
    """Variance of yearly changes and its degrees of freedom, (clusters,), and the common rho."""

    variance: Vector
    freedom: Vector
    rho: float


def noise(series: Matrix, usual: float) -> Noise:
    """Return the noise of each cluster's series, as far as it is known.

    V_c = (d_0 V_0 + sum of squares_c) / (d_0 + d_c)

    series   values, shape (clusters, years); NaN unknown; only changes of successive years count
    usual    standard deviation of yearly changes declared for such series, > 0
    """
    change, count = _changes_about_mean(series, usual)
    freedom = np.maximum(count - 1.0, 0.0)
    squares = np.nansum(change**2, axis=1)
    pooled = (squares.sum() + PRIOR_CHANGES * usual**2) / (freedom.sum() + PRIOR_CHANGES)
    common, weight = _common(squares, freedom, pooled)
    variance = (squares + weight * common) / (freedom + weight)
    return Noise(variance, freedom + weight, _rho(change, count, pooled))


def _changes_about_mean(series: Matrix, usual: float) -> tuple[Matrix, Vector]:
    """Return yearly changes about each cluster's mean change, outliers cut, and their count.

    An outlier is far from the middle of all clusters' changes and of the cluster's own.
    """
    if series.shape[1] < 2:
        return np.full((len(series), 1), np.nan), np.zeros(len(series))
    change = np.diff(series, axis=1)
    known = np.isfinite(change)
    count = known.sum(axis=1).astype(float)
    centred = change - (np.nansum(change, axis=1) / np.maximum(count, 1))[:, None]
    sizes = np.abs(centred)
    all_sizes = float(np.median(sizes[known])) if known.any() else 0.0
    own_sizes = np.nansum(sizes, axis=1) / np.maximum(count, 1)
    typical = np.maximum(np.maximum(own_sizes, all_sizes), usual / 4)
    longest = (LONGEST_DEVIATIONS * NORMAL_MAD * typical)[:, None]
    return np.clip(centred, -longest, longest), count


def _common(squares: Vector, freedom: Vector, pooled: float) -> tuple[float, float]:
    """Return the common variance and its degrees of freedom, from how the clusters' own spread.

    Var(ln s^2) = trigamma(d_c / 2) + trigamma(d_0 / 2); the less alike, the smaller d_0.
    """
    from scipy.special import digamma, polygamma

    enough = freedom >= LEAST_FREEDOM
    half = freedom[enough] / 2
    own = np.maximum(squares[enough] / (2 * half), SMALLEST_SHARE * pooled)
    level = np.log(own) - digamma(half) + np.log(half)
    found = level.var() * len(half) - polygamma(1, half).sum() if len(half) > 1 else 0.0
    prior = PRIOR_CLUSTERS * polygamma(1, USUAL_FREEDOM / 2)
    spread = (max(found, 0.0) + prior) / (len(half) + PRIOR_CLUSTERS)
    weight = float(np.interp(-spread, -_trigammas(), FREEDOMS))
    shift = digamma(weight / 2) - np.log(weight / 2)
    log_common = (level + shift).sum() + PRIOR_CLUSTERS * np.log(pooled)
    return float(np.exp(log_common / (len(half) + PRIOR_CLUSTERS))), weight


@cache
def _trigammas() -> Vector:
    """Return trigamma(d / 2) at FREEDOMS, falling."""
    from scipy.special import polygamma

    return np.asarray(polygamma(1, FREEDOMS / 2))


def _rho(change: Matrix, count: Vector, pooled: float) -> float:
    """Return var(e) / V, 0 (pure random walk) to 1/2 (pure error).

    Changes about their own mean are correlated by -(1 - 2 rho) / count besides: put right here.
    """
    product = change[:, 1:] * change[:, :-1]
    pairs = np.isfinite(product).sum(axis=1)
    due = (pairs / np.maximum(count, 1.0)).sum()
    covariance = np.nansum(product) / pooled
    found = (-covariance - due + PRIOR_CHANGES * USUAL_RHO) / (
        pairs.sum() - 2 * due + PRIOR_CHANGES
    )
    return float(np.clip(found, 0.0, 0.5))
