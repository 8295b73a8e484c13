"""Draws of places without replacement, addressed by (seed, draw) so that any thread can make any.

Numbers are Squares (`core/squares.py`) with one key per (seed, draw).
"""

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.squares import bits_at

Places32 = NDArray[np.int32]
UNIT = 1.0 / (1 << 53)


@numba.njit(cache=True, nogil=True)
def key_of(seed: np.uint64, draw: np.uint64) -> np.uint64:
    """Return an odd key with well-mixed bits (two rounds of SplitMix64)."""
    state = np.uint64(seed)
    for part in (np.uint64(draw), np.uint64(0x5851F42D4C957F2D)):
        state = (state ^ part) + np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(31))
    return state | np.uint64(1)


@numba.njit(cache=True, nogil=True)
def uniform(key: np.uint64, counter: np.uint64) -> float:
    """Return number `counter` of a key's sequence, 0 to below 1."""
    return float(bits_at(key, counter) >> np.uint64(11)) * UNIT


@numba.njit(cache=True, nogil=True)
def draw_places(
    seed: np.uint64, draw: np.uint64, order: Places32, swaps: Places32, drawn: Places32
) -> None:
    """Write a random sample of places, in random order, into `drawn` (partial Fisher-Yates).

    order   0, 1, 2, ... of all places; shuffled and put back, so that no draw hangs on another
    swaps   room for as many numbers as are drawn
    """
    places, number = len(order), len(drawn)
    key = np.uint64(key_of(seed, draw))  # also as plain Python, which makes it an int
    # one thing at a time: the processor then waits for many places of a long `order` at once
    for i in range(number):
        swaps[i] = i + int(uniform(key, np.uint64(i + 1)) * (places - i))
    for i in range(number):
        other = swaps[i]
        kept = order[other]
        order[other] = order[i]
        drawn[i] = kept
    for i in range(number):
        order[swaps[i]] = swaps[i]
    for i in range(number):
        order[i] = i
