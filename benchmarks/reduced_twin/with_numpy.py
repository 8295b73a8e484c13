"""The same in vectorized NumPy: one array expression a line, draws in arrays of 64 bits."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from benchmarks.reduced_twin import model as m
from milieu.twin import draws

Real = NDArray[np.float64]
Bits = NDArray[np.uint64]
TABLE = draws.NORMAL
STEPS = np.diff(TABLE)


def mixed(bits: Bits) -> Bits:
    """Return `draws.mixed` of an array."""
    bits = (bits ^ (bits >> draws.ONE)) * draws.MIX_1
    bits = (bits ^ (bits >> draws.TWO)) * draws.MIX_2
    return bits ^ (bits >> draws.THREE)


def uniform(key: np.uint64, address: Bits, event: int) -> Real:
    """Return `draws.uniform` of an array."""
    y = (address + np.uint64(event)) * key
    z = y + key
    x = y * y + y
    for add in (z, y, z):
        x = (x >> draws.HALF) | (x << draws.HALF)
        x = x * x + add
    last = x
    x = (x >> draws.HALF) | (x << draws.HALF)
    return ((last ^ ((x * x + y) >> draws.HALF)) >> draws.TO_UNIT) * draws.UNIT


def normal(key: np.uint64, address: Bits, event: int) -> Real:
    """Return `draws.normal` of an array."""
    chance = uniform(key, address, event)
    place = chance * draws.KNOTS
    knot = place.astype(np.int64)
    value = TABLE[knot] + (place - knot) * STEPS[knot]
    far = (knot < draws.TAIL) | (knot >= draws.KNOTS - draws.TAIL)
    value[far] = ndtri(np.clip(chance[far], 0.5 * draws.UNIT, 1 - 0.5 * draws.UNIT))
    return value


def circle_distance(a: Real, b: Real | float) -> Real:
    apart = a - b
    return apart - np.floor(apart + 0.5)


def run(state: m.State, key: np.uint64, first_quarter: int, quarters: int) -> m.State:
    """Return the state after some quarters."""
    for quarter in range(first_quarter, first_quarter + quarters):
        state = step(state, key, quarter)
    return state


def step(state: m.State, key: np.uint64, quarter: int) -> m.State:
    """Return the state after a quarter."""
    identity, cluster, first, x, a, position, cash = state
    frontier, spot = m.FRONTIER * quarter, 0.5 + m.DRIFT * quarter
    smallest = m.LN_SMALLEST + m.RISE * frontier
    address = identity + np.uint64(quarter) * draws.EVENTS
    sales = np.exp(x)
    count = np.diff(first)
    by_cluster = np.add.reduceat(sales, first[:-1])
    mean = np.add.reduceat(a, first[:-1]) / count
    shared = -m.SCALE * np.log(1 + m.LABOR * by_cluster / m.JOBS)
    cost = shared[cluster] - a + m.BELOW * np.exp(smallest) / sales
    off = circle_distance(position, spot)
    utility = -m.PRICE * cost - m.DISTANCE * off * off - m.DRAG * (x - smallest)
    average = (sales * utility).sum() / sales.sum()

    hazard = m.RATE * (1 + m.SIZE * np.maximum(0, x - smallest))
    new_a, new_position = a.copy(), position.copy()
    idea = np.flatnonzero(uniform(key, address, draws.IDEA) < 1 - np.exp(-hazard))
    where = address[idea]
    smaller = np.minimum(
        uniform(key, where, draws.IDEA_STEP), uniform(key, where, draws.IDEA_STEP_2)
    )
    harder = np.exp(-m.FISHING * np.maximum(-0.3, a[idea] - frontier))
    new_a[idea] += 3 * m.STEP * smaller * harder
    new_position[idea] = (position[idea] + m.TURN * normal(key, where, draws.IDEA_TURN)) % 1

    met = np.flatnonzero(uniform(key, address, draws.CONTACT) < m.CONTACTS)
    c = cluster[met]
    who = uniform(key, address[met], draws.CONTACT_WHO)
    partner = first[c] + (who * count[c]).astype(np.int64)
    gap = np.maximum(0, a[partner] - a[met])
    apart = circle_distance(position[partner], position[met])
    near = np.maximum(0, 1 - 0.25 * apart * apart / (m.KERNEL * m.KERNEL)) ** 2 * (gap > 0)
    new_a[met] += m.LEARN * gap * near
    new_position[met] = (new_position[met] + m.FOLLOW * apart * near) % 1

    spread = m.SPREAD * np.minimum(2.5, np.exp(-m.SLOPE * (x - m.LN_SMALLEST - 1)))
    better = np.clip(m.SELECTION * (utility - average), -m.BOUND, m.BOUND)
    shock = normal(key, address, draws.SHOCK)
    new_x = x + better + spread * shock - m.CORRECTION * spread * spread
    earned = cash + (m.MARGIN - m.CAPITAL - m.RESEARCH) * sales
    upkeep = m.FIXED * np.exp(m.RISE * frontier)
    new_cash = np.minimum(earned - upkeep, m.CEILING * sales + m.FLOOR)

    left = (new_x < smallest) | (new_cash < -m.OVERDRAFT * sales)
    gone = np.flatnonzero(left | (uniform(key, address, draws.CHANCE_EXIT) < m.LEAVING))
    new_identity = identity.copy()
    child = new_identity[gone] = mixed(identity[gone] + np.uint64(quarter))
    new_x[gone] = smallest + m.NEW_SIZE + m.NEW_LUCK * uniform(key, child, draws.CHILD_SIZE)
    middle = 0.5 * (mean[cluster[gone]] + frontier) - m.NEW_GAP
    new_a[gone] = middle + m.NEW_SPREAD * normal(key, child, draws.CHILD_IDEAS)
    new_position[gone] = (spot + m.NEW_TURN * normal(key, child, draws.CHILD_TURN)) % 1
    new_cash[gone] = 0.5 * np.exp(new_x[gone]) + m.NEW_CASH

    shift = np.log(m.DEMAND * len(x) / np.exp(new_x).sum())
    new_x += np.clip(shift, -m.LARGEST_SHIFT, m.LARGEST_SHIFT)
    return m.State(new_identity, cluster, first, new_x, new_a, new_position, new_cash)
