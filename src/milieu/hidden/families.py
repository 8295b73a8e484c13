"""Families: a cell and the cells that it is the sum of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Vector

if TYPE_CHECKING:
    from milieu.hidden.publication import Publication

Positions = NDArray[np.int64]
Uses = NDArray[np.int8]

UNUSABLE, ONE_SIDED, COVERING = 0, 1, 2
# A published integer is wrong by at most 1/2, evenly spread: standard deviation 1/sqrt(12) = .289.
ROUNDING, ROUNDING_DEVIATION = 0.5, 0.289
ROUNDING_DEVIATIONS = 4.0  # assumption H1: sums of m roundings stay within four deviations


@dataclass(frozen=True, eq=False)
class Families:
    """All families, tree by tree (0 industries, 1... region hierarchies), from the top down.

    parent      the cell above, shape (families,)
    start       its children are child[start[f]:start[f + 1]], shape (families + 1,)
    child       cells, shape (memberships,)
    tree        which tree, shape (families,)
    tolerance   jobs by which rounding may part the sum from its parts, shape (families,)
    use         COVERING: parent = sum of children. ONE_SIDED: children are missing or cannot be
                told complete, so their sum is at most the parent. UNUSABLE: the published
                figures contradict each other (children exceed the parent). Shape (families,)
    above       nearest cell above each cell in each tree, -1 if none, shape (trees, n)
    """

    parent: Codes
    start: Positions
    child: Codes
    tree: Uses
    tolerance: Vector
    use: Uses
    above: Codes

    def __len__(self) -> int:
        """Number of families."""
        return len(self.parent)

    @property
    def sizes(self) -> Positions:
        """Number of children, shape (families,)."""
        return np.diff(self.start)

    def total(self, amounts: Vector) -> Vector:
        """Return the sum over each family's children, shape (families,); NaN if one is NaN."""
        if not len(self):
            return np.zeros(0)
        totals: Vector = np.add.reduceat(amounts[self.child], self.start[:-1])
        return totals


def find_cells(publication: Publication, region: Codes, industry: Codes) -> Codes:
    """Return the cell of each (region, industry), -1 where there is no such row."""
    order = np.argsort(publication.keys, kind="stable")
    keys = publication.keys[order]
    wanted = region.astype(np.int64) * publication.n_industries + industry
    place = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
    found = (keys[place] == wanted) & (region >= 0) & (industry >= 0)
    return np.where(found, order[place], -1).astype(np.int32)


def nearest_above(
    publication: Publication, region: Codes, industry: Codes, parent: Codes, *, of_region: bool
) -> Codes:
    """Return the nearest existing cell above each (region, industry), climbing one tree."""
    climbing = region if of_region else industry
    cell = np.full(len(region), -1, dtype=np.int32)
    open_ = np.arange(len(region))
    while len(open_):
        climbing = np.where(climbing >= 0, parent[climbing], -1)
        at = climbing[open_]
        pair = (at, industry[open_]) if of_region else (region[open_], at)
        cell[open_] = find_cells(publication, *pair)
        open_ = open_[(cell[open_] < 0) & (at >= 0)]
    return cell


def find_families(publication: Publication) -> Families:
    """Return every family whose parent cell exists; children of a missing row move up to it."""
    region, industry = publication.region, publication.industry
    above = [
        nearest_above(publication, region, industry, publication.industry_parent, of_region=False)
    ]
    for hierarchy in publication.region_parents:
        above.append(nearest_above(publication, region, industry, hierarchy, of_region=True))
    levels = publication.industry_level[industry], publication.region_level[region]
    parts = [gather(cells, levels[min(tree, 1)]) for tree, cells in enumerate(above)]
    parent, sizes, child = (np.concatenate(part) for part in zip(*parts, strict=True))
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    tree = np.repeat(np.arange(len(parts)), [len(part[0]) for part in parts]).astype(np.int8)
    tolerance = rounding_tolerance(sizes + 1)
    use = np.full(len(parent), COVERING, dtype=np.int8)
    families = Families(parent, start, child, tree, tolerance, use, np.stack(above))
    use[:] = judge(publication, families)
    return families


def gather(above: Codes, level: Positions) -> tuple[Codes, Positions, Codes]:
    """Return parents from the top down, their numbers of children, and the children in turn."""
    child = np.flatnonzero(above >= 0).astype(np.int32)
    parent = above[child]
    order = np.lexsort((child, parent, level[parent]))
    child, parent = child[order], parent[order]
    first = np.flatnonzero(np.diff(parent, prepend=-1))
    return parent[first], np.diff(np.append(first, len(parent))), child


def rounding_tolerance(numbers: Positions | Vector) -> Vector:
    """Return by how many jobs a sum of this many rounded numbers may be wrong."""
    return np.minimum(
        ROUNDING * numbers, ROUNDING_DEVIATIONS * ROUNDING_DEVIATION * np.sqrt(numbers)
    )


def judge(publication: Publication, families: Families) -> Uses:
    """Return how far each family can be used, shape (families,); see `Families.use`."""
    counts = publication.establishments
    if publication.complete:  # an unknown count is what the known ones leave over
        missing = np.nan_to_num(
            counts[families.parent] - families.total(np.nan_to_num(counts)), nan=0.0
        )
        unknown = families.total(np.isnan(counts).astype(float)) > 0
        missing[unknown] = np.minimum(missing[unknown], 0.0)
    else:
        missing = counts[families.parent] - families.total(counts)
    use = np.where(np.abs(missing) <= families.tolerance, COVERING, ONE_SIDED)
    use[missing < -families.tolerance] = UNUSABLE
    known = families.total(np.nan_to_num(publication.jobs))
    use[known > publication.jobs[families.parent] + families.tolerance] = UNUSABLE
    all_known = ~np.isnan(families.total(publication.jobs))
    short = known < publication.jobs[families.parent] - families.tolerance
    use[all_known & short & (use == COVERING)] = ONE_SIDED
    return use.astype(np.int8)
