"""Location quotient: how concentrated an industry is in a region."""

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import base_of, cells_of, ratio


@indicator(of="cell", unit="ratio", source="Isard (1960), Methods of Regional Analysis", low=0)
def location_quotient(
    jobs: Matrix,
    region_total: Vector | None = None,
    national: Vector | None = None,
    national_total: float | None = None,
) -> Matrix:
    """Return the share of each industry in a region over its national share.

    LQ[r, i] = (jobs[r, i] / region_total[r]) / (national[i] / national_total)

    jobs             persons employed, shape (regions, industries), all >= 0
    region_total     all jobs of each region, shape (regions,); without it the sums of the rows
    national         jobs of each industry in the nation, shape (industries,); sums of the columns
    national_total   all jobs of the nation; without it the sum of the regions' totals
    return           same shape as jobs; 1 means "as in the nation"; NaN where the cell is unknown
                     and where the region or the industry has no jobs (the ratio does not exist)
    raises           UserError if a number is negative, a shape is wrong, a part exceeds its total

    The base matters: the US Bureau of Labor Statistics divides private jobs by *all* covered
    employment. One unknown cell makes the sums unknown, and so every value: give the totals.
    """
    jobs = cells_of(jobs)
    base = base_of(jobs, region_total, national, national_total)
    return ratio(jobs, base.region * ratio(base.industry, base.nation))
