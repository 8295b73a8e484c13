"""Measuring: every declared indicator whose arrays a year has, with its range."""

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.core.cells import Cells
from milieu.core.errors import UserError
from milieu.core.interval import Interval
from milieu.indicators.declare import INDICATORS, Indicator
from milieu.indicators.spread import spread
from milieu.study.view import View

HIDDEN_RANGE = "80 % range of the hidden cells"
SAMPLING = "95 % range if workers came one by one; plants make it wider"
BOUNDS = "no sizes of plants: lowest and highest that establishments allow"
FEWEST_DRAWS = 15  # of the hidden cells; ten and ninety of a hundred are then rough ends
MOST_LOOKS = 20_000_000  # cells looked at for one indicator in one year, in all draws together
FROM_TO = "change from {} to {}"


@dataclass(frozen=True)
class Measured:
    """Values of one indicator, or None and the reason why there are none."""

    indicator: Indicator
    interval: Interval | None
    note: str


def measure(seen: View) -> Iterator[Measured]:
    """Yield every declared indicator that the year's data allow, or why it is refused."""
    for one in INDICATORS.values():
        how = OWN_WAY.get(one.name, _by_draws if one.needs[0] == "jobs" else _plain)
        try:
            measured = how(one, seen)
        except UserError as refusal:
            yield Measured(one, None, str(refusal))
            continue
        if measured is not None:
            yield measured


def _given(one: Indicator, seen: View, beside: dict[str, Any]) -> dict[str, Any] | None:
    """Return the arrays that a formula takes; None where one that it needs is lacking."""
    known = {**seen.arrays, **beside}
    if any(name not in known for name in one.needs):
        return None
    return {n: known[n] for n in inspect.signature(one.formula).parameters if n in known}


def _by_draws(one: Indicator, seen: View) -> Measured | None:
    """Measure an indicator of jobs; its range comes from the joint draws of the hidden cells."""
    given = _given(one, seen, {"jobs": None, **seen.room})
    if given is None:
        return None
    totals = {name: given.pop(name) for name in seen.room if name in given}
    del given["jobs"]
    formula = partial(one.formula, **given) if given else one.formula
    cells = _affordable(seen.cells)
    note = HIDDEN_RANGE if cells is seen.cells else f"{HIDDEN_RANGE}, {len(cells.draws)} draws"
    return Measured(one, spread(formula, cells, **totals), note)


def _affordable(cells: Cells) -> Cells:
    """Return the cells with as many draws as are affordable: each is a look at all cells."""
    most = max(FEWEST_DRAWS, MOST_LOOKS // max(cells.jobs.size, 1))
    if len(cells.draws) <= most:
        return cells
    return replace(cells, draws=replace(cells.draws, jobs=cells.draws.jobs[:most]))


def _plain(one: Indicator, seen: View) -> Measured | None:
    """Measure an indicator whose range the hidden cells do not make; they are counted."""
    given = _given(one, seen, {"jobs": seen.cells.jobs})
    if given is None:
        return None
    value = one.value(one.formula(**given))
    hidden = seen.cells.hidden.astype(np.int32) * ("jobs" in given)
    return Measured(one, Interval(value, value, value, hidden), "")


def _quotient(one: Indicator, seen: View) -> Measured:
    """Return a quotient with the range of its cell; the totals are margins and known far better."""
    totals = seen.totals
    most = np.minimum(totals["region_total"][:, None], totals["national"][None, :])
    low, high = seen.ranges
    low, value, high = (
        one.value(one.formula(np.minimum(jobs, most), **totals))
        for jobs in (low, seen.cells.jobs, high)
    )
    hidden = seen.cells.hidden.astype(np.int32)
    return Measured(one, Interval(low, value, high, hidden, 0.8), HIDDEN_RANGE)


def _sampling(one: Indicator, seen: View) -> Measured:
    quotient = INDICATORS["location_quotient"].formula(seen.cells.jobs, **seen.totals)
    low, high = one.formula(seen.cells.jobs, **seen.totals)
    low, high = np.fmin(low, quotient), np.fmax(high, quotient)
    return Measured(
        one, Interval(low, quotient, high, seen.cells.hidden.astype(np.int32), 0.95), SAMPLING
    )


def _plants(one: Indicator, seen: View) -> Measured | None:
    """Return an index that needs plant sizes: from firms where known, else its bounds."""
    if "herfindahl" in seen.arrays:
        return _by_draws(one, seen)
    total = seen.totals["region_total"]
    ends = [
        one.value(one.formula(seen.cells.jobs, herfindahl, region_total=total))
        for herfindahl in herfindahl_bounds(seen.cells)
    ]
    unknown = np.full(ends[0].shape, np.nan)
    hidden = seen.cells.hidden.sum(axis=0).astype(np.int32)
    return Measured(one, Interval(np.fmin(*ends), unknown, np.fmax(*ends), hidden), BOUNDS)


def _shift_share(one: Indicator, seen: View) -> Measured | None:
    measured = _plain(one, seen)
    if measured is None:
        return None
    years = seen.first.cells.year, seen.slice.cells.year
    return Measured(one, measured.interval, FROM_TO.format(*years))


OWN_WAY: dict[str, Callable[[Indicator, View], Measured | None]] = {
    "location_quotient": _quotient,
    "symmetric_location_quotient": _quotient,
    "location_quotient_interval": _sampling,
    "ellison_glaeser": _plants,
    "maurel_sedillot": _plants,
    "shift_share": _shift_share,
}


def herfindahl_bounds(cells: Cells) -> tuple[Vector, Vector]:
    """Return the least and greatest concentration on establishments that the cells allow.

    In a cell of j jobs and n establishments the sum of squares is least if all are equal, j^2/n,
    and greatest if one has all jobs but one for each of the others.
    """
    jobs = cells.jobs
    number = np.clip(cells.establishments, 1, np.maximum(jobs, 1))
    number = np.where(np.isnan(number), np.maximum(jobs, 1), number)
    total = jobs.sum(axis=0)
    least, greatest = jobs**2 / number, (jobs - number + 1) ** 2 + number - 1
    greatest = np.where(np.isnan(cells.establishments), jobs**2, greatest)

    def share(squares: Matrix) -> Vector:
        squares = np.where(jobs > 0, squares, 0.0).sum(axis=0)
        whole = np.where(total > 0, total, np.nan) ** 2
        return np.asarray(np.minimum(squares / whole, 1.0))

    return share(least), share(greatest)
