"""How productivity rises with density."""

import numpy as np

from milieu.core.arrays import Mask, Vector
from milieu.twin.exam.declare import fact
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import SETTLED, cluster_years

FEWEST_FIRMS = 10  # of a cluster at a year end
FEWEST_CLUSTERS = 4  # in a year


@fact(
    label="Elasticity of productivity to density",
    unit="log per log",
    low=0.02,
    high=0.08,
    source="Melo, Graham and Noland (2009); Ahlfeldt and Pietrostefani (2019)",
    imposed="the part of it that enters through the agglomeration of costs",
)
def density_elasticity(run: Run) -> float:
    """Return the slope of log productivity on log jobs across clusters within years, from year 20.

    Productivity of a cluster is the mean of its firms' own (unweighted) plus the cost advantage
    of agglomeration, so that sorting, learning and cheaper supply count together, as in
    regressions on wages or output. Elsewhere, and clusters with fewer than 10 firms, are left out,
    and so are years with fewer than 4 clusters. NaN where no year is left. Where a dozen clusters
    keep their differences over the years, one run has an error of .016.
    """
    own = cluster_years(run, "mean_log_productivity") + cluster_years(run, "mean_cost_advantage")
    jobs = cluster_years(run, "jobs")
    known = (cluster_years(run, "firms") >= FEWEST_FIRMS) & (jobs > 0) & np.isfinite(own)
    spread, rise = 0.0, 0.0
    for year in range(SETTLED, len(jobs)):
        if known[year].sum() >= FEWEST_CLUSTERS:
            x, y = _within(jobs[year], own[year], known[year])
            spread, rise = spread + float(x @ x), rise + float(x @ y)
    return rise / spread if spread > 0 else float("nan")


def _within(jobs: Vector, productivity: Vector, known: Mask) -> tuple[Vector, Vector]:
    x, y = np.log(jobs[known]), productivity[known]
    return x - x.mean(), y - y.mean()
