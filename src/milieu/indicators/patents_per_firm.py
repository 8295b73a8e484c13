"""Patents per firm."""

from milieu.core.arrays import Matrix
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import ratio, same_shape


@indicator(
    of="cell",
    unit="patents per firm",
    source="OECD (2009), Patent Statistics Manual (fractional counts)",
    low=0,
)
def patents_per_firm(patents: Matrix, firms: Matrix) -> Matrix:
    """Return how many patents come on a firm.

    P[r, i] = patents[r, i] / firms[r, i]

    patents   counted fractionally, 1 / (inventors x classes) to each cell, shape (regions,
              industries), all >= 0; drop the last two or three years, which are not yet complete
    firms     firms, same shape, all >= 0
    return    same shape; NaN where there are no firms or one of both is unknown
    raises    UserError if a number is negative or the shapes differ

    With few firms take shrunken_rate(patents, firms) instead.
    """
    patents, firms = same_shape((("patents", patents), ("firms", firms)))
    return ratio(patents, firms)
