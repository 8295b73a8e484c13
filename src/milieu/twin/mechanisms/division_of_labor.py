"""Vertical division of labor: suppliers near by make it pay to buy what others make better."""

import numpy as np

from milieu.twin.arithmetic import exponentials
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.intermediaries import legal
from milieu.twin.state import EMPTY, Twin

mechanism(
    "division_of_labor",
    2,
    "Gain g = max(0, d ln(1 + suppliers) - t exp(-k_T trust - k_l law)); outsourced o = min(1, "
    "g / v); log cost changes by -o g + v o^2 / 2.",
    source="Stigler (1951); Becker, Murphy (1992)",
    gain=Parameter(0.035, 0, 0.1, "log cost", "Gain per log point of suppliers", "M13"),
    friction=Parameter(0.25, 0, 0.5, "log cost", "Cost of a transaction without trust and law",
                       "Williamson (1985), size M13"),
    curvature=Parameter(0.6, 0.1, 2, "log cost", "How gains fade as more is bought", "M13"),
    trust=Parameter(2, 0, 4, "per unit of trust", "What trust saves of the friction", "M13"),
    law=Parameter(1, 0, 3, "per unit of capacity", "What law and arbitration save of it", "M13"),
)  # fmt: skip


@compiled
def supply(twin: Twin, c: int) -> None:
    """Set what the suppliers of cluster c would save, and the friction that law leaves."""
    cluster, p = twin.clusters[c], twin.p[0]
    cluster.supply_gain = p.division_of_labor_gain * np.log(1 + cluster.suppliers)
    lawful = np.exp(-p.division_of_labor_law * legal(twin, c))
    cluster.friction = p.division_of_labor_friction * lawful


@inlined
def saving(gain: float, curvature: float) -> float:
    """Return the change of log cost from buying the best share outside, at most 0."""
    if gain <= 0:
        return 0.0
    bought = min(1.0, gain / curvature)
    return -bought * gain + 0.5 * curvature * bought * bought


@compiled
def division_of_labor(twin: Twin, start: int, stop: int) -> None:
    """Start the scratch `log_cost` with what each firm saves by buying from others."""
    firms, p = twin.firms, twin.p[0]
    for i in range(start, stop):
        twin.log_cost[i - start] = -p.division_of_labor_trust * firms.trust[i]
    exponentials(twin.log_cost, stop - start)
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        cluster = twin.clusters[c]
        friction = cluster.friction * twin.log_cost[i - start]
        gain = cluster.supply_gain - friction
        twin.log_cost[i - start] = saving(gain, p.division_of_labor_curvature)
