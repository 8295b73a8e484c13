"""Bounds: between which numbers of jobs a hidden cell must lie."""

from dataclasses import dataclass

import numba
import numpy as np

from milieu.core.arrays import Codes, Mask, Vector
from milieu.hidden.families import COVERING, ROUNDING, UNUSABLE, Positions, Uses
from milieu.hidden.publication import Publication

SWEEPS = 10  # as in the prototype; the real tables settle in fewer
SETTLED = 1e-6  # jobs; a sweep that moves no bound further is the last


@dataclass(frozen=True, eq=False)
class Bounds:
    """Hard bounds of each cell's jobs, both of shape (n,), 0 <= low <= high.

    A known cell has low = high = jobs. high is infinite only for a cell with no known cell
    above it in any tree and no bounded parts.
    """

    low: Vector
    high: Vector


def bounds(publication: Publication, told: Bounds | None = None) -> Bounds:
    """Return what the families imply, P = sum of C up to rounding, never too tight.

    high_c <- min(high_c, high_P + tolerance - sum of the other children's low)
    low_c  <- max(low_c, low_P - tolerance - sum of the other children's high)
    and the same upward, for at most 10 sweeps. A bound never crosses its partner: where
    published figures contradict each other the interval shrinks to a point.

    told   what the office itself says of hidden cells, such as a size band; NaN where nothing
    """
    families = publication.families
    low = np.nan_to_num(publication.jobs)
    high = np.where(publication.hidden, np.inf, publication.jobs)
    if told is not None:
        use = publication.hidden & ~(told.low > told.high)  # a band turned round says nothing
        low[use] = np.nan_to_num(told.low[use])
        high[use] = np.nan_to_num(told.high[use], nan=np.inf)
    sweep_all(
        families.parent,
        families.start,
        families.child,
        families.tolerance,
        families.use,
        publication.hidden,
        low,
        high,
        SWEEPS,
    )
    bound_by_ancestors(publication, high)
    return Bounds(low, high)


def bound_by_ancestors(publication: Publication, high: Vector) -> None:
    """Bound what no usable family bounds by the nearest bounded cell above; writes `high`."""
    for _ in range(publication.n):
        open_ = np.flatnonzero(np.isinf(high))
        above = publication.families.above[:, open_]
        ceiling = np.where(above >= 0, high[above] + 2 * ROUNDING, np.inf).min(
            axis=0, initial=np.inf
        )
        high[open_] = ceiling
        if not np.isfinite(ceiling).any():
            return


@numba.njit(cache=True, nogil=True)
def sweep_all(
    parent: Codes,
    start: Positions,
    child: Codes,
    tolerance: Vector,
    use: Uses,
    hidden: Mask,
    low: Vector,
    high: Vector,
    sweeps: int,
) -> None:
    """Narrow low and high in place, from the top down and from the bottom up in turn."""
    for _ in range(sweeps):
        moved = 0.0
        for f in range(len(parent)):
            if use[f] != UNUSABLE:
                moved = max(
                    moved,
                    narrow_children(f, parent, start, child, tolerance, use, hidden, low, high),
                )
        for f in range(len(parent) - 1, -1, -1):
            if use[f] != UNUSABLE:
                moved = max(
                    moved, narrow_parent(f, parent, start, child, tolerance, use, hidden, low, high)
                )
        if moved <= SETTLED:
            return


@numba.njit(cache=True, nogil=True)
def sum_of_bounds(
    f: int, start: Positions, child: Codes, low: Vector, high: Vector
) -> tuple[float, float, int]:
    """Return the sum of low, the sum of finite high, and how many are infinite."""
    lows, highs, infinite = 0.0, 0.0, 0
    for k in range(start[f], start[f + 1]):
        lows += low[child[k]]
        if np.isinf(high[child[k]]):
            infinite += 1
        else:
            highs += high[child[k]]
    return lows, highs, infinite


@numba.njit(cache=True, nogil=True)
def narrow_children(
    f: int,
    parent: Codes,
    start: Positions,
    child: Codes,
    tolerance: Vector,
    use: Uses,
    hidden: Mask,
    low: Vector,
    high: Vector,
) -> float:
    """Narrow the hidden children of one family; return the largest move of a bound."""
    lows, highs, infinite = sum_of_bounds(f, start, child, low, high)
    ceiling = high[parent[f]] + tolerance[f] - lows
    floor = low[parent[f]] - tolerance[f] - highs
    moved = 0.0
    for k in range(start[f], start[f + 1]):
        c = child[k]
        if not hidden[c]:
            continue
        own_high = high[c]
        upper = max(ceiling + low[c], low[c])
        lower = low[c]
        if use[f] == COVERING:
            if infinite == 0:
                lower = floor + own_high
            elif infinite == 1 and np.isinf(own_high):
                lower = floor
        if upper < own_high:
            moved = max(moved, own_high - upper)
            high[c] = upper
        lower = min(lower, high[c])
        if lower > low[c]:
            moved = max(moved, lower - low[c])
            low[c] = lower
    return moved


@numba.njit(cache=True, nogil=True)
def narrow_parent(
    f: int,
    parent: Codes,
    start: Positions,
    child: Codes,
    tolerance: Vector,
    use: Uses,
    hidden: Mask,
    low: Vector,
    high: Vector,
) -> float:
    """Narrow the parent of one family if it is hidden; return the largest move of a bound."""
    p = parent[f]
    if not hidden[p]:
        return 0.0
    lows, highs, infinite = sum_of_bounds(f, start, child, low, high)
    moved = 0.0
    if use[f] == COVERING and infinite == 0:
        upper = max(highs + tolerance[f], low[p])
        if upper < high[p]:
            moved = high[p] - upper
            high[p] = upper
    lower = min(lows - tolerance[f], high[p])
    if lower > low[p]:
        moved = max(moved, lower - low[p])
        low[p] = lower
    return moved
