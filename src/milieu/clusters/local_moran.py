"""Local Moran: where a region and its neighbors are both high, or both low."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.special import gammaincc, ndtr

from milieu.core.arrays import Matrix, Vector


@dataclass(frozen=True)
class Lags:
    """Deviations from the mean of each column, and their means over each region's neighbors.

    deviation   shape (regions, columns); 0 where unknown
    lag         the same shape; NaN where a region has no neighbor with a known value
    neighbors   number of neighbors with a known value, the same shape
    known       True where the value is known, the same shape
    """

    deviation: Matrix
    lag: Matrix
    neighbors: Matrix
    known: Matrix

    @property
    def number(self) -> Vector:
        """Return the number of known values of each column."""
        return np.asarray(self.known.sum(axis=0))


def lags(values: Matrix, neighbours: csr_array) -> Lags:
    """Return deviations and spatial lags; unknown values (NaN) are neither here nor neighbors.

    values       shape (regions, columns)
    neighbours   shape (regions, regions); not zero where two regions are neighbors
    """
    touches = csr_array(neighbours, dtype=float, copy=True)
    touches.data = (touches.data != 0).astype(float)
    known = (~np.isnan(values)).astype(float)
    mean = np.divide(np.nansum(values, axis=0), np.maximum(known.sum(axis=0), 1))
    deviation = np.where(known > 0, values - mean, 0.0)
    deviation[np.abs(deviation) < 1e-12 * np.abs(mean)] = 0.0  # rounding is no variation
    around = touches @ known
    lag = np.divide(
        touches @ deviation, around, out=np.full(values.shape, np.nan), where=around > 0
    )
    return Lags(deviation, lag, around, known)


def local_moran(values: Matrix, neighbours: csr_array) -> Matrix:
    """Return local Moran's I of each value, with weights that add up to 1 in each region.

    I_i = (n - 1) z_i sum_j w_ij z_j / sum_j z_j^2,  z = value - mean     (Anselin 1995)

    values       shape (regions, columns); NaN where unknown
    neighbours   shape (regions, regions)
    return       same shape as values; NaN for islands, unknown values and constant columns
    """
    terms = lags(values, neighbours)
    spread = (terms.deviation**2).sum(axis=0)
    scale = np.divide(terms.number - 1, spread, out=np.full(len(spread), np.nan), where=spread > 0)
    return np.where(terms.known > 0, terms.deviation * terms.lag * scale, np.nan)


def chance_of_neighbours(terms: Lags) -> Matrix:
    """Return the chance that neighbors drawn at random would have a mean at least as high.

    The value of the region itself is held, its k neighbors are drawn without replacement from the
    N = n - 1 others (conditional permutation). The exact mean, variance and third moment of that
    draw are known; the tail is that of the gamma distribution with these three (Pearson III).
    Unlike a count of permutations it resolves the small chances that a false discovery rate over
    thousands of regions is about, and the skewness makes it hold for lopsided values.

    return   0 to 1, shape (regions, columns); 1 where the region itself is not above the mean, for
             it cannot be a hot spot; NaN for islands and unknown values
    """
    testable = (terms.known > 0) & ~np.isnan(terms.lag)
    chance = np.where(testable, 1.0, np.nan)
    row, column = np.nonzero(testable & (terms.deviation > 0) & (terms.lag > 0))
    mean, variance, third = _moments_of_draw(terms, row, column)
    varies = variance > 0
    row, column, mean = row[varies], column[varies], mean[varies]
    deviation = np.sqrt(variance[varies])
    height = (terms.lag[row, column] - mean) / deviation
    chance[row, column] = upper_tail(height, third[varies] / deviation**3)
    return chance


def _moments_of_draw(
    terms: Lags, row: np.ndarray, column: np.ndarray
) -> tuple[Vector, Vector, Vector]:
    """Return mean, variance and third central moment of the mean of k of the N other values."""
    own = terms.deviation[row, column]
    k, others = terms.neighbors[row, column], terms.number[column] - 1
    squares, mean = terms.deviation**2, -own / others
    square = (squares.sum(axis=0)[column] - own**2) / others
    cube = ((terms.deviation * squares).sum(axis=0)[column] - own**3) / others
    variance = np.maximum(square - mean**2, 0.0)
    third = cube - 3 * mean * square + 2 * mean**3
    finite = (others - k) / np.maximum(others - 1, 1)
    skewed = finite * (others - 2 * k) / np.maximum(others - 2, 1)
    return mean, variance / k * finite, third / k**2 * skewed


def upper_tail(height: Vector, skewness: Vector) -> Vector:
    """Return P(X >= height) of the Pearson III distribution with mean 0, deviation 1, skewness.

    Negative skewness is read as none, which errs on the side of finding too little.
    """
    # below .02 the gamma's shape exceeds 10,000 and the normal tail is closer than its rounding
    shape = 4 / np.maximum(skewness, 0.02) ** 2
    gamma = gammaincc(shape, np.maximum(shape + height * np.sqrt(shape), 0.0))
    return np.asarray(np.where(skewness < 0.02, ndtr(-height), gamma))
