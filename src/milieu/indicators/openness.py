"""Openness: whether links leave a cluster or stay inside."""

from milieu.core.arrays import Matrix
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import ratio, same_shape


@indicator(
    of="cell",
    unit="index",
    source="Krackhardt and Stern (1988), Social Psychology Quarterly 51(2)",
    low=-1,
    high=1,
)
def openness(external_links: Matrix, internal_links: Matrix) -> Matrix:
    """Return the E-I index of the links of each cell's firms.

    EI[r, i] = (external[r, i] - internal[r, i]) / (external[r, i] + internal[r, i])

    external_links   links with partners outside, shape (regions, industries), all >= 0
    internal_links   links among the cell's own firms, each counted once, same shape
    return           same shape, -1 all inside, 1 all outside; NaN where there are no links or one
                     of both is unknown
    raises           UserError if a number is negative or the shapes differ

    Small clusters have few partners inside, so the index falls with size whatever the firms
    prefer: compare with external_link_share, which tests against chance.
    """
    external, internal = same_shape(
        (("external_links", external_links), ("internal_links", internal_links))
    )
    return ratio(external - internal, external + internal)
