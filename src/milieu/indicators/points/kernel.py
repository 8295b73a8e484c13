"""The kernel that smooths distances, and the bins in which they are added up before."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from milieu.core.arrays import Vector
from milieu.core.errors import UserError

BINS_PER_BANDWIDTH = 32  # linear between bins: errs by 1/8 of 1/32 squared, 0.01 % of a peak
REACH = 5.5  # bandwidths beyond which the Gaussian, below 3e-7 of its peak, is taken as zero


def silverman_bandwidth(distances: Vector, pairs: float) -> float:
    """Return h = 0.9 min(standard deviation, interquartile range / 1.34) pairs^(-1/5).

    distances   of all pairs of firms, or of a large sample of them
    pairs       number of all pairs
    raises      UserError if all distances are the same
    """
    quarter, three_quarters = np.quantile(distances, (0.25, 0.75))
    deviation, middle = float(distances.std()), float(three_quarters - quarter) / 1.34
    narrow = min(deviation, middle) if middle > 0 else deviation
    if narrow <= 1e-9 * max(float(distances.max()), 1e-9):
        raise UserError(
            "lie all at the same distance, so that no bandwidth follows from their distances",
            where="firms",
            next="Give a bandwidth.",
        )
    return float(0.9 * narrow * pairs**-0.2)


@dataclass(frozen=True)
class Smoothing:
    """A Gaussian of one bandwidth, reflected at distance 0, at evenly spaced distances.

    Pairs are added up at the distances 0, width, 2 width, ...; a pair between two of these counts
    for both, the nearer one more (linear).
    """

    bandwidth: float
    distances: Vector

    @property
    def width(self) -> float:
        """Return the distance from one bin to the next."""
        return self.bandwidth / BINS_PER_BANDWIDTH

    @property
    def bins(self) -> int:
        """Return the number of bins, the last one beyond the reach of the kernel."""
        return int((self.distances[-1] + REACH * self.bandwidth) / self.width) + 2

    @property
    def farthest(self) -> float:
        """Return the distance from which on a pair no longer matters."""
        return (self.bins - 1) * self.width

    @cached_property
    def matrix(self) -> csr_array:
        """Return the density at each distance of one pair in each bin, shape (distances, bins)."""
        half = int(REACH * BINS_PER_BANDWIDTH) + 1
        middle = np.rint(self.distances / self.width).astype(np.int64)
        near = middle[:, None] + np.arange(-half, half + 1)  # bins within reach of each distance
        rows, columns = np.nonzero((near >= 0) & (near < self.bins))
        bins = near[rows, columns]
        at = np.asarray(bins * self.width, dtype=np.float64)
        weight = gaussian(self.distances[rows], at, self.bandwidth)
        return csr_array((weight, (rows, bins)), shape=(len(self.distances), self.bins))

    def density(self, binned: Vector, pairs: float) -> Vector:
        """Return K at each distance from the weight of pairs in each bin and that of all pairs."""
        return np.asarray(self.matrix @ binned) / pairs


def gaussian(
    distances: NDArray[np.float64], at: NDArray[np.float64], bandwidth: float
) -> NDArray[np.float64]:
    """Return (f((d - at) / h) + f((d + at) / h)) / h, f the standard normal density, d >= 0."""
    near, far = (distances - at) / bandwidth, (distances + at) / bandwidth
    total = np.where(np.abs(near) <= REACH, np.exp(-(near**2) / 2), 0.0)
    total += np.where(far <= REACH, np.exp(-(far**2) / 2), 0.0)
    return np.asarray(total / (bandwidth * np.sqrt(2 * np.pi)))
