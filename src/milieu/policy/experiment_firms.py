"""Who gains and who loses: firms that live when the policy starts, matched by identity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.policy.experiment_effects import OTHER, TREATED, year_index
from milieu.policy.experiment_estimates import Ratio, ratios
from milieu.twin.observe import QUARTERS, Run

Rows = NDArray[Any]  # of firms at the end of a year
NOTICED = 0.01  # log points of sales: smaller changes are neither gain nor loss, assumption X1
ELSEWHERE = "elsewhere"
AIDED, NOT_AIDED = "aided", "not aided"
SIZES = ((0, "under 10 jobs"), (10, "10 to 49 jobs"), (50, "50 to 249 jobs"), (250, "250 or more"))
AGES = ((0, "under 5 years"), (5, "5 to 9 years"), (10, "10 to 19 years"), (20, "20 or more"))
TIERS = ((0, "assembly"), (1, "manufacturing"), (2, "design"), (3, "brand and standards"))
GROUPS = (
    *(("jobs", label) for _, label in SIZES),
    *(("age", label) for _, label in AGES),
    *(("tier", label) for _, label in TIERS),
    *(("aid", label) for label in (AIDED, NOT_AIDED)),
    *(("place", label) for label in (TREATED, OTHER, ELSEWHERE)),
)
COUNTED = ("firms", "both", "gain", "lose", "saved", "closed", "log_sales", "log_productivity",
           "jobs")  # fmt: skip
TOLD = (  # ratios of a group in the order of `FirmEffect`: of what, over what
    *((name, "firms") for name in ("gain", "lose", "saved", "closed")),
    *((name, "both") for name in COUNTED[-3:]),
)


@dataclass(frozen=True)
class FirmEffect:
    """What became, under B against A, of the firms that a group had when the policy started.

    by, group            what firms are grouped by, and the group: jobs, age and tier at the last
                         year end before the policy, among firms of the treated clusters then; aid
                         as granted under B at the end of any year since
    year                 of the policy, at whose end they are compared
    firms                mean number of firms a run
    gain, lose           share of them that live under both and sell at least 1 % more, less
    saved, closed        share that lives under B but not A; under A but not B
    log_sales,           mean change of those that live under both, log points; of jobs, jobs
    log_productivity,    a firm
    jobs
    """

    by: str
    group: str
    year: int
    firms: float
    gain: Ratio
    lose: Ratio
    saved: Ratio
    closed: Ratio
    log_sales: Ratio
    log_productivity: Ratio
    jobs: Ratio


def firm_counts(
    runs: tuple[Run, ...], where: Sequence[int], start: int, years: Sequence[int]
) -> Matrix:
    """Return counts and sums of the firms of two runs, shape (years, groups, counted)."""
    a, b = (run.firm_years for run in runs)
    first = max(start // QUARTERS - 1, 0)
    before = at(a, first)
    found = np.zeros((len(years), len(GROUPS), len(COUNTED)))
    for row, year in enumerate(years):
        last = year_index(start, year)
        aided = b["firm"][(b["aided"] > 0) & (b["year"] > first) & (b["year"] <= last)]
        members = membership(before, where, np.isin(before["firm"], aided))
        found[row] = members @ compared(before["firm"], at(a, last), at(b, last))
    return found


def at(rows: Rows, year: int) -> Rows:
    """Return the firms at the end of a year, in ascending order of identity."""
    there: Rows = rows[rows["year"] == year]
    order = np.argsort(there["firm"])
    return np.asarray(there[order])


def membership(before: Rows, where: Sequence[int], aided: Mask) -> Matrix:
    """Return 1 where a firm belongs to a group, else 0, shape (groups, firms)."""
    treated, nowhere = np.isin(before["cluster"], where), before["cluster"] == 0
    masks = [
        *(treated & mask for mask in _classes(before["jobs"], SIZES)),
        *(treated & mask for mask in _classes(before["age"], AGES)),
        *(treated & mask for mask in _classes(before["tier"], TIERS)),
        *(treated & aided, treated & ~aided),
        *(treated, ~treated & ~nowhere, nowhere & ~treated),
    ]
    return np.array(masks, dtype=np.float64)


def compared(firms: NDArray[np.uint64], a: Rows, b: Rows) -> Matrix:
    """Return what became of each firm under A and B, shape (firms, counted)."""
    in_a, row_a = _found(firms, a["firm"])
    in_b, row_b = _found(firms, b["firm"])
    both = in_a & in_b
    change = {name: np.zeros(len(firms)) for name in COUNTED[-3:]}
    for name, values in change.items():
        values[both] = b[name][row_b[both]] - a[name][row_a[both]]
    sales = change["log_sales"]
    flags = (both, sales >= NOTICED, sales <= -NOTICED, in_b & ~in_a, in_a & ~in_b)
    return np.column_stack([np.ones(len(firms)), *flags, *change.values()])


def firm_effects(counts: NDArray[np.float64], years: Sequence[int]) -> tuple[FirmEffect, ...]:
    """Return who gains and loses, from the counts of all replicates.

    counts   shape (replicates, years, groups, counted)
    """
    replicates = len(counts)
    over = counts[..., [COUNTED.index(name) for name, _ in TOLD]]
    under = counts[..., [COUNTED.index(name) for _, name in TOLD]]
    found = ratios(over.reshape(replicates, -1), under.reshape(replicates, -1))
    firms = counts[..., COUNTED.index("firms")].mean(axis=0)
    each = iter(found)
    return tuple(
        FirmEffect(by, group, year, float(firms[row, column]), *(next(each) for _ in TOLD))
        for row, year in enumerate(years)
        for column, (by, group) in enumerate(GROUPS)
    )


def _classes(values: Vector, classes: Sequence[tuple[float, str]]) -> list[Mask]:
    """Return which values lie in each class, from its lower end to the next one's."""
    lower = np.array([low for low, _ in classes], dtype=np.float64)
    index = np.searchsorted(lower, values, side="right") - 1
    return [index == k for k in range(len(classes))]


def _found(firms: NDArray[np.uint64], among: NDArray[np.uint64]) -> tuple[Mask, NDArray[np.intp]]:
    """Return which firms are among others that ascend, and where."""
    place = np.searchsorted(among, firms)
    place[place == len(among)] = 0
    there = among[place] == firms if len(among) else np.zeros(len(firms), np.bool_)
    return there, place
