"""Clusters by the stars of the European Cluster Observatory: size, specialization, focus."""

import numpy as np

from milieu.clusters.declare import Cells, Found, Matrix, Surroundings, method
from milieu.clusters.labels import margin
from milieu.clusters.specialization import (
    Categories,
    categories,
    each_industry,
    known,
    regional_categories,
    top_share_floor,
)
from milieu.core.arrays import Vector


@method(
    version="2007",
    title="Stars of the European Cluster Observatory, 2007 rule",
    source=(
        "European Cluster Observatory (2007), evaluation of regional cluster strength; Solvell, "
        "Ketels and Lindqvist 2008, Industrial specialization and regional clusters in Europe"
    ),
    grid={
        "least_stars": (1.0, 2.0, 3.0),
        "least_quotient": (1.5, 2.0, 2.5),
        "top_share": (0.05, 0.1, 0.2),
        "least_jobs": (250.0, 1000.0),
    },
)
def stars(
    jobs: Matrix,
    cells: Cells,
    surroundings: Surroundings,
    *,
    least_stars: float = 2.0,
    least_quotient: float = 2.0,
    top_share: float = 0.1,
    least_jobs: float = 1000.0,
) -> Found:
    """Return the regional categories with enough stars; one industry each without categories.

    A star each for
    size             among the top share of the category's regions by jobs
    specialization   location quotient at least 2
    focus            among the top share of all regional categories by share of their region's jobs

    least_stars      1 to 3; two, so that size alone does not make every city a cluster in every
                     field (assumption C2)
    least_quotient   ratio
    top_share        0 to 1, for size and for focus
    least_jobs       persons; smaller ones get no star (assumption C2)
    """
    jobs, groups = known(jobs), _groups(cells, surroundings)
    size, ratios = groups.total(jobs), _ratios(jobs, groups, least_quotient, top_share)
    found = ((ratios >= 1).sum(axis=0) >= least_stars) & (size >= least_jobs) & (size > 0)
    # the ratio of the last star that was needed says how safely the stars were won
    last_needed = np.sort(ratios, axis=0)[-int(least_stars)]
    strength = margin((last_needed[found], 1.0), (size[found], least_jobs))
    return regional_categories(found, groups, jobs, strength)


def _groups(cells: Cells, surroundings: Surroundings) -> Categories:
    if surroundings.categories:
        return categories(surroundings.first_categories("stars"))
    return each_industry(cells.industries)


def _ratios(jobs: Matrix, groups: Categories, quotient: float, top_share: float) -> Matrix:
    """Return size, specialization and focus over their thresholds, each (regions, categories)."""
    size, region = groups.total(jobs), jobs.sum(axis=1, keepdims=True)
    focus = np.divide(size, region, out=np.zeros_like(size), where=region > 0)
    focus_floor = top_share_floor(focus.reshape(-1, 1), top_share)
    specialization = np.nan_to_num(groups.quotients(jobs), nan=0.0)
    floors: tuple[Vector | float, ...] = (top_share_floor(size, top_share), quotient, focus_floor)
    figures = (size, specialization, focus)
    return np.stack([margin(pair) for pair in zip(figures, floors, strict=True)])
