"""Standardized location quotient: how far a region stands out among all regions of an industry."""

from typing import NamedTuple

import numpy as np
from scipy.special import ndtr

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.declare import indicator
from milieu.indicators.location_quotient import location_quotient

CUT = 1.96  # standard deviations; two-sided 5 % of a normal distribution (O'Donoghue, Gleave 2004)
FEWEST_REGIONS = 10  # non-zero regions below which a spread says nothing
REJECT_NORMALITY = 0.895  # 5 % point of the corrected Kolmogorov-Smirnov statistic (Stephens 1974)


class Standardization(NamedTuple):
    """Scores, shape (regions, industries), and how they came about, one entry an industry.

    logged   True where normality of the quotients was rejected and their logarithms were taken
    reason   why an industry has no scores; "" where it has
    """

    score: Matrix
    logged: Mask
    reason: tuple[str, ...]


@indicator(
    of="cell",
    unit="standard deviations",
    source="O'Donoghue and Gleave (2004), Regional Studies 38(4); Tian (2013), Journal of "
    "Regional Analysis and Policy 43(2)",
)
def standardized_location_quotient(
    jobs: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
) -> Matrix:
    """Return by how many standard deviations a quotient exceeds the mean over regions.

    z[r, i] = (y[r, i] - mean_r y) / sd_r y,  y = LQ, or ln LQ if LQ is not normal (5 % level)

    over the regions where the industry exists; a region is specialised beyond the cut of 1.96, or
    beyond bootstrap_cut where even the logarithms are not normal.

    jobs     persons employed, shape (regions, industries), all >= 0; totals as in location_quotient
    return   same shape; NaN where the region has no jobs in the industry, and for industries with
             fewer than 10 such regions or without any variation (`standardization` says which)
    raises   as location_quotient
    """
    return standardization(jobs, region_total, national, national_total).score


def standardization(
    jobs: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
) -> Standardization:
    """Return standardized location quotients with the reason where there are none.

    Takes what standardized_location_quotient takes.
    """
    quotient = location_quotient(jobs, region_total, national, national_total)
    quotient = np.where(quotient > 0, quotient, np.nan)
    plain, logged = _scores(quotient), _scores(np.log(quotient))
    take_log = ~_looks_normal(plain)
    score = np.where(take_log, logged, plain)
    number = (~np.isnan(quotient)).sum(axis=0)
    score[:, number < FEWEST_REGIONS] = np.nan
    empty = np.asarray(np.isnan(score).all(axis=0))
    return Standardization(score, take_log & ~empty, tuple(map(_reason, number, empty)))


def _reason(number: int, empty: bool) -> str:
    if number < FEWEST_REGIONS:
        return f"only {number} regions have jobs in the industry; at least {FEWEST_REGIONS} needed"
    return "all regions have the same quotient" if empty else ""


def _scores(values: Matrix) -> Matrix:
    """Return z over the known regions of each industry; NaN where there is no variation."""
    known = ~np.isnan(values)
    number = known.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = np.where(known, values, 0).sum(axis=0) / number
        apart = values - mean
        deviation = np.sqrt(np.where(known, apart**2, 0).sum(axis=0) / (number - 1))
        steady = deviation <= 1e-12 * np.abs(mean)
        return np.where(steady | (number < 2), np.nan, apart / deviation)


def _looks_normal(scores: Matrix) -> Mask:
    """Return whether Kolmogorov and Smirnov, corrected for fitted moments, keep normality."""
    number = (~np.isnan(scores)).sum(axis=0)
    fitted = ndtr(np.sort(scores, axis=0))  # NaN last
    place = np.arange(len(scores))[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        gap = np.fmax((place + 1) / number - fitted, fitted - place / number)
        root = np.sqrt(number)
        largest = np.fmax.reduce(gap, axis=0, initial=0.0)
        statistic = largest * (root - 0.01 + 0.85 / root)
    return np.asarray(statistic <= REJECT_NORMALITY)


def bootstrap_cut(
    scores: Matrix, *, level: float = 0.975, resamples: int = 999, seed: int = 0
) -> Vector:
    """Return the cut of each industry from resampled regions, for scores that are not normal.

    The mean over resamples of their `level` quantile (Tian 2013); 0.975 corresponds to 1.96. Few
    regions do not show their tail: of very lopsided (exponential) scores 7 % lie above the cut with
    20 regions, 4 % with 50 and 3 % with 200, not 2.5 %.

    scores      standardized quotients, shape (regions, industries), NaN where there is none
    level       quantile of the scores, between 0 and 1
    resamples   number of resamples of the regions
    seed        the same seed gives the same cut
    return      shape (industries,); NaN with fewer than 10 scores
    raises      UserError if the level is not between 0 and 1
    """
    if not 0 < level < 1:
        raise UserError(f"is {level}, but it must lie between 0 and 1", where="level")
    cuts = np.full(scores.shape[1], np.nan)
    for industry, column in enumerate(scores.T):
        known = column[~np.isnan(column)]
        if len(known) >= FEWEST_REGIONS:
            random = np.random.default_rng((seed, industry))
            quantiles = [
                np.quantile(random.choice(known, len(known)), level) for _ in range(resamples)
            ]
            cuts[industry] = np.mean(quantiles)
    return cuts
