"""Entrepreneurial risk: shocks fall with size and with trust; customers come in bunches."""

import numpy as np

from milieu.twin import draws
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
    writes=("bunch",),
    departs="bunches are redrawn once a year, in the firm's own quarter; drift -k s.d.^2/2",
    spread=Parameter(0.2335, 0.05, 0.4, "log points a quarter", "Shock of the smallest, s.d.",
                     "T19"),
    size_slope=Parameter(0.292, 0, 0.5, "elasticity", "How shocks fall with size",
                         "Stanley and others (1996): .15 to .25 for years"),
    trust=Parameter(0.035, 0, 0.6, "per unit of trust", "How trust pools risk", "T19"),
    correction=Parameter(0.4, 0, 1, "share", "Part of the mean growth of a spread taken off",
                         "T19"),
    bunching=Parameter(1, 0, 1, "switch", "0: all firms have equally many customers", "switch"),
    customers=Parameter(8, 1, 100, "a year", "Mean number of new customers", "T19"),
    persistence=Parameter(0.2034, 0, 0.95, "a quarter", "Passing efficiency, persistence", "T20"),
    efficiency=Parameter(0.1044, 0, 0.3, "log points", "Passing efficiency, s.d. of its shock",
                         "T20"),
)  # fmt: skip

LARGEST_SPREAD = 2.5  # times that of the smallest firm (T19)


@compiled
def risk(twin: Twin, start: int, stop: int) -> None:
    """Set the bunch of each firm and leave the spread of its shock in the scratch `spread`."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    from_size = np.log(p.exit_minimum_sales) + 1
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        if (now.quarter + np.int64(firms.identity[i] & np.uint64(3))) % 4 == 0:
            firms.bunch[i] = bunch_of(twin, i)
        size = np.exp(-p.risk_size_slope * (firms.log_sales[i] - from_size))
        calm = 1 - p.risk_trust * twin.clusters[c].mean_trust
        twin.spread[i - start] = p.risk_spread * min(LARGEST_SPREAD, size * calm)


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
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    for i in range(start, stop):
        if firms.cluster[i] == EMPTY:
            continue
        address = draws.address_of(firms.identity[i], now.quarter)
        shock = p.risk_efficiency * draws.normal(twin.key, address, draws.EFFICIENCY)
        firms.efficiency[i] = p.risk_persistence * firms.efficiency[i] + shock
