"""Share of firms with a research and development unit."""

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
def rd_unit_share(rd_unit_firms: Matrix, firms: Matrix) -> Matrix:
    """Return the share of firms that have a unit for research and development.

    S[r, i] = rd_unit_firms[r, i] / firms[r, i]

    rd_unit_firms   firms with a unit for research and development, shape (regions, industries),
                    all >= 0
    firms           all firms that were asked or are registered, same shape
    return          same shape, 0 to 1; NaN where there are no firms or one of both is unknown
    raises          UserError if a number is negative, the shapes differ, or a part exceeds all
                    firms
    """
    part, firms = same_shape((("rd_unit_firms", rd_unit_firms), ("firms", firms)))
    parts_of(part, firms, ("rd_unit_firms", "firms"))
    return ratio(part, firms)
