"""Swaps: networks at random in which every firm keeps its number of links."""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Mask


@njit(cache=True, nogil=True)
def swap_ends(
    linked: Mask, one: Codes, other: Codes, picks: Codes, turned: NDArray[np.bool_]
) -> None:
    """Swap the ends of pairs of links where that makes no double link; writes all but the picks.

    Links a-b and c-d become a-d and c-b, or with c-d turned around a-c and d-b.
    """
    for k in range(len(picks)):
        first, second = picks[k]
        a, b, c, d = one[first], other[first], one[second], other[second]
        if turned[k]:
            c, d = d, c
        if a in (c, d) or b in (c, d) or linked[a, d] or linked[c, b]:
            continue
        linked[a, b] = linked[b, a] = linked[c, d] = linked[d, c] = False
        linked[a, d] = linked[d, a] = linked[c, b] = linked[b, c] = True
        one[first], other[first], one[second], other[second] = a, d, c, b
