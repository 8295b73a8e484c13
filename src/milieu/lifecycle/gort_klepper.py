"""The Gort-Klepper rule: in which phase of entry and exit an industry stands.

Gort and Klepper (1982) date the phases of an industry by net entry: choose the split of the years
with the largest difference of means, each side nearer its own clear window than to the other's.
"""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix

WINDOW = 3  # years that are clearly of the first or the last phase
FEWEST = 4  # known years for the rule to speak
STILL = 0.02  # net entry over firms within which firms neither come nor go, assumption L13
# P(stage | firms come, stand still, go): firms that go do not mean decline, assumption L13.
STAGES_OF_PHASES = np.array([[0.2, 0.5, 0.2, 0.1], [0.1, 0.2, 0.5, 0.2], [0.05, 0.25, 0.4, 0.3]])
UNKNOWN = np.full(4, 0.25)


def gort_klepper(entry: Matrix) -> NDArray[np.float64]:
    """Return P(stage) of each year by the phase of net entry so far, (clusters, years, 4).

    entry   births less deaths over firms, NaN where unknown, (clusters, years)
    """
    out = np.empty((*entry.shape, 4))
    for year in range(entry.shape[1]):
        rate = phase_rate(entry[:, : year + 1])
        phase = np.select([rate > STILL, rate < -STILL], [0, 2], 1)
        out[:, year] = np.where(np.isfinite(rate)[:, None], STAGES_OF_PHASES[phase], UNKNOWN)
    return out


def phase_rate(entry: Matrix) -> NDArray[np.float64]:
    """Return the mean net entry of the present phase; NaN with too few known years, (clusters,)."""
    known = np.isfinite(entry)
    count = np.concatenate([np.zeros((len(entry), 1)), np.cumsum(known, axis=1)], axis=1)
    total = np.concatenate(
        [np.zeros((len(entry), 1)), np.cumsum(np.nan_to_num(entry), axis=1)], axis=1
    )
    before = _divide(total, count)
    after = _divide(total[:, -1:] - total, count[:, -1:] - count)
    allowed = (count >= WINDOW) & (count[:, -1:] - count >= WINDOW)
    allowed &= _nearer_own_window(entry, before, after)
    gap = np.where(allowed, np.abs(before - after), -1.0)
    split = np.argmax(gap, axis=1)
    rows = np.arange(len(entry))
    found = gap[rows, split] > STILL
    whole = _divide(total[:, -1], count[:, -1])
    rate = np.where(found, after[rows, split], whole)
    return np.asarray(np.where(count[:, -1] >= FEWEST, rate, np.nan))


def _nearer_own_window(entry: Matrix, before: Matrix, after: Matrix) -> NDArray[np.bool_]:
    first, last = _edge(entry), _edge(entry[:, ::-1])
    own = np.abs(before - first) <= np.abs(before - last)
    return np.asarray(own & (np.abs(after - last) <= np.abs(after - first)))


def _edge(entry: Matrix) -> Matrix:
    """Return the mean of the first known years of the window, shape (clusters, 1)."""
    known = np.isfinite(entry)
    early = known & (np.cumsum(known, axis=1) <= WINDOW)
    total = np.where(early, entry, 0.0).sum(axis=1, keepdims=True)
    return _divide(total, early.sum(axis=1, keepdims=True).astype(float))


def _divide(total: NDArray[np.float64], count: NDArray[np.float64]) -> NDArray[np.float64]:
    unknown = np.full(total.shape, np.nan)
    return np.asarray(np.divide(total, count, out=unknown, where=count > 0))
