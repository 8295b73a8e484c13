"""Clusters as hot spots: neighboring regions that are specialized in the same industry."""

import numpy as np
from scipy.sparse import coo_array, csr_array, triu
from scipy.sparse.csgraph import connected_components

from milieu.clusters.declare import Cells, Found, Labels, Matrix, Surroundings, method
from milieu.clusters.false_discovery import discoveries
from milieu.clusters.labels import margin, members
from milieu.clusters.local_moran import chance_of_neighbours, lags
from milieu.clusters.specialization import known, quotients
from milieu.core.arrays import Mask


@method(
    version="1",
    title="Hot spots of neighboring regions",
    source=(
        "Anselin 1995, Local indicators of spatial association; false discoveries: Benjamini and "
        "Hochberg 1995, Caldas de Castro and Singer 2006; for clusters: Feser and others 2005"
    ),
    grid={
        "least_quotient": (1.0, 1.25, 1.5, 2.0),
        "false_discovery_rate": (0.01, 0.05, 0.1),
        "least_jobs": (100.0, 250.0, 500.0),
    },
    needs=("neighbours",),
)
def hot_spots(
    jobs: Matrix,
    cells: Cells,
    surroundings: Surroundings,
    *,
    least_quotient: float = 1.25,
    false_discovery_rate: float = 0.05,
    least_jobs: float = 250.0,
) -> Found:
    """Return hot regions of an industry that touch, as one cluster across the regions' borders.

    A core region is specialized itself and has neighbors more specialized than chance would
    have it (local Moran of ln(1 + location quotient), high next to high; assumption C4). Its
    specialized neighbors belong to the hot spot, for they are what makes it hot. A region without
    neighbors is never hot.

    least_quotient         of every member region, ratio (Miller and others 2001)
    false_discovery_rate   0 to 1, controlled within each industry (assumption C4)
    least_jobs             persons, of the whole cluster (assumption C1)
    """
    neighbours = surroundings.first_neighbours("hot_spots")
    jobs, quotient = known(jobs), quotients(jobs)
    special = (quotient >= least_quotient) & (jobs > 0)
    chance = chance_of_neighbours(lags(np.log1p(quotient), neighbours))
    core = special & discoveries(chance, false_discovery_rate)
    beside = (neighbours @ core.astype(np.float32)) > 0
    return _large_ones(
        _merged(core, special & beside, neighbours), jobs, quotient, least_quotient, least_jobs
    )


def _merged(core: Mask, beside: Mask, neighbours: csr_array) -> Labels:
    """Return labels in which hot regions of an industry that touch share a number."""
    hot = core | beside
    number = np.full(hot.shape, -1, np.int32)
    number[hot] = np.arange(np.count_nonzero(hot), dtype=np.int32)
    links = triu(neighbours, format="coo")
    one, other = number[links.row], number[links.col]
    # two neighbors of a core are joined through it; two that merely touch each other are not
    joined = (one >= 0) & (other >= 0) & (core[links.row] | core[links.col])
    size = int(number.max(initial=-1)) + 1
    pairs = (np.ones(int(joined.sum()), bool), (one[joined], other[joined]))
    component = connected_components(coo_array(pairs, shape=(size, size)), directed=False)[1]
    label = np.full(hot.shape, -1, np.int32)
    label[hot] = component
    return label


def _large_ones(
    label: Labels, jobs: Matrix, quotient: Matrix, least_quotient: float, least_jobs: float
) -> Found:
    """Return the clusters with enough jobs, renumbered, with their strength."""
    of = members(label, int(label.max(initial=-1)) + 1)
    there = jobs[of.row, of.column]
    size, expected = of.total(there), of.total(there / quotient[of.row, of.column])
    large = size >= least_jobs
    renumbered = np.append(np.where(large, np.cumsum(large) - 1, -1), -1).astype(np.int32)
    strength = margin((size[large] / expected[large], least_quotient), (size[large], least_jobs))
    return Found(renumbered[label], ("",) * int(large.sum()), strength)
