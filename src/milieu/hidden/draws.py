"""Draws: many ways in which the hidden cells could have been, and ranges from them."""

from dataclasses import dataclass

import numba
import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.core.progress import Progress, silent
from milieu.hidden.bounds import Bounds
from milieu.hidden.calibration import SHARES, width_factors
from milieu.hidden.estimate import prepare
from milieu.hidden.publication import Publication
from milieu.hidden.simulation import SMALLEST, Float32, simulate


@dataclass(frozen=True, eq=False)
class Draws:
    """Joint draws of all hidden cells.

    cells       the hidden cells, shape (n_hidden,)
    jobs        float32, shape (draws, n_hidden); an indicator's range are the quantiles, over
                d, of the indicator with `cells` replaced by jobs[d]
    published   jobs of all cells, NaN where hidden, shape (n,)
    bounds      hard bounds that no draw leaves
    """

    cells: Codes
    jobs: Float32
    published: Vector
    bounds: Bounds

    def ranges(self, share: float) -> tuple[Vector, Vector]:
        """Return low and high, each (n,), that hold the truth in this share of hidden cells.

        share   0 to 1, for example .8; a known cell has low = high = jobs
        """
        low, high = self.published.copy(), self.published.copy()
        low[self.cells], high[self.cells] = quantiles(
            self.jobs, np.array([0.5 - share / 2, 0.5 + share / 2])
        )
        inside = self.bounds.low[self.cells], self.bounds.high[self.cells]
        low[self.cells] = np.clip(low[self.cells], *inside)
        high[self.cells] = np.clip(high[self.cells], *inside)
        return low, high

    def replaced(self, number: int) -> Vector:
        """Return jobs of all cells in one draw, shape (n,)."""
        jobs = self.published.copy()
        jobs[self.cells] = self.jobs[number]
        return jobs


def draw(
    publication: Publication,
    bounds: Bounds,
    value: Vector,
    draws: int = 60,
    seed: int = 0,
    *,
    progress: Progress = silent,
) -> Draws:
    """Return joint draws around the estimate, widened to hold what they promise.

    Each leaf's prior is multiplied by exp(sigma z), sigma^2 = .361 + 1.222/establishments, and
    fitted to the known totals. Then each cell's draws are laid around its estimate:

        jobs = value x (draw / median of its draws) ^ factor,   inside the bounds

    with the factor of its level and establishment class (`width_factors`). Margins hold
    exactly before this step and nearly after it. The same seed gives the same draws.

    value   the estimate, shape (n,)
    """
    raw, cells = simulate(prepare(publication, bounds), draws, seed, progress)
    widen(
        raw,
        value[cells],
        width_factors(publication, cells),
        SHARES,
        bounds.low[cells],
        bounds.high[cells],
    )
    return Draws(cells, raw, publication.jobs, bounds)


@numba.njit(cache=True, nogil=True)
def quantiles(jobs: Float32, shares: Vector) -> Matrix:
    """Return quantiles over draws, linear between order statistics, shape (shares, cells)."""
    draws, cells = jobs.shape
    result = np.empty((len(shares), cells))
    own = np.empty(draws)
    for c in range(cells):
        for d in range(draws):
            own[d] = jobs[d, c]
        own.sort()
        for s in range(len(shares)):
            place = shares[s] * (draws - 1)
            below = min(int(place), max(draws - 2, 0))
            above = min(below + 1, draws - 1)
            result[s, c] = own[below] + (place - below) * (own[above] - own[below])
    return result


@numba.njit(cache=True, nogil=True)
def widen(
    jobs: Float32, value: Vector, factors: Matrix, shares: Vector, low: Vector, high: Vector
) -> None:
    """Lay each cell's draws around its value, their logarithms stretched; in place.

    A draw on the edge of the central share s of its cell's draws is stretched by the factor
    for s, linear between `shares` and constant outside them.

    factors   shape (cells, shares)
    """
    draws, cells = jobs.shape
    own = np.empty(draws)
    edge = np.abs(2.0 * np.arange(draws) / max(draws - 1, 1) - 1.0)
    for c in range(cells):
        for d in range(draws):
            own[d] = np.log(jobs[d, c] + SMALLEST)
        order = np.argsort(own)
        middle = (own[order[(draws - 1) // 2]] + own[order[draws // 2]]) / 2.0
        stretch = np.interp(edge, shares, factors[c])
        for k in range(draws):
            d = order[k]
            laid = (value[c] + SMALLEST) * np.exp(stretch[k] * (own[d] - middle)) - SMALLEST
            jobs[d, c] = min(max(laid, low[c]), high[c])
