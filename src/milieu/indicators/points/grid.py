"""Pairs of firms added up by Fourier transform: places snapped to a grid once, then drawn.

The number of pairs at each lag is the autocorrelation of the firms in the cells, which takes a
transform there and back whatever the number of firms. Snapping moves a pair's distance by less
than a cell; as it does so both ways, K errs by the square of the cell only.
"""

from dataclasses import dataclass

import numba
import numpy as np
import scipy.fft
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.indicators.points.draws import draw_places
from milieu.indicators.points.kernel import Smoothing
from milieu.indicators.points.pairs import weight_of_pairs

Float32 = NDArray[np.float32]
CAUTION = 4 / 3  # times |K_cell - K_2cell|; for an error of the square of the cell 1/3 would do,
# but it was found at up to .8 of this bound in 288 made-up patterns, never above


@dataclass(frozen=True)
class Grid:
    """Square cells over all places.

    cell         length of a side, km
    shape        number of rows and columns that hold places
    padded       lengths of the transform, so long that no lag within reach comes round the edge
    cell_of      number of each place's cell, shape (places,)
    reach        longest lag that matters, cells
    """

    cell: float
    shape: tuple[int, int]
    padded: tuple[int, int]
    cell_of: Codes
    reach: int

    @property
    def size(self) -> int:
        """Return the number of cells that are transformed."""
        return self.padded[0] * self.padded[1]


def padded_of(plane: Matrix, cell: float, farthest: float) -> tuple[int, ...]:
    """Return the lengths of the transform for a grid of this cell."""
    extent = np.ptp(plane, axis=0) // cell + 1
    return tuple(scipy.fft.next_fast_len(int(n + farthest / cell) + 2, real=True) for n in extent)


def grid_of(plane: Matrix, cell: float, farthest: float) -> Grid:
    """Return the places snapped to a grid.

    plane      shape (places, 2), km
    cell       km
    farthest   km beyond which a pair does not matter
    """
    low = plane.min(axis=0)
    row = ((plane[:, 0] - low[0]) / cell).astype(np.int32)
    column = ((plane[:, 1] - low[1]) / cell).astype(np.int32)
    rows, columns = int(row.max()) + 1, int(column.max()) + 1
    high = padded_of(plane, cell, farthest)
    reach = min(int(farthest / cell) + 1, max(rows, columns))
    row *= np.int32(columns)
    row += column
    return Grid(cell, (rows, columns), (high[0], high[1]), row, reach)


def coarser(grid: Grid, shift: tuple[int, int] = (0, 0)) -> Grid:
    """Return a grid of cells twice as long, each made up of four cells of the first.

    shift   rows and columns, 0 or 1, by which the larger cells begin before the first
    """
    rows, columns = ((n + by - 1) // 2 + 1 for n, by in zip(grid.shape, shift, strict=True))
    row, column = np.divmod(grid.cell_of, np.int32(grid.shape[1]))
    reach = grid.reach // 2 + 1
    padded = [scipy.fft.next_fast_len(n + reach + 1, real=True) for n in (rows, columns)]
    of = (row + np.int32(shift[0])) // 2 * np.int32(columns) + (column + np.int32(shift[1])) // 2
    return Grid(grid.cell * 2, (rows, columns), (padded[0], padded[1]), of, reach)


@numba.njit(cache=True, nogil=True)
def fill(cell_of: Codes, firms: Codes, jobs: Vector, cells: Float32) -> None:
    """Write the weight of the firms in each cell into `cells`, flat."""
    cells[:] = 0
    for i in range(len(firms)):
        cells[cell_of[firms[i]]] += np.float32(jobs[i])


@numba.njit(cache=True, nogil=True)
def fold(lags: Float32, scale: float, own: float, binned: Vector) -> None:
    """Add the weight of pairs at each lag to the bins around its length, into `binned`.

    lags    row r holds the lags (r, 0), (r, 1), ... and from its end (r, -1), (r, -2), ...
    scale   length of a cell, bins
    own     weight of firms paired with themselves
    """
    rows, columns = lags.shape
    last = len(binned) - 1
    for row in range(rows):
        most = int(min(np.sqrt(max((last / scale) ** 2 - row**2, 0.0)), (columns - 1) // 2))
        for column in range(-most if row > 0 else 0, most + 1):
            place = np.sqrt(row**2 + column**2) * scale
            weight = float(lags[row, column if column >= 0 else columns + column])
            if row == 0 and column == 0:
                weight = (weight - own) / 2
            low = int(place)
            if low < last:
                binned[low] += weight * (low + 1 - place)
                binned[low + 1] += weight * (place - low)


def pairs_at_lags(cells: Float32, padded: tuple[int, int], reach: int) -> Float32:
    """Return the weight of ordered pairs at each lag with a row of 0 to reach.

    The transform along the rows skips the empty ones; the way back starts from real numbers, whose
    transform repeats itself, and is finished only for the lags within reach.

    cells    weight of the firms in each cell, shape (rows, columns)
    """
    along = scipy.fft.rfft(cells, n=padded[1], axis=1)
    spectrum = scipy.fft.fft(along, n=padded[0], axis=0, overwrite_x=True)
    power = spectrum.real**2 + spectrum.imag**2
    back = scipy.fft.rfft(power, axis=0)[: reach + 1]
    lags = scipy.fft.irfft(back, n=padded[1], axis=1, overwrite_x=True)
    return np.asarray(lags / np.float32(padded[0]))


class Gridded:
    """K from a grid; one for each thread, for it holds room for the next draw."""

    def __init__(self, grid: Grid, jobs: Vector, smoothing: Smoothing) -> None:
        self.grid, self.jobs, self.smoothing = grid, jobs, smoothing
        self.pairs, self.own = weight_of_pairs(jobs), float((jobs**2).sum())
        self.order = np.arange(len(grid.cell_of), dtype=np.int32)
        self.swaps, self.drawn = np.empty((2, len(jobs)), dtype=np.int32)

    def density(self, firms: Codes) -> Vector:
        """Return K of firms at the given places."""
        cells = np.empty(self.grid.shape, dtype=np.float32)
        fill(self.grid.cell_of, firms, self.jobs, cells.reshape(-1))
        lags = pairs_at_lags(cells, self.grid.padded, self.grid.reach)
        binned = np.zeros(self.smoothing.bins)
        fold(lags, self.grid.cell / self.smoothing.width, self.own, binned)
        return self.smoothing.density(binned, self.pairs)

    def drawn_density(self, seed: int, draw: int) -> Vector:
        """Return K of the same firms at places drawn at random."""
        draw_places(np.uint64(seed), np.uint64(draw), self.order, self.swaps, self.drawn)
        return self.density(self.drawn)

    @property
    def cell(self) -> float:
        """Return the side of a cell, km."""
        return self.grid.cell

    def error(self, firms: Codes) -> float:
        """Return how far K may be from K of all pairs at any distance.

        4/3 max |K_cell - K_2cell| over all distances and the four ways to make cells of four.
        At a single distance, or with one way, the two K may cross by chance.
        """
        fine = self.density(firms)
        gaps = [
            np.abs(
                fine - Gridded(coarser(self.grid, shift), self.jobs, self.smoothing).density(firms)
            )
            for shift in ((0, 0), (0, 1), (1, 0), (1, 1))
        ]
        return CAUTION * float(np.max(gaps))

    def another(self) -> "Gridded":
        """Return the same for another thread."""
        return Gridded(self.grid, self.jobs, self.smoothing)
