"""Random numbers addressed by what they decide: run, quarter, firm and event; never a stream.

Two runs that differ only in policy meet the same chances wherever the policy did not reach, and
the order in which firms are treated can not matter.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from milieu.core.squares import bits_at
from milieu.twin.arithmetic import exponential
from milieu.twin.compiling import compiled, inlined
from milieu.twin.state import Twin

# Events of a firm in a quarter; each has its own address, below EVENTS.
EVENTS = np.uint64(128)
SHOCK, BUNCH, EFFICIENCY, PICK, CREDIT = 1, 2, 3, 4, 5
IDEA, IDEA_STEP, IDEA_STEP_2, IDEA_TURN, PATENT = 6, 7, 8, 9, 10
CONTACT, CONTACT_KIND, CONTACT_CHOICE, CONTACT_PLACE, CONTACT_WHO = 11, 12, 13, 14, 15
RE_CREATION, RE_CREATION_STEP, RE_CREATION_TURN, BETRAYAL = 16, 17, 18, 19
UPGRADE, CHANCE_EXIT, SPIN_OFF, MOVE, MOVE_WHERE = 20, 21, 22, 23, 24
CHILD, CHILD_LEAVES, CHILD_WHERE, CHILD_IDEAS, CHILD_SIZE, CHILD_TURN = 32, 33, 34, 35, 36, 37
CHILD_EFFICIENCY, CHILD_KIN, CHILD_TIE, CHILD_HELPED = 38, 39, 40, 41
WORLD_DRIFT, WORLD_JUMP, WORLD_JUMP_SIZE, FOUNDINGS, INSTITUTE_FOUNDINGS = 64, 65, 66, 67, 68

TO_UNIT = np.uint64(11)
UNIT = 1.0 / 9007199254740992.0  # 2**-53
ONE, TWO, THREE = np.uint64(30), np.uint64(27), np.uint64(31)
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
MIX_1, MIX_2 = np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB)

KNOTS = 2048  # of the table of the normal distribution
TAIL = 16  # knots at each end, where the curve bends too much for straight pieces
NORMAL = ndtri((np.arange(KNOTS + 1)) / KNOTS)
NORMAL[0], NORMAL[-1] = -10.0, 10.0  # never read: the tails are computed

FAR_OVER = np.array(
    [
        *(7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1),
        *(1.27045825245236838258, 3.64784832476320460504, 5.76949722146069140550),
        *(4.63033784615654529590, 1.42343711074968357734),
    ]
)
FAR_UNDER = np.array(
    [
        *(1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2),
        *(1.48103976427480074590e-1, 6.89767334985100004550e-1, 1.67638483018380384940),
        *(2.05319162663775882187, 1.0),
    ]
)
FARTHEST_OVER = np.array(
    [
        *(2.01033439929228813265e-7, 2.71155556874348757815e-5, 1.24266094738807843860e-3),
        *(2.65321895265761230930e-2, 2.96560571828504891230e-1, 1.78482653991729133580),
        *(5.46378491116411436990, 6.65790464350110377720),
    ]
)
FARTHEST_UNDER = np.array(
    [
        *(2.04426310338993978564e-15, 1.42151175831644588870e-7, 1.84631831751005468180e-5),
        *(7.86869131145613259100e-4, 1.48753612908506148525e-2, 1.36929880922735805310e-1),
        *(5.99832206555887937690e-1, 1.0),
    ]
)


@inlined
def mixed(bits: np.uint64) -> np.uint64:
    """Return 64 bits that depend on all 64 bits given (finalizer of SplitMix64, Steele 2014)."""
    bits = (bits ^ (bits >> ONE)) * MIX_1
    bits = (bits ^ (bits >> TWO)) * MIX_2
    return bits ^ (bits >> THREE)


def key_of(seed: int, replicate: int) -> np.uint64:
    """Return `run_key` as 64 unsigned bits, ready to be handed to a compiled function."""
    return np.uint64(run_key(np.uint64(seed), np.uint64(replicate)))


@compiled
def run_key(seed: np.uint64, replicate: np.uint64) -> np.uint64:
    """Return the odd key of a run; another seed or replicate gives an unrelated one."""
    return mixed(mixed(np.uint64(seed) * GOLDEN + GOLDEN) + np.uint64(replicate)) | np.uint64(1)


@inlined
def address_of(identity: np.uint64, quarter: int) -> np.uint64:
    """Return the first address of a firm's quarter; the event is added to it."""
    return identity + np.uint64(quarter) * EVENTS


@inlined
def uniform(key: np.uint64, address: np.uint64, event: int) -> float:
    """Return a number in [0, 1)."""
    return np.float64(bits_at(key, address + np.uint64(event)) >> TO_UNIT) * UNIT


@inlined
def normal(key: np.uint64, address: np.uint64, event: int) -> float:
    """Return a standard normal number, increasing in the uniform behind it."""
    chance = uniform(key, address, event)
    place = chance * KNOTS
    knot = int(place)
    if TAIL <= knot < KNOTS - TAIL:
        return NORMAL[knot] + (place - knot) * (NORMAL[knot + 1] - NORMAL[knot])
    return far_normal(chance)


@compiled
def far_normal(chance: float) -> float:
    """Return the normal quantile in the outer parts (Wichura 1988, AS 241: 16 digits)."""
    nearest = min(chance, 1.0 - chance)
    r = np.sqrt(-np.log(max(nearest, 0.5 * UNIT)))
    if r <= 5.0:
        size = polynomial(r - 1.6, FAR_OVER) / polynomial(r - 1.6, FAR_UNDER)
    else:
        size = polynomial(r - 5.0, FARTHEST_OVER) / polynomial(r - 5.0, FARTHEST_UNDER)
    return -size if chance < 0.5 else size


@inlined
def polynomial(x: float, coefficients: NDArray[np.float64]) -> float:
    """Return the sum of eight coefficients times powers of x, the highest power first."""
    total = coefficients[0]
    for k in range(1, 8):
        total = total * x + coefficients[k]
    return total


@compiled
def uniforms(twin: Twin, event: int, start: int, stop: int) -> None:
    """Fill the scratch `chance` with the numbers of an event for the firms from start to stop.

    Many at a time cost half of as many one by one, for processors do eight together.
    """
    identity, chance, quarter = twin.firms.identity, twin.chance, twin.world[0].quarter
    for k in range(stop - start):
        chance[k] = uniform(twin.key, address_of(identity[start + k], quarter), event)


@compiled
def normals(twin: Twin, event: int, start: int, stop: int) -> None:
    """Fill the scratch `chance` with normal numbers, those of `normal`; uses `chosen`."""
    uniforms(twin, event, start, stop)
    chance, far, count = twin.chance, twin.chosen, 0
    for k in range(stop - start):
        far[count] = k
        count += abs(chance[k] - 0.5) >= 0.5 - TAIL / KNOTS
    for k in range(count):
        twin.far[k] = far_normal(chance[far[k]])
    for k in range(stop - start):
        place = chance[k] * KNOTS
        knot = int(place)
        chance[k] = NORMAL[knot] + (place - knot) * (NORMAL[knot + 1] - NORMAL[knot])
    for k in range(count):
        chance[far[k]] = twin.far[k]


@compiled
def choose_below(twin: Twin, bound: float, count: int) -> int:
    """Put into the scratch `chosen` where `chance` is below a bound; return how often it is."""
    chance, chosen, found = twin.chance, twin.chosen, 0
    for k in range(count):
        chosen[found] = k
        found += chance[k] < bound
    return found


@inlined
def poisson(mean: float, chance: float) -> int:
    """Return the count whose distribution function first reaches `chance`, at most 200."""
    probability = exponential(-mean)
    reached = probability
    count = 0
    while chance > reached and count < 200:
        count += 1
        probability *= mean / count
        reached += probability
    return count
