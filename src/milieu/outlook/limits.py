"""How high a sample may reach: what series of the size have done, and not far beyond it."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.outlook.past import Past

BEYOND = 1.5
"""A rise may be so many times the largest seen, on the stabilized scale; assumption O10."""
NEIGHBORHOOD = 1.0
"""Rises count that began at most so far below a series' level, on that scale; assumption O10."""
LEAST_RISES = 30
"""Rises of the largest series that are looked at, at least; assumption O10."""
USUAL = 6.0
"""A common shock is at most so many usual changes times the root of the horizon, and so much any
series may rise; assumption O10."""
LARGEST = 15.0
"""A sample is at most so many times the series' largest value; assumption O10."""
LARGEST_TOTAL = 3.0
"""A total is at most so many times the largest seen, unless the nation ever grew by more than half
as much in so many years; assumption O10."""


def limits(past: Past, horizons: int) -> Matrix:
    """Return the highest levels that are drawn, on the stabilized scale, (series, horizons).

    Small cells may jump, large ones do not: a level can rise by BEYOND times the largest rise in so
    many years among series that began at about its level or above. A series that was never above 0
    counts as the smallest positive value of the panel.
    """
    now = past.level[:, -1]
    rise = np.zeros((len(now), horizons))
    for h in range(1, horizons + 1):
        start, change = moves(past, min(h, past.level.shape[1] - 1))
        rise[:, h - 1] = BEYOND * largest_rise(start, change, now)
    rise = np.maximum(rise, common_limit(past, horizons))
    top: Matrix = np.maximum.accumulate(now[:, None] + rise, axis=1)
    return np.minimum(top, largest_level(past)[:, None])


def common_limit(past: Past, horizons: int) -> Vector:
    """Return the largest common shock that is drawn, on the stabilized scale, shape (horizons,)."""
    usual = usual_change(*moves(past, 1))
    limit: Vector = USUAL * usual * np.sqrt(np.arange(1, horizons + 1))
    return limit


def moves(past: Past, years: int) -> tuple[Vector, Vector]:
    """Return the levels that were known `years` before another known one and what came on top."""
    if years < 1:
        return np.zeros(0), np.zeros(0)
    before, after = slice(None, -years), slice(years, None)
    there = past.known[:, before] & past.known[:, after]
    there &= past.breaks[:, before] == past.breaks[:, after]
    start = past.level[:, before][there]
    return start, past.level[:, after][there] - start


def largest_rise(start: Vector, change: Vector, now: Vector) -> Vector:
    """Return for each level the largest rise that began at most NEIGHBORHOOD below it."""
    if start.size == 0:
        return np.zeros(len(now))
    order = np.argsort(-start, kind="stable")
    so_far = np.maximum.accumulate(np.maximum(change[order], 0.0))
    number = np.searchsorted(-start[order], -(now - NEIGHBORHOOD), side="right")
    result: Vector = so_far[np.clip(number, min(LEAST_RISES, start.size), None) - 1]
    return result


def usual_change(start: Vector, change: Vector) -> float:
    """Return the median size of changes between values above 0; 0 if there are none."""
    inside = (start > 0) & (start + change > 0)
    return float(np.median(np.abs(change[inside]))) if inside.any() else 0.0


def largest_level(past: Past) -> Vector:
    """Return the level of `highest_cells`."""
    level: Vector = past.scale(highest_cells(past)[:, None])[:, 0]
    return level


def highest_cells(past: Past) -> Vector:
    """Return LARGEST times each series' largest known value, shape (series,)."""
    values = past.scale.back(np.where(past.known, past.level, 0.0))
    positive = values[values > 0]
    least = float(positive.min()) if positive.size else 0.0
    highest: Vector = LARGEST * np.maximum(values.max(axis=1), least)
    return highest


def highest_totals(values: Matrix, codes: NDArray[np.intp], horizons: int) -> Matrix:
    """Return the highest totals of groups that are drawn, shape (groups, horizons).

    values  of the cells, known throughout, shape (series, years)
    """
    totals = np.zeros((int(codes.max(initial=0)) + 1, values.shape[1]))
    np.add.at(totals, codes, values)
    nation = values.sum(axis=0)
    factor = np.full(horizons, LARGEST_TOTAL)
    for h in range(1, min(horizons, len(nation) - 1) + 1):
        grown = nation[h:] / np.maximum(nation[:-h], 1e-300)
        grown = grown[nation[:-h] > 0]
        factor[h - 1] = max(LARGEST_TOTAL, BEYOND * float(grown.max(initial=0.0)))
    result: Matrix = totals.max(axis=1)[:, None] * np.maximum.accumulate(factor)
    return result
