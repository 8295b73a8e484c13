"""Share of firms that patent."""

from milieu.core.arrays import Matrix
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import parts_of, ratio, same_shape


@indicator(
    of="cell",
    unit="share",
    source="OECD and Eurostat (2018), Oslo Manual",
    low=0,
    high=1,
)
def patenting_firm_share(patenting_firms: Matrix, firms: Matrix) -> Matrix:
    """Return the share of firms with at least one patent.

    S[r, i] = patenting_firms[r, i] / firms[r, i]

    patenting_firms   firms with at least one patent, shape (regions, industries), all >= 0
    firms             all firms that were asked or are registered, same shape
    return            same shape, 0 to 1; NaN where there are no firms or one of both is unknown
    raises            UserError if a number is negative, the shapes differ, or a part exceeds
                      all firms
    """
    part, firms = same_shape((("patenting_firms", patenting_firms), ("firms", firms)))
    parts_of(part, firms, ("patenting_firms", "firms"))
    return ratio(part, firms)
