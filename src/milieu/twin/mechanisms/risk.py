"""Entrepreneurial risk: shocks fall with size and with trust; customers come in bunches."""

import numpy as np

from milieu.twin import draws
from milieu.twin.arithmetic import exponentials
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import EMPTY, Twin

mechanism(
    "risk",
    4,
    "Shock s.d. = s0 (S / e xmin)^-b (1 - k mean trust), at most 2.5 s0, times the bunch v: a "
    "firm's customers of a year number M, a geometric count with mean m (new customers go where "
    "customers are: Bottazzi, Secchi's urn), and v^2 = M / m.",
    source="Stanley and others (1996); Bottazzi, Secchi (2006)",
    writes=("bunch", "efficiency"),
    departs="bunches are redrawn once a year, in the firm's own quarter; drift -k s.d.^2/2",
    spread=Parameter(0.2335, 0.05, 0.4, "log points a quarter", "Shock of the smallest, s.d.",
                     "M19"),
    size_slope=Parameter(0.292, 0, 0.5, "elasticity", "How shocks fall with size",
                         "Stanley and others (1996): .15 to .25 for years"),
    trust=Parameter(0.035, 0, 0.6, "per unit of trust", "How trust pools risk", "M19"),
    correction=Parameter(0.4, 0, 1, "share", "Part of the mean growth of a spread taken off",
                         "M19"),
    bunching=Parameter(1, 0, 1, "switch", "0: all firms have equally many customers", "switch"),
    customers=Parameter(8, 1, 100, "a year", "Mean number of new customers", "M19"),
    persistence=Parameter(0.2034, 0, 0.95, "a quarter", "Passing efficiency, persistence", "M20"),
    efficiency=Parameter(0.1044, 0, 0.3, "log points", "Passing efficiency, s.d. of its shock",
                         "M20"),
)  # fmt: skip

LARGEST_SPREAD = 2.5  # times that of the smallest firm (M19)


@compiled
def risk(twin: Twin, start: int, stop: int) -> None:
    """Set the bunch of each firm and leave the spread of its shock in the scratch `spread`."""
    firms, p = twin.firms, twin.p[0]
    bunches(twin, start, stop)
    from_size = np.log(p.exit_minimum_sales) + 1
    for i in range(start, stop):
        twin.spread[i - start] = -p.risk_size_slope * (firms.log_sales[i] - from_size)
    exponentials(twin.spread, stop - start)
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        calm = 1 - p.risk_trust * twin.clusters[c].mean_trust
        size = twin.spread[i - start]
        twin.spread[i - start] = p.risk_spread * min(LARGEST_SPREAD, size * calm)


@compiled
def bunches(twin: Twin, start: int, stop: int) -> None:
    """Draw the bunch of each firm whose quarter of the year it is."""
    firms, chosen, now, count = twin.firms, twin.chosen, twin.world[0], 0
    for i in range(start, stop):
        chosen[count] = i - start
        count += (now.quarter + np.int64(firms.identity[i] & np.uint64(3))) % 4 == 0
    for k in range(count):
        i = start + chosen[k]
        firms.bunch[i] = bunch_of(twin, i)


@inlined
def bunch_of(twin: Twin, i: int) -> float:
    """Return the square root of a firm's customers of the year over their mean."""
    p = twin.p[0]
    if p.risk_bunching == 0:
        return 1.0
    address = draws.address_of(twin.firms.identity[i], twin.world[0].quarter)
    chance = draws.uniform(twin.key, address, draws.BUNCH)
    mean = p.risk_customers
    count = np.floor(np.log(1 - chance) / np.log(mean / (1 + mean)))
    return np.sqrt(count / mean)


@compiled
def efficiency(twin: Twin, start: int, stop: int) -> None:
    """Let passing efficiency revert and be shocked."""
    firms, p = twin.firms, twin.p[0]
    draws.normals(twin, draws.EFFICIENCY, start, stop)
    for i in range(start, stop):
        shock = p.risk_efficiency * twin.chance[i - start]
        firms.efficiency[i] = p.risk_persistence * firms.efficiency[i] + shock
