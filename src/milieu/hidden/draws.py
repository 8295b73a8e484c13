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
    """Joint draws of all hidden cells, and ranges of each.

    cells       the hidden cells, shape (n_hidden,)
    jobs        float32, shape (draws, n_hidden); they add up to what is published, so a sum or a
                ranking is drawn by putting jobs[d] in the place of `cells`
    value       the estimate of each hidden cell, shape (n_hidden,)
    factors     how much wider its range is than its draws, for each of SHARES, (n_hidden, shares)
    published   jobs of all cells, NaN where hidden, shape (n,)
    bounds      hard bounds that no draw and no range leaves
    """

    cells: Codes
    jobs: Float32
    value: Vector
    factors: Matrix
    published: Vector
    bounds: Bounds

    def ranges(self, share: float) -> tuple[Vector, Vector]:
        """Return low and high, each (n,), that hold the truth in this share of hidden cells.

        A cell's draws are laid around its estimate, value x (draw / median of its draws) ^ factor,
        and the range is where the central share of them lies. Laid cell by cell they no longer add
        up, and sums of them would drift upward: that is what `jobs` is for.

        share   0 to 1, for example .8; a known cell has low = high = jobs
        """
        low, high = self.published.copy(), self.published.copy()
        low[self.cells], high[self.cells] = laid_quantiles(
            self.jobs,
            self.value,
            self.factors,
            SHARES,
            self.bounds.low[self.cells],
            self.bounds.high[self.cells],
            np.array([0.5 - share / 2, 0.5 + share / 2]),
        )
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
    """Return joint draws that fit all margins, with ranges that hold what they promise.

    Each leaf's prior is multiplied by exp(sigma z), sigma^2 = .361 + 1.222/establishments, and
    fitted to the known totals. The same seed gives the same draws.

    value   the estimate, shape (n,)
    """
    jobs, cells = simulate(prepare(publication, bounds), draws, seed, progress)
    factors = width_factors(publication, cells)
    return Draws(cells, jobs, value[cells], factors, publication.jobs, bounds)


@numba.njit(cache=True, nogil=True)
def laid_quantiles(
    jobs: Float32,
    value: Vector,
    factors: Matrix,
    shares: Vector,
    low: Vector,
    high: Vector,
    wanted: Vector,
) -> Matrix:
    """Return quantiles of each cell's draws laid around its value, shape (wanted, cells).

    A draw on the edge of the central share s of its cell's draws is stretched by the factor
    for s, linear between `shares` and constant outside them; quantiles are linear between draws.

    factors   shape (cells, shares), not falling with the share
    """
    draws, cells = jobs.shape
    result = np.empty((len(wanted), cells))
    own = np.empty(draws)
    edge = np.abs(2.0 * np.arange(draws) / max(draws - 1, 1) - 1.0)
    for c in range(cells):
        for d in range(draws):
            own[d] = np.log(jobs[d, c] + SMALLEST)
        own.sort()
        middle = (own[(draws - 1) // 2] + own[draws // 2]) / 2.0
        stretch = np.interp(edge, shares, factors[c])
        for d in range(draws):
            laid = (value[c] + SMALLEST) * np.exp(stretch[d] * (own[d] - middle)) - SMALLEST
            own[d] = min(max(laid, low[c]), high[c])
        for w in range(len(wanted)):
            place = wanted[w] * (draws - 1)
            below = min(int(place), max(draws - 2, 0))
            above = min(below + 1, draws - 1)
            result[w, c] = own[below] + (place - below) * (own[above] - own[below])
    return result
