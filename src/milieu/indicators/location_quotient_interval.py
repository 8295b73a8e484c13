"""Interval of the location quotient from the sampling of workers."""

import numpy as np
from scipy.special import ndtri

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import Range, base_of, cells_of, ratio


@indicator(
    of="cell",
    unit="ratio",
    source="Moineddin, Beyene and Boyle (2003), Geographical Analysis 35(3)",
    low=0,
    part="low",
)
def location_quotient_interval(
    jobs: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
    level: float = 0.95,
) -> Range:
    """Return the lowest and the highest location quotient that chance among workers explains.

    ln LQ +- z sqrt(Var),  Var ln LQ = (1-p_r)/(E_r p_r) + (1-p)/(E p) - 2 (1-p_r)/(E p)
    with p_r = jobs / region_total, p = national / national_total, E_r and E the totals (the delta
    method; the last term because the region is part of the nation). A cell without jobs: low is 0
    and high the exact binomial (Clopper-Pearson) bound (1 - ((1 - level)/2)^(1/E_r)) / p.

    jobs     persons employed, shape (regions, industries), all >= 0; totals as in location_quotient
    level    share of samples in which the interval holds the true quotient, between 0 and 1
    return   low and high, same shape; NaN where the location quotient does not exist
    raises   as location_quotient; UserError if the level is not between 0 and 1

    Honest only if workers choose one by one (with 1 to 8 expected jobs up to two points too
    cautious). They come in plants: with plants of 20 jobs the interval is sqrt(20) times too
    narrow, and a 95 % interval holds the truth one time in three: where plants are known take
    location_quotient_bootstrap.
    """
    if not 0 < level < 1:
        raise UserError(
            f"is {level}, but it must lie between 0 and 1", where="level", next="Try 0.95."
        )
    jobs = cells_of(jobs)
    base = base_of(jobs, region_total, national, national_total)
    local, nationwide = ratio(jobs, base.region), ratio(base.industry, base.nation)
    quotient = ratio(local, nationwide)
    variance = (
        ratio(1 - local, jobs)
        + ratio(1 - nationwide, base.industry)
        - 2 * ratio(1 - local, base.industry)
    )
    with np.errstate(over="ignore"):  # a cell of next to no jobs: all that is possible is allowed
        reach = np.exp(ndtri((1 + level) / 2) * np.sqrt(np.maximum(variance, 0)))
    empty = (jobs == 0) & ~np.isnan(quotient)
    highest = 1 - ((1 - level) / 2) ** ratio(1.0, base.region)
    return Range(
        np.where(empty, 0.0, quotient / reach),
        np.where(
            empty, ratio(highest, nationwide), np.minimum(quotient * reach, ratio(1.0, nationwide))
        ),
    )
