"""Indicators of a panel: the second pass over its rows."""

from typing import NamedTuple

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.inputs import ratio
from milieu.indicators.panels.kernel import ONE, Whole, measure
from milieu.indicators.panels.panel import Panel
from milieu.indicators.panels.totals import Totals, in_parts, panel_totals


class PanelIndicators(NamedTuple):
    """Indicators of every row, industry and region of a panel, and the totals they rest on.

    location_quotient      of each row, shape (rows,); as `location_quotient` of each year's matrix
    hoover                 shape (years, industries), as `hoover`
    regions_herfindahl     sum of an industry's squared regional shares, shape (years, industries)
    industries_herfindahl  sum of a region's squared industry shares, shape (years, regions)
    """

    totals: Totals
    location_quotient: Vector
    hoover: Matrix
    regions_herfindahl: Matrix
    industries_herfindahl: Matrix


def panel_indicators(panel: Panel, threads: int = 2) -> PanelIndicators:
    """Return location quotients, Hoover and Herfindahl indices of all years of a panel.

    LQ = (E_ir / E_r) / (E_i / E),  Hoover = 1/2 sum_r |s - x|,  Herfindahl = sum_r s^2, sum_i t^2
    with s = E_ir / E_i, x = E_r / E, t = E_ir / E_r in each year

    threads   that share the rows; the result is the same for any number, and for any order of
              rows as far as the totals are (see panel_totals)
    return    NaN where the region or the industry has no jobs and for hidden rows. Hidden rows are
              left out of the sums: look at totals.hidden_in_region and hidden_in_industry, or
              estimate them first
    raises    as panel_totals
    """
    totals = panel_totals(panel, threads)
    years, regions, industries = panel.shape
    nation = totals.nation[:, None]
    by_region = totals.region.ravel()
    region_share = np.nan_to_num(ratio(totals.region, nation)).ravel()
    industry_share = np.nan_to_num(ratio(totals.industry, nation)).ravel()
    per_region_job = np.nan_to_num(ratio(1.0, totals.region)).ravel()
    per_industry_job = np.nan_to_num(ratio(1.0, totals.industry)).ravel()
    quotient = np.empty(len(panel))

    def part(start: int, stop: int) -> tuple[Whole, Whole, Whole]:
        misplaced = np.zeros(years * industries, np.int64)
        region_squares = np.zeros(years * industries, np.int64)
        industry_squares = np.zeros(years * regions, np.int64)
        measure(
            panel.region[start:stop],
            panel.industry[start:stop],
            panel.year[start:stop],
            panel.jobs[start:stop],
            by_region,
            region_share,
            industry_share,
            per_region_job,
            per_industry_job,
            quotient[start:stop],
            misplaced,
            region_squares,
            industry_squares,
            regions,
            industries,
        )
        return misplaced, region_squares, industry_squares

    parts = in_parts(part, len(panel), threads)
    misplaced, region_squares, industry_squares = (
        np.sum([found[k] for found in parts], axis=0).reshape(years, width) / ONE
        for k, width in enumerate((industries, industries, regions))
    )
    # regions without a row of the industry have s = 0 and add x, as if all rows were -x and x is 1
    return PanelIndicators(
        totals,
        quotient,
        np.where(totals.industry > 0, np.maximum(1 + misplaced, 0) / 2, np.nan),
        np.where(totals.industry > 0, region_squares, np.nan),
        np.where(totals.region > 0, industry_squares, np.nan),
    )
