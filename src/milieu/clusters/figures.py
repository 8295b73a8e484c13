"""Figures of clusters: what was found, in numbers, with what the hidden cells leave open."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from milieu.clusters.declare import Found
from milieu.clusters.labels import Members, members
from milieu.clusters.specialization import known
from milieu.core.arrays import Matrix, Vector
from milieu.core.cells import Cells
from milieu.indicators.inputs import ratio

RANGE = (0.1, 0.9)  # the 80 % range of the draws


@dataclass(frozen=True)
class Figures:
    """Arrays of shape (clusters,), one value for each cluster.

    jobs                      persons; jobs_low to jobs_high is the 80 % range over the draws of
                              the hidden cells, jobs_least to jobs_most what the margins prove
    hidden_cells, cells       number of member cells that are hidden, and of all
    establishments            NaN where unknown in any member cell
    quotient                  location quotient of the cluster as a whole: the jobs of its
                              industries in its regions over what they would be as in the nation
    quotient_low, _high       80 % range over the draws; sampling error is not part of it
    national_share            its jobs over the nation's jobs in its industries, 0 to 1
    rank                      1 is the cluster with the highest quotient
    in_list                   probability to be among the first of the list, given what is hidden
    list_length               the length of that list

    A range always holds the value. Where cells are hidden but were not drawn, the 80 % range and
    the probability are NaN.
    """

    jobs: Vector
    jobs_low: Vector
    jobs_high: Vector
    jobs_least: Vector
    jobs_most: Vector
    hidden_cells: NDArray[np.int64]
    cells: NDArray[np.int64]
    establishments: Vector
    quotient: Vector
    quotient_low: Vector
    quotient_high: Vector
    national_share: Vector
    rank: NDArray[np.int64]
    in_list: Vector
    list_length: int


def figures(cells: Cells, found: Found, list_length: int = 100) -> Figures:
    """Return the figures of the clusters found in some cells.

    list_length   how many clusters a list shows, ranked by location quotient
    """
    of = members(found.label, len(found))
    there = of.row, of.column
    jobs = of.total(known(cells.jobs)[there])
    whole = _whole(of, cells.jobs.shape)
    quotient, share = (
        whole.quotient(known(cells.jobs)),
        whole.national_share(known(cells.jobs), jobs),
    )
    drawn_jobs, drawn_quotients = _drawn(cells, of, whole)
    jobs_low, jobs_high = _range(jobs, drawn_jobs)
    quotient_low, quotient_high = _range(quotient, drawn_quotients)
    return Figures(
        jobs=jobs,
        jobs_low=jobs_low,
        jobs_high=jobs_high,
        jobs_least=of.total(cells.low[there]),
        jobs_most=of.total(cells.high[there]),
        hidden_cells=of.count(cells.hidden[there]),
        cells=of.count(np.ones(len(of.row), bool)),
        establishments=of.total(cells.establishments[there]),
        quotient=quotient,
        quotient_low=quotient_low,
        quotient_high=quotient_high,
        national_share=share,
        rank=ranks(quotient),
        in_list=_in_list(drawn_quotients, list_length),
        list_length=list_length,
    )


@dataclass(frozen=True)
class _Whole:
    """The regions and the industries of each cluster, ones where they belong to it.

    regions      shape (clusters, regions)
    industries   shape (clusters, industries)
    """

    regions: csr_array
    industries: csr_array

    def quotient(self, jobs: Matrix) -> Vector:
        """Return (jobs in both / jobs in the regions) / (jobs in the industries / all jobs)."""
        together = self.industries.multiply(self.regions @ jobs).sum(axis=1)
        expected = (self.regions @ jobs.sum(axis=1)) * (self.industries @ jobs.sum(axis=0))
        return ratio(np.asarray(together) * jobs.sum(), expected)

    def national_share(self, jobs: Matrix, size: Vector) -> Vector:
        """Return the clusters' jobs over the nation's in their industries."""
        return ratio(size, self.industries @ jobs.sum(axis=0))


def _whole(of: Members, shape: tuple[int, ...]) -> _Whole:
    return _Whole(
        *(_belonging(of, at, n) for at, n in zip((of.row, of.column), shape, strict=True))
    )


def _belonging(of: Members, position: NDArray[np.intp], number: int) -> csr_array:
    """Return ones where a row or column has a cell of a cluster, shape (clusters, number)."""
    pairs = (np.ones(len(position)), (of.cluster, position))
    belonging = csr_array(pairs, shape=(of.clusters, number))
    belonging.data[:] = 1.0  # several cells of a cluster in one row were added up
    return belonging


def ranks(values: Vector) -> NDArray[np.int64]:
    """Return the place of each value, 1 for the highest; equals share the better place."""
    descending = np.sort(-np.nan_to_num(values, nan=-np.inf))
    return 1 + np.searchsorted(descending, -np.nan_to_num(values, nan=-np.inf)).astype(np.int64)


def _drawn(cells: Cells, of: Members, whole: _Whole) -> tuple[Matrix, Matrix]:
    """Return jobs and quotient of each cluster in each draw, each of shape (draws, clusters).

    Without hidden cells the value is the only draw; without draws all is unknown.
    """
    if len(cells.draws):
        looks = (known(cells.drawn(number)) for number in range(len(cells.draws)))
    elif cells.hidden.any():
        looks = (np.full(cells.jobs.shape, np.nan) for _ in range(1))
    else:
        looks = (known(cells.jobs) for _ in range(1))
    rows = [(of.total(jobs[of.row, of.column]), whole.quotient(jobs)) for jobs in looks]
    return np.array([jobs for jobs, _ in rows]), np.array([quotient for _, quotient in rows])


def _range(value: Vector, drawn: Matrix) -> tuple[Vector, Vector]:
    """Return the 80 % range over the draws, widened where the value lies outside."""
    low, high = np.quantile(drawn, RANGE, axis=0)
    return np.minimum(low, value), np.maximum(high, value)


def _in_list(quotients: Matrix, length: int) -> Vector:
    """Return the share of draws in which each cluster is among the first of the list."""
    known_ones = ~np.isnan(quotients).all(axis=0)
    places = np.array([ranks(row) for row in quotients]).reshape(quotients.shape)
    return np.where(known_ones, (places <= length).mean(axis=0), np.nan)
