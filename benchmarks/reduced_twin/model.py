"""What all four versions share: constants, the state, and the equations in words.

A quarter t of N firms in clusters that never change, with frontier F = FRONTIER t, sweet spot
.5 + DRIFT t, ln xmin = LN_SMALLEST + RISE F, and S = exp(x):

cost       ln c = -SCALE ln(1 + LABOR sales / JOBS) - a + BELOW xmin / S;  sales of the cluster
           u = -PRICE ln c - DISTANCE d(position, spot)^2 - DRAG (x - ln xmin); mean u over sales
innovate   with chance 1 - exp(-RATE (1 + SIZE (x - ln xmin)+)): a' = a + 3 STEP min(U1, U2)
           exp(-FISHING max(-.3, a - F)), and the position turns by TURN N
graft      with chance CONTACTS meet a random firm j of the cluster as it was at the start of the
           quarter; near = (1 - d^2 / 4 KERNEL^2)+^2: a' += LEARN (a_j - a)+ near, and if a_j > a
           the position moves by FOLLOW d near
market     s = SPREAD min(2.5, exp(-SLOPE (x - LN_SMALLEST - 1))); x' = x + clip(SELECTION (u -
           mean u), BOUND) + s N - .2 s^2
accounts   cash' = min(cash + (MARGIN - CAPITAL - RESEARCH) S - FIXED exp(RISE F), CEILING S +
           FLOOR)
exit       if x' < ln xmin, cash' < -OVERDRAFT S or with chance LEAVING a new firm takes the place
At the end sales are scaled to DEMAND, by at most 6 %.
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.twin import draws

Real = NDArray[np.float64]

FRONTIER, DRIFT, LN_SMALLEST, RISE = 0.00615, 0.003, 1.925, 1.12
SCALE, LABOR, JOBS, BELOW = 0.022, 0.35, 800.0, 0.156
PRICE, DISTANCE, DRAG = 2.5, 21.7, 0.0611
RATE, SIZE, STEP, FISHING, TURN = 0.1933, 0.2114, 0.0475, 0.4515, 0.015
CONTACTS, LEARN, KERNEL, FOLLOW = 0.3, 0.1557, 0.1077, 0.25
SPREAD, SLOPE, SELECTION, BOUND, CORRECTION = 0.2335, 0.292, 0.0296, 0.12, 0.2
MARGIN, CAPITAL, RESEARCH, FIXED = 0.2, 0.03, 0.04, 1.534
CEILING, FLOOR, OVERDRAFT, LEAVING = 1.5, 27.4, 0.4, 0.00181
DEMAND, LARGEST_SHIFT, CLUSTERS = 400.0, 0.06, 13  # demand a firm
NEW_SIZE, NEW_LUCK, NEW_GAP, NEW_SPREAD, NEW_TURN, NEW_CASH = 0.44, 0.7, 0.1371, 0.1447, 0.08, 8.2
CONSTANTS = {
    name: value for name, value in list(globals().items()) if isinstance(value, float | int)
}


class State(NamedTuple):
    """Firms as arrays, sorted by cluster; cluster c has those from first[c] to first[c + 1]."""

    identity: NDArray[np.uint64]
    cluster: NDArray[np.int64]
    first: NDArray[np.int64]
    log_sales: Real
    productivity: Real
    position: Real
    cash: Real


def start(firms: int, key: np.uint64) -> State:
    """Return the state before the first quarter."""
    random = np.random.default_rng(int(key) % 2**32)
    cluster = np.arange(firms, dtype=np.int64) * CLUSTERS // firms
    log_sales = LN_SMALLEST + 1 + random.exponential(1.0, firms)
    return State(
        np.array([int(draws.mixed(np.uint64(i + 1))) for i in range(firms)], np.uint64),
        cluster,
        np.searchsorted(cluster, np.arange(CLUSTERS + 1)),
        log_sales,
        random.normal(0.0, 0.15, firms),
        random.normal(0.5, 0.08, firms) % 1.0,
        np.exp(log_sales),
    )


def copy(state: State) -> State:
    """Return a copy to run."""
    return State(*(array.copy() for array in state))


def difference(ours: State, theirs: Any) -> float:
    """Return the largest difference of any number in two states; infinite if firms differ."""
    if not np.array_equal(ours.identity, np.asarray(theirs.identity)):
        return float("inf")
    pairs = zip(ours[3:], theirs[3:], strict=True)
    return max(float(np.max(np.abs(a - np.asarray(b)) / (1 + np.abs(a)))) for a, b in pairs)
