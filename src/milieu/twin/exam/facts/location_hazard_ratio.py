"""Whether firms live longer in dense clusters."""

import numpy as np

from milieu.core.arrays import Mask
from milieu.twin.exam.declare import fact
from milieu.twin.exam.hazards import HazardRatio, exits, hazard_ratio
from milieu.twin.exam.links import links
from milieu.twin.exam.run import Run, years
from milieu.twin.exam.years import SETTLED


@fact(
    label="Exit hazard in dense clusters over that outside, age held equal",
    unit="hazard ratio",
    low=0.0,
    high=float("inf"),
    source="Sorenson and Audia (2000), Wennberg and Lindqvist (2010): either sign",
    starred=True,
)
def location_hazard_ratio(run: Run) -> float:
    """Return the hazard ratio in strata of age and decade, from year 20 on, by snapshots.

    Dense: a cluster that has more firms at the year end than the median of the clusters that have
    any. Outside: elsewhere and the other clusters. Above 1 firms die sooner inside. The literature
    has either sign, so any known value passes; what counts is the interval: `location_hazard`.
    NaN where either side lost nobody in strata that both share.
    """
    return location_hazard(run).ratio


def location_hazard(run: Run) -> HazardRatio:
    """Return the ratio with its 95 % interval."""
    records = run.firm_years
    return hazard_ratio(exits(records, links(run), in_dense_cluster(run), SETTLED, years(run)))


def in_dense_cluster(run: Run) -> Mask:
    """Return whether each record stands in a dense cluster, shape (records,)."""
    records, shape = run.firm_years, (years(run), run.clusters.shape[1])
    cell = records["year"].astype(np.int64) * shape[1] + records["cluster"]
    firms = np.bincount(cell, minlength=shape[0] * shape[1]).reshape(shape)
    dense = np.zeros(shape, bool)
    for year, inside in enumerate(firms[:, 1:]):
        if inside.any():
            dense[year, 1:] = inside > np.median(inside[inside > 0])
    return np.asarray(dense.ravel()[cell])
