"""The two compiled passes over the rows of a panel: totals first, then what rests on them."""

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Mask, Vector

Whole = NDArray[np.int64]
Bits = NDArray[np.uint8]

ONE = 2.0**60  # a share of 1 in whole numbers, so that sums do not depend on the order of rows


@numba.njit(cache=True, nogil=True)
def add_up(
    region: Codes,
    industry: Codes,
    year: Codes,
    jobs: Vector,
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
    region: Codes,
    industry: Codes,
    year: Codes,
    jobs: Vector,
    by_region: Vector,
    region_share: Vector,
    industry_share: Vector,
    per_region_job: Vector,
    per_industry_job: Vector,
    quotient: Vector,
    misplaced: Whole,
    region_squares: Whole,
    industry_squares: Whole,
    regions: int,
    industries: int,
) -> None:
    """Write each row's location quotient and add its part to the indices.

    by_region                      jobs, laid out as in add_up
    region_share, industry_share   of the nation's jobs of the year
    per_region_job, per_industry_job   1 / jobs; 0 where there are none
    misplaced          sum over the rows of an industry of |s - x| - x, in units of 1 / ONE
    region_squares     sum of s^2 by industry; industry_squares   of t^2 by region, in the same unit
    with s, t the row's shares of its industry and region, x = region_share. No partial sum leaves
    -2 to 3, so 64 bits hold it.
    """
    for row in range(len(jobs)):
        value = jobs[row]
        place = np.int64(year[row]) * regions + region[row]
        branch = np.int64(year[row]) * industries + industry[row]
        expected = by_region[place] * industry_share[branch]
        quotient[row] = value / expected if expected > 0 else np.nan
        if np.isnan(value):
            continue
        s, t, x = (
            value * per_industry_job[branch],
            value * per_region_job[place],
            region_share[place],
        )
        misplaced[branch] += np.int64((abs(s - x) - x) * ONE)
        region_squares[branch] += np.int64(s * s * ONE)
        industry_squares[place] += np.int64(t * t * ONE)


@numba.njit(cache=True, nogil=True)
def translate(table: Codes, position: NDArray[np.int64], least: int, code: Codes) -> None:
    """Write table[position - least] into code."""
    for row in range(len(position)):
        code[row] = table[position[row] - least]


@numba.njit(cache=True, nogil=True)
def mark(position: NDArray[np.int64], least: int, occurs: Mask) -> None:
    """Set occurs[position - least]."""
    for row in range(len(position)):
        occurs[position[row] - least] = True


@numba.njit(cache=True, nogil=True)
def fill_known(values: Vector, valid: Bits, first: int, jobs: Vector) -> None:
    """Write values into jobs, NaN where the bit of a value, counted from `first`, is not set."""
    for row in range(len(values)):
        bit = first + row
        known = (valid[bit >> 3] >> np.uint8(bit & 7)) & 1
        jobs[row] = values[row] if known else np.nan
