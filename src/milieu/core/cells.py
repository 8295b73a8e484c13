"""Cells: the jobs of industries in regions in one year, hidden cells included."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix

Drawn = NDArray[np.float32]


@dataclass(frozen=True)
class HiddenDraws:
    """Joint draws of the hidden cells; the published ones do not vary.

    row, column   position of each hidden cell in the matrix, shape (hidden cells,)
    jobs          drawn jobs, shape (draws, hidden cells)
    """

    row: NDArray[np.int32]
    column: NDArray[np.int32]
    jobs: Drawn

    def __len__(self) -> int:
        return len(self.jobs)


def no_draws() -> HiddenDraws:
    """Return the draws of cells of which none is hidden."""
    none = np.zeros(0, np.int32)
    return HiddenDraws(none, none, np.zeros((0, 0), np.float32))


@dataclass(frozen=True)
class Cells:
    """Matrices of shape (regions, industries) for one year, one level of regions and of industries.

    jobs            published where published, else the estimate that fits all margins; >= 0
    low, high       the bounds that the margins prove; equal to jobs where published
    hidden          True where the office hides the jobs
    establishments  NaN where unknown
    draws           joint draws of the hidden cells
    """

    year: int
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    jobs: Matrix
    low: Matrix
    high: Matrix
    hidden: Mask
    establishments: Matrix
    draws: HiddenDraws = field(default_factory=no_draws)

    def drawn(self, number: int) -> Matrix:
        """Return the jobs with the hidden cells as in one draw, shape (regions, industries)."""
        jobs = self.jobs.copy()
        jobs[self.draws.row, self.draws.column] = self.draws.jobs[number]
        return jobs


def published(
    year: int,
    regions: tuple[str, ...],
    industries: tuple[str, ...],
    jobs: Matrix,
    establishments: Matrix | None = None,
) -> Cells:
    """Return cells of which none is hidden."""
    unknown = np.full(jobs.shape, np.nan)
    return Cells(
        year,
        regions,
        industries,
        jobs,
        low=jobs,
        high=jobs,
        hidden=np.zeros(jobs.shape, bool),
        establishments=unknown if establishments is None else establishments,
    )
