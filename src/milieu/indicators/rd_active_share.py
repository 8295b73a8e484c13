"""Share of firms with research and development."""

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
def rd_active_share(rd_active_firms: Matrix, firms: Matrix) -> Matrix:
    """Return the share of firms that do any research and development.

    S[r, i] = rd_active_firms[r, i] / firms[r, i]

    rd_active_firms   firms that do research and development, shape (regions, industries), all
                      >= 0
    firms             all firms that were asked or are registered, same shape
    return            same shape, 0 to 1; NaN where there are no firms or one of both is unknown
    raises            UserError if a number is negative, the shapes differ, or a part exceeds
                      all firms
    """
    part, firms = same_shape((("rd_active_firms", rd_active_firms), ("firms", firms)))
    parts_of(part, firms, ("rd_active_firms", "firms"))
    return ratio(part, firms)
