"""Indicators of a panel: the second pass over its rows."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.inputs import ratio
from milieu.indicators.panels.kernel import OF_INDUSTRY, OF_REGION, ONE, Records, measure
from milieu.indicators.panels.panel import Panel
from milieu.indicators.panels.totals import Totals, in_parts, panel_totals

BLOCK = 1 << 15  # rows, whose quotients stay near the processor

EachBlock = Callable[[int, Vector], None]


class PanelIndices(NamedTuple):
    """Indices of every industry and region of a panel, and the totals they rest on.

    hoover                 shape (years, industries), as `hoover`
    regions_herfindahl     sum of an industry's squared regional shares, shape (years, industries)
    industries_herfindahl  sum of a region's squared industry shares, shape (years, regions)
    """

    totals: Totals
    hoover: Matrix
    regions_herfindahl: Matrix
    industries_herfindahl: Matrix


class PanelIndicators(NamedTuple):
    """Indicators of every row, industry and region of a panel, and the totals they rest on.

    location_quotient   of each row, shape (rows,); as `location_quotient` of each year's matrix
    The others are as in PanelIndices.
    """

    totals: Totals
    location_quotient: Vector
    hoover: Matrix
    regions_herfindahl: Matrix
    industries_herfindahl: Matrix


def panel_indicators(panel: Panel, threads: int = 2) -> PanelIndicators:
    """Return location quotients, Hoover and Herfindahl indices of all years of a panel.

    LQ = (E_ir / E_r) / (E_i / E); the rest, missing values, threads and errors as panel_indices
    """
    quotient = np.empty(len(panel))

    def keep(start: int, block: Vector) -> None:
        quotient[start : start + len(block)] = block

    found = panel_indices(panel, threads, keep)
    return PanelIndicators(found.totals, quotient, *found[1:])


def panel_indices(panel: Panel, threads: int = 2, each: EachBlock | None = None) -> PanelIndices:
    """Return Hoover and Herfindahl indices of all years, and pass on the location quotients.

    Hoover = 1/2 sum_r |s - x|,  Herfindahl = sum_r s^2, sum_i t^2
    with s = E_ir / E_i, x = E_r / E, t = E_ir / E_r in each year

    threads   that share the rows; the result is the same for any number, and for any order of
              rows as far as the totals are (see panel_totals)
    each      called with the first row of a block of rows and the location quotients of all of
              them, from several threads; the array is used again, so copy what is to be kept
    return    NaN where the region or the industry has no jobs and for hidden rows. Hidden rows are
              left out of the sums: look at totals.hidden_in_region and hidden_in_industry, or
              estimate them first
    raises    as panel_totals
    """
    totals = panel_totals(panel, threads)
    records = _records(totals)
    parts = in_parts(
        lambda start, stop: _measured(panel, start, stop, records, each), len(panel), threads
    )
    by_region, by_industry = ([found[k] for found in parts] for k in (0, 1))
    misplaced = _total(by_industry, "misplaced", totals.industry.shape)
    # regions without a row of the industry have s = 0 and add x, as if all rows were -x and x is 1
    return PanelIndices(
        totals,
        np.where(totals.industry > 0, np.maximum(1 + misplaced, 0) / 2, np.nan),
        np.where(
            totals.industry > 0, _total(by_industry, "squares", totals.industry.shape), np.nan
        ),
        np.where(totals.region > 0, _total(by_region, "squares", totals.region.shape), np.nan),
    )


def _measured(
    panel: Panel, start: int, stop: int, records: tuple[Records, Records], each: EachBlock | None
) -> tuple[Records, Records]:
    """Return the records of regions and industries with what some rows add to them."""
    _, regions, industries = panel.shape
    by_region, by_industry = (known.copy() for known in records)
    room = np.empty(min(BLOCK, stop - start))
    for first in range(start, stop, BLOCK):
        rows = slice(first, min(first + BLOCK, stop))
        columns = (panel.region[rows], panel.industry[rows], panel.year[rows], panel.jobs[rows])
        quotient = room[: rows.stop - first]
        measure(*columns, by_region, by_industry, quotient, regions, industries)
        if each:
            each(first, quotient)
    return by_region, by_industry


def _records(totals: Totals) -> tuple[Records, Records]:
    """Return what the second pass needs to know of each region and industry of each year."""
    of_region = np.zeros(totals.region.size, OF_REGION)
    of_industry = np.zeros(totals.industry.size, OF_INDUSTRY)
    of_region["jobs"] = totals.region.ravel()
    for records, jobs in ((of_region, totals.region), (of_industry, totals.industry)):
        records["share"] = np.nan_to_num(ratio(jobs, totals.nation[:, None])).ravel()
        records["per_job"] = np.nan_to_num(ratio(1.0, jobs)).ravel()
    return of_region, of_industry


def _total(parts: list[Records], name: str, shape: tuple[int, ...]) -> Matrix:
    whole = np.sum([part[name] for part in parts], axis=0)
    return np.asarray(whole.reshape(shape) / ONE, np.float64)
