"""Krugman index of specialization: how different a region's structure is."""

from typing import Literal, get_args

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import unknown_name
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of, ratio

Reference = Literal["all", "others", "average_of_others"]


@indicator(
    of="region",
    unit="index",
    source="Krugman (1991), Geography and Trade",
    low=0,
    high=2,
)
def krugman_specialization(jobs: Matrix, reference: Reference = "all") -> Vector:
    """Return the sum of absolute differences between a region's structure and the reference.

    K[r] = sum_i |jobs[r, i] / jobs[r, :] - reference[r, i]|

    jobs        persons employed, shape (regions, industries), all >= 0
    reference   "all": the nation with the region in it; "others": the nation without the region;
                "average_of_others": the plain mean of the other regions' structures
    return      shape (regions,), 0 the same structure, 2 nothing in common; NaN where the region
                has no jobs, a cell of it or of the reference is unknown, or there are no others
    raises      UserError if a number is negative or the reference is not one of the three
    """
    jobs = cells_of(jobs)
    structure = ratio(jobs, jobs.sum(axis=1, keepdims=True))
    return np.asarray(np.abs(structure - _reference(jobs, structure, reference)).sum(axis=1))


def _reference(jobs: Matrix, structure: Matrix, reference: Reference) -> Matrix:
    """Return the structure that each region is compared with."""
    if reference == "all":
        return ratio(jobs.sum(axis=0), jobs.sum())
    if reference == "others":
        others = jobs.sum(axis=0) - jobs
        return ratio(others, others.sum(axis=1, keepdims=True))
    if reference == "average_of_others":
        exists = jobs.sum(axis=1, keepdims=True) != 0  # an empty region has no structure
        known = np.where(exists, structure, 0.0)
        return ratio(known.sum(axis=0) - known, exists.sum() - exists)
    raise unknown_name("reference", reference, get_args(Reference))
