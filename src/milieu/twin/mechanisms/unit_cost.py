"""Unit cost: what a unit costs a firm, and how being in the cluster changes it."""

import numpy as np

from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.intermediaries import consulting
from milieu.twin.state import EMPTY, Twin

mechanism(
    "unit_cost",
    1,
    "ln c = b_L ln w + b_R ln r - a - scale ln(1 + L / L0) - infrastructure - services + division "
    "of labor + m xmin / S: a sum, so that the fall of cost at entry splits exactly into causes.",
    source="Combes, Gobillon (2015)",
    departs="a passing efficiency and a term for firms below the minimum efficient scale are added",
    labor=Parameter(0.35, 0.1, 0.7, "elasticity", "Cost per log point of wage",
                    "labor share, OECD STAN"),
    land=Parameter(0.05, 0, 0.2, "elasticity", "Cost per log point of rent",
                   "Combes, Duranton, Gobillon (2019)"),
    scale=Parameter(0.042, 0, 0.1, "elasticity", "Fall of cost per log point of size of cluster",
                    "Combes, Gobillon (2015): .02 to .08, less the sorting that emerges here"),
    scale_jobs=Parameter(800, 10, 1e5, "jobs", "Size of cluster at which scale begins", "M10"),
    services=Parameter(0.05, 0, 0.2, "log cost", "Cost without consulting", "M11"),
    below_scale=Parameter(0.156, 0, 0.5, "log cost", "Extra cost at the minimum scale", "M12"),
)  # fmt: skip


@compiled
def shared_cost(twin: Twin, c: int) -> None:
    """Set the part of log unit cost that all firms of cluster c have in common."""
    cluster, p = twin.clusters[c], twin.p[0]
    cluster.shared_cost = (
        p.unit_cost_labor * cluster.log_wage
        + p.unit_cost_land * cluster.log_rent
        - scale_advantage(twin, c)
        - infrastructure_advantage(twin, c)
        + p.unit_cost_services * (1 - consulting(twin, c))
    )


@compiled
def scale_advantage(twin: Twin, c: int) -> float:
    """Return by how much the size of cluster c lowers log cost."""
    cluster, p = twin.clusters[c], twin.p[0]
    return p.unit_cost_scale * np.log(1 + cluster.jobs / (p.unit_cost_scale_jobs * cluster.room))


@compiled
def infrastructure_advantage(twin: Twin, c: int) -> float:
    """Return by how much infrastructure per firm lowers log cost in cluster c."""
    cluster = twin.clusters[c]
    per_firm = cluster.infrastructure / max(cluster.firms, 1.0)
    return twin.p[0].infrastructure_effect * np.log(1 + per_firm)


@compiled
def unit_cost(twin: Twin, start: int, stop: int) -> None:
    """Add to the scratch `log_cost`, which holds the division of labor, all the other parts."""
    firms, clusters = twin.firms, twin.clusters
    smallest = np.exp(twin.world[0].log_minimum_scale) * twin.p[0].unit_cost_below_scale
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        own = firms.log_productivity[i] + firms.efficiency[i]
        twin.log_cost[i - start] += clusters[c].shared_cost - own + smallest / firms.sales[i]
