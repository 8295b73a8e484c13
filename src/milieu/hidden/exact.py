"""Exact bounds of a single hidden cell by linear programming."""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix, vstack
from scipy.sparse.csgraph import connected_components

from milieu.core.arrays import Vector
from milieu.core.errors import UserError
from milieu.hidden.families import COVERING, UNUSABLE, Families, Positions
from milieu.hidden.publication import Publication


def exact_bounds(publication: Publication, cell: int) -> tuple[float, float]:
    """Return the least and the most jobs that the published figures allow in one cell.

    minimize and maximize jobs[cell] subject to, in every family,

        sum of children - parent <= tolerance     and, where children cover the parent,
        parent - sum of children <= tolerance,    all jobs >= 0

    over the hidden cells that are tied to this one. Takes seconds for a state, far longer
    where much of a nation hangs together; `bounds` is nearly as narrow and bounds all cells.

    cell     position of the cell, 0 to n - 1; a known cell has low = high = jobs
    return   low, high; high is infinite where nothing bounds it
    raises   UserError if the published figures contradict each other
    """
    if not 0 <= cell < publication.n:
        raise UserError(f"no cell {cell}", next=f"Cells run from 0 to {publication.n - 1}.")
    if not publication.hidden[cell]:
        return float(publication.jobs[cell]), float(publication.jobs[cell])
    cells, rows = tied_to(publication, cell)
    matrix, limits = constraints(publication, cells, rows)
    objective = np.zeros(len(cells))
    objective[np.searchsorted(cells, cell)] = 1.0
    return optimum(objective, matrix, limits), -optimum(-objective, matrix, limits)


def tied_to(publication: Publication, cell: int) -> tuple[Positions, Positions]:
    """Return the hidden cells and the families in the connected component of a cell."""
    families = publication.families
    family, member = memberships(families)
    use = publication.hidden[member] & (families.use[family] != UNUSABLE)
    family, member = family[use], member[use]
    n = publication.n
    size = n + len(families)
    graph = csr_matrix((np.ones(len(family), np.int8), (member, n + family)), (size, size))
    _, label = connected_components(graph, directed=False)
    inside = label == label[cell]
    return np.flatnonzero(inside[:n]), np.flatnonzero(inside[n:])


def memberships(families: Families) -> tuple[Positions, Positions]:
    """Return family and cell of every child and, after them, of every parent."""
    number = np.arange(len(families))
    family = np.concatenate([np.repeat(number, families.sizes), number])
    return family, np.concatenate([families.child, families.parent])


def constraints(
    publication: Publication, cells: Positions, rows: Positions
) -> tuple[csr_matrix, Vector]:
    """Return matrix and limits of matrix @ jobs[cells] <= limits."""
    families = publication.families
    row_of = np.full(len(families), -1)
    row_of[rows] = np.arange(len(rows))
    family, member = memberships(families)
    use = row_of[family] >= 0
    sign = np.where(np.arange(len(family)) < len(families.child), 1.0, -1.0)[use]
    family, member = row_of[family[use]], member[use]
    known = np.bincount(family, sign * np.nan_to_num(publication.jobs[member]), len(rows))
    free = publication.hidden[member]
    place = np.searchsorted(cells, member[free])
    shape = (len(rows), len(cells))
    sums = csr_matrix((sign[free], (family[free], place)), shape)
    tolerance, both = families.tolerance[rows], families.use[rows] == COVERING
    limits = np.concatenate([tolerance - known, (tolerance + known)[both]])
    return vstack([sums, -sums[both]], format="csr"), limits


def optimum(objective: Vector, matrix: csr_matrix, limits: Vector) -> float:
    """Return the least value of objective @ jobs, -inf if unbounded."""
    answer = linprog(objective, A_ub=matrix, b_ub=limits, bounds=(0, None), method="highs")
    if answer.status == 3:
        return -np.inf
    if answer.status != 0:
        raise UserError(
            f"the published figures contradict each other ({answer.message})",
            next="Use bounds(), which sets contradictory families aside.",
        )
    return float(answer.fun)
