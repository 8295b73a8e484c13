"""Krugman index of concentration: how differently an industry is spread over regions."""

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import cells_of
from milieu.indicators.krugman_specialization import Reference, krugman_specialization


@indicator(
    of="industry",
    unit="index",
    source="Krugman (1991), Geography and Trade",
    low=0,
    high=2,
)
def krugman_concentration(jobs: Matrix, reference: Reference = "all") -> Vector:
    """Return the sum of absolute differences between an industry's regions and the reference.

    K[i] = sum_r |jobs[r, i] / jobs[:, i] - reference[r, i]|

    jobs        persons employed, shape (regions, industries), all >= 0
    reference   "all": all jobs with the industry in them; "others": all jobs without it;
                "average_of_others": the plain mean of the other industries' shares over regions
    return      shape (industries,), 0 spread alike, 2 nowhere together; NaN where the industry has
                no jobs, a cell of it or of the reference is unknown, or there are no others
    raises      UserError if a number is negative or the reference is not one of the three
    """
    return krugman_specialization(cells_of(jobs).T, reference)
