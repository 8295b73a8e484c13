"""The hidden cells of one year, at every level, and the cells of one level made from them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Vector
from milieu.hidden.bounds import Bounds, bounds
from milieu.hidden.draws import Draws, draw
from milieu.hidden.estimate import estimate
from milieu.hidden.publication import Publication

SHARE = 0.8  # of the truths that a range holds


@dataclass(frozen=True)
class Estimate:
    """Every cell of a publication with what is known or likely, shape (n,) each."""

    publication: Publication
    bounds: Bounds
    jobs: Vector
    draws: Draws

    @cached_property
    def ranges(self) -> tuple[Vector, Vector]:
        """Return low and high of each single cell, which hold the truth in 80 of 100 cells."""
        return self.draws.ranges(SHARE)


@dataclass(frozen=True)
class Target:
    """The cells of one level of regions and of industries, as rows.

    region, industry   positions in the panel's trees, shape (rows,)
    jobs, low, high    estimate and 80 % range
    least, most        bounds
    drawn              joint draws of the hidden rows, shape (draws, hidden rows)
    source             the row of the publication where it is one cell there, -1 where it is a sum
    """

    region: NDArray[np.int32]
    industry: NDArray[np.int32]
    establishments: Vector
    jobs: Vector
    low: Vector
    high: Vector
    least: Vector
    most: Vector
    hidden: NDArray[np.bool_]
    drawn: NDArray[np.float32]
    source: NDArray[np.int64]


def estimate_year(publication: Publication, told: Bounds, draws: int, seed: int) -> Estimate:
    """Return bounds, estimate and joint draws of all hidden cells.

    told   what the office itself says of them
    """
    limits = bounds(publication, told)
    jobs = estimate(publication, limits)
    return Estimate(publication, limits, jobs, draw(publication, limits, jobs, draws, seed))


def target(whole: Estimate, regions: NDArray[np.intp], industries: NDArray[np.intp]) -> Target:
    """Return the cells of these regions and industries; one without a row is its branches' sum."""
    cells = whole.publication
    wanted_region = np.zeros(cells.n_regions, bool)
    wanted_region[regions] = True
    at = _ancestor(cells.industry_parent, industries)[cells.industry]
    key = cells.region.astype(np.int64) * cells.n_industries + np.maximum(at, 0)
    exact = (cells.industry == at) & wanted_region[cells.region]
    own_row = np.isin(key, key[exact])
    lowest = ~np.isin(cells.keys, _parents(cells))
    part = exact | (wanted_region[cells.region] & (at >= 0) & ~own_row & lowest)
    return _summed(whole, np.flatnonzero(part), key, exact)


def _ancestor(parent: NDArray[np.int32], wanted: NDArray[np.intp]) -> NDArray[np.int64]:
    """Return for each industry the wanted one that it is or lies below, -1 for none."""
    is_wanted = np.zeros(len(parent), bool)
    is_wanted[wanted] = True
    at = np.arange(len(parent))
    for _ in range(len(parent)):
        climb = (at >= 0) & ~is_wanted[at]
        if not climb.any():
            break
        at[climb] = parent[at[climb]]
    return at


def _parents(cells: Publication) -> NDArray[np.int64]:
    """Return the keys of cells that have branches of their own."""
    above = cells.industry_parent[cells.industry]
    keys = cells.region.astype(np.int64) * cells.n_industries + above
    return np.unique(keys[above >= 0])


def _summed(
    whole: Estimate, parts: NDArray[np.int64], key: NDArray[np.int64], exact: NDArray[np.bool_]
) -> Target:
    """Return one row for each key: the sum of its parts, or the one cell itself."""
    cells = whole.publication
    keys, row = np.unique(key[parts], return_inverse=True)

    def total(values: Vector) -> Vector:
        return np.bincount(row, values[parts], len(keys)).astype(np.float64)

    hidden = np.bincount(row, cells.hidden[parts], len(keys)) > 0
    drawn = _drawn(whole, parts, row, hidden)
    jobs = total(whole.jobs)
    source = np.full(len(keys), -1, np.int64)
    source[row[exact[parts]]] = parts[exact[parts]]
    low, high = _range(whole, jobs, source, hidden, drawn)
    return Target(
        region=(keys // cells.n_industries).astype(np.int32),
        industry=(keys % cells.n_industries).astype(np.int32),
        establishments=total(cells.establishments),
        jobs=jobs,
        low=low,
        high=high,
        least=total(whole.bounds.low),
        most=total(whole.bounds.high),
        hidden=hidden,
        drawn=drawn,
        source=source,
    )


def _range(
    whole: Estimate,
    jobs: Vector,
    source: NDArray[np.int64],
    hidden: NDArray[np.bool_],
    drawn: NDArray[np.float32],
) -> tuple[Vector, Vector]:
    """Return the ranges: a cell's own where the row is one cell, else that of the sums drawn."""
    low, high = jobs.copy(), jobs.copy()
    if hidden.any():
        low[hidden], high[hidden] = np.quantile(drawn, [0.5 - SHARE / 2, 0.5 + SHARE / 2], axis=0)
        one = hidden & (source >= 0)
        ends = whole.ranges
        low[one], high[one] = ends[0][source[one]], ends[1][source[one]]
    return np.minimum(low, jobs), np.maximum(high, jobs)


def _drawn(
    whole: Estimate,
    parts: NDArray[np.int64],
    row: NDArray[np.int64],
    hidden: NDArray[np.bool_],
) -> NDArray[np.float32]:
    """Return the draws of the hidden rows, shape (draws, hidden rows)."""
    column = np.full(whole.publication.n, -1, np.int64)
    column[whole.draws.cells] = np.arange(len(whole.draws.cells))
    place = np.cumsum(hidden) - 1
    own = hidden[row]
    known = np.where(whole.publication.hidden, 0.0, whole.jobs)[parts]
    base = np.bincount(place[row[own]], known[own], int(hidden.sum()))
    drawn = np.tile(base.astype(np.float32), (len(whole.draws.jobs), 1))
    varying = whole.publication.hidden[parts]
    to, take = place[row[varying]], column[parts[varying]]
    for number, jobs in enumerate(whole.draws.jobs):
        drawn[number] += np.bincount(to, jobs[take], drawn.shape[1]).astype(np.float32)
    return drawn
