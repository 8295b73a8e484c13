"""Specialization as all rules measure it: unknown cells left out, categories added up."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from milieu.clusters.declare import Found
from milieu.clusters.labels import each_group
from milieu.core.arrays import Mask, Matrix, Vector
from milieu.indicators.inputs import ratio
from milieu.indicators.location_quotient import location_quotient


@dataclass(frozen=True)
class Categories:
    """Industries grouped into categories.

    names         name of each category
    of_industry   category of each industry, -1 where it has none, shape (industries,)
    """

    names: tuple[str, ...]
    of_industry: NDArray[np.intp]

    @property
    def industries(self) -> NDArray[np.int64]:
        """Return the number of industries of each category."""
        inside = self.of_industry[self.of_industry >= 0]
        return np.bincount(inside, minlength=len(self.names)).astype(np.int64)

    def total(self, values: Matrix) -> Matrix:
        """Return the sums over the industries of each category, shape (regions, categories)."""
        return self._with_rest(values)[:, :-1]

    def quotients(self, jobs: Matrix) -> Matrix:
        """Return each category's location quotient; the reference is the jobs of all industries."""
        return quotients(self._with_rest(jobs))[:, :-1]

    def spread(self, found: Mask) -> Mask:
        """Return for each cell whether its category was found in its region.

        found    shape (regions, categories)
        return   shape (regions, industries); False for industries without a category
        """
        none = np.zeros((len(found), 1), bool)
        return np.hstack((found, none))[:, self.of_industry]

    def _with_rest(self, values: Matrix) -> Matrix:
        """Return the sums with one more column for the industries without a category."""
        industries, groups = len(self.of_industry), len(self.names) + 1
        group = np.where(self.of_industry < 0, groups - 1, self.of_industry)
        ones = (np.ones(industries), (group, np.arange(industries)))
        return np.ascontiguousarray((csr_array(ones, shape=(groups, industries)) @ values.T).T)


def categories(category_of_industry: Sequence[str]) -> Categories:
    """Return the categories in alphabetic order; "" is none."""
    names = tuple(sorted(set(category_of_industry) - {""}))
    number = {name: n for n, name in enumerate(names)}
    return Categories(names, np.array([number.get(c, -1) for c in category_of_industry], np.intp))


def each_industry(industries: Sequence[str]) -> Categories:
    """Return categories in which every industry stands for itself; they have no names."""
    return Categories(("",) * len(industries), np.arange(len(industries), dtype=np.intp))


def known(jobs: Matrix) -> Matrix:
    """Return the jobs with unknown cells (NaN) left out of every total.

    A cell that nobody knows adds nothing to a total, so that one gap does not make a whole region
    unknown; such a cell itself has no jobs and therefore never belongs to a cluster.
    """
    return np.nan_to_num(jobs, nan=0.0) if np.isnan(jobs).any() else jobs


def quotients(jobs: Matrix) -> Matrix:
    """Return location quotients with unknown cells left out; NaN where the ratio does not exist."""
    jobs = known(jobs)
    if jobs.size == 0 or not jobs.any():
        return np.full(jobs.shape, np.nan)
    return location_quotient(jobs)


def national_shares(jobs: Matrix) -> Matrix:
    """Return the share of each region in its industry's jobs; NaN where the industry has none."""
    return ratio(known(jobs), known(jobs).sum(axis=0))


def top_share_floor(values: Matrix, share: float) -> Vector:
    """Return for each column the smallest value that is among the top share of its positive ones.

    values   shape (regions, columns); zeros and NaN count as absent
    share    0 to 1; at least one value, however small the share
    return   shape (columns,); infinite where a column has no positive value
    """
    if values.size == 0:
        return np.full(values.shape[1], np.inf)
    descending = -np.sort(-np.where(values > 0, values, 0.0).T, axis=1)
    positive = (descending > 0).sum(axis=1)
    last = np.ceil(share * positive - 1e-9).astype(np.intp) - 1  # .1 * 30 is 3.0000000000000004
    floor = descending[np.arange(len(descending)), np.maximum(last, 0)]
    return np.where(positive > 0, floor, np.inf)


def regional_categories(found: Mask, groups: Categories, jobs: Matrix, strength: Vector) -> Found:
    """Return each category found in a region as a cluster of its cells with jobs.

    found      shape (regions, categories); only where the category has jobs
    strength   of each one found, in the order of regions and then of categories
    """
    inside = groups.spread(found) & (jobs > 0)
    number = np.arange(len(found))[:, None] * len(groups.names) + groups.of_industry
    names = tuple(groups.names[column] for column in np.nonzero(found)[1])
    return Found(each_group(inside, number), names, strength)
