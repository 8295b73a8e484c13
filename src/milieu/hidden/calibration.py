"""How much wider than simulated a range must be, measured on cells hidden on purpose.

The factors lie in `width_factors.csv`, one line per kind of region, level and establishment
class: how many cells they rest on, and the factor for ranges that hold 50, 80 and 95 percent.
They were made by `measure_width_factors` from the United States of 2016 (Bureau of Labor
Statistics, Quarterly Census of Employment and Wages), masks of seeds 101 to 108;
`python benchmarks/hidden_cells.py --calibrate` makes them anew.
"""

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np

from milieu.core.arrays import Codes, Mask, Matrix, Vector
from milieu.hidden.bounds import bounds
from milieu.hidden.estimate import estimate, prepare
from milieu.hidden.masking import mask
from milieu.hidden.publication import Publication
from milieu.hidden.simulation import SMALLEST, Float32, simulate

SHARES = np.array([0.5, 0.8, 0.95])  # of the truths that a range must hold
CLASS_STARTS = np.array([3, 6, 11, 21])  # establishments: up to 2, 3-5, 6-10, 11-20, 21 and more
FEWEST_CLASS, UNKNOWN_CLASS, CLASSES = 0, 5, 6
# Kinds of regions (lowest, first hierarchy, other hierarchies) and the industry levels above
# the finest that are told apart in each; higher ones share the last.
HIGHEST_LEVEL = np.array([3, 0, 1])
NARROWEST = 1e-3  # log jobs; a range of no width needs no infinite factor
FEWEST_CELLS = 60  # below this many cells a factor is taken from all levels of the kind
TABLE = Path(__file__).with_name("width_factors.csv")


@dataclass(frozen=True, eq=False)
class Evidence:
    """Cells hidden on purpose: where they belong and which factors they needed.

    kind, level, group   kind of region, industry level, establishment class, shape (cells,)
    needed               factor with which the range just reaches the truth, (cells, shares)
    cell                 which cell of the publication
    """

    kind: Codes
    level: Codes
    group: Codes
    needed: Matrix
    cell: Codes


def establishment_class(establishments: Vector) -> np.ndarray:
    """Return the class of each count, 0 to 4; 5 where the count is unknown."""
    classes = np.searchsorted(CLASS_STARTS, establishments, side="right")
    return np.where(np.isnan(establishments), UNKNOWN_CLASS, classes)


def kinds_and_levels(publication: Publication) -> tuple[Codes, Codes]:
    """Return kind of region and level above the finest industry of each cell, both (n,)."""
    kind = np.zeros(publication.n_regions, dtype=np.int32)
    for number, parent in reversed(list(enumerate(publication.region_parents))):
        kind[np.unique(parent[parent >= 0])] = 1 if number == 0 else 2
    height = np.zeros(publication.n_industries, dtype=np.int32)
    for industry in np.argsort(-publication.industry_level, kind="stable"):
        above = publication.industry_parent[industry]
        if above >= 0:
            height[above] = max(height[above], height[industry] + 1)
    kinds = kind[publication.region]
    return kinds, np.minimum(height[publication.industry], HIGHEST_LEVEL[kinds])


@cache
def read_width_factors() -> np.ndarray:
    """Return the stored factors, shape (kinds, levels, classes, shares)."""
    rows = np.loadtxt(TABLE, delimiter=",", skiprows=1)
    table = np.ones((len(HIGHEST_LEVEL), HIGHEST_LEVEL.max() + 1, CLASSES, len(SHARES)))
    for kind, level, group, _, *factors in rows:
        table[int(kind), int(level), int(group)] = factors
    return table


def width_factors(publication: Publication, cells: Codes) -> Matrix:
    """Return the factor of each of these cells for each of SHARES, shape (cells, shares)."""
    kind, level = kinds_and_levels(publication)
    group = establishment_class(publication.establishments[cells])
    chosen: Matrix = read_width_factors()[kind[cells], level[cells], group]
    return chosen


def gather_evidence(
    publication: Publication,
    judged: Mask,
    seed: int,
    *,
    intensity: float,
    draws: int = 60,
    unknown: bool = False,
) -> Evidence:
    """Return what ranges needed to hold the truth of cells that one mask hides.

    Offices publish no cell of one or two establishments. Their class rests on the sums of
    such cells instead: higher cells whose parts all have one or two.

    judged    which cells may serve as evidence, shape (n,); leave out what is never hidden
    unknown   also forget the establishments of all hidden cells
    """
    masked, newly = mask(publication, seed, intensity=intensity)
    group = establishment_class(publication.establishments)
    group = np.where(sums_of_fewest(publication), FEWEST_CLASS, np.where(group == 0, -1, group))
    if unknown:
        counts = np.where(masked.hidden, np.nan, masked.establishments)
        masked = replace(masked, establishments=counts)
        group = np.full(publication.n, UNKNOWN_CLASS)
    limits = bounds(masked)
    raw, hidden = simulate(prepare(masked, limits), draws, seed)
    wanted = (newly & judged & (group >= 0))[hidden]
    cell = hidden[wanted]
    needed = needed_factors(raw[:, wanted], estimate(masked, limits)[cell], publication.jobs[cell])
    kind, level = kinds_and_levels(publication)
    return Evidence(kind[cell], level[cell], group[cell], needed, cell)


def sums_of_fewest(publication: Publication) -> Mask:
    """Return which cells have several parts, each of at most two establishments, (n,)."""
    families = publication.families
    most = np.maximum.reduceat(publication.establishments[families.child], families.start[:-1])
    fine = (families.tree == 0) & (most < CLASS_STARTS[0]) & (families.sizes > 1)
    result = np.zeros(publication.n, dtype=bool)
    result[families.parent[fine]] = True
    return result


def needed_factors(raw: Float32, value: Vector, truth: Vector) -> Matrix:
    """Return the factor that moves the nearer end of each range onto the truth.

    factor = log(truth / value) / log(end / median), the end on the truth's side

    raw      draws before widening, shape (draws, cells)
    return   shape (cells, shares)
    """
    logs = np.log(raw + SMALLEST)
    away = np.log((truth + SMALLEST) / (value + SMALLEST))
    middle = np.median(logs, axis=0)
    upper = np.quantile(logs, 0.5 + SHARES / 2, axis=0) - middle
    lower = middle - np.quantile(logs, 0.5 - SHARES / 2, axis=0)
    side = np.maximum(np.where(away >= 0, upper, lower), NARROWEST)
    needed: Matrix = (np.abs(away) / side).T
    return needed


def measure_width_factors(evidence: list[Evidence]) -> np.ndarray:
    """Return lines of kind, level, class, cells, factor for each of SHARES.

    The factor for a share is the quantile of that share of the factors needed. It never falls
    with the share. Counts of one or two never get less than three to five, for which there is
    direct evidence, and unknown counts never less than known ones.
    """
    kind, level, group = (
        np.concatenate([getattr(part, name) for part in evidence])
        for name in ("kind", "level", "group")
    )
    needed = np.concatenate([part.needed for part in evidence])
    lines = []
    for k, highest in enumerate(HIGHEST_LEVEL):
        for one in range(highest + 1):
            block = [
                factors(
                    needed,
                    [
                        (group == c) & (kind == k) & (level == one),
                        (group == c) & (kind == k),
                        group == c,
                    ],
                )
                for c in range(CLASSES)
            ]
            block[FEWEST_CLASS][1:] = np.maximum(block[FEWEST_CLASS][1:], block[1][1:])
            block[UNKNOWN_CLASS][1:] = np.max([line[1:] for line in block], axis=0)
            lines += [[k, one, c, *line] for c, line in enumerate(block)]
    return np.array(lines)


def factors(needed: Matrix, choices: list[Mask]) -> Vector:
    """Return the number of cells and their factors, from the first choice with enough cells."""
    use = next((choice for choice in choices if choice.sum() >= FEWEST_CELLS), choices[-1])
    if not use.any():
        return np.array([0.0, *np.ones(len(SHARES))])
    quantiles = [np.quantile(needed[use, s], share) for s, share in enumerate(SHARES)]
    return np.array([use.sum(), *np.maximum.accumulate(quantiles)])
