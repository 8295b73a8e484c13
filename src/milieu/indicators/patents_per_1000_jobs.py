"""Patents per 1,000 jobs."""

from milieu.core.arrays import Matrix
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import ratio, same_shape


@indicator(
    of="cell",
    unit="patents per 1,000 jobs",
    source="OECD (2009), Patent Statistics Manual (fractional counts)",
    low=0,
)
def patents_per_1000_jobs(patents: Matrix, jobs: Matrix) -> Matrix:
    """Return how many patents come on 1,000 jobs.

    P[r, i] = 1000 patents[r, i] / jobs[r, i]

    patents   counted fractionally, 1 / (inventors x classes) to each cell, shape (regions,
              industries), all >= 0; drop the last two or three years, which are not yet complete
    jobs      persons employed, same shape, all >= 0
    return    same shape; NaN where there are no jobs or one of both is unknown
    raises    UserError if a number is negative or the shapes differ

    With few jobs take 1000 x shrunken_rate(patents, jobs) instead.
    """
    patents, jobs = same_shape((("patents", patents), ("jobs", jobs)))
    return 1000 * ratio(patents, jobs)
