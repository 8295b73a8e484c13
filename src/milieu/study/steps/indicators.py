"""Step: the indicators of cells, regions, industries, with what the hidden cells leave open."""

import numpy as np
import pyarrow as pa

from milieu.store.arrow import schema_of, table_of
from milieu.study.matrices import levels, slices
from milieu.study.measuring import Measured, measure
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.view import View


def run(work: Work) -> dict[str, pa.Table]:
    """Measure every year of every level."""
    built = levels(work.session)
    tables = []
    for level in built:
        all_years = slices(work.session, level, built[0], work.frame.regions)
        for number, one in enumerate(all_years):
            seen = View(work, one, all_years[0])
            tables += [_rows(measured, seen) for measured in measure(seen)]
            work.progress(f"indicators {level} {one.cells.year}", (number + 1) / len(all_years))
    return {"indicators": pa.concat_tables(tables)}


def _rows(measured: Measured, seen: View) -> pa.Table:
    """Return the rows in which something is known, or one row that says why nothing is."""
    one, interval, cells = measured.indicator, measured.interval, seen.cells
    if interval is None:
        at: tuple[np.ndarray, ...] = (np.zeros(0, np.intp),)
        low = value = high = np.full(1, np.nan)
        hidden = np.zeros(1, np.int64)
    else:
        known = ~(np.isnan(interval.value) & np.isnan(interval.low))
        if one.of == "cell":
            known &= (cells.jobs > 0) | cells.hidden
        at = np.nonzero(known)
        low, value, high = interval.low[at], interval.value[at], interval.high[at]
        hidden = interval.hidden[at].astype(np.int64)
    n = len(value)
    regions, industries = np.array(cells.regions, object), np.array(cells.industries, object)
    nowhere = np.full(n, None, object)
    told = interval is not None
    columns = {
        "indicator": np.full(n, one.name),
        "level": np.full(n, seen.slice.level),
        "region": regions[at[0]] if told and one.of in ("cell", "region") else nowhere,
        "industry": industries[at[-1]] if told and one.of in ("cell", "industry") else nowhere,
        "year": np.full(n, cells.year, np.int16),
        "low": low,
        "value": value,
        "high": high,
        "unit": np.full(n, one.unit),
        "hidden_cells": hidden,
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
