"""Counting: what every quarter begins with, from the firms as they are."""

import numpy as np

from milieu.twin.arithmetic import exponentials
from milieu.twin.compiling import compiled, inlined
from milieu.twin.state import BLOCK, EMPTY, Twin

MANUFACTURING = 1  # the highest tier of the value chain that supplies others
QUARTER_TURN = 0.25
SMOOTHING = 0.2  # weight of the newest quarter in a cluster's profit rate


@compiled
def clear(twin: Twin) -> None:
    """Set to zero what is counted anew each quarter."""
    twin.counts[:, :] = 0.0
    twin.flows[:, :] = 0.0


@compiled
def census(twin: Twin) -> None:
    """Let sales meet demand, count the firms of each cluster, and set its means."""
    clear(twin)
    firms, now = twin.firms, twin.world[0]
    sell(twin)
    for i in range(now.used):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        sales = firms.sales[i]
        firms.log_productivity[i] = firms.next_productivity[i]
        firms.was_at[i] = firms.position[i]
        cluster = twin.clusters[c]
        cluster.firms += 1
        cluster.sales += sales
        cluster.quality_sales += sales * firms.quality[i]
        cluster.productivity_sum += firms.log_productivity[i]
        cluster.productivity_sales += sales * firms.log_productivity[i]
        cluster.cosine += cosine_of_turns(firms.position[i])
        cluster.sine += cosine_of_turns(firms.position[i] - QUARTER_TURN)
        cluster.trust_sum += firms.trust[i]
        if firms.tier[i] <= MANUFACTURING:
            cluster.suppliers += 1
        twin.ledger[c].opening_cash += firms.cash[i]
        twin.ledger[c].opening_debt += firms.debt[i]
    means(twin)


@compiled
def sell(twin: Twin) -> None:
    """Let sales meet demand."""
    firms, shift = twin.firms, twin.world[0].shift
    for start in range(0, twin.world[0].used, BLOCK):
        stop = min(start + BLOCK, twin.world[0].used)
        for i in range(start, stop):
            firms.log_sales[i] += shift
            twin.chance[i - start] = firms.log_sales[i]
        exponentials(twin.chance, stop - start)
        for i in range(start, stop):
            firms.sales[i] = twin.chance[i - start]


@compiled
def means(twin: Twin) -> None:
    """Set the means of each cluster, and the totals of the world."""
    now = twin.world[0]
    now.firms = now.sales = 0.0
    for c in range(len(twin.clusters)):
        cluster = twin.clusters[c]
        count = max(cluster.firms, 1.0)
        length = np.sqrt(cluster.cosine**2 + cluster.sine**2)
        cluster.homogeneity = min(1.0, length / count)
        cluster.mean_trust = cluster.trust_sum / count
        cluster.mean_productivity = cluster.productivity_sum / count
        if cluster.firms == 0:
            cluster.mean_productivity = now.frontier - 0.1  # what a first founder would find
        now.firms += cluster.firms
        now.sales += cluster.sales


@inlined
def cosine_of_turns(turns: float) -> float:
    """Return cos(2 pi turns) within .0011, by a parabola and its square: much cheaper."""
    turns = abs(turns - np.floor(turns + 0.5))
    y = QUARTER_TURN - turns
    arch = 8 * y * (1 - 2 * abs(y))
    return arch * (0.775 + 0.225 * abs(arch))


@compiled
def close(twin: Twin) -> None:
    """Carry over what the next quarter starts from, and keep what the clusters have done."""
    now = twin.world[0]
    sales = productivity = 0.0
    for c in range(len(twin.clusters)):
        cluster = twin.clusters[c]
        rate = cluster.profits / cluster.sales if cluster.sales > 0 else 0.0
        cluster.profit_rate += SMOOTHING * (rate - cluster.profit_rate)
        cluster.selected_sales = cluster.selected_next
        sales += cluster.sales
        productivity += cluster.productivity_sales
    if sales > 0:
        beyond = productivity / sales - now.frontier
        now.frontier += twin.p[0].world_leak * max(0.0, beyond)
    for c in range(len(twin.clusters)):
        twin.history[now.quarter, c] = twin.clusters[c]
        twin.ledger_history[now.quarter, c] = twin.ledger[c]
    twin.world_history[now.quarter] = twin.world[0]
    now.quarter += 1
