"""Clusters by benchmark definition: related industries that are strong together in a region."""

import numpy as np

from milieu.clusters.declare import Cells, Found, Matrix, Surroundings, method
from milieu.clusters.labels import margin
from milieu.clusters.specialization import (
    categories,
    known,
    regional_categories,
    top_share_floor,
)
from milieu.core.arrays import Mask


@method(
    version="1",
    title="Strong clusters by benchmark definition",
    source=(
        "Categories: Delgado, Porter and Stern 2016; strong: Delgado, Porter and Stern 2014 and "
        "the glossary of the U.S. Cluster Mapping Project"
    ),
    grid={
        "top_share": (0.2, 0.25, 0.33),
        "least_quotient": (1.0, 1.25, 1.5),
        "bottom_share": (0.0, 0.25),
        "least_jobs": (100.0, 250.0, 500.0),
        "least_industries": (1.0, 2.0),
    },
    needs=("categories",),
)
def benchmark_categories(
    jobs: Matrix,
    cells: Cells,
    surroundings: Surroundings,
    *,
    top_share: float = 0.25,
    least_quotient: float = 1.0,
    bottom_share: float = 0.25,
    least_jobs: float = 250.0,
    least_industries: float = 2.0,
) -> Found:
    """Return the strong regional clusters: all industries of a category with jobs in a region.

    top_share          location quotient among the top share of the category's regions, 0 to 1
    least_quotient     and at least this, ratio
    bottom_share       share of the nation's jobs and of its establishments above this share of the
                       category's regions, 0 to 1; establishments only where they are known
    least_jobs         persons; counties are smaller than the economic areas for which the rule was
                       made (assumption C3)
    least_industries   industries with jobs; a category that has fewer needs all of its own
    """
    jobs = known(jobs)
    groups = categories(surroundings.first_categories("benchmark_categories"))
    total, present = groups.total(jobs), groups.total((jobs > 0).astype(float))
    quotient = groups.quotients(jobs)
    quotient_floor = np.maximum(top_share_floor(quotient, top_share), least_quotient)
    industries_floor = np.minimum(least_industries, groups.industries)
    found = (quotient >= quotient_floor) & (total >= least_jobs) & (total > 0)
    found &= (present >= industries_floor) & _large_enough(
        total, groups.total(known(cells.establishments)), bottom_share
    )
    floor_of = np.broadcast_to(quotient_floor, found.shape)[found]
    strength = margin((quotient[found], floor_of), (total[found], least_jobs))
    return regional_categories(found, groups, jobs, strength)


def _large_enough(total: Matrix, establishments: Matrix, bottom_share: float) -> Mask:
    """Return where jobs and establishments are not among the category's smallest regions."""
    unknown = ~(establishments > 0)
    floor = top_share_floor(establishments, 1 - bottom_share)
    return (total >= top_share_floor(total, 1 - bottom_share)) & (
        unknown | (establishments >= floor)
    )
