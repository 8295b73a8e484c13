"""What else can be seen of a simulated cluster: output, firms, wages, patents, variety.

Rates by stage are assumption L1: they are made to be plausible, not fitted to anything.
"""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector

ENTRY_RATE = np.array([0.13, 0.11, 0.06, 0.04])  # births over firms, by stage, assumption L1
EXIT_RATE = np.array([0.06, 0.05, 0.07, 0.08])  # deaths over firms, by stage, assumption L1
WAGE_BEYOND_NATION = np.array([0.0, 0.008, 0.0, -0.008])  # yearly log growth, assumption L1
PATENTS_PER_1000_JOBS = np.array([1.5, 2.0, 1.5, 0.8])  # by stage, assumption L1
VARIETY_CHANGE = np.array([0.03, 0.015, -0.01, -0.02])  # bits a year, assumption L1
PRODUCTIVITY_GROWTH = 0.02  # yearly log growth of output per job, assumption L1
SHAKE_OUT_EXITS = 0.10  # deaths over firms beside the usual, in a shake-out, assumption L1
JOBS_PER_FIRM = 15.0  # mean size of a simulated firm, assumption L1


def companions(
    jobs: Matrix,
    trend: Matrix,
    stages: NDArray[np.int64],
    draw: np.random.Generator,
    *,
    deviation: Vector,
) -> dict[str, Matrix]:
    """Return measures beside jobs by name, each of shape (clusters, years).

    jobs        true jobs, without the noise of observation
    trend       yearly log growth that the stage causes, without noise
    deviation   of the yearly log growth of output about its trend, by cluster
    """
    clusters, years = jobs.shape
    steps = trend + PRODUCTIVITY_GROWTH + deviation[:, None] * draw.standard_normal(jobs.shape)
    steps[:, 0] = 0
    output = jobs[:, :1] * np.exp(np.cumsum(steps, axis=1))
    wages = 0.01 + 0.012 * draw.standard_normal(years)
    own = WAGE_BEYOND_NATION[stages] + 0.02 * draw.standard_normal((clusters, years))
    variety = VARIETY_CHANGE[stages] + 0.04 * draw.standard_normal((clusters, years))
    patents = draw.poisson(PATENTS_PER_1000_JOBS[stages] * jobs / 1000).astype(float)
    return {
        "output": output,
        **firm_counts(jobs, stages, draw),
        "wage": 30_000 * np.exp(np.cumsum(wages + own, axis=1)),
        "nation_wage": np.broadcast_to(30_000 * np.exp(np.cumsum(wages)), jobs.shape).copy(),
        "patents": patents,
        "related_variety": 2.0 + np.cumsum(variety, axis=1),
    }


def firm_counts(
    jobs: Matrix, stages: NDArray[np.int64], draw: np.random.Generator
) -> dict[str, Matrix]:
    """Return firms, entry and exit rates; a part of the clusters in growth shakes out."""
    clusters, years = jobs.shape
    shaking = (draw.random((clusters, 1)) < 0.3) & _late_growth(stages)
    entry, leave = ENTRY_RATE[stages], EXIT_RATE[stages] + SHAKE_OUT_EXITS * shaking
    firms = np.empty(jobs.shape)
    entry_rate, exit_rate = np.full(jobs.shape, np.nan), np.full(jobs.shape, np.nan)
    firms[:, 0] = np.maximum(2, np.round(jobs[:, 0] / JOBS_PER_FIRM))
    for year in range(1, years):
        before = firms[:, year - 1]
        births = draw.poisson(before * entry[:, year])
        deaths = draw.binomial(before.astype(np.int64), np.minimum(leave[:, year], 0.9))
        firms[:, year] = np.maximum(1, before + births - deaths)
        entry_rate[:, year], exit_rate[:, year] = births / before, deaths / before
    return {"firms": firms, "entry_rate": entry_rate, "exit_rate": exit_rate}


def _late_growth(stages: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return the years from the fourth of a growth spell on to the third of its maturity."""
    out = np.zeros(stages.shape, bool)
    in_growth = np.zeros(len(stages), np.int64)
    after = np.full(len(stages), 99)
    for year in range(stages.shape[1]):
        grows = stages[:, year] == 1
        in_growth = np.where(grows, in_growth + 1, 0)
        after = np.where(grows, 0, after + 1)
        out[:, year] = (in_growth > 3) | ((stages[:, year] == 2) & (after <= 3))
    return out


def nation(clusters: int, years: int, draw: np.random.Generator, deviation: float) -> Matrix:
    """Return yearly log growth of the same industries in the nation, shape (clusters, years).

    Clusters of the same tenth share an industry; all share a common shock of half the deviation.
    """
    common = 0.5 * deviation * draw.standard_normal(years)
    industry = deviation * draw.standard_normal((10, years)) + common
    industry[:, 0] = 0
    return np.asarray(industry[np.arange(clusters) % 10])


def remembering(shape: tuple[int, ...], draw: np.random.Generator, memory: float) -> Matrix:
    """Return noise of deviation 1 whose correlation with the year before is `memory`."""
    out = draw.standard_t(6, shape) * np.sqrt(4 / 6)
    for year in range(1, shape[1]):
        out[:, year] = memory * out[:, year - 1] + np.sqrt(1 - memory**2) * out[:, year]
    return np.asarray(out)


def blur(
    jobs: Matrix, draw: np.random.Generator, *, missing_share: float, hidden_share: float
) -> dict[str, Matrix]:
    """Return jobs as an observer sees them, with their spread: some missing, some hidden.

    missing_share   of cells that are not known at all
    hidden_share    of clusters whose cells are estimates, with a log spread of .1 to .3
    """
    hidden = (draw.random((len(jobs), 1)) < hidden_share) & (draw.random(jobs.shape) < 0.6)
    spread = np.where(hidden, draw.uniform(0.1, 0.3, (len(jobs), 1)), 0.0)
    seen = np.maximum(1.0, np.round(jobs * np.exp(spread * draw.standard_normal(jobs.shape))))
    seen[draw.random(jobs.shape) < missing_share] = np.nan
    return {"jobs": seen, "jobs_log_spread": spread}
