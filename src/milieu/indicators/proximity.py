"""Proximity: how often two industries are at home in the same regions."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.inputs import base_of, cells_of, checked

Single = NDArray[np.float32]

ROUNDING = 1e-12  # relative; by which a quotient of exactly 1 may come out too low
BLOCK = 50  # regions handled at a time: what is worked on stays in the processor's cache


def specialized(
    jobs: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
) -> Single:
    """Return M, which industries each region is specialized in.

    M[r, i] = 1 if LQ[r, i] >= 1, else 0

    jobs     persons employed, shape (regions, industries), all >= 0
    region_total, national, national_total   totals as in location_quotient
    return   32-bit, same shape; 0 where the region or the industry has no jobs; NaN where the cell
             or a total is unknown
    raises   UserError if a number is negative, a shape is wrong, a part exceeds its total
    """
    jobs = cells_of(jobs)
    region, industry, nation = base_of(jobs, region_total, national, national_total)
    share = industry * ((1 - ROUNDING) / nation if nation > 0 else np.nan)
    # an empty region or industry would pass with 0 >= 0: nothing passes infinity
    share[industry == 0], region = np.inf, np.where(region == 0, np.inf, region)
    at_home = np.empty(jobs.shape, np.float32)
    for first in range(0, len(jobs), BLOCK):
        rows = slice(first, first + BLOCK)
        at_home[rows] = jobs[rows] >= region[rows] * share
    if np.isnan(nation) or np.isnan(region.sum() + industry.sum() + jobs.sum()):
        at_home[np.isnan(jobs + region + industry + nation)] = np.nan
    return at_home


def proximity(at_home: Matrix | Single, diagonal: bool = True) -> Matrix:
    """Return the lower of the two chances that a region at home in one is so in the other.

    phi[i, j] = n_ij / max(n_i, n_j), n_i regions at home in i, n_ij in both
    (Hidalgo, Klinger, Barabasi and Hausmann (2007), Science 317)

    at_home    M, 0 or 1, shape (regions, industries), such as specialized(jobs)
    diagonal   whether an industry is near itself: True leaves the 1 on the diagonal, False
               writes 0
    return     shape (industries, industries), symmetric, 0 to 1; NaN for two industries that no
               region is at home in, and for an industry with an unknown cell
    raises     UserError if a number is not between 0 and 1 or the shape is wrong

    Counts are exact: 32-bit numbers hold whole numbers up to 16.7 million regions.
    """
    single = checked(at_home, "at_home", (None, None), most=1).astype(np.float32)
    near = nearness(single).astype(np.float64)
    absent = single.sum(axis=0) == 0
    near[np.ix_(absent, absent)] = np.nan
    if not diagonal:
        np.fill_diagonal(near, np.where(np.isnan(np.diag(near)), np.nan, 0))
    return near


def nearness(at_home: Single) -> Single:
    """Return phi with its diagonal in 32 bits, unchecked; 0 where no region is at home in either.

    One symmetric matrix product, n = M' M, and one division by the larger count in place.
    """
    near: Single = at_home.T @ at_home
    count = np.maximum(np.diag(near), np.float32(1))
    near /= np.maximum(count[:, None], count[None, :])
    return near
