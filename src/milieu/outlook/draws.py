"""Joint samples: one future of all series at once, with shocks that they have in common."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.outlook.intervals import PROBABILITIES, Pools

Samples = NDArray[np.float32]
LEAST_SCALE = 0.05
"""Least chi^2 over its degrees of freedom: below it the approximation fails."""
CHUNK = 500
"""Series drawn at once, so that memory stays small."""


def samples(
    middle: Matrix,
    sigma: Matrix,
    corner: float,
    top: Matrix,
    common: Vector,
    third: NDArray[np.int8],
    pools: Pools,
    groups: tuple[NDArray[np.intp], NDArray[np.intp]],
    draws: int,
    seed: int,
) -> Samples:
    """Return joint samples of the values, at least 0, shape (series, horizons, draws).

    middle      foreseen level on the stabilized scale, shape (series, horizons)
    sigma       volatility, widened where the last known year lies back, same shape
    top         highest level that is drawn (`limits`), same shape
    common      largest common shock that is drawn on that scale, shape (horizons,)
    groups      industry and region of each series

    z = middle + sigma (own + shock). The own part takes each of `draws` evenly spaced quantiles of
    its pool once, in the order of a normal variable that series of an industry and of a region
    share in part and that walks through the horizons; the shock is one Student-t path for all.
    """
    random = np.random.default_rng(seed)
    horizons = middle.shape[1]
    table = spread_table(pools.own, draws)
    path = shock_path(random, horizons, draws, pools.freedom)
    industry = walks(random, int(groups[0].max(initial=0)) + 1, horizons, draws)
    region = walks(random, int(groups[1].max(initial=0)) + 1, horizons, draws)
    parts = np.sqrt([pools.industry, pools.region, max(1 - pools.industry - pools.region, 0.2)])
    result = np.empty((*middle.shape, draws), np.float32)
    for start in range(0, len(middle), CHUNK):
        at = slice(start, min(start + CHUNK, len(middle)))
        order = parts[2] * walks(random, at.stop - at.start, horizons, draws)
        order += parts[0] * industry[groups[0][at]]
        order += parts[1] * region[groups[1][at]]
        ranked = np.argsort(order, axis=2)
        shift = pools.shock[third[at]][:, :, None] * path
        _place(
            ranked,
            table,
            third[at],
            shift,
            common,
            middle[at],
            sigma[at],
            corner,
            top[at],
            result[at],
        )
    return result


def walks(random: np.random.Generator, number: int, horizons: int, draws: int) -> Samples:
    """Return normal random walks over horizons, each horizon with variance 1."""
    steps = random.standard_normal((number, horizons, draws), dtype=np.float32)
    np.cumsum(steps, axis=1, out=steps)
    steps /= np.sqrt(np.arange(1, horizons + 1, dtype=np.float32))[:, None]
    return steps


def shock_path(
    random: np.random.Generator, horizons: int, draws: int, freedom: Vector
) -> NDArray[np.float64]:
    """Return Student-t paths in pairs of plus and minus, shape (horizons, draws).

    A path is wide or narrow throughout, though its degrees of freedom differ by horizon: chi^2_f is
    f (1 - 2 / 9f + sqrt(2 / 9f) u)^3 of one normal u (Wilson and Hilferty 1931).
    """
    half = (draws + 1) // 2
    normal = walks(random, 1, horizons, half)[0].astype(np.float64)
    normal /= np.sqrt((normal**2).mean(axis=1, keepdims=True))
    ninth = 2 / (9 * freedom[:, None])
    scale = (1 - ninth + np.sqrt(ninth) * random.standard_normal(half)) ** 3
    path = normal / np.sqrt(np.maximum(scale, LEAST_SCALE))
    return np.concatenate([path, -path], axis=1)[:, :draws]


def spread_table(own: Matrix, draws: int) -> Matrix:
    """Return the own quantiles at `draws` evenly spaced probabilities, shape (..., draws)."""
    wanted = (np.arange(draws) + 0.5) / draws
    flat = own.reshape(-1, own.shape[-1])
    table: Vector = np.stack([np.interp(wanted, PROBABILITIES, row) for row in flat])
    return table.reshape(*own.shape[:-1], draws)


@njit(cache=True, nogil=True)
def _place(ranked, table, third, shift, common, middle, sigma, corner, top, result):  # type: ignore[no-untyped-def]
    series, horizons, draws = result.shape
    for i in range(series):
        for h in range(horizons):
            for rank in range(draws):
                d = ranked[i, h, rank]
                together = min(max(sigma[i, h] * shift[i, h, d], -common[h]), common[h])
                z = middle[i, h] + sigma[i, h] * table[third[i], h, rank] + together
                root = np.sinh(min(max(z, 0.0), top[i, h]) / 2)
                result[i, h, d] = corner * root * root
