"""The plan of the made-up country: how many jobs each cell should have in each year."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.sources.made_up.clusters import (
    LARGEST_IN_INDUSTRY,
    LARGEST_IN_REGION,
    LOCK_IN,
    STAGE_NAMES,
    STAGES,
    PlantedCluster,
)
from milieu.sources.made_up.industries import Industries

JOBS_PER_REGION = 8000.0  # in the first year, assumption S1
USUAL_GROWTH, GROWTH_NOISE = 0.014, 0.003  # of the nation's jobs per year, assumption S6
UNUSUAL_GROWTH = {2001: 0.003, 2008: -0.010, 2009: -0.035, 2020: -0.030, 2021: 0.025}
REGION_TREND, GROUP_TREND, CLASS_TREND = 0.003, 0.008, 0.006  # deviations per year, assumption S6
TRADED_UNEVENNESS, LOCAL_UNEVENNESS = 0.9, 0.2  # log deviation of cells, assumption S7
CLUSTER_UNEVENNESS = 0.25  # of the classes of a cluster, in logs
CONCENTRATION, THINNING = 0.06, -0.04  # of a locked-in cluster's first and other classes per year

Cube = NDArray[np.float64]


@dataclass(frozen=True)
class Plan:
    """What the firms are drawn to fill.

    jobs      wanted, shape (cells, years); cell = region x classes + class
    cluster   position of the cluster of each cell, -1 where there is none, shape (cells,)
    stage     position of the stage of each cluster and year, shape (clusters, years)
    fate      years into its fate, shape (clusters, years)
    """

    jobs: Matrix
    cluster: Codes
    stage: Codes
    fate: Matrix
    clusters: tuple[PlantedCluster, ...]

    def of_cells(self, of_clusters: Matrix, elsewhere: float) -> Matrix:
        """Return a cluster's yearly value for each of its cells, shape (cells, years)."""
        padded = np.vstack([of_clusters, np.full((1, of_clusters.shape[1]), elsewhere)])
        return np.asarray(padded[self.cluster])

    def by_stage(self, rate: str, elsewhere: float) -> Matrix:
        """Return a rate of the stages for each cell, shape (cells, years)."""
        rates = np.array([getattr(stage, rate) for stage in STAGES])
        return self.of_cells(rates[self.stage], elsewhere)


def share_of_regions(rng: np.random.Generator, regions: int) -> Vector:
    """Return the regions' shares of jobs by Zipf's law with some noise, in random order."""
    rank = 3.0 + np.arange(regions)
    size = rank**-0.9 * np.exp(0.1 * rng.standard_normal(regions))
    return np.asarray(rng.permutation(size / size.sum()))


def plan_jobs(
    rng: np.random.Generator,
    region_share: Vector,
    industries: Industries,
    clusters: tuple[PlantedCluster, ...],
    first_year: int,
    years: int,
) -> Plan:
    """Return the plan; the nation's total follows its business cycle whatever the clusters do."""
    shape = len(region_share), len(industries.group)
    nation = JOBS_PER_REGION * len(region_share) * _business_cycle(rng, first_year, years)
    usual = _usual(rng, region_share, industries, years)
    cluster = np.full(shape, -1, np.int32)
    for number, one in enumerate(clusters):
        cluster[np.ix_(one.places, one.classes)] = number
    planted = np.zeros((*shape, years))
    for one in clusters:
        places, classes = np.ix_(one.places, one.classes)
        planted[places, classes] = _cluster(rng, one, region_share, usual, cluster < 0)
    usual[cluster >= 0] = 0
    usual *= (1 - planted.sum(axis=(0, 1))) / usual.sum(axis=(0, 1))
    stage = np.array([[STAGE_NAMES.index(s) for s in one.stages] for one in clusters], np.int32)
    return Plan(
        jobs=((usual + planted) * nation).reshape(-1, years),
        cluster=cluster.ravel(),
        stage=stage,
        fate=np.array([one.years_into_fate(years) for one in clusters]),
        clusters=clusters,
    )


def _business_cycle(rng: np.random.Generator, first_year: int, years: int) -> Vector:
    """Return the nation's jobs over those of the first year, shape (years,)."""
    growth = [UNUSUAL_GROWTH.get(first_year + t, USUAL_GROWTH) for t in range(1, years)]
    noise = GROWTH_NOISE * rng.standard_normal(years - 1)
    return np.asarray(np.exp(np.concatenate([[0.0], np.cumsum(growth + noise)])))


def _usual(
    rng: np.random.Generator, region_share: Vector, industries: Industries, years: int
) -> Cube:
    """Return the shares of all jobs without clusters, shape (regions, classes, years)."""
    group, regions = industries.group, len(region_share)
    size = np.exp(0.4 * rng.standard_normal(len(group)))
    size *= industries.job_share[group] / np.bincount(group, size)[group]
    uneven = np.where(industries.traded[group], TRADED_UNEVENNESS, LOCAL_UNEVENNESS)
    cells = region_share[:, None] * np.exp(uneven * rng.standard_normal((regions, len(group))))
    cells *= size / cells.sum(axis=0)
    trend = REGION_TREND * rng.standard_normal((regions, 1))
    trend = trend + (GROUP_TREND * rng.standard_normal(industries.groups))[group]
    trend = trend + CLASS_TREND * rng.standard_normal(len(group))
    path = cells[:, :, None] * np.exp(trend[:, :, None] * np.arange(years))
    return np.asarray(path / path.sum(axis=(0, 1)))


def _cluster(
    rng: np.random.Generator,
    one: PlantedCluster,
    region_share: Vector,
    usual: Cube,
    free: NDArray[np.bool_],
) -> Cube:
    """Return a cluster's shares of all jobs, shape (its regions, its classes, years).

    When largest it has the share of its industries' jobs that gives its location quotient.
    """
    places, classes = list(one.places), list(one.classes)
    others = (usual * free[:, :, None])[:, classes].sum(axis=0).mean(axis=1)
    here = region_share[places].sum()
    wanted = one.quotient * here * np.exp(CLUSTER_UNEVENNESS * rng.standard_normal(len(classes)))
    wanted = np.minimum(wanted, LARGEST_IN_INDUSTRY)
    largest = others * wanted / (1 - wanted)
    largest *= min(1.0, LARGEST_IN_REGION * here / largest.sum())
    stages = [STAGES[STAGE_NAMES.index(name)] for name in one.stages]
    level = np.cumsum([0.0, *(stage.growth for stage in stages[1:])])
    noise = rng.standard_normal(len(stages)) * [stage.noise for stage in stages]
    level = np.exp(level - level.max() + noise)
    by_region = region_share[places] * (1.0 / (1 + np.arange(len(places))))
    by_class = largest[:, None] * np.exp(_narrowing(one, len(stages)))
    by_class *= largest.sum() / by_class.sum(axis=0)
    return np.asarray((by_region / by_region.sum())[:, None, None] * (by_class * level)[None, :, :])


def _narrowing(one: PlantedCluster, years: int) -> Matrix:
    """Return log changes of the classes of a locked-in cluster, shape (its classes, years)."""
    drift = np.full(len(one.classes), THINNING if one.fate == LOCK_IN else 0.0)
    drift[0] = CONCENTRATION if one.fate == LOCK_IN else 0.0
    return np.outer(drift, one.years_into_fate(years))
