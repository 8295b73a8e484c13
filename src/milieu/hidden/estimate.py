"""Estimate: the likeliest number of jobs in each hidden cell."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Codes, Mask, Vector
from milieu.hidden.bounds import Bounds
from milieu.hidden.families import COVERING, UNUSABLE
from milieu.hidden.fitting import Numbers, add_up, fit_groups, settle
from milieu.hidden.groups import Groups, find_groups
from milieu.hidden.publication import Publication

ROUNDS = 150  # of proportional fitting; the prototype changed no more after them
FEWEST = 0.5  # establishments; a count of 0 is a yearly mean below 1/2
GUESSED_COUNT = 1.0  # establishments of a cell whose count is unknown, assumption H3


@dataclass(frozen=True, eq=False)
class Model:
    """Everything that estimate and draws share; made once for a publication.

    groups, prior            hidden leaves, their groups and prior jobs, shape (leaves,)
    missing                  prior jobs of establishments without a row, shape (groups,)
    order, family            hidden cells above leaves from the bottom up, the family to sum
    extra                    prior jobs of establishments without a row, shape (order,)
    """

    publication: Publication
    bounds: Bounds
    groups: Groups
    prior: Vector
    missing: Vector
    order: Codes
    family: Codes
    extra: Vector


def estimate(publication: Publication, bounds: Bounds) -> Vector:
    """Return jobs of every cell, shape (n,): as published, else estimated inside the bounds.

    Hidden leaves start from max(establishments, 1/2) x the industry's national mean size and
    are scaled to the known totals above them in every tree. Higher hidden cells are sums.
    In each region the branches of an industry then add up to it within rounding.
    """
    model = prepare(publication, bounds)
    leaves = model.prior[:, None].copy()
    fit(model, leaves, ROUNDS)
    return complete(model, leaves[:, 0])


def prepare(publication: Publication, bounds: Bounds) -> Model:
    """Return groups, prior and order of summation."""
    counts = guess_counts(publication)
    groups = find_groups(publication, counts)
    sizes = national_sizes(publication)
    prior = np.maximum(counts, FEWEST) * sizes[publication.industry]
    order, family = summation(publication)
    families = publication.families
    uncovered = publication.establishments[order] - families.total(counts)[family]
    uncovered = np.where(families.use[family] == COVERING, 0.0, np.fmax(uncovered, 0.0))
    return Model(
        publication,
        bounds,
        groups,
        prior[groups.leaves],
        groups.remainder * sizes[publication.industry[groups.ancestor]],
        order,
        family,
        uncovered * sizes[publication.industry[order]],
    )


def guess_counts(publication: Publication) -> Vector:
    """Return establishments, shape (n,), unknown counts replaced by a guess.

    From the top down, a guess is an equal part of what the count of the industry above leaves
    over in the same region, at least 1/2; where no count above is known, 1.
    """
    families, counts = publication.families, publication.establishments.copy()
    own = families.tree == 0
    level = publication.industry_level[publication.industry[families.parent]]
    for depth in np.unique(level[own]) if np.isnan(counts).any() else ():
        left = counts[families.parent] - families.total(np.nan_to_num(counts))
        number = np.maximum(families.total(np.isnan(counts).astype(float)), 1.0)
        part = np.repeat(np.maximum(left / number, FEWEST), families.sizes)
        member = np.repeat(own & (level == depth), families.sizes)
        child = families.child[member]
        counts[child] = np.where(np.isnan(counts[child]), part[member], counts[child])
    return np.nan_to_num(counts, nan=GUESSED_COUNT)


def national_sizes(publication: Publication) -> Vector:
    """Return jobs per establishment of each industry, shape (n_industries,), > 0.

    Over the highest known cells of the first region hierarchy; where an industry has none, the
    size of the industry above it, at last 1.
    """
    use = highest_known(publication)
    industry, count = publication.industry[use], publication.n_industries
    jobs = np.bincount(industry, publication.jobs[use], count)
    establishments = np.bincount(industry, publication.establishments[use], count)
    sizes = np.divide(jobs, establishments, out=np.zeros(count), where=establishments > 0)
    for one in np.argsort(publication.industry_level, kind="stable"):
        if sizes[one] <= 0:
            above = publication.industry_parent[one]
            sizes[one] = sizes[above] if above >= 0 else 1.0
    return sizes


def highest_known(publication: Publication) -> Mask:
    """Return the known cells, shape (n,), with no known cell above in the first hierarchy."""
    unknown = publication.hidden | np.isnan(publication.establishments)
    above = publication.families.above[1]
    top = above.copy()
    while (climbing := np.flatnonzero((top >= 0) & unknown[top])).size:
        top[climbing] = above[top[climbing]]
    highest: Mask = ~unknown & (top < 0)
    return highest & np.isin(publication.region, first_tree(publication))


def first_tree(publication: Publication) -> Codes:
    """Return the regions of the first hierarchy, so that no region is counted twice.

    A region that stands only in other hierarchies (as a parent) is left out.
    """
    first, *others = publication.region_parents
    elsewhere = np.unique(np.concatenate([np.empty(0, np.int32), *others]))
    inside = np.union1d(first, np.flatnonzero(first >= 0))
    alone = np.setdiff1d(np.arange(publication.n_regions), elsewhere)
    return np.union1d(inside, alone)


def summation(publication: Publication) -> tuple[Codes, Codes]:
    """Return hidden cells that have children, lowest first, and which family gives their sum."""
    families = publication.families
    usable = np.flatnonzero(publication.hidden[families.parent] & (families.use != UNUSABLE))
    parent = families.parent[usable]
    best = np.lexsort((families.tree[usable], -families.use[usable], parent))
    usable, parent = usable[best], parent[best]
    first = np.flatnonzero(np.diff(parent, prepend=-1))
    cells, family = parent[first], usable[first].astype(np.int32)
    level = (
        publication.industry_level[publication.industry[cells]]
        + publication.region_level[publication.region[cells]]
    )
    lowest = np.argsort(-level, kind="stable")
    return cells[lowest], family[lowest]


def fit(model: Model, priors: Numbers, rounds: int) -> None:
    """Fit priors of the leaves, shape (leaves, priors), to all known totals, in place."""
    groups, number = model.groups, priors.dtype
    low = model.bounds.low[groups.leaves].astype(number)
    high = model.bounds.high[groups.leaves].astype(number)
    missing = np.repeat(model.missing[:, None], priors.shape[1], axis=1).astype(number)
    residual = groups.residual.astype(number)
    fit_groups(priors, missing, residual, groups.start, groups.leaf, low, high, rounds)


def complete(model: Model, leaves: Numbers) -> Vector:
    """Return jobs of all cells, shape (n,), from those of the hidden leaves, shape (leaves,).

    Higher hidden cells are sums; then, from the top down, the branches of an industry are
    scaled inside their bounds so that they add up to it in each region.
    """
    families, bounds = model.publication.families, model.bounds
    start, child = families.start, families.child
    value = np.nan_to_num(model.publication.jobs)
    own = model.groups.leaves
    value[own] = np.clip(leaves, bounds.low[own], bounds.high[own])
    add_up(value, model.order, model.family, start, child, model.extra, bounds.low, bounds.high)
    count = np.count_nonzero(families.tree == 0)
    covering = families.use[:count] == COVERING
    settle(
        value,
        families.parent[:count],
        start[: count + 1],
        child,
        covering,
        model.publication.hidden,
        bounds.low,
        bounds.high,
    )
    return value
