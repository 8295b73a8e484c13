"""Exponentials, logarithms and powers: fast, many at a time, and the same on every machine."""

import numpy as np
from numpy.typing import NDArray

from milieu.twin.compiling import compiled, inlined

LOG2_E = 1.4426950408889634
LOG_2_FIRST = 0.693145751953125  # the first 21 bits of ln 2, so that a multiple of it is exact
LOG_2_REST = 1.42860682030941723212e-6
LARGEST = 708.0
BIAS, FRACTION = 1023, 52  # of a double
MANTISSA = np.int64((1 << FRACTION) - 1)
ROOT_HALF = np.sqrt(0.5).view(np.int64)


@compiled
def exponentials(values: NDArray[np.float64], count: int) -> None:
    """Replace the first `count` values by their exponentials."""
    for k in range(count):
        values[k] = exponential(values[k])


@inlined
def exponential(x: float) -> float:
    """Return e^x to 2.3e-16, relative; x is taken into [-708, 708].

    e^x = 2^k e^r with k whole and r at most ln 2 / 2, by Taylor's series. Only additions and
    multiplications, which are exact to the last bit everywhere, unlike a library's exponential.
    """
    x = min(LARGEST, max(-LARGEST, x))
    k = np.floor(x * LOG2_E + 0.5)
    r = (x - k * LOG_2_FIRST) - k * LOG_2_REST
    power = np.int64((np.int64(k) + BIAS) << FRACTION).view(np.float64)
    return power * series(r)


@inlined
def series(r: float) -> float:
    """Return the first 14 terms of the series of e^r."""
    s = 1 / 6227020800.0
    s = s * r + 1 / 479001600.0
    s = s * r + 1 / 39916800.0
    s = s * r + 1 / 3628800.0
    s = s * r + 1 / 362880.0
    s = s * r + 1 / 40320.0
    s = s * r + 1 / 5040.0
    s = s * r + 1 / 720.0
    s = s * r + 1 / 120.0
    s = s * r + 1 / 24.0
    s = s * r + 1 / 6.0
    s = s * r + 0.5
    return s * r * r + r + 1.0


@inlined
def logarithm(x: float) -> float:
    """Return ln x to 4e-16, for positive normal x.

    x = 2^k m with m between the roots of 1/2 and 2; ln m = 2 artanh s, s = (m - 1) / (m + 1).
    """
    bits = np.float64(x).view(np.int64) - ROOT_HALF
    k = bits >> FRACTION
    m = np.int64((bits & MANTISSA) + ROOT_HALF).view(np.float64)
    s = (m - 1.0) / (m + 1.0)
    return k * LOG_2_FIRST + (2.0 * s + s * s * s * artanh_series(s * s) + k * LOG_2_REST)


@inlined
def artanh_series(z: float) -> float:
    """Return 2 (artanh s - s) / s^3 for z = s^2 < .03."""
    t = 2 / 23.0
    t = t * z + 2 / 21.0
    t = t * z + 2 / 19.0
    t = t * z + 2 / 17.0
    t = t * z + 2 / 15.0
    t = t * z + 2 / 13.0
    t = t * z + 2 / 11.0
    t = t * z + 2 / 9.0
    t = t * z + 2 / 7.0
    t = t * z + 2 / 5.0
    return t * z + 2 / 3.0


@inlined
def power(x: float, exponent: float) -> float:
    """Return x^exponent for positive x."""
    return exponential(exponent * logarithm(x))
