"""The same as a Mesa model: one agent a firm, methods in plain Python, steps by `agents.do`."""

import math

import mesa
import numpy as np

from benchmarks.reduced_twin import model as m
from milieu.twin import draws

WORD = 2**64 - 1
ONE, TWO, THREE, HALF = int(draws.ONE), int(draws.TWO), int(draws.THREE), int(draws.HALF)
MIX_1, MIX_2 = int(draws.MIX_1), int(draws.MIX_2)
TABLE = draws.NORMAL.tolist()


def mixed(bits: int) -> int:
    bits = ((bits ^ (bits >> ONE)) * MIX_1) & WORD
    bits = ((bits ^ (bits >> TWO)) * MIX_2) & WORD
    return bits ^ (bits >> THREE)


def uniform(key: int, address: int, event: int) -> float:
    y = ((address + event) * key) & WORD
    z = y + key
    x = (y * y + y) & WORD
    for add in (z, y, z):
        x = (x >> HALF) | ((x << HALF) & WORD)
        x = (x * x + add) & WORD
    last = x
    x = (x >> HALF) | ((x << HALF) & WORD)
    return ((last ^ (((x * x + y) & WORD) >> HALF)) >> 11) * draws.UNIT


def normal(key: int, address: int, event: int) -> float:
    chance = uniform(key, address, event)
    place = chance * draws.KNOTS
    knot = int(place)
    if draws.TAIL <= knot < draws.KNOTS - draws.TAIL:
        return TABLE[knot] + (place - knot) * (TABLE[knot + 1] - TABLE[knot])
    return float(draws.far_normal(chance))


def circle_distance(a: float, b: float) -> float:
    apart = a - b
    return apart - math.floor(apart + 0.5)


class Firm(mesa.Agent):
    """A firm; names are those of the state, `next_` for what comes next."""

    model: "Industry"

    def __init__(self, model: "Industry", state: m.State, i: int) -> None:
        super().__init__(model)
        self.identity, self.cluster = int(state.identity[i]), int(state.cluster[i])
        self.x, self.a = float(state.log_sales[i]), float(state.productivity[i])
        self.position, self.cash = float(state.position[i]), float(state.cash[i])

    def sell(self) -> None:
        """Sell what the market asks."""
        self.address = self.identity + self.model.quarter * int(draws.EVENTS)
        self.sales = math.exp(self.x)

    def offer(self) -> None:
        """Set what buyers see."""
        model = self.model
        least = m.BELOW * math.exp(model.smallest)
        cost = model.shared[self.cluster] - self.a + least / self.sales
        off = circle_distance(self.position, model.spot)
        drag = m.DRAG * (self.x - model.smallest)
        self.utility = -m.PRICE * cost - m.DISTANCE * off * off - drag

    def innovate(self) -> None:
        """Let research find a step."""
        model, key = self.model, self.model.key
        self.next_a, self.next_position = self.a, self.position
        hazard = m.RATE * (1 + m.SIZE * max(0.0, self.x - model.smallest))
        if uniform(key, self.address, draws.IDEA) < 1 - math.exp(-hazard):
            first = uniform(key, self.address, draws.IDEA_STEP)
            second = uniform(key, self.address, draws.IDEA_STEP_2)
            harder = math.exp(-m.FISHING * max(-0.3, self.a - model.frontier))
            self.next_a += 3 * m.STEP * min(first, second) * harder
            turn = m.TURN * normal(key, self.address, draws.IDEA_TURN)
            self.next_position = (self.position + turn) % 1

    def graft(self) -> None:
        """Meet someone and learn."""
        model = self.model
        if uniform(model.key, self.address, draws.CONTACT) >= m.CONTACTS:
            return
        members = model.members[self.cluster]
        who = uniform(model.key, self.address, draws.CONTACT_WHO)
        partner = members[int(who * len(members))]
        apart = circle_distance(partner.position, self.position)
        near = 1 - 0.25 * apart * apart / (m.KERNEL * m.KERNEL)
        if partner.a > self.a and near > 0:
            self.next_a += m.LEARN * (partner.a - self.a) * near * near
            turned = self.next_position + m.FOLLOW * apart * near * near
            self.next_position = turned % 1

    def trade(self) -> None:
        """Move sales by selection and shock."""
        spread = m.SPREAD * min(2.5, math.exp(-m.SLOPE * (self.x - m.LN_SMALLEST - 1)))
        better = m.SELECTION * (self.utility - self.model.average)
        shock = normal(self.model.key, self.address, draws.SHOCK)
        self.x += min(m.BOUND, max(-m.BOUND, better)) + spread * shock
        self.x -= m.CORRECTION * spread * spread

    def account(self) -> None:
        """Book a quarter."""
        earned = self.cash + (m.MARGIN - m.CAPITAL - m.RESEARCH) * self.sales
        upkeep = m.FIXED * math.exp(m.RISE * self.model.frontier)
        self.cash = min(earned - upkeep, m.CEILING * self.sales + m.FLOOR)

    def leave(self) -> None:
        """Let a new firm take the place of one that fails."""
        model, key = self.model, self.model.key
        failed = self.x < model.smallest or self.cash < -m.OVERDRAFT * self.sales
        if not failed and uniform(key, self.address, draws.CHANCE_EXIT) >= m.LEAVING:
            return
        child = self.identity = mixed((self.identity + model.quarter) & WORD)
        luck = m.NEW_LUCK * uniform(key, child, draws.CHILD_SIZE)
        self.x = model.smallest + m.NEW_SIZE + luck
        middle = 0.5 * (model.mean[self.cluster] + model.frontier) - m.NEW_GAP
        self.next_a = middle + m.NEW_SPREAD * normal(key, child, draws.CHILD_IDEAS)
        turn = m.NEW_TURN * normal(key, child, draws.CHILD_TURN)
        self.next_position = (model.spot + turn) % 1
        self.cash = 0.5 * math.exp(self.x) + m.NEW_CASH

    def go_on(self) -> None:
        """Let what comes next be."""
        self.x += self.model.shift
        self.a, self.position = self.next_a, self.next_position


class Industry(mesa.Model):
    """The clusters and what they share."""

    def __init__(self, state: m.State, key: np.uint64) -> None:
        super().__init__(seed=1)
        self.key, self.quarter = int(key), 0
        firms = [Firm(self, state, i) for i in range(len(state.cash))]
        self.members = [[f for f in firms if f.cluster == c] for c in range(m.CLUSTERS)]

    def step(self) -> None:
        """Let a quarter pass."""
        self.frontier, self.spot = m.FRONTIER * self.quarter, 0.5 + m.DRIFT * self.quarter
        self.smallest = m.LN_SMALLEST + m.RISE * self.frontier
        self.agents.do("sell")
        sold = [sum(f.sales for f in members) for members in self.members]
        self.mean = [sum(f.a for f in members) / len(members) for members in self.members]
        self.shared = [-m.SCALE * math.log(1 + m.LABOR * s / m.JOBS) for s in sold]
        self.agents.do("offer")
        self.average = sum(f.sales * f.utility for f in self.agents) / sum(sold)
        for what in ("innovate", "graft", "trade", "account", "leave"):
            self.agents.do(what)
        total = sum(math.exp(f.x) for f in self.agents)
        shift = math.log(m.DEMAND * len(self.agents) / total)
        self.shift = min(m.LARGEST_SHIFT, max(-m.LARGEST_SHIFT, shift))
        self.agents.do("go_on")
        self.quarter += 1

    def state(self, like: m.State) -> m.State:
        """Return the firms as arrays."""
        identity = np.array([f.identity for f in self.agents], np.uint64)
        numbers = np.array([(f.x, f.a, f.position, f.cash) for f in self.agents]).T
        return m.State(identity, like.cluster, like.first, *numbers)
