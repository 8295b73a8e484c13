"""Our version: short loops over blocks of firms, made of the twin's own building blocks.

The twin's mechanisms book every flow and keep ties and trust, so they are not called as they are;
the draws, exponentials and geometry are theirs, and so is the form: numbers of a block are drawn
together, those to whom something happens are listed without a branch, then it happens to them.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.reduced_twin import model as m
from milieu.twin import draws
from milieu.twin.arithmetic import exponential, exponentials
from milieu.twin.compiling import compiled, inlined
from milieu.twin.mechanisms.world import around, circle_distance
from milieu.twin.reference import ByReference

BLOCK = 1024
Real = NDArray[np.float64]


class Members(NamedTuple):
    """The members of `Work`: state, what comes next, and the scratch of a block."""

    key: np.uint64
    state: m.State
    next_productivity: Real
    next_position: Real
    sales: Real
    utility: Real
    chance: Real
    spread: Real
    chosen: NDArray[np.int32]
    shared: Real
    mean: Real


class Work(ByReference, Members):
    """All that a quarter reads and writes."""


def work(state: m.State, key: np.uint64) -> Work:
    """Return room to run a state in place."""
    firms = len(state.cash)
    own = [np.zeros(firms) for _ in range(4)]
    block = [np.zeros(BLOCK), np.zeros(BLOCK), np.zeros(BLOCK, np.int32)]
    return Work(key, state, *own, *block, np.zeros(m.CLUSTERS), np.zeros(m.CLUSTERS))


@compiled
def run(w: Work, first_quarter: int, quarters: int) -> None:
    """Let quarters pass."""
    firms = len(w.state.cash)
    for quarter in range(first_quarter, first_quarter + quarters):
        frontier = m.FRONTIER * quarter
        smallest = m.LN_SMALLEST + m.RISE * frontier
        aggregates(w, frontier)
        mean = offers(w, quarter, smallest)
        for start in range(0, firms, BLOCK):
            stop = min(start + BLOCK, firms)
            innovate(w, quarter, start, stop)
            graft(w, quarter, start, stop)
            market(w, quarter, start, stop, mean)
            accounts(w, quarter, start, stop)
            leave(w, quarter, start, stop)
        meet_demand(w)


@compiled
def aggregates(w: Work, frontier: float) -> None:
    """Set sales, and each cluster's shared cost and mean productivity."""
    state, firms = w.state, len(w.state.cash)
    for i in range(firms):
        w.sales[i] = state.log_sales[i]
    exponentials(w.sales, firms)
    for c in range(m.CLUSTERS):
        sales = productivity = 0.0
        for i in range(state.first[c], state.first[c + 1]):
            sales += w.sales[i]
            productivity += state.productivity[i]
        w.shared[c] = -m.SCALE * np.log(1 + m.LABOR * sales / m.JOBS)
        w.mean[c] = productivity / (state.first[c + 1] - state.first[c])


@compiled
def offers(w: Work, quarter: int, smallest: float) -> float:
    """Set what buyers see in each firm; return the mean over sales."""
    state, spot, total, sold = w.state, 0.5 + m.DRIFT * quarter, 0.0, 0.0
    least = m.BELOW * np.exp(smallest)
    for i in range(len(state.cash)):
        cost = w.shared[state.cluster[i]] - state.productivity[i] + least / w.sales[i]
        off = circle_distance(state.position[i], spot)
        drag = m.DRAG * (state.log_sales[i] - smallest)
        w.utility[i] = -m.PRICE * cost - m.DISTANCE * off * off - drag
        total += w.sales[i] * w.utility[i]
        sold += w.sales[i]
    return total / sold


@compiled
def uniforms(w: Work, quarter: int, event: int, start: int, stop: int) -> None:
    """Draw the numbers of an event for a block."""
    identity, chance = w.state.identity, w.chance
    for k in range(stop - start):
        address = draws.address_of(identity[start + k], quarter)
        chance[k] = draws.uniform(w.key, address, event)


@compiled
def innovate(w: Work, quarter: int, start: int, stop: int) -> None:
    """Let research find steps."""
    state, chosen, count, frontier = w.state, w.chosen, 0, m.FRONTIER * quarter
    smallest = m.LN_SMALLEST + m.RISE * frontier
    uniforms(w, quarter, draws.IDEA, start, stop)
    for i in range(start, stop):
        w.next_productivity[i] = state.productivity[i]
        w.next_position[i] = state.position[i]
        size = 1 + m.SIZE * max(0.0, state.log_sales[i] - smallest)
        chosen[count] = i - start
        w.spread[i - start] = m.RATE * size
        count += w.chance[i - start] < m.RATE * size  # 1 - exp(-y) <= y
    for k in range(count):
        i = start + chosen[k]
        hazard = w.spread[chosen[k]]
        least = hazard - 0.5 * hazard * hazard  # <= 1 - exp(-y): most are settled without it
        if w.chance[chosen[k]] < least or w.chance[chosen[k]] < 1 - exponential(-hazard):
            have_idea(w, i, draws.address_of(state.identity[i], quarter), frontier)


@inlined
def have_idea(w: Work, i: int, address: np.uint64, frontier: float) -> None:
    """Take a step, and turn."""
    state = w.state
    first = draws.uniform(w.key, address, draws.IDEA_STEP)
    second = draws.uniform(w.key, address, draws.IDEA_STEP_2)
    ahead = max(-0.3, state.productivity[i] - frontier)
    step = 3 * m.STEP * min(first, second) * exponential(-m.FISHING * ahead)
    w.next_productivity[i] += step
    turn = m.TURN * draws.normal(w.key, address, draws.IDEA_TURN)
    w.next_position[i] = around(state.position[i] + turn)


@compiled
def graft(w: Work, quarter: int, start: int, stop: int) -> None:
    """Let firms meet and learn."""
    state, chosen, count = w.state, w.chosen, 0
    uniforms(w, quarter, draws.CONTACT, start, stop)
    for i in range(start, stop):
        chosen[count] = i - start
        count += w.chance[i - start] < m.CONTACTS
    for k in range(count):
        i = start + chosen[k]
        c = state.cluster[i]
        address = draws.address_of(state.identity[i], quarter)
        who = draws.uniform(w.key, address, draws.CONTACT_WHO)
        j = state.first[c] + int(who * (state.first[c + 1] - state.first[c]))
        gap = max(0.0, state.productivity[j] - state.productivity[i])
        apart = circle_distance(state.position[j], state.position[i])
        near = max(0.0, 1 - 0.25 * apart * apart / (m.KERNEL * m.KERNEL))
        near = near * near if gap > 0 else 0.0
        w.next_productivity[i] += m.LEARN * gap * near
        w.next_position[i] = around(w.next_position[i] + m.FOLLOW * apart * near)


@compiled
def market(w: Work, quarter: int, start: int, stop: int, mean: float) -> None:
    """Move sales by selection and shock."""
    state, spread = w.state, w.spread
    for i in range(start, stop):
        spread[i - start] = -m.SLOPE * (state.log_sales[i] - m.LN_SMALLEST - 1)
    exponentials(spread, stop - start)
    for i in range(start, stop):
        address = draws.address_of(state.identity[i], quarter)
        shock = draws.normal(w.key, address, draws.SHOCK)
        s = m.SPREAD * min(2.5, spread[i - start])
        better = min(m.BOUND, max(-m.BOUND, m.SELECTION * (w.utility[i] - mean)))
        state.log_sales[i] += better + s * shock - m.CORRECTION * s * s


@compiled
def accounts(w: Work, quarter: int, start: int, stop: int) -> None:
    """Book a quarter."""
    cash, upkeep = w.state.cash, m.FIXED * np.exp(m.RISE * m.FRONTIER * quarter)
    for i in range(start, stop):
        sales = w.sales[i]
        earned = cash[i] + (m.MARGIN - m.CAPITAL - m.RESEARCH) * sales - upkeep
        cash[i] = min(earned, m.CEILING * sales + m.FLOOR)


@compiled
def leave(w: Work, quarter: int, start: int, stop: int) -> None:
    """Let new firms take the place of those that fail."""
    state, chosen, count = w.state, w.chosen, 0
    smallest = m.LN_SMALLEST + m.RISE * m.FRONTIER * quarter
    uniforms(w, quarter, draws.CHANCE_EXIT, start, stop)
    for i in range(start, stop):
        broke = state.cash[i] < -m.OVERDRAFT * w.sales[i]
        chosen[count] = i - start
        count += (state.log_sales[i] < smallest) | broke | (w.chance[i - start] < m.LEAVING)
    for k in range(count):
        begin_again(w, quarter, start + chosen[k], smallest)


@compiled
def begin_again(w: Work, quarter: int, i: int, smallest: float) -> None:
    """Put a new firm in the place of firm i."""
    state = w.state
    identity = draws.mixed(state.identity[i] + np.uint64(quarter))
    state.identity[i] = identity
    luck = m.NEW_LUCK * draws.uniform(w.key, identity, draws.CHILD_SIZE)
    state.log_sales[i] = smallest + m.NEW_SIZE + luck
    middle = 0.5 * (w.mean[state.cluster[i]] + m.FRONTIER * quarter) - m.NEW_GAP
    spread = m.NEW_SPREAD * draws.normal(w.key, identity, draws.CHILD_IDEAS)
    w.next_productivity[i] = middle + spread
    turn = m.NEW_TURN * draws.normal(w.key, identity, draws.CHILD_TURN)
    w.next_position[i] = around(0.5 + m.DRIFT * quarter + turn)
    state.cash[i] = 0.5 * np.exp(state.log_sales[i]) + m.NEW_CASH


@compiled
def meet_demand(w: Work) -> None:
    """Scale sales to demand, and let what comes next be."""
    state, firms, total = w.state, len(w.state.cash), 0.0
    for i in range(firms):
        w.sales[i] = state.log_sales[i]
    exponentials(w.sales, firms)
    for i in range(firms):
        total += w.sales[i]
    shift = min(m.LARGEST_SHIFT, max(-m.LARGEST_SHIFT, np.log(m.DEMAND * firms / total)))
    for i in range(firms):
        state.log_sales[i] += shift
        state.productivity[i] = w.next_productivity[i]
        state.position[i] = w.next_position[i]
