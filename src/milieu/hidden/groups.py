"""Groups: hidden leaves that share the same known total in a tree."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Codes, Mask, Matrix, Vector
from milieu.hidden.families import Positions, find_cells, nearest_above, rounding_tolerance
from milieu.hidden.publication import Publication


@dataclass(frozen=True, eq=False)
class Groups:
    """Groups of hidden leaves, tree by tree, in the order in which they are fitted.

    A leaf is a cell without children. It belongs to its lowest known ancestor in each tree.

    ancestor    the known cell, shape (groups,)
    residual    its jobs less those of its maximal known descendants, shape (groups,), >= 0
    remainder   establishments of the ancestor in none of the rows below, shape (groups,), >= 0
    start       its leaves are leaf[start[g]:start[g + 1]], shape (groups + 1,)
    leaf        position in `leaves`, shape (memberships,)
    leaves      cells, shape (leaves,)
    """

    ancestor: Codes
    residual: Vector
    remainder: Vector
    start: Positions
    leaf: Codes
    leaves: Codes


def find_groups(publication: Publication, establishments: Vector) -> Groups:
    """Return the groups of all trees: far region levels first, the region itself last.

    establishments   shape (n,), without NaN: unknown counts replaced by a guess
    """
    childless = np.ones(publication.n, dtype=bool)
    childless[publication.families.parent] = False
    leaves = np.flatnonzero(childless & publication.hidden).astype(np.int32)
    position = np.full(publication.n, -1, dtype=np.int32)
    position[leaves] = np.arange(len(leaves), dtype=np.int32)
    known = np.flatnonzero(~publication.hidden).astype(np.int32)
    top = climb_to_known(publication, publication.families.above[0][known])
    known_below = sums_below(publication, establishments, known, top)
    parts = [
        group_tree(publication, establishments, childless, known_below, region)
        for region in region_levels(publication)
    ]
    ancestor, residual, remainder, sizes, leaf = (
        np.concatenate(part) for part in zip(*parts, strict=True)
    )
    start = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Groups(ancestor, residual, remainder, start, position[leaf], leaves)


def region_levels(publication: Publication) -> list[Codes]:
    """Return for each tree the region that stands above each region, -1 for none.

    The last is each region itself; before it come the steps up each hierarchy, far ones first.
    """
    levels = [np.arange(publication.n_regions, dtype=np.int32)]
    for parent in reversed(publication.region_parents):
        steps, at = [], parent
        while (at >= 0).any():
            steps.append(at)
            at = np.where(at >= 0, parent[at], -1)
        levels += steps
    return levels[::-1]


def climb_to_known(publication: Publication, cell: Codes) -> Codes:
    """Return the lowest known cell at or above each cell in its industry tree, -1 for none."""
    above = publication.families.above[0]
    cell = cell.copy()
    while True:
        unknown = np.flatnonzero((cell >= 0) & publication.hidden[cell])
        if not len(unknown):
            return cell
        cell[unknown] = above[cell[unknown]]


def sums_below(publication: Publication, establishments: Vector, cell: Codes, top: Codes) -> Matrix:
    """Return published jobs, establishments and number of the cells under each top, (3, n)."""
    under, cell = top[top >= 0], cell[top >= 0]
    jobs = np.nan_to_num(publication.jobs[cell])
    weights = jobs, establishments[cell], np.ones(len(cell))
    return np.stack([np.bincount(under, weight, publication.n) for weight in weights])


def group_tree(
    publication: Publication,
    establishments: Vector,
    childless: Mask,
    known_below: Matrix,
    region: Codes,
) -> tuple[Codes, Vector, Vector, Positions, Codes]:
    """Return ancestor, residual, remainder, sizes and hidden leaves of the groups of one tree.

    An ancestor that holds less than its known parts contradicts them and makes no group.

    known_below   sums of the maximal known cells of the same region under each cell, (3, n)
    region        region that stands above each region in this tree, shape (n_regions,)
    """
    itself = region[publication.region]
    leaf = np.flatnonzero(childless & (itself >= 0)).astype(np.int32)
    top = climb_to_known(publication, attach(publication, leaf, itself[leaf]))
    hidden = publication.hidden[leaf]
    new = hidden | (publication.region[leaf] != publication.region[top])
    jobs, counted, parts = known_below + sums_below(
        publication, establishments, leaf[new], top[new]
    )
    tolerance = rounding_tolerance(parts + 1)
    left = publication.jobs - jobs
    use = hidden & (top >= 0) & (left[top] >= -tolerance[top])
    order = np.lexsort((leaf[use], top[use]))
    leaf, top = leaf[use][order], top[use][order]
    first = np.flatnonzero(np.diff(top, prepend=-1))
    ancestor, sizes = top[first], np.diff(np.append(first, len(top)))
    missing = publication.establishments[ancestor] - counted[ancestor]
    remainder = np.where(missing > tolerance[ancestor], missing, 0.0)
    return ancestor, np.maximum(left[ancestor], 0.0), remainder, sizes, leaf


def attach(publication: Publication, cell: Codes, region: Codes) -> Codes:
    """Return where each leaf hangs in a tree: the nearest cell of `region` at or above it."""
    own = publication.region[cell] == region
    industry = publication.industry[cell]
    at = np.where(own, -1, find_cells(publication, region, industry)).astype(np.int32)
    lost = np.flatnonzero(at < 0)
    at[lost] = nearest_above(
        publication, region[lost], industry[lost], publication.industry_parent, of_region=False
    )
    return at
