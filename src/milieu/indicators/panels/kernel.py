"""The two compiled passes over the rows of a panel: totals first, then what rests on them."""

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Vector
from milieu.indicators.panels.panel import Jobs, Keys

Whole = NDArray[np.int64]
Bits = NDArray[np.uint8]
Records = NDArray[np.void]

ONE = 2.0**60  # a share of 1 in whole numbers, so that sums do not depend on the order of rows

OF_REGION = np.dtype([("jobs", "f8"), ("share", "f8"), ("per_job", "f8"), ("squares", "i8")])
OF_INDUSTRY = np.dtype([("share", "f8"), ("per_job", "f8"), ("misplaced", "i8"), ("squares", "i8")])


@numba.njit(cache=True, nogil=True)
def add_up(
    region: Keys,
    industry: Keys,
    year: Keys,
    jobs: Jobs,
    by_region: Vector,
    by_industry: Vector,
    hidden_in_region: Whole,
    hidden_in_industry: Whole,
    seen: Bits,
    regions: int,
    industries: int,
) -> tuple[int, bool]:
    """Add each row to its region and its industry; return the first bad row and if one repeats.

    by_region, by_industry   jobs by year * regions + region and year * industries + industry
    hidden_...               rows with NaN, which are counted and not added
    seen                     one bit a cell; empty: repeated cells are not looked for
    return                   -1 if no row is negative, infinite or coded outside the tables
    """
    repeats = False
    for row in range(len(jobs)):
        r, i, value = region[row], industry[row], jobs[row]
        if r < 0 or r >= regions or i < 0 or i >= industries or year[row] < 0:
            return row, repeats
        place = np.int64(year[row]) * regions + r
        branch = np.int64(year[row]) * industries + i
        if place >= len(by_region):
            return row, repeats
        if len(seen):
            cell = place * industries + i
            byte, bit = cell >> 3, np.uint8(1 << (cell & 7))
            repeats |= (seen[byte] & bit) != 0
            seen[byte] |= bit
        if np.isnan(value):
            hidden_in_region[place] += 1
            hidden_in_industry[branch] += 1
        elif 0 <= value < np.inf:
            by_region[place] += value
            by_industry[branch] += value
        else:
            return row, repeats
    return -1, repeats


@numba.njit(cache=True, nogil=True)
def measure(
    region: Keys,
    industry: Keys,
    year: Keys,
    jobs: Jobs,
    of_region: Records,
    of_industry: Records,
    quotient: Vector,
    regions: int,
    industries: int,
) -> None:
    """Write each row's location quotient and add its part to the indices.

    of_region     records OF_REGION, laid out as by_region in add_up
        jobs, share       of the region; of the nation's jobs of the year
        per_job           1 / jobs; 0 where there are none
        squares           written: sum of t^2, t the row's share of its region
    of_industry   records OF_INDUSTRY, laid out as by_industry
        share, per_job    as above
        misplaced         written: sum of |s - x| - x, s the row's share of its industry, x share
        squares           written: sum of s^2
    The written sums are in units of 1 / ONE; none leaves -2 to 3, so 64 bits hold it. What a row
    needs of its region stands in half a cache line: gathers are what takes the time.
    """
    for row in range(len(jobs)):
        value = np.float64(jobs[row])
        here = of_region[np.int64(year[row]) * regions + region[row]]
        branch = of_industry[np.int64(year[row]) * industries + industry[row]]
        expected = here["jobs"] * branch["share"]
        quotient[row] = value / expected if expected > 0 else np.nan
        if np.isnan(value):
            continue
        s, t, x = value * branch["per_job"], value * here["per_job"], here["share"]
        branch["misplaced"] += np.int64((abs(s - x) - x) * ONE)
        branch["squares"] += np.int64(s * s * ONE)
        here["squares"] += np.int64(t * t * ONE)


@numba.njit(cache=True, nogil=True)
def translate(table: Keys, position: Keys | Whole, least: int, code: Keys) -> None:
    """Write table[position - least] into code."""
    for row in range(len(position)):
        code[row] = table[position[row] - least]


@numba.njit(cache=True, nogil=True)
def mark(position: Keys | Whole, least: int, occurs: Mask) -> None:
    """Set occurs[position - least]."""
    for row in range(len(position)):
        occurs[position[row] - least] = True


@numba.njit(cache=True, nogil=True)
def fill(values: Vector, valid: Bits, first: int, jobs: Jobs) -> bool:
    """Write values into jobs and return whether a number changed because jobs has fewer bits.

    valid   one bit a value, counted from `first`, not set where jobs is NaN; empty: all are known
    """
    changed = 0
    for row in range(len(values)):
        value = values[row]
        jobs[row] = value
        changed += (jobs[row] != value) & (value == value)
    if len(valid):
        for byte in range(first >> 3, (first + len(values) + 7) >> 3):
            if valid[byte] != 255:  # most are: a look at single bits takes four times as long
                for bit in range(8):
                    row = (byte << 3) + bit - first
                    if 0 <= row < len(values) and not (valid[byte] >> np.uint8(bit)) & 1:
                        jobs[row] = np.nan
    return changed > 0
