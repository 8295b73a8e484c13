"""Changes within firms or cells, apart from changes of their mix."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Codes, Mask, Matrix
from milieu.core.errors import UserError

LEAST_SHARE = 0.5  # of jobs whose wage must be known in both years, assumption A4


@dataclass(frozen=True)
class Cells:
    """Members of clusters: industries in regions, or firms, with what is known of each.

    cluster   position of the cluster that each belongs to, shape (cells,)
    jobs      persons, shape (cells, years); NaN unknown
    wage      money per job, same shape
    """

    cluster: Codes
    jobs: Matrix
    wage: Matrix

    def __post_init__(self) -> None:
        """Check the shapes."""
        if self.jobs.shape != self.wage.shape or len(self.cluster) != len(self.jobs):
            raise UserError(
                f"have shapes {self.jobs.shape} and {self.wage.shape} for {len(self.cluster)}",
                where="jobs and wages of the member cells",
                next="Give one row for each cell and one column for each year.",
            )


def mix_effect(cells: Cells, clusters: int) -> Matrix:
    """Return what changes of the mix of cells did to the log mean wage, added up over the years.

    m(t) = m(t-1) + d ln W - sum_k s_k d ln w_k

    W the mean wage of the cells; s_k the mean of cell k's shares of jobs in t-1 and t among the
    cells known in both years (Toernqvist). Cells that come or go are part of the mix.

    return   shape (clusters, years); 0 in the first year and for a cluster without cells; a year
             adds nothing where cells known in both years hold less than half of the known jobs
    """
    known = (cells.wage > 0) & (cells.jobs > 0)
    jobs = np.where(known, cells.jobs, 0.0)
    wage = np.where(known, cells.wage, 1.0)
    both = known[:, 1:] & known[:, :-1]
    shares = [_shares(part * both, cells, clusters) for part in (jobs[:, :-1], jobs[:, 1:])]
    within = _sum((shares[0] + shares[1]) / 2 * np.diff(np.log(wage), axis=1), cells, clusters)
    total, pay = _sum(jobs, cells, clusters), _sum(jobs * wage, cells, clusters)
    mean = np.log(np.divide(pay, total, out=np.ones_like(pay), where=total > 0))
    step = np.where(_covered(cells, jobs, both, clusters), np.diff(mean, axis=1) - within, 0.0)
    return np.concatenate([np.zeros((clusters, 1)), np.cumsum(step, axis=1)], axis=1)


def _covered(cells: Cells, jobs: Matrix, both: Mask, clusters: int) -> Mask:
    """Return where cells known in both years hold half of the jobs in each, a column a step."""
    all_jobs = _sum(np.where(cells.jobs > 0, cells.jobs, 0.0), cells, clusters)
    parts = (jobs[:, :-1], jobs[:, 1:])
    wholes = (all_jobs[:, :-1], all_jobs[:, 1:])
    enough = [
        (_sum(part * both, cells, clusters) >= LEAST_SHARE * whole) & (whole > 0)
        for part, whole in zip(parts, wholes, strict=True)
    ]
    return np.asarray(enough[0] & enough[1])


def _sum(values: Matrix, cells: Cells, clusters: int) -> Matrix:
    """Return sums over the cells of each cluster, shape (clusters, columns)."""
    total = np.zeros((clusters, values.shape[1]))
    np.add.at(total, cells.cluster, values)
    return total


def _shares(jobs: Matrix, cells: Cells, clusters: int) -> Matrix:
    total = _sum(jobs, cells, clusters)[cells.cluster]
    return np.divide(jobs, total, out=np.zeros_like(jobs), where=total > 0)
