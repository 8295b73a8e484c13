"""Step: every cell of the studied levels, published or estimated from all margins."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from milieu.store.arrow import schema_of, table_of
from milieu.study.estimation import Estimate, Target, estimate_year, target
from milieu.study.panel import NATIONAL, Panel, Year, read_panel
from milieu.study.publication import AREA, publication, told
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step

FEW = 2  # establishments; one could tell the other's jobs from the total, so only a range is shown
DRAWS = pa.schema(
    [
        ("level", pa.string()),
        ("region", pa.string()),
        ("industry", pa.string()),
        ("year", pa.int16()),
        ("jobs", pa.float64()),
        ("draws", pa.list_(pa.float32())),
    ]
)


def run(work: Work) -> dict[str, pa.Table]:
    """Estimate the hidden cells of each year and keep those of the studied levels."""
    panel = read_panel(work.session, work.frame)
    levels = studied_levels(work.settings.regions.levels, panel)
    industries = panel.industries_at(panel.deepest(work.settings.industries.digits))
    cells, draws, totals = [], [], []
    for number, year in enumerate(panel.years):
        cells_of_year = publication(panel, year, work.frame)
        settings = work.settings
        whole = estimate_year(
            cells_of_year, told(cells_of_year, year), settings.hidden.draws, settings.seed
        )
        for level in levels:
            rows = target(whole, _regions(panel, level, levels), industries)
            cells.append(_cells(rows, level, year, panel))
            draws.append(_draws(rows, level, year, panel))
            totals.append(_totals(whole, level, year, panel, _regions(panel, level, levels)))
        work.progress(f"hidden cells {year.year}", (number + 1) / len(panel.years))
    return {
        "cells": pa.concat_tables(cells),
        "_draws": pa.concat_tables(draws),
        "_totals": pa.concat_tables(totals),
    }


def studied_levels(wanted: tuple[str, ...], panel: Panel) -> list[str]:
    """Return the levels named, else the one with most cells, and metropolitan areas beside it."""
    found = [level for level in panel.levels() if level not in NATIONAL]
    if wanted:
        return [level for level in wanted if level in found]
    return found[:1] + [AREA for level in found[1:] if level == AREA]


TOTALS = pa.schema(
    [("level", pa.string()), ("region", pa.string()), ("year", pa.int16()), ("jobs", pa.float64())]
)


def _totals(
    whole: Estimate, level: str, year: Year, panel: Panel, regions: NDArray[np.intp]
) -> pa.Table:
    """Return all jobs of each region: from the base rows, else from the totals of industries."""
    rows = target(whole, regions, panel.totals())
    jobs = dict(zip(rows.region.tolist(), rows.jobs.tolist(), strict=True))
    if year.base:
        jobs = {region: year.base[region] for region in regions.tolist() if region in year.base}
    columns = {
        "level": np.full(len(jobs), level),
        "region": np.array(panel.regions.codes, object)[np.array(list(jobs), np.intp)],
        "year": np.full(len(jobs), year.year, np.int16),
        "jobs": np.array(list(jobs.values()), np.float64),
    }
    return table_of(columns, TOTALS)


def _regions(panel: Panel, level: str, levels: list[str]) -> np.ndarray:
    """Return the regions of a level; the first level also holds the jobs without a place."""
    return panel.regions_at(level, beside=level == levels[0])


def _cells(rows: Target, level: str, year: Year, panel: Panel) -> pa.Table:
    few = rows.hidden & ~(rows.establishments > FEW)
    printed = (rows.source >= 0) & ~rows.hidden
    file = np.where(printed, year.file[np.where(printed, rows.source, 0)], -1)
    columns = {
        "level": np.full(len(rows.jobs), level),
        "region": np.array(panel.regions.codes)[rows.region],
        "industry": np.array(panel.industries.codes)[rows.industry],
        "year": np.full(len(rows.jobs), year.year, np.int16),
        "establishments": rows.establishments,
        "jobs_low": rows.low,
        "jobs": np.where(few, np.nan, rows.jobs),
        "jobs_high": rows.high,
        "least": rows.least,
        "most": rows.most,
        "status": status(rows.hidden, few),
        "file": np.array([*panel.files, None], object)[file],
    }
    return table_of(columns, schema_of(RESULTS["cells"].fields))


def status(hidden: np.ndarray, few: np.ndarray) -> np.ndarray:
    """Return for each cell whether it is published, estimated or may be shown as a range only."""
    return np.where(few, "range only", np.where(hidden, "estimated", "published"))


def _draws(rows: Target, level: str, year: Year, panel: Panel) -> pa.Table:
    at = np.flatnonzero(rows.hidden)
    lists = _lists(rows.drawn)
    columns = {
        "level": np.full(len(at), level),
        "region": np.array(panel.regions.codes)[rows.region[at]],
        "industry": np.array(panel.industries.codes)[rows.industry[at]],
        "year": np.full(len(at), year.year, np.int16),
        "jobs": rows.jobs[at],
        "draws": lists,
    }
    return table_of(columns, DRAWS)


def _lists(drawn: np.ndarray) -> pa.Array:
    """Return the draws as one list a hidden cell."""
    draws, cells = drawn.shape
    values = pa.array(np.ascontiguousarray(drawn.T).ravel(), pa.float32())
    return pa.ListArray.from_arrays(pa.array(np.arange(cells + 1, dtype=np.int32) * draws), values)


step(
    Step(
        name="cells",
        order=10,
        about="bounds, estimates and joint draws of the cells that the office hides",
        needs=("employment",),
        reads=("employment", "regions", "industries", "files"),
        makes=("cells", "_draws", "_totals"),
        run=run,
    )
)
