"""Hiding cells as a statistical office does, to test estimates against what was hidden."""

from dataclasses import replace

import numba
import numpy as np

from milieu.core.arrays import Codes, Mask, Vector
from milieu.hidden.families import COVERING, Families, Positions
from milieu.hidden.publication import Publication

FEWEST_ESTABLISHMENTS = 3  # cells with fewer are hidden, as in most offices' rules
DOMINANT_SHARE = 0.8  # of jobs in one establishment; the Bureau's rule is said to be 80 percent
# Deviation of establishments' log jobs, assumption H4. With it a mask of full intensity hides
# .57, .37, .24, .11 of the county cells of six digits with 3-5, 6-10, 11-20, 21+ establishments;
# the Bureau of Labor Statistics hides .68, .38, .25, .12 in 2016.
LOG_SIZE_DEVIATION = 2.0
MOST_DRAWN = 400  # establishments; a larger cell is taken as never dominated


def mask(
    publication: Publication,
    seed: int,
    *,
    intensity: float = 1.0,
    fewest: int = FEWEST_ESTABLISHMENTS,
    dominant_share: float = DOMINANT_SHARE,
    largest_share: Vector | None = None,
) -> tuple[Publication, Mask]:
    """Return the publication with more cells hidden, and which known cells that hides, (n,).

    First hidden are cells with few establishments or a dominant one, then all that lies below
    them in any tree, then siblings or parents until no family shows a hidden cell as the
    difference of known ones.

    seed            draws establishments' sizes and which failing cells are taken
    intensity       share of the failing cells that is hidden, 0 to 1
    largest_share   share of the largest establishment in a cell's jobs, shape (n,); drawn from
                    log-normal sizes where it is not given
    """
    draw = np.random.Generator(np.random.Philox(seed))
    if largest_share is None:
        largest_share = draw_largest_shares(publication.establishments, draw)
    fails = (publication.establishments < fewest) | (largest_share > dominant_share)
    fails &= draw.random(publication.n) < intensity
    hidden = publication.hidden | fails
    newly = hidden & ~publication.hidden
    close(publication, hidden, newly)
    return replace(publication, jobs=np.where(hidden, np.nan, publication.jobs)), newly


def draw_largest_shares(establishments: Vector, draw: np.random.Generator) -> Vector:
    """Return the share of the largest of log-normal establishments in each cell, shape (n,)."""
    counts = np.nan_to_num(establishments).astype(np.int64)
    share = np.where(counts > 0, 1.0, 0.0)
    for count in np.unique(counts[(counts > 1) & (counts <= MOST_DRAWN)]):
        cells = np.flatnonzero(counts == count)
        sizes = np.exp(LOG_SIZE_DEVIATION * draw.standard_normal((len(cells), count)))
        share[cells] = sizes.max(axis=1) / sizes.sum(axis=1)
    share[counts > MOST_DRAWN] = 0.0
    return share


def close(publication: Publication, hidden: Mask, newly: Mask) -> None:
    """Hide descendants and partners until every family is closed; writes both masks."""
    families = publication.families
    jobs = np.where(publication.hidden, np.inf, publication.jobs)
    covering = families.use == COVERING
    while True:
        hide_below(families.parent, families.start, families.child, hidden, newly)
        if not hide_partners(
            families.parent, families.start, families.child, covering, jobs, hidden, newly
        ):
            return


def open_families(publication: Publication, families: Families) -> Positions:
    """Return the families that give a hidden cell away: exactly one of its cells is hidden."""
    numbers = families.total(publication.hidden.astype(float)) + publication.hidden[families.parent]
    return np.flatnonzero((numbers == 1) & (families.use == COVERING))


@numba.njit(cache=True, nogil=True)
def hide_below(parent: Codes, start: Positions, child: Codes, hidden: Mask, newly: Mask) -> None:
    """Hide all that lies below newly hidden cells in any tree."""
    moved = True
    while moved:
        moved = False
        for f in range(len(parent)):
            if not newly[parent[f]]:
                continue
            for k in range(start[f], start[f + 1]):
                c = child[k]
                if not hidden[c]:
                    hidden[c] = newly[c] = True
                    moved = True


@numba.njit(cache=True, nogil=True)
def hide_partners(
    parent: Codes,
    start: Positions,
    child: Codes,
    covering: Mask,
    jobs: Vector,
    hidden: Mask,
    newly: Mask,
) -> int:
    """Hide the smallest known child of each family with one hidden cell, else its parent.

    return  how many cells it hid
    """
    number = 0
    for f in range(len(parent)):
        if not covering[f]:
            continue
        p, count, partner = parent[f], 0, -1
        for k in range(start[f], start[f + 1]):
            c = child[k]
            if hidden[c]:
                count += 1
            elif partner < 0 or jobs[c] < jobs[partner]:
                partner = c
        if count + hidden[p] != 1:
            continue
        if partner < 0:
            partner = p
        hidden[partner] = newly[partner] = True
        number += 1
    return number
