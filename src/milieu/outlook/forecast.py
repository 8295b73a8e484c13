"""The outlook of a panel: what may come in each series and in sums of them, with honest ranges."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Vector
from milieu.core.errors import UserError
from milieu.outlook.draws import Samples
from milieu.outlook.ensemble import bridged_values, drawn, ensemble
from milieu.outlook.limits import highest_cells
from milieu.outlook.panel import Code, Panel, dense
from milieu.outlook.reconciling import bounded, reconciled, sums
from milieu.outlook.weights import Weights

DRAWS = 400
HORIZONS = 5
LABEL = "scenario-free: what such series did in the past, with no policy and no event assumed"


@dataclass(frozen=True)
class Outlook:
    """Joint samples of the future, free of any scenario.

    origin      the last year of the panel
    by_series   samples, at least 0, shape (series, horizons, draws); NaN where not foreseen
    reasons     for each series why it is not foreseen, "" where it is
    weights     shares of the members, as learnt from the panel; None where nothing is foreseen
    kind        of the panel: only counts have totals
    """

    origin: int
    by_series: Samples
    reasons: tuple[str, ...]
    weights: Weights | None
    kind: str = "count"
    label: str = LABEL

    @property
    def foreseen(self) -> Mask:
        """Return which series are foreseen."""
        return np.array([not reason for reason in self.reasons], np.bool_)

    @property
    def years(self) -> NDArray[np.int64]:
        """Return the years foreseen."""
        return self.origin + np.arange(1, self.by_series.shape[1] + 1)

    @property
    def samples(self) -> Samples:
        """Return the joint samples, shape (draws, series, horizons)."""
        return self.by_series.transpose(2, 0, 1)

    @property
    def middle(self) -> Samples:
        """Return the medians, shape (series, horizons)."""
        middle: Samples = self.quantiles((0.5,))[0]
        return middle

    def quantiles(self, levels: Sequence[float] | Vector) -> Samples:
        """Return quantiles of each series, shape (levels, series, horizons); NaN: not foreseen."""
        return quantiles_of(self.by_series, levels)

    def total(self, groups: Sequence[Code] | NDArray[np.integer]) -> NDArray[np.float64]:
        """Return samples of the totals of groups, shape (draws, groups, horizons).

        groups  code of each series' group; the groups come in ascending order
        Each draw's total is the sum of that draw's series, exactly: totals of totals are the same
        to the last bit, whatever the grouping. Series that are not foreseen are left out.
        Raises UserError for a panel of ratios, whose sums mean nothing.
        """
        if self.kind != "count":
            raise UserError(
                "a ratio has no total", where="total", next="Foresee numerator and denominator."
            )
        cells = np.where(np.isnan(self.by_series), np.float32(0), self.by_series)
        return sums(cells, dense(groups, len(cells), "groups")).transpose(2, 0, 1)


def foresee(
    panel: Panel,
    horizons: int = HORIZONS,
    *,
    draws: int = DRAWS,
    seed: int = 0,
    reconcile: bool = True,
) -> Outlook:
    """Return the outlook from the last year of the panel.

    horizons    years ahead, at least 1
    draws       joint samples, at least 2
    seed        the same panel and seed give the same samples, in whatever order the series come
    reconcile   bring the cells of counts into line with what is foreseen of their totals
    Raises UserError if horizons or draws are too few. A series of which too little is known is not
    foreseen, and `reasons` says why.
    """
    for name, value, least in (("horizons", horizons, 1), ("draws", draws, 2)):
        if value < least:
            raise UserError(f"{value} is too few", where=name, next=f"Ask for at least {least}.")
    reasons = tuple(panel.reasons())
    fit = np.flatnonzero([not reason for reason in reasons])
    result = np.full((len(panel.values), horizons, draws), np.nan, np.float32)
    weights = None
    if len(fit):
        chosen = panel.of_series(fit)
        order = one_order(chosen)
        result[fit[order]], weights = future(
            chosen.of_series(order), horizons, draws, seed, reconcile
        )
    return Outlook(int(panel.years[-1]), result, reasons, weights, panel.kind)


def one_order(panel: Panel) -> NDArray[np.intp]:
    """Return an order of the series that does not depend on how they came."""
    return np.lexsort([panel.industries, panel.regions, *np.nan_to_num(panel.values, nan=-1).T])


def future(
    panel: Panel, horizons: int, draws: int, seed: int, reconcile: bool
) -> tuple[Samples, Weights]:
    """Return samples, shape (series, horizons, draws), and the weights of the members."""
    told = ensemble(panel, horizons)
    cells = drawn(told, draws, seed)
    if panel.kind == "count" and len(panel.values) > 1:
        if reconcile:

            def base(totals: Panel, number: int) -> Samples:
                return drawn(ensemble(totals, horizons), draws, seed + number)

            reconciled(cells, bridged_values(told), base)
        bounded(cells, bridged_values(told), highest_cells(told.known.past))
        settle(cells)
    return cells, told.weights


def settle(cells: Samples) -> None:
    """Round samples in place so that all their sums are exact.

    To multiples of q = 2^k, the smallest power for which the largest total is below 2^52 q: a
    change of less than one in 10^15 of that total.
    """
    largest = float(cells.max(axis=(1, 2)).astype(np.float64).sum())
    if largest > 0:
        quantum = 2.0 ** (np.ceil(np.log2(largest)) - 52)
        small = cells < quantum * 2**24  # larger ones of 24 bits are multiples already
        cells[small] = np.rint(cells[small] / quantum) * quantum


def quantiles_of(drawn_values: NDArray[np.floating], levels: Sequence[float] | Vector) -> Samples:
    """Return quantiles over the last axis, levels first: samples stand at (k + 1/2) / draws."""
    ordered = np.sort(drawn_values, axis=-1)
    number = ordered.shape[-1]
    place = np.clip(np.asarray(levels) * number - 0.5, 0, number - 1)
    low = np.floor(place).astype(np.intp)
    high = np.minimum(low + 1, number - 1)
    part = (place - low).astype(ordered.dtype)
    mixed = ordered[..., low] * (1 - part) + ordered[..., high] * part
    result: Samples = np.ascontiguousarray(np.moveaxis(mixed, -1, 0))
    return result
