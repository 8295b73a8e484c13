"""Coagglomeration: whether industries choose the same regions."""

import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.indicators.inputs import cells_of, codes_of, ratio, regional_shares


def pairwise_coagglomeration(jobs: Matrix, region_total: Vector | None = None) -> Matrix:
    """Return how strongly each two industries choose the same regions.

    gamma^c[i, j] = sum_r (s[r, i] - x[r]) (s[r, j] - x[r]) / (1 - sum_r x[r]^2)
    with s the industries' shares over regions and x those of all jobs
    (Ellison, Glaeser and Kerr (2010), American Economic Review 100(3))

    jobs           persons employed, shape (regions, industries), all >= 0
    region_total   all jobs of each region, shape (regions,); without it the sums of the rows.
                   Ellison, Glaeser and Kerr take the mean of s over industries instead
    return         shape (industries, industries), symmetric; 0 as if they chose independently,
                   above 0 together, below 0 apart. The diagonal is G / (1 - sum x^2), plant sizes
                   included: it is not the industry's own gamma. NaN where an industry has no
                   jobs, a cell of it is unknown, or a single region has all jobs
    raises         UserError if a number is negative, a shape is wrong, a part exceeds its total
    """
    s, x = regional_shares(cells_of(jobs), region_total)
    apart = s - x
    return ratio(apart.T @ apart, 1 - (x**2).sum())


def coagglomeration(jobs: Matrix, group: Codes, region_total: Vector | None = None) -> Vector:
    """Return how strongly the industries of each group choose the same regions.

    gamma^c = [G/(1 - sum x^2) - sum w^2 H - sum w^2 gamma (1 - H)] / (1 - sum w^2)
    with G of the group's jobs together, w the industries' shares of them, and H and gamma of each
    industry for itself (Ellison and Glaeser (1997), Journal of Political Economy 105(5)).
    As gamma (1 - H) + H = G_j/(1 - sum x^2), plant sizes cancel: H need not be known, and gamma^c
    is the mean of the pairwise form over the pairs of the group, weighted by w_j w_k.

    jobs           persons employed, shape (regions, industries), all >= 0
    group          group of each industry, numbered from 0, shape (industries,)
    region_total   all jobs of each region, shape (regions,); without it the sums of the rows
    return         shape (groups,); 0 as if the industries chose independently of each other; NaN
                   where fewer than two industries have jobs, a cell of the group is unknown, or a
                   single region has all jobs
    raises         UserError if a number is negative, a shape is wrong, a part exceeds its total
    """
    jobs = cells_of(jobs)
    group = codes_of(group, "group", jobs.shape[1])
    pairs = pairwise_coagglomeration(jobs, region_total)
    size = jobs.sum(axis=0)
    groups = int(group.max(initial=-1)) + 1
    return np.array([_of_group(pairs, size, group == g) for g in range(groups)], np.float64)


def _of_group(pairs: Matrix, size: Vector, inside: np.ndarray) -> float:
    members = np.flatnonzero(inside & (size != 0))  # an unknown size is not 0
    if len(members) < 2:
        return np.nan
    w = ratio(size[members], size[members].sum())
    together = np.outer(w, w)
    np.fill_diagonal(together, 0)
    return float((together * pairs[np.ix_(members, members)]).sum() / together.sum())
