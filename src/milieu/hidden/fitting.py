"""Proportional fitting of hidden cells to known totals, compiled."""

import numba
import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Codes, Mask, Vector
from milieu.hidden.families import Positions

Numbers = NDArray[np.floating]


CLOSE = 1e-5  # a group this near to its total is left alone
EXACT, MOST_STEPS = 1e-9, 50  # share of the total by which scaled children may miss it


@numba.njit(cache=True, nogil=True)
def fit_groups(
    jobs: Numbers,
    remainder: Numbers,
    residual: Numbers,
    start: Positions,
    leaf: Codes,
    low: Numbers,
    high: Numbers,
    rounds: int,
) -> None:
    """Scale hidden leaves to each group's known total, group after group, round after round.

    Several priors are fitted side by side, each as if it were alone.

    jobs        priors, then the fits, shape (leaves, priors); written
    remainder   jobs of establishments that have no row, shape (groups, priors); written
    residual    known total less known parts, shape (groups,)
    low, high   bounds, shape (leaves,); the fit stays inside

    All numbers are of one type: float32 halves the time, float64 is for the estimate itself.
    """
    priors = jobs.shape[1]
    factor = np.empty(priors, jobs.dtype)
    for _ in range(rounds):
        for g in range(len(residual)):
            for d in range(priors):
                factor[d] = remainder[g, d]
            for k in range(start[g], start[g + 1]):
                c = leaf[k]
                for d in range(priors):
                    factor[d] += jobs[c, d]
            far = False
            for d in range(priors):
                total = factor[d]
                factor[d] = residual[g] / total if total > 0.0 else 1.0
                if abs(factor[d] - 1.0) > CLOSE:
                    far = True
                else:
                    factor[d] = 1.0
                remainder[g, d] *= factor[d]
            if not far:
                continue
            for k in range(start[g], start[g + 1]):
                c = leaf[k]
                lowest, highest = low[c], high[c]
                for d in range(priors):
                    jobs[c, d] = min(max(jobs[c, d] * factor[d], lowest), highest)


@numba.njit(cache=True, nogil=True)
def add_up(
    value: Vector,
    order: Codes,
    family: Codes,
    start: Positions,
    child: Codes,
    remainder: Vector,
    low: Vector,
    high: Vector,
) -> None:
    """Write each hidden cell above leaves as the sum of its children, clipped; lowest first.

    order, family   hidden cells with children and the family to sum, shape (cells,)
    remainder       jobs of establishments that have no row below the cell, shape (cells,)
    """
    for j in range(len(order)):
        f, total = family[j], remainder[j]
        for k in range(start[f], start[f + 1]):
            total += value[child[k]]
        value[order[j]] = min(max(total, low[order[j]]), high[order[j]])


@numba.njit(cache=True, nogil=True)
def settle(
    value: Vector,
    parent: Codes,
    start: Positions,
    child: Codes,
    covering: Mask,
    hidden: Mask,
    low: Vector,
    high: Vector,
) -> None:
    """Scale the hidden children of each family so that they add up to the parent; top first."""
    for f in range(len(parent)):
        known, total, free = 0.0, 0.0, 0
        for k in range(start[f], start[f + 1]):
            c = child[k]
            if hidden[c]:
                total += value[c]
                free += 1
            else:
                known += value[c]
        target = max(value[parent[f]] - known, 0.0)
        if free == 0 or (not covering[f] and total <= target):
            continue
        scale_into_bounds(value, start[f], start[f + 1], child, hidden, low, high, target)


@numba.njit(cache=True, nogil=True)
def scale_into_bounds(
    value: Vector,
    first: int,
    last: int,
    child: Codes,
    hidden: Mask,
    low: Vector,
    high: Vector,
    target: float,
) -> None:
    """Scale hidden children to a total, each inside its bounds; those at a bound stay there.

    Finds s with sum of clip(s x value, low, high) = target: by proportion among the cells that
    are free to move, by halving where that leads out of the bracket.
    """
    scale, least, most = 1.0, 0.0, np.inf
    for _ in range(MOST_STEPS):
        fixed, free = 0.0, 0.0
        for k in range(first, last):
            c = child[k]
            if not hidden[c]:
                continue
            scaled = scale * value[c]
            if scaled <= low[c]:
                fixed += low[c]
            elif scaled >= high[c]:
                fixed += high[c]
            else:
                free += value[c]
        total = fixed + scale * free
        if abs(total - target) <= EXACT * max(target, 1.0):
            break
        if total > target:
            most = scale
        else:
            least = scale
        better = (target - fixed) / free if free > 0.0 else -1.0
        if not least < better < most:
            better = 2.0 * scale if np.isinf(most) else (least + most) / 2.0
        scale = better
    for k in range(first, last):
        c = child[k]
        if hidden[c]:
            value[c] = min(max(scale * value[c], low[c]), high[c])
