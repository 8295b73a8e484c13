"""Proven bounds of the location quotient where cells are known only between bounds."""

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.inputs import SLACK, Range, checked, parts_of, ratio


def location_quotient_bounds(
    low: Matrix,
    high: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
) -> Range:
    """Return the lowest and the highest location quotient that the bounds of the cells allow.

    LQ = e (e + a + b + c) / ((e + a)(e + b)) with e the cell, a the rest of its region, b the rest
    of its industry, c all other cells. It falls in a and b, rises in c, and in e it rises up to
    e* = (a b + sqrt(a b (a b + c (a + b + c)))) / c and falls beyond: so the extremes lie at the
    bounds of a, b, c and at the bounds of e or at e*. With region_total and national_total given
    the base is known: LQ = e national_total / (region_total (e + b)).

    low, high        bounds of the jobs, shape (regions, industries), 0 <= low <= high
    region_total     all jobs of each region, with national_total or not at all
    national         jobs of each industry in the nation where known
    national_total   all jobs of the nation
    return           low and high, same shape; the tightest if the cells vary freely; infinite
                     where region and industry may be this cell alone; NaN where no ratio can exist
    raises           UserError if low exceeds high, a shape is wrong, or only one total is given
    """
    low = checked(low, "low", (None, None))
    high = checked(high, "high", low.shape)
    parts_of(low, high, ("low", "high"))
    if (region_total is None) != (national_total is None):
        raise UserError(
            "region_total and national_total belong together, but one is missing",
            where="location_quotient_bounds",
            next="Give both, or neither: then the base is the sum of the cells.",
        )
    if region_total is not None and national_total is not None:
        return _with_base(low, high, region_total, national, national_total)
    if national is not None:
        raise UserError(
            "is given without region_total and national_total",
            where="national",
            next="Give all three, or none.",
        )
    return _without_base(low, high)


def _with_base(
    low: Matrix, high: Matrix, region_total: Vector, national: Vector | None, national_total: float
) -> Range:
    region = checked(region_total, "region_total", (len(low),))[:, None]
    nation = float(checked(national_total, "national_total", ()))
    parts_of(low, region, ("low", "region_total"), SLACK)
    if national is not None:
        industry = checked(national, "national", (low.shape[1],))
        parts_of(low, industry, ("low", "national"), SLACK)
        most = np.minimum(high, np.minimum(region, industry))
        scale = ratio(nation, region * industry)
        return Range(np.minimum(low, most) * scale, most * scale)
    high = np.minimum(high, region)
    others_low, others_high = low.sum(axis=0) - low, high.sum(axis=0) - high
    # the share of the industry's jobs that are here; 1 where it can be nowhere else
    fewest = np.where(others_high > 0, ratio(low, low + others_high), 1.0)
    most = np.where(high > 0, ratio(high, high + others_low), 0.0)
    unknown = (high.sum(axis=0) == 0) | np.isnan(low) | np.isnan(high)
    scale = np.where(unknown, np.nan, ratio(nation, region))
    return Range(np.minimum(fewest, most) * scale, most * scale)


def _without_base(low: Matrix, high: Matrix) -> Range:
    rest_low, rest_high = _rests(low), _rests(high)
    a, b, c = rest_low[0], rest_low[1], rest_high[2]
    product = a * b
    with np.errstate(invalid="ignore", divide="ignore"):
        peak = (product + np.sqrt(product * (product + c * (a + b + c)))) / c
    peak = np.where(c > 0, peak, np.inf)
    highest = _quotient(np.clip(peak, low, high), a, b, c)
    a, b, c = rest_high[0], rest_high[1], rest_low[2]
    lowest = np.fmin(_quotient(low, a, b, c), _quotient(high, a, b, c))
    impossible = (high.sum(axis=1, keepdims=True) == 0) | (high.sum(axis=0) == 0)
    unknown = impossible | np.isnan(low) | np.isnan(high)
    return Range(np.where(unknown, np.nan, lowest), np.where(unknown, np.nan, highest))


def _rests(jobs: Matrix) -> tuple[Matrix, Matrix, Matrix]:
    """Return the rest of each cell's region, the rest of its industry, and all other cells."""
    region = np.maximum(jobs.sum(axis=1, keepdims=True) - jobs, 0)
    industry = np.maximum(jobs.sum(axis=0) - jobs, 0)
    return region, industry, np.maximum(jobs.sum() - jobs - region - industry, 0)


def _quotient(e: Matrix, a: Matrix, b: Matrix, c: Matrix) -> Matrix:
    """Return e (e+a+b+c) / ((e+a)(e+b)); its limit for e -> 0 where e and a or b are 0."""
    with np.errstate(invalid="ignore", divide="ignore"):
        within = np.where(a > 0, e / (e + a), 1.0)
        general = within * (e + a + b + c) / (e + b)
        alone = (e + a + c) / (e + a)  # b is 0: the industry is in this region only
        nowhere = np.where(c > 0, np.inf, 1.0)
        return np.where(b > 0, general, np.where(e + a > 0, alone, nowhere))
