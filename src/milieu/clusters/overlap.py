"""Overlap: how far clusters of one year are the clusters of another."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from milieu.clusters.declare import Found, Labels
from milieu.core.arrays import Matrix, Vector
from milieu.core.cells import Cells


@dataclass(frozen=True)
class Snapshot:
    """Clusters and jobs of one year.

    label, jobs           shape (regions, industries); label -1 where a cell belongs to none
    regions, industries   codes of the rows and columns
    """

    year: int
    regions: tuple[str, ...]
    industries: tuple[str, ...]
    label: Labels
    jobs: Matrix

    @property
    def clusters(self) -> int:
        """Return the number of clusters."""
        return int(self.label.max(initial=-1)) + 1

    def only(self, clusters: Sequence[int]) -> "Snapshot":
        """Return the same year with some of the clusters, under their numbers."""
        kept = np.full(self.clusters + 1, -1, np.int32)  # the last place is for label -1
        kept[list(clusters)] = list(clusters)
        return replace(self, label=kept[self.label])


def snapshot(cells: Cells, found: Found) -> Snapshot:
    """Return what was found in one year."""
    return Snapshot(cells.year, cells.regions, cells.industries, found.label, cells.jobs)


def aligned(snapshots: Sequence[Snapshot]) -> list[Snapshot]:
    """Return all years on the same rows and columns: every code that occurs, in code order.

    Cells that a year lacks have no jobs and no cluster. Sorting makes everything that follows
    independent of the order in which regions and industries were given.
    """
    regions = tuple(sorted({code for one in snapshots for code in one.regions}))
    industries = tuple(sorted({code for one in snapshots for code in one.industries}))
    place = {code: n for n, code in enumerate(regions)}, {c: n for n, c in enumerate(industries)}
    result = []
    for one in snapshots:
        at = np.ix_([place[0][c] for c in one.regions], [place[1][c] for c in one.industries])
        label = np.full((len(regions), len(industries)), -1, np.int32)
        jobs = np.zeros(label.shape)
        label[at], jobs[at] = one.label, np.nan_to_num(one.jobs, nan=0.0)
        result.append(Snapshot(one.year, regions, industries, label, jobs))
    return result


@dataclass(frozen=True)
class Overlap:
    """Pairs of an earlier and a later cluster that share cells.

    earlier, later   cluster numbers of each pair, shape (pairs,)
    jaccard          jobs in shared cells over jobs in the cells of either, 0 to 1
    of_earlier       jobs in shared cells over jobs in the cells of the earlier one, 0 to 1
    of_later         the same of the later one
    """

    earlier: NDArray[np.intp]
    later: NDArray[np.intp]
    jaccard: Vector
    of_earlier: Vector
    of_later: Vector


def overlap(earlier: Snapshot, later: Snapshot) -> Overlap:
    """Return the overlap of clusters of two aligned years.

    J = sum of w over shared cells / sum of w over the cells of either; w is the mean of a cell's
    jobs in both years, so that a cluster which shrinks within the same cells stays itself
    """
    a, b = earlier.label.ravel(), later.label.ravel()
    cells = np.flatnonzero((a >= 0) | (b >= 0))
    a, b = a[cells].astype(np.intp), b[cells].astype(np.intp)
    weight = (earlier.jobs.ravel()[cells] + later.jobs.ravel()[cells]) / 2
    size_a = np.bincount(a[a >= 0], weight[a >= 0], earlier.clusters)
    size_b = np.bincount(b[b >= 0], weight[b >= 0], later.clusters)
    shared = (a >= 0) & (b >= 0) & (weight > 0)
    pair, of = np.unique(a[shared] * max(later.clusters, 1) + b[shared], return_inverse=True)
    common = np.bincount(of, weight[shared], len(pair))
    one, other = np.divmod(pair, max(later.clusters, 1))
    either = size_a[one] + size_b[other] - common
    return Overlap(one, other, common / either, common / size_a[one], common / size_b[other])


def best_mutual(
    pairs: Overlap,
    least: float,
    keys_earlier: Sequence[tuple[str, str]],
    keys_later: Sequence[tuple[str, str]],
) -> list[tuple[int, int]]:
    """Return the pairs that are each other's best by Jaccard overlap and reach the least.

    keys   something distinct for each cluster that decides among equals, as row order must not
    """
    good = np.flatnonzero(pairs.jaccard >= least)
    earlier, later = pairs.earlier[good].tolist(), pairs.later[good].tolist()
    # rounded, for sums in another order differ in the last digit
    descending = (-pairs.jaccard[good]).round(9).tolist()
    ranked = sorted(
        zip(descending, earlier, later, strict=True),
        key=lambda pair: (pair[0], keys_earlier[pair[1]], keys_later[pair[2]]),
    )
    best_later: dict[int, int] = {}
    best_earlier: dict[int, int] = {}
    for _, one, other in ranked:
        best_later.setdefault(one, other)
        best_earlier.setdefault(other, one)
    return [(one, other) for one, other in best_later.items() if best_earlier[other] == one]
