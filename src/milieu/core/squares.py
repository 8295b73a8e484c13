"""Random bits by address: any thread can make any of them, in any order.

Squares of Widynski (2022), arXiv:2004.06278, with one key for each sequence.
"""

import numba
import numpy as np

HALF = np.uint64(32)


@numba.njit(cache=True, nogil=True, forceinline=True)
def bits_at(key: np.uint64, address: np.uint64) -> np.uint64:
    """Return 64 random bits of an address, by five rounds of squaring.

    key   odd, with well-mixed bits
    """
    y = address * key
    z = y + key
    x = y * y + y
    x = (x >> HALF) | (x << HALF)
    x = x * x + z
    x = (x >> HALF) | (x << HALF)
    x = x * x + y
    x = (x >> HALF) | (x << HALF)
    x = x * x + z
    last = x
    x = (x >> HALF) | (x << HALF)
    return last ^ ((x * x + y) >> HALF)
