"""Locational Gini of the industries of a panel: rows gathered by industry and sorted."""

from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.panels.kernel import Whole
from milieu.indicators.panels.panel import Jobs, Keys, Panel
from milieu.indicators.panels.totals import Totals, panel_totals

ROWS = 1 << 22  # gathered at a time by each thread, 24 bytes each

Bits64 = NDArray[np.uint64]


def panel_locational_gini(panel: Panel, totals: Totals | None = None, threads: int = 2) -> Matrix:
    """Return `locational_gini` of every year's matrix, shape (years, industries).

    G = 1 - sum_r x (S + S before), regions sorted by s/x; s = E_ir / E_i, x = E_r / E

    totals    of the panel, if they are known already
    threads   that share the industries; the result is the same for any number and, for whole
              numbers of jobs, for any order of rows
    return    NaN where the industry has no jobs. Hidden rows are left out of all sums, as in
              panel_indices; the indicator of a matrix with unknown cells is NaN instead
    raises    as panel_totals

    Regions whose s/x agree to within some 2^-52 times the number of regions count as equal, so that
    one number sorts by s/x and names the region; G errs by about as little. Every block of about
    4 million gathered rows takes a pass over the panel and some 100 MB.
    """
    totals = totals or panel_totals(panel, threads)
    years, _, industries = panel.shape
    count = np.zeros(years * industries, np.int64)
    count_rows(panel.industry, panel.year, panel.jobs, industries, count)
    index = np.full(years * industries, np.nan)
    ends = _blocks(count)
    with ThreadPoolExecutor(max(1, threads)) as pool:
        list(
            pool.map(
                lambda first, stop: _write_block(panel, totals, first, count[first:stop], index),
                ends[:-1],
                ends[1:],
            )
        )
    return index.reshape(years, industries)


def _write_block(panel: Panel, totals: Totals, first: int, count: Whole, index: Vector) -> None:
    """Write the index of the industries from `first` on; each has `count` rows with jobs."""
    _, regions, industries = panel.shape
    low_bits = np.uint64((1 << max(regions - 1, 0).bit_length()) - 1)
    starts, by_region = np.concatenate(([0], np.cumsum(count))), totals.region.ravel()
    keys, values = np.empty(starts[-1], np.uint64), np.empty(starts[-1])
    columns = (panel.region, panel.industry, panel.year, panel.jobs)
    sizes = (regions, industries, first, low_bits)
    gather(*columns, by_region, *sizes, starts[:-1].copy(), keys, values)
    ordered = keys.copy()
    for start, end in pairwise(starts):
        ordered[start:end].sort()  # NumPy's is ten times as quick as a compiled loop's
    add_areas(keys, values, ordered, starts, by_region, totals.nation, *sizes, index)


def _blocks(count: Whole) -> list[int]:
    """Return where blocks of industries end that have about ROWS rows together."""
    before = np.concatenate(([0], np.cumsum(count)))
    ends = np.searchsorted(before, np.arange(ROWS, before[-1], ROWS))
    return sorted({0, *map(int, ends), len(count)})


@numba.njit(cache=True, nogil=True)
def count_rows(industry: Keys, year: Keys, jobs: Jobs, industries: int, count: Whole) -> None:
    """Add the number of rows with jobs to `count`, by year * industries + industry."""
    for row in range(len(jobs)):
        if jobs[row] > 0:
            count[np.int64(year[row]) * industries + industry[row]] += 1


@numba.njit(cache=True, nogil=True)
def gather(
    region: Keys,
    industry: Keys,
    year: Keys,
    jobs: Jobs,
    by_region: Vector,
    regions: int,
    industries: int,
    first: int,
    low_bits: np.uint64,
    free: Whole,
    keys: Bits64,
    values: Vector,
) -> None:
    """Write key and jobs of the rows of the industries from `first` on side by side.

    by_region   jobs by year * regions + region
    free        where the next row of each of these industries goes
    keys        the bits of jobs / by_region, which sort as the number does, the lowest ones of
                which are replaced by the region
    """
    for row in range(len(jobs)):
        branch = np.int64(year[row]) * industries + industry[row] - first
        if jobs[row] > 0 and 0 <= branch < len(free):
            there = by_region[np.int64(year[row]) * regions + region[row]]
            share = np.float64(jobs[row] / there)
            place = free[branch]
            keys[place] = (share.view(np.uint64) & ~low_bits) | np.uint64(region[row])
            values[place] = jobs[row]
            free[branch] += 1


@numba.njit(cache=True, nogil=True)
def add_areas(
    keys: Bits64,
    values: Vector,
    ordered: Bits64,
    starts: Whole,
    by_region: Vector,
    nation: Vector,
    regions: int,
    industries: int,
    first: int,
    low_bits: np.uint64,
    index: Vector,
) -> None:
    """Write the index of the industries from `first` on that have rows.

    keys, values, starts   as `gather` leaves them; ordered   the keys, sorted within industries
    """
    jobs_in = np.zeros(regions)
    for branch in range(len(starts) - 1):
        year = (first + branch) // industries
        for row in range(starts[branch], starts[branch + 1]):
            jobs_in[np.int64(keys[row] & low_bits)] = values[row]
        running, area = 0.0, 0.0
        for row in range(starts[branch], starts[branch + 1]):
            region = np.int64(ordered[row] & low_bits)
            before = running
            running += jobs_in[region]
            area += by_region[year * regions + region] * (running + before)
        if running > 0:
            index[first + branch] = max(1 - area / running / nation[year], 0.0)
