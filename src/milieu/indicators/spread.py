"""How far an indicator moves when the hidden cells are drawn instead of estimated."""

import inspect
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.cells import Cells
from milieu.core.errors import UserError
from milieu.core.interval import Counts, Interval
from milieu.indicators.declare import Level, declared

Formula = Callable[..., Any]
Draws = NDArray[np.float32]

TOTALS = {"region_total", "national", "national_total"}
PRECISION = 1e-6  # relative; draws are kept as 32-bit numbers
BLOCK = 50_000  # cells handled at a time: 60 draws of them fit into the processor's cache


def spread(formula: Formula, cells: Cells, *, share: float = 0.8, **other: Any) -> Interval:
    """Return an indicator with the range that the hidden cells leave open.

    value    formula(cells.jobs)
    range    quantiles (1 - share)/2 and (1 + share)/2 of formula(cells.drawn(d)) over the draws d,
             widened where needed to hold the value
    hidden   hidden cells that the value rests on: the cell itself, those of its region, those of
             its industry, or all, according to what the indicator is declared to describe

    formula   takes jobs first and returns one array or, if declared with a part, several by name
    share     share of the draws that the range covers, 0 to 1
    other     further arrays and options of the formula, the same in all draws
    return    shape of the value; NaN where the value does not exist
    raises    UserError if cells are hidden but none were drawn, or a share is not 0 to 1

    With 60 draws a range of .8 holds the truth in 79 of 100, one of .95 in 93, if the truth is one
    more draw: the outermost quantiles of few draws lie too far in.

    A formula that takes `region_total` sees all regions of a few industries at a time, with the
    totals of each draw; any other sees the whole matrix once for every draw.
    """
    if not 0 <= share <= 1:
        raise UserError(f"is {share}, but it must be 0 to 1", where="share", next="Try 0.8.")
    value = _value(formula, cells.jobs, other)
    hidden = _hidden(cells.hidden, _describes(formula, value.shape, cells))
    if not _is_drawn(cells):
        return Interval(value, value, value, hidden, share)
    low, high = np.empty_like(value), np.empty_like(value)
    for where, draws in _drawn_values(formula, cells, value.shape, other):
        low[where], high[where] = _quantiles(draws, share)
    low, high = (_snapped(end, value) for end in (low, high))
    return Interval(np.fmin(low, value), value, np.fmax(high, value), hidden, share)


def drawn_scores(formula: Formula, cells: Cells, **other: Any) -> Iterator[NDArray[np.float64]]:
    """Yield the formula's value in one draw after the other; the value alone if none is hidden."""
    if not _is_drawn(cells):
        yield _value(formula, cells.jobs, other)
        return
    for number in range(len(cells.draws)):
        yield _value(formula, cells.drawn(number), other)


def probability_in_list(scores: Iterable[NDArray[np.float64]], k: int) -> NDArray[np.float64]:
    """Return for each score the share of draws in which it is among the k highest.

    scores   one array for each draw, all of one shape, such as drawn_scores(location_quotient,
             cells); held one at a time; NaN is never in the list; ties are cut by position
    k        length of the list, at least 1
    return   0 to 1, shape of a draw; the sum is k if every draw has k scores
    raises   UserError if k is below 1 or there is no draw
    """
    if k < 1:
        raise UserError(f"is {k}, but it must be at least 1", where="k", next="Try 100.")
    times, draws, shape = np.zeros(0, np.int32), 0, None
    for score in scores:
        if shape is None:
            shape, times = score.shape, np.zeros(score.size, np.int32)
        times[_highest(score.ravel(), k)] += 1
        draws += 1
    if shape is None:
        raise UserError("has no draws", where="scores", next="Give at least one array of scores.")
    return (times / draws).reshape(shape)


def _highest(score: Vector, k: int) -> NDArray[np.intp]:
    known = np.flatnonzero(~np.isnan(score))
    if len(known) <= k:
        return known
    least = len(known) - k
    return np.asarray(known[np.argpartition(score[known], least)[least:]])


def _is_drawn(cells: Cells) -> bool:
    if len(cells.draws) and cells.draws.row.size:
        return True
    if cells.hidden.any():
        raise UserError(
            f"{int(cells.hidden.sum())} cells are hidden, but none were drawn",
            where=f"cells of {cells.year}",
            next="Draw the hidden cells first; without draws no range can be told.",
        )
    return False


def _value(formula: Formula, jobs: Matrix, other: dict[str, Any]) -> NDArray[np.float64]:
    known = declared(formula)
    result = formula(jobs, **other)
    return known.value(result) if known else np.asarray(result, np.float64)


def _describes(formula: Formula, shape: tuple[int, ...], cells: Cells) -> Level:
    """Return what one value describes: as declared, else as the shape tells."""
    known = declared(formula)
    if known:
        return known.of
    regions, industries = cells.jobs.shape
    levels: dict[tuple[int, ...], Level] = {
        (): "nation",
        (industries,): "industry",
        (regions,): "region",
        (regions, industries): "cell",
    }
    if shape not in levels:
        raise UserError(
            f"returned shape {shape}, which fits neither cells, regions nor industries",
            where=getattr(formula, "__name__", "formula"),
            next=f"Return values for each of {regions} regions, {industries} industries or both.",
        )
    return levels[shape]


def _hidden(hidden: Mask, of: Level) -> Counts:
    if of == "cell":
        return hidden.astype(np.int32)
    axis = {"region": 1, "industry": 0, "nation": None}[of]
    return np.asarray(hidden.sum(axis=axis), np.int32)


def _drawn_values(
    formula: Formula, cells: Cells, shape: tuple[int, ...], other: dict[str, Any]
) -> Iterator[tuple[Any, Draws]]:
    """Yield a place in the value and what the draws make of it, shape (place, draws)."""
    takes = inspect.signature(formula).parameters
    single = {name for name, given in other.items() if np.ndim(given) == 0}
    apart = "region_total" in takes and set(other) <= TOTALS | single
    if apart and _describes(formula, shape, cells) in ("cell", "industry"):
        yield from _by_industries(formula, cells, shape, other, "national_total" in takes)
        return
    draws = np.empty((*shape, len(cells.draws)), np.float32)
    for number, score in enumerate(drawn_scores(formula, cells, **other)):
        draws[..., number] = score
    yield ..., draws


def _by_industries(
    formula: Formula,
    cells: Cells,
    shape: tuple[int, ...],
    other: dict[str, Any],
    takes_nation: bool,
) -> Iterator[tuple[Any, Draws]]:
    """As _drawn_values, a few industries at a time; all they need of the others are the totals."""
    regions, industries = cells.jobs.shape
    number, wide = len(cells.draws), max(1, BLOCK // max(1, regions))
    given_region, given_national = other.get("region_total"), other.get("national")
    region_total = _region_totals(cells)
    order = np.argsort(cells.draws.column, kind="stable")
    row, column = cells.draws.row[order], cells.draws.column[order]
    for first in range(0, industries, wide):
        last = min(first + wide, industries)
        start, end = np.searchsorted(column, (first, last))
        place, across = row[start:end], column[start:end] - first
        drawn = cells.draws.jobs[:, order[start:end]]
        jobs = cells.jobs[:, first:last].copy()
        options = dict(other)
        draws = np.empty((number, *shape[:-1], last - first), np.float32)
        for draw in range(number):
            jobs[place, across] = drawn[draw]
            # a draw may exceed a published total; then the total gives way
            if given_region is None:
                options["region_total"] = region_total[draw]
            else:
                options["region_total"] = np.maximum(given_region, jobs.max(axis=1))
            if given_national is not None:
                options["national"] = np.maximum(given_national[first:last], jobs.max(axis=0))
            if takes_nation and other.get("national_total") is None:
                options["national_total"] = _nation(other, region_total[draw])
            draws[draw] = _value(formula, jobs, options)
        yield (..., slice(first, last)), np.ascontiguousarray(np.moveaxis(draws, 0, -1))


def _nation(other: dict[str, Any], region_total: Vector) -> float | None:
    """Return the nation's jobs as base_of would from the whole matrix."""
    given, national = other.get("region_total"), other.get("national")
    if national is not None:
        return None if given is not None else float(np.sum(national))
    return float(np.sum(region_total if given is None else given))


def _region_totals(cells: Cells) -> Matrix:
    """Return all jobs of each region in each draw, shape (draws, regions)."""
    regions = len(cells.jobs)
    fixed = cells.jobs.copy()
    fixed[cells.draws.row, cells.draws.column] = 0
    known = fixed.sum(axis=1)
    hidden = [np.bincount(cells.draws.row, jobs, regions) for jobs in cells.draws.jobs]
    return np.asarray(known + np.array(hidden))


def _quantiles(draws: Draws, share: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return two quantiles over the last axis, without the draws in which no value exists."""
    draws = np.sort(draws, axis=-1)  # NaN last
    number = draws.shape[-1] - np.isnan(draws).sum(axis=-1)
    return _at(draws, number, (1 - share) / 2), _at(draws, number, (1 + share) / 2)


def _snapped(end: NDArray[np.float64], value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the end of a range; the value where it does not exist or is as good as the end."""
    with np.errstate(invalid="ignore"):  # infinite - infinite
        close = np.abs(end - value) <= PRECISION * np.abs(value)
    return np.where(close | np.isnan(value), value, end)


def _at(draws: Draws, number: NDArray[np.intp], quantile: float) -> NDArray[np.float64]:
    place = quantile * np.maximum(number - 1, 0)
    below = np.floor(place).astype(np.intp)
    above = np.minimum(below + 1, np.maximum(number - 1, 0))
    lower = np.take_along_axis(draws, below[..., None], -1)[..., 0].astype(np.float64)
    upper = np.take_along_axis(draws, above[..., None], -1)[..., 0].astype(np.float64)
    with np.errstate(invalid="ignore"):  # infinite - infinite
        between = lower + (upper - lower) * (place - below)
    return np.where(lower == upper, lower, between)
