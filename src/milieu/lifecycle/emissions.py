"""Emissions: how likely each yearly change is in each stage."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.lifecycle.evidence import Evidence

FREEDOM = 4.0  # degrees of freedom of the Student-t: single years may be far out, assumption L7


class Emission(NamedTuple):
    """What a stage shows of one measure.

    mean, scale   yearly change by stage, shape (4,)
    weight        0 to 1; below 1 for what repeats other evidence
    noisy         whether the cluster's own noise adds to the scale
    """

    mean: Vector
    scale: Vector
    weight: float
    noisy: bool


def _emission(
    mean: tuple[float, ...], scale: tuple[float, ...], weight: float, noisy: bool = False
) -> Emission:
    return Emission(np.array(mean), np.array(scale), weight, noisy)


# Budding, growth, maturity, decline; yearly log changes, bits for variety; assumption L7.
DEFAULT_EMISSIONS: dict[str, Emission] = {
    "jobs": _emission((0.04, 0.06, 0.0, -0.055), (0.10, 0.035, 0.02, 0.03), 1.0, True),
    "jobs_beyond_nation": _emission((0.04, 0.05, 0.0, -0.035), (0.10, 0.05, 0.03, 0.05), 0.5, True),
    "output": _emission((0.08, 0.08, 0.02, -0.04), (0.15, 0.05, 0.035, 0.045), 0.8, True),
    "output_beyond_nation": _emission(
        (0.06, 0.05, 0.0, -0.035), (0.15, 0.06, 0.04, 0.06), 0.3, True
    ),
    "entry": _emission((0.07, 0.05, -0.02, -0.05), (0.12, 0.07, 0.06, 0.06), 0.5),
    "wage_beyond_nation": _emission((0.0, 0.008, 0.0, -0.008), (0.04, 0.03, 0.02, 0.03), 0.5),
    "patents": _emission((0.05, 0.06, 0.0, -0.06), (0.3, 0.2, 0.2, 0.2), 0.3),
    "related_variety": _emission((0.02, 0.015, -0.005, -0.02), (0.08, 0.05, 0.05, 0.05), 0.5),
}
FARTHEST = 2.5  # scales that a deviation is remembered for at most: outliers are not, assumption L7
DRAWDOWN_SCALE = np.array([0.15, 0.03, 0.06, 0.30])  # log jobs by stage, assumption L7
DRAWDOWN_WEIGHT = 0.1  # it repeats the growth of jobs, assumption L7
# Log deviation from student_t: lgamma(2.5) - lgamma(2) - ln(4 pi) / 2
T_CONSTANT = 0.2846828704729192 - 1.2655121234846454


def student_t(distance: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the log density of a Student-t with `FREEDOM` degrees, up to no constant.

    distance   from the mean, in the unit of the scale
    """
    ratio = distance / scale
    return T_CONSTANT - np.log(scale) - 0.5 * (FREEDOM + 1) * np.log1p(ratio * ratio / FREEDOM)


def log_likelihood(
    found: Evidence, emissions: dict[str, Emission], noise: float, memory: float
) -> NDArray[np.float64]:
    """Return the log likelihood of changes that the cluster's own noise blurs, in each stage.

    What is unknown adds nothing. A change that is the mean of several years has their mean's
    noise. In a stage that goes on, a part of last year's deviation is expected again.

    noise    the cluster's own yearly noise, log growth
    memory   autocorrelation of the deviation from the stage's mean
    return   in a stage's first year and in later ones, shape (2, clusters, years, 4)
    """
    total = np.zeros((2, *found.span.shape, 4))
    for name, value in found.values.items():
        emission = emissions.get(name)
        if emission is None or not emission.noisy:
            continue
        variance = found.variance.get(name, np.zeros(value.shape)) + noise**2 / found.span
        scale = np.sqrt(emission.scale**2 + variance[..., None])
        away = value[..., None] - emission.mean
        known = np.isfinite(away)
        fresh = student_t(away, scale)
        total[0] += emission.weight * np.where(known, fresh, 0.0)
        if memory == 0:
            total[1] += emission.weight * np.where(known, fresh, 0.0)
            continue
        before = _year_before(np.clip(away, -FARTHEST * scale, FARTHEST * scale))
        left = scale * np.sqrt(1 - memory**2)
        stays = np.where(np.isfinite(before), student_t(away - memory * before, left), fresh)
        total[1] += emission.weight * np.where(known, stays, 0.0)
    return total


def _year_before(values: NDArray[np.float64]) -> NDArray[np.float64]:
    out = np.full(values.shape, np.nan)
    out[:, 1:] = values[:, :-1]
    return out


def quiet_log_likelihood(found: Evidence, emissions: dict[str, Emission]) -> NDArray[np.float64]:
    """Return the log likelihood of all other changes in each stage, (clusters, years, 4)."""
    total = np.zeros((*found.span.shape, 4))
    for name, value in found.values.items():
        emission = emissions.get(name)
        if emission is None or emission.noisy:
            continue
        extra = found.variance.get(name, np.zeros(value.shape))
        scale = np.sqrt(emission.scale**2 + extra[..., None])
        density = student_t(value[..., None] - emission.mean, scale)
        total += emission.weight * np.where(np.isfinite(value)[..., None], density, 0.0)
    return total


def drawdown_likelihood(value: Matrix, noise: Matrix) -> NDArray[np.float64]:
    """Return the log likelihood of being so far below the recent high, (clusters, years, 4)."""
    scale = DRAWDOWN_SCALE + noise[..., None]
    density = -value[..., None] / scale - np.log(scale)
    return DRAWDOWN_WEIGHT * np.where(np.isfinite(value)[..., None], density, 0.0)
