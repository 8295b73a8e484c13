"""Relatedness density: how much of what is near an industry a region is already at home in."""

import numpy as np

from milieu.core.arrays import Matrix
from milieu.indicators.declare import indicator
from milieu.indicators.proximity import Single, nearness, specialized


@indicator(
    of="cell",
    unit="share",
    source="Hidalgo, Klinger, Barabasi and Hausmann (2007), Science 317",
    low=0,
    high=1,
)
def relatedness_density(jobs: Matrix, diagonal: bool = False) -> Matrix:
    """Return the share of an industry's surroundings that the region is specialized in.

    D[r, i] = sum_j phi[i, j] M[r, j] / sum_j phi[i, j],  M = 1(LQ >= 1), phi the proximity

    jobs       persons employed, shape (regions, industries), all >= 0
    diagonal   whether j = i counts. Hidalgo and others sum over all j; here it is left out by
               default, since what a region has already would explain itself
    return     same shape, 0 to 1; NaN where the region or the industry has no jobs, or the
               industry is near no other. Every cell rests on all: one that is unknown makes all
               NaN, so estimate the hidden cells first
    raises     UserError if a number is negative or the shape is wrong

    The matrix is taken for the whole nation. With other totals, or the proximity of another
    nation, use specialized, nearness and density.
    """
    at_home = specialized(jobs)
    near = nearness(at_home)
    if not diagonal:
        np.fill_diagonal(near, 0)
    return density(at_home, near)


def density(at_home: Single, near: Single) -> Matrix:
    """Return D from M and phi, so that the proximity of another year or nation can be used.

    at_home    M, shape (regions, industries), 32-bit
    near       phi, shape (industries, industries), 32-bit
    return     shape (regions, industries); NaN in rows without a specialization, which only
               regions without jobs are, and in columns near nothing
    """
    around = near.sum(axis=0, dtype=np.float64)
    around[around == 0] = np.nan
    inside = at_home @ (near * (1 / around).astype(np.float32))
    out = np.minimum(inside, 1, dtype=np.float64)  # sums in 32 bits may miss 1 by rounding
    out[at_home.max(axis=1, initial=0) == 0] = np.nan
    return np.asarray(out)
