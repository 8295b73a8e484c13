"""Robustness: under how many definitions, and in how many draws, a cluster is one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.sparse import csr_array

from milieu.clusters.declare import Found, Method, Surroundings
from milieu.clusters.labels import Members, members
from milieu.core.arrays import Vector
from milieu.core.cells import Cells

HALF = 0.5  # share of a cluster's jobs that must lie in a cluster
MOST_DEFINITIONS = 50  # a larger grid is sampled (assumption C8)
MOST_DRAWS = 20  # of the hidden cells; the standard error is at most .11 (assumption C9)
SAMPLE_SEED = 1  # any number will do: it only decides which definitions of a large grid are tried

Thresholds = Mapping[str, float]


@dataclass(frozen=True)
class Variant:
    """Another look at the same economy: a year near, or another level of industries.

    crosswalk   share of each base industry that belongs to each industry of the variant, shape
                (base industries, industries); None where the codes are the same
    """

    name: str
    cells: Cells
    surroundings: Surroundings
    crosswalk: csr_array | None = None


@dataclass(frozen=True)
class Definition:
    """One way of saying what a cluster is."""

    variant: Variant
    surroundings: Surroundings
    thresholds: Thresholds


def definitions(
    method: Method, variants: Sequence[Variant], most: int = MOST_DEFINITIONS
) -> list[Definition]:
    """Return the grid of thresholds x neighbor rules x variants, or an even sample of it."""
    values = product(*method.grid.values())
    thresholds = [dict(zip(method.grid, value, strict=True)) for value in values]
    grid = [
        Definition(variant, surroundings, choice)
        for variant in variants
        for surroundings in _surroundings_of(method, variant)
        for choice in thresholds
    ]
    if len(grid) <= most:
        return grid
    chosen = np.random.default_rng(SAMPLE_SEED).choice(len(grid), most, replace=False)
    return [grid[n] for n in sorted(chosen)]


def definition_share(
    method: Method,
    cells: Cells,
    found: Found,
    variants: Sequence[Variant],
    most: int = MOST_DEFINITIONS,
) -> Vector:
    """Return the share of definitions under which at least half of each cluster's jobs are in one.

    cells, found   the clusters in question and the cells in which they were found
    variants       among them, as a rule, the cells themselves; their regions and industries are
                   matched by code
    return         0 to 1, shape (clusters,); NaN where there is nothing to compare with
    """
    of = members(found.label, len(found))
    jobs = np.nan_to_num(cells.jobs[of.row, of.column], nan=0.0)
    grid = definitions(method, variants, most)
    held = np.zeros(len(found))
    for one in grid:
        variant = one.variant
        again = method.find(variant.cells.jobs, variant.cells, one.surroundings, **one.thresholds)
        held += _at_least_half(of, jobs, _inside(of, cells, again, variant))
    return held / len(grid) if grid else np.full(len(found), np.nan)


def existence(
    method: Method,
    cells: Cells,
    found: Found,
    surroundings: Surroundings,
    thresholds: Thresholds | None = None,
    most: int = MOST_DRAWS,
) -> Vector:
    """Return the probability that each cluster exists, given what the office hides.

    It exists in a draw of the hidden cells if at least half of its jobs in that draw lie in a
    cluster. Draws are taken evenly from those there are.

    thresholds   under which the clusters were found; without them the method's own
    return   0 to 1, shape (clusters,); 1 where nothing is hidden; NaN where cells are hidden but
             were not drawn, for then nobody knows
    """
    if not len(cells.draws):
        return np.full(len(found), np.nan if cells.hidden.any() else 1.0)
    of = members(found.label, len(found))
    number = min(most, len(cells.draws))
    chosen = np.linspace(0, len(cells.draws) - 1, number).round().astype(int)
    held = np.zeros(len(found))
    for draw in chosen.tolist():
        jobs = cells.drawn(draw)
        again = method.find(jobs, cells, surroundings, **(thresholds or {}))
        inside = (again.label[of.row, of.column] >= 0).astype(float)
        held += _at_least_half(of, np.nan_to_num(jobs[of.row, of.column], nan=0.0), inside)
    return held / number


def _surroundings_of(method: Method, variant: Variant) -> list[Surroundings]:
    """Return the variant's surroundings under each rule of neighbors, if the method asks."""
    if "neighbours" not in method.needs:
        return [variant.surroundings]
    return [variant.surroundings.under(rule) for rule in variant.surroundings.neighbours]


def _at_least_half(of: Members, jobs: Vector, inside: Vector) -> Vector:
    """Return 1 for clusters with at least half of their jobs inside, else 0; 0 without jobs."""
    total = of.total(jobs)
    return ((of.total(jobs * inside) >= HALF * total) & (total > 0)).astype(float)


def _inside(of: Members, cells: Cells, again: Found, variant: Variant) -> Vector:
    """Return how much of each member cell lies in a cluster of a variant, 0 to 1."""
    place = {code: n for n, code in enumerate(variant.cells.regions)}
    row = np.array([place.get(code, -1) for code in cells.regions], np.intp)[of.row]
    crosswalk = variant.crosswalk
    if crosswalk is None:
        crosswalk = same_codes(cells.industries, variant.cells.industries)
    shares = crosswalk @ (again.label >= 0).astype(float).T  # (base industries, variant's regions)
    return np.where(row >= 0, shares[of.column, row], 0.0)


def same_codes(industries: Sequence[str], others: Sequence[str]) -> csr_array:
    """Return the crosswalk between two lists of the same classification's codes."""
    place = {code: n for n, code in enumerate(others)}
    pairs = [(n, place[code]) for n, code in enumerate(industries) if code in place]
    row, column = np.array(pairs, np.intp).reshape(-1, 2).T
    return csr_array((np.ones(len(pairs)), (row, column)), shape=(len(industries), len(others)))
