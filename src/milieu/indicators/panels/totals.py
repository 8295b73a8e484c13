"""Totals of a panel: the first pass over its rows."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple, TypeVar

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.panels.kernel import Bits, Whole, add_up
from milieu.indicators.panels.panel import Panel

PARTS = 4  # of the rows; fixed, so that sums do not depend on the number of threads
MOST_BITS = 2**32  # cells of which each part keeps one bit; beyond, repeats are found by sorting

Out = TypeVar("Out")


class Totals(NamedTuple):
    """Sums of a panel's known cells.

    region      jobs, shape (years, regions);  industry   shape (years, industries)
    nation      shape (years,)
    hidden_in_region, hidden_in_industry   rows with hidden jobs, which the sums leave out
    """

    region: Matrix
    industry: Matrix
    nation: Vector
    hidden_in_region: Whole
    hidden_in_industry: Whole

    @property
    def hidden(self) -> int:
        """Return how many rows are hidden."""
        return int(self.hidden_in_region.sum())


def panel_totals(panel: Panel, threads: int = 2) -> Totals:
    """Return the jobs of each region, each industry and the nation in each year.

    threads   that share the rows; the result is the same for any number. It is also the same for
              any order of rows if jobs are whole numbers (sums below 2^53 are exact), and else
              up to rounding
    raises    UserError if jobs are negative or infinite, a code has no label, a cell is repeated
    """
    years, regions, industries = panel.shape
    as_bits = years * regions * industries <= MOST_BITS
    bits = (years * regions * industries + 7) // 8 if as_bits else 0

    def part(start: int, stop: int) -> tuple[Vector, Vector, Whole, Whole, Bits]:
        sums = (np.zeros(years * regions), np.zeros(years * industries))
        counts = (np.zeros(len(sums[0]), np.int64), np.zeros(len(sums[1]), np.int64))
        seen = np.zeros(bits, np.uint8)
        bad, repeats = add_up(
            panel.region[start:stop],
            panel.industry[start:stop],
            panel.year[start:stop],
            panel.jobs[start:stop],
            *sums,
            *counts,
            seen,
            regions,
            industries,
        )
        if bad >= 0:
            raise _bad_row(panel, start + bad)
        if repeats:
            raise _repeated(panel)
        return *sums, *counts, seen

    parts = in_parts(part, len(panel), threads)
    if not as_bits or _overlap([found[4] for found in parts]):
        _refuse_repeats(panel)
    region, industry, hidden_in_region, hidden_in_industry = (
        np.sum([found[k] for found in parts], axis=0).reshape(years, width)
        for k, width in enumerate((regions, industries) * 2)
    )
    return Totals(region, industry, region.sum(axis=1), hidden_in_region, hidden_in_industry)


def in_parts(work: Callable[[int, int], Out], rows: int, threads: int) -> list[Out]:
    """Return what work(start, stop) gives for each part of the rows, in their order."""
    ends = [rows * part // PARTS for part in range(PARTS + 1)]
    with ThreadPoolExecutor(max(1, threads)) as pool:
        return list(pool.map(work, ends[:-1], ends[1:]))


def _overlap(seen: list[Bits]) -> bool:
    together = seen[0].copy()
    for bits in seen[1:]:
        if (together & bits).any():
            return True
        together |= bits
    return False


def _refuse_repeats(panel: Panel) -> None:
    keys = np.sort(_keys(panel))
    if (keys[1:] == keys[:-1]).any():
        raise _repeated(panel)


def _keys(panel: Panel) -> Whole:
    _, regions, industries = panel.shape
    return (panel.year.astype(np.int64) * regions + panel.region) * industries + panel.industry


def _repeated(panel: Panel) -> UserError:
    keys = _keys(panel)
    order = np.argsort(keys, kind="stable")
    same = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    row = int(order[same + 1].min())
    return UserError(
        f"{panel.name(row)} stands there twice",
        where=f"panel, row {row}",
        next="Give one row for each region, industry and year; add up rows that belong together.",
    )


def _bad_row(panel: Panel, row: int) -> UserError:
    codes = (panel.region[row], panel.industry[row], panel.year[row])
    labels = (panel.regions, panel.industries, panel.years)
    if any(not 0 <= code < len(known) for code, known in zip(codes, labels, strict=True)):
        what, advice = "has a code without a label", "Number the labels from 0."
    else:
        what = f"jobs is {panel.jobs[row]:g}, but it must be a finite number of at least 0"
        advice = "Leave the cell empty if the office hides the value."
    return UserError(f"{what} ({panel.name(row)})", where=f"panel, row {row}", next=advice)
