"""Samples of cells brought into line with what is foreseen of their totals."""

from collections.abc import Callable

import numpy as np
from numba import njit
from numpy.typing import NDArray

from milieu.core.arrays import Vector
from milieu.outlook.draws import Samples
from milieu.outlook.limits import highest_totals
from milieu.outlook.panel import Panel

TOTALS_SHARE = 0.3
"""Weight of totals' own forecasts against the sums of their cells, where many totals teach each
other; assumption O9."""
TOTALS_PRIOR = 10.0
"""Totals of a kind at which that weight is halved: a nation by itself teaches little; O9."""
ROUNDS = 3
"""Rounds of proportional fitting over regions and industries."""
LEAST_TOTALS = 2

Base = Callable[[Panel, int], Samples]


def reconciled(cells: Samples, panel: Panel, base: Base) -> Samples:
    """Return the samples of cells fitted to combined forecasts of nation, industries and regions.

    cells   shape (series, horizons, draws); changed in place
    base    gives samples of a panel of totals, from it and a number that sets its random draws

    Draw by draw, a total's target is the weighted mean of the cells' sum and of the quantile of the
    total's own forecast that has the same rank; industries' and regions' targets are scaled to the
    nation's, and the cells are fitted to them in turn (iterative proportional fitting, Deming and
    Stephan 1940). So samples stay at least 0, and totals, being sums of cells, add up anyway.
    """
    everything = np.zeros(len(cells), np.intp)
    nation = target(cells, panel, everything, base, 1)
    sides = [(everything, nation)]
    for number, codes in enumerate((panel.industries, panel.regions), start=2):
        if worth_totals(codes):
            aim = target(cells, panel, codes, base, number)
            aim *= nation / np.maximum(aim.sum(axis=0, keepdims=True), 1e-300)
            sides.append((codes, aim))
    for _ in range(ROUNDS if len(sides) > 1 else 1):
        for codes, aim in sides:
            _fit(cells, codes, aim)
    return cells


def bounded(cells: Samples, panel: Panel, highest_values: Vector) -> None:
    """Lower samples in place that are, or whose totals are, beyond all that was ever seen.

    panel           every value known; limits of totals are those of `highest_totals`
    highest_values  of each series, shape (series,)
    """
    np.minimum(cells, highest_values.astype(np.float32)[:, None, None], out=cells)
    for codes in (np.zeros(len(cells), np.intp), panel.industries, panel.regions):
        summed = sums(cells, codes)
        highest = highest_totals(panel.values, codes, cells.shape[1])[:, :, None]
        highest = np.where(highest > 0, highest, np.inf)
        if (summed > highest).any():
            _fit(cells, codes, np.minimum(summed, highest))


def worth_totals(codes: NDArray[np.intp]) -> bool:
    """Return whether groups are neither one nor each series by itself."""
    groups = len(np.unique(codes))
    return LEAST_TOTALS <= groups <= len(codes) // 2


def target(
    cells: Samples, panel: Panel, codes: NDArray[np.intp], base: Base, number: int
) -> NDArray[np.float64]:
    """Return what the groups' totals are to be, shape (groups, horizons, draws)."""
    summed = sums(cells, codes)
    foreseen = np.sort(base(totals_of(panel, codes), number), axis=2)
    rank = np.argsort(np.argsort(summed, axis=2, kind="stable"), axis=2, kind="stable")
    matched = np.take_along_axis(foreseen, rank, axis=2).astype(np.float64)
    share = TOTALS_SHARE * len(summed) / (len(summed) + TOTALS_PRIOR)
    return (1 - share) * summed + share * matched


def totals_of(panel: Panel, codes: NDArray[np.intp]) -> Panel:
    """Return the panel of the groups' totals; every value of the panel must be known."""
    groups = int(codes.max()) + 1
    values = np.zeros((groups, panel.values.shape[1]))
    np.add.at(values, codes, panel.values)
    return Panel.of(values, panel.years, kind=panel.kind)


def sums(cells: Samples, codes: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the sums of samples over groups, shape (groups, horizons, draws)."""
    result = np.zeros((int(codes.max(initial=0)) + 1, *cells.shape[1:]))
    _sum(cells, codes, result)
    return result


@njit(cache=True, nogil=True)
def _sum(cells, codes, result):  # type: ignore[no-untyped-def]
    for i in range(cells.shape[0]):
        for h in range(cells.shape[1]):
            for d in range(cells.shape[2]):
                result[codes[i], h, d] += cells[i, h, d]


@njit(cache=True, nogil=True)
def _fit(cells, codes, aim):  # type: ignore[no-untyped-def]
    factor = np.zeros_like(aim)
    for i in range(cells.shape[0]):
        for h in range(cells.shape[1]):
            for d in range(cells.shape[2]):
                factor[codes[i], h, d] += cells[i, h, d]
    for g in range(aim.shape[0]):
        for h in range(aim.shape[1]):
            for d in range(aim.shape[2]):
                there = factor[g, h, d]
                factor[g, h, d] = aim[g, h, d] / there if there > 0.0 else 1.0
    for i in range(cells.shape[0]):
        for h in range(cells.shape[1]):
            for d in range(cells.shape[2]):
                cells[i, h, d] *= factor[codes[i], h, d]
