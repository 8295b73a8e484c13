"""Step: the indicators of cells, regions, industries, with what the hidden cells leave open."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.cells import Cells
from milieu.core.interval import Interval
from milieu.indicators.declare import INDICATORS, Indicator
from milieu.indicators.spread import spread
from milieu.store.arrow import schema_of, table_of
from milieu.study.matrices import ELSEWHERE, Slice, levels, slices
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step

HIDDEN_RANGE = "80 % range of the hidden cells"
SAMPLING = "95 % range if workers came one by one; plants make it wider"
BOUNDS = "no sizes of plants: lowest and highest that establishments allow"
FROM_TO = "change from {} to {}"
INNOVATION = ("patents", "firms", "patenting_firms", "rd_unit_firms", "rd_active_firms")


@dataclass(frozen=True)
class Measured:
    """Values of one indicator, with the shape of what it describes."""

    indicator: Indicator
    interval: Interval
    note: str


def run(work: Work) -> dict[str, pa.Table]:
    """Measure every year of every level."""
    built = levels(work.session)
    tables = []
    for level in built:
        all_years = slices(work.session, level, built[0], work.frame.regions)
        for number, one in enumerate(all_years):
            seen = _View.of(work, one, all_years[0])
            for measured in _measure(seen):
                tables.append(_rows(measured, seen))
            work.progress(f"indicators {level} {one.cells.year}", (number + 1) / len(all_years))
    return {"indicators": pa.concat_tables(tables)}


@dataclass(frozen=True)
class _View:
    """A slice without the jobs that lie nowhere, and what formulas need beside it."""

    work: Work
    level: str
    cells: Cells
    range_low: Matrix
    range_high: Matrix
    first: Cells
    national: Vector
    national_first: Vector

    @classmethod
    def of(cls, work: Work, one: Slice, first: Slice) -> "_View":
        return cls(
            work,
            one.level,
            _rows_of(one.cells, one.place),
            one.range_low[one.place],
            one.range_high[one.place],
            _rows_of(first.cells, first.place),
            one.cells.jobs.sum(axis=0),
            first.cells.jobs.sum(axis=0),
        )

    @property
    def base(self) -> dict[str, Any]:
        """Return the totals that quotients compare with."""
        return {
            "region_total": self.cells.jobs.sum(axis=1),
            "national": self.national,
            "national_total": float(self.national.sum()),
        }


def _rows_of(cells: Cells, place: Mask) -> Cells:
    """Return the rows that are places; hidden cells lie in places only."""
    row = np.full(len(place), -1, np.int32)
    row[place] = np.arange(place.sum(), dtype=np.int32)
    kept = place[cells.draws.row]
    draws = replace(
        cells.draws,
        row=row[cells.draws.row[kept]],
        column=cells.draws.column[kept],
        jobs=cells.draws.jobs[:, kept] if len(cells.draws.jobs) else cells.draws.jobs,
    )
    return replace(
        cells,
        regions=tuple(np.array(cells.regions, object)[place]),
        jobs=cells.jobs[place],
        low=cells.low[place],
        high=cells.high[place],
        hidden=cells.hidden[place],
        establishments=cells.establishments[place],
        draws=draws,
    )


def _measure(seen: _View) -> Iterator[Measured]:
    """Yield all indicators that the data allow."""
    yield _quotient("location_quotient", seen)
    yield _quotient("symmetric_location_quotient", seen)
    yield _sampling(seen)
    yield _spread("standardized_location_quotient", seen)
    for name in (
        "hoover",
        "locational_gini",
        "theil",
        "krugman_concentration",
        "krugman_specialization",
    ):
        yield _spread(name, seen)
    yield from _plants(seen)
    if seen.cells.year != seen.first.year:
        yield _shift_share(seen)
    yield from _innovation(seen)


def _quotient(name: str, seen: _View) -> Measured:
    """Return a quotient with the range of its cell; the totals are margins and known far better."""
    one, base = INDICATORS[name], seen.base
    most = np.minimum(base["region_total"][:, None], base["national"][None, :])
    low, value, high = (
        one.value(one.formula(np.minimum(jobs, most), **base))
        for jobs in (seen.range_low, seen.cells.jobs, seen.range_high)
    )
    hidden = seen.cells.hidden.astype(np.int32)
    return Measured(one, Interval(low, value, high, hidden, 0.8), HIDDEN_RANGE)


def _spread(name: str, seen: _View, **other: Any) -> Measured:
    one = INDICATORS[name]
    return Measured(one, spread(one.formula, seen.cells, **other), HIDDEN_RANGE)


def _sampling(seen: _View) -> Measured:
    one = INDICATORS["location_quotient_interval"]
    quotient = INDICATORS["location_quotient"].formula(seen.cells.jobs, **seen.base)
    low, high = one.formula(seen.cells.jobs, **seen.base)
    hidden = seen.cells.hidden.astype(np.int32)
    low, high = np.fmin(low, quotient), np.fmax(high, quotient)
    return Measured(one, Interval(low, quotient, high, hidden, 0.95), SAMPLING)


def _plants(seen: _View) -> Iterator[Measured]:
    """Yield the indices that need plant sizes: from firms where known, else their bounds."""
    herfindahl = _herfindahl_of_firms(seen)
    hidden = seen.cells.hidden.sum(axis=0).astype(np.int32)
    for name in ("ellison_glaeser", "maurel_sedillot"):
        one = INDICATORS[name]
        if herfindahl is not None:
            formula = partial(one.formula, herfindahl=herfindahl)
            yield Measured(one, spread(formula, seen.cells), HIDDEN_RANGE)
            continue
        ends = [one.value(one.formula(seen.cells.jobs, h)) for h in _herfindahl_bounds(seen.cells)]
        unknown = np.full(len(hidden), np.nan)
        yield Measured(one, Interval(np.fmin(*ends), unknown, np.fmax(*ends), hidden), BOUNDS)


def _herfindahl_of_firms(seen: _View) -> Vector | None:
    """Return the concentration of each industry on firms in the year, None without firms."""
    year = seen.cells.year
    rows = seen.work.session.execute(
        "SELECT industry, sum(jobs * jobs) / (sum(jobs) * sum(jobs)) FROM firms "
        "WHERE jobs > 0 AND coalesce(opened, 0) <= ? AND coalesce(closed, 9999) > ? "
        "GROUP BY industry",
        [year, year],
    ).fetchall()
    if not rows:
        return None
    canonical = seen.work.frame.industries.canonical
    of = {canonical(industry): value for industry, value in rows}
    return np.array([of.get(industry, np.nan) for industry in seen.cells.industries])


def _herfindahl_bounds(cells: Cells) -> tuple[Vector, Vector]:
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


def _shift_share(seen: _View) -> Measured:
    one = INDICATORS["shift_share"]
    value = one.value(
        one.formula(seen.first.jobs, seen.cells.jobs, seen.national_first, seen.national)
    )
    hidden = (seen.cells.hidden | seen.first.hidden).astype(np.int32)
    note = FROM_TO.format(seen.first.year, seen.cells.year)
    return Measured(one, Interval(value, value, value, hidden), note)


def _innovation(seen: _View) -> Iterator[Measured]:
    """Yield what patents and research say, where the table `innovation` has the year."""
    given = _innovation_arrays(seen)
    if not given:
        return
    arrays = {**given, "jobs": seen.cells.jobs}
    for one in INDICATORS.values():
        if set(one.needs) <= set(arrays) and set(one.needs) & set(INNOVATION):
            value = one.value(one.formula(**{name: arrays[name] for name in one.needs}))
            hidden = seen.cells.hidden.astype(np.int32) * ("jobs" in one.needs)
            yield Measured(one, Interval(value, value, value, hidden), "")


def _innovation_arrays(seen: _View) -> dict[str, Matrix]:
    rows = seen.work.session.execute(
        f"SELECT region, industry, {', '.join(INNOVATION)} FROM innovation WHERE year = ?",
        [seen.cells.year],
    ).fetchall()
    if not rows:
        return {}
    frame = seen.work.frame
    row = {code: at for at, code in enumerate(seen.cells.regions)}
    column = {code: at for at, code in enumerate(seen.cells.industries)}
    arrays = {name: np.full(seen.cells.jobs.shape, np.nan) for name in INNOVATION}
    for region, industry, *values in rows:
        at = (
            row.get(frame.regions.canonical(region)),
            column.get(frame.industries.canonical(industry)),
        )
        if None not in at:
            for name, value in zip(INNOVATION, values, strict=True):
                arrays[name][at] = np.nan if value is None else value
    return arrays


def _rows(measured: Measured, seen: _View) -> pa.Table:
    """Return the rows in which something is known."""
    one, interval = measured.indicator, measured.interval
    known = ~(np.isnan(interval.value) & np.isnan(interval.low))
    if one.of in ("cell", "industry"):
        known &= np.array(seen.cells.industries) != ELSEWHERE
    if one.of == "cell":
        known &= (seen.cells.jobs > 0) | seen.cells.hidden
    at = np.nonzero(known)
    n = len(at[0])
    regions, industries = np.array(seen.cells.regions), np.array(seen.cells.industries)
    nowhere = np.full(n, None, object)
    columns = {
        "indicator": np.full(n, one.name),
        "level": np.full(n, seen.level),
        "region": regions[at[0]] if one.of in ("cell", "region") else nowhere,
        "industry": industries[at[-1]] if one.of in ("cell", "industry") else nowhere,
        "year": np.full(n, seen.cells.year, np.int16),
        "low": interval.low[at],
        "value": interval.value[at],
        "high": interval.high[at],
        "unit": np.full(n, one.unit),
        "hidden_cells": interval.hidden[at].astype(np.int64),
        "note": np.full(n, measured.note),
    }
    return table_of(columns, schema_of(RESULTS["indicators"].fields))


step(
    Step(
        name="indicators",
        order=30,
        about="the indicators of every cell, region and industry, with their ranges",
        needs=("cells",),
        reads=("cells", "_draws", "_totals", "regions", "industries", "firms", "innovation"),
        makes=("indicators",),
        run=run,
    )
)
