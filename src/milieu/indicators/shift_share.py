"""Shift-share: what of a change of jobs is the nation's, the industry's and the region's own."""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from milieu.core.arrays import Matrix, Vector
from milieu.indicators.declare import indicator
from milieu.indicators.inputs import SLACK, cells_of, checked, parts_of, ratio


class ShiftShare(NamedTuple):
    """Parts of the change of jobs, shape (regions, industries); they add up to the change.

    national   had the region grown as the nation
    mix        because its industries grow faster or slower than the nation
    regional   because the region grew faster or slower than its industries do in the nation
    arrivals   jobs of industries that the region did not have before
    """

    national: Matrix
    mix: Matrix
    regional: Matrix
    arrivals: Matrix


class EstebanMarquillas(NamedTuple):
    """Parts of the change of jobs, shape (regions, industries); they add up to the change.

    national, mix, arrivals   as in ShiftShare
    competitive               regional part had the region the nation's structure
    allocation                because the region is specialized where it grows fast or slowly
    """

    national: Matrix
    mix: Matrix
    competitive: Matrix
    allocation: Matrix
    arrivals: Matrix


class _Growth(NamedTuple):
    """Jobs before and after, and the growth rates of nation, industries and cells."""

    before: Matrix
    after: Matrix
    national_before: Vector
    nation: float
    industry: Vector
    cell: Matrix


@indicator(
    of="cell",
    unit="jobs",
    source="Dunn (1960), Papers of the Regional Science Association 6",
    part="regional",
)
def shift_share(
    jobs_before: Matrix,
    jobs_after: Matrix,
    national_before: Vector | None = None,
    national_after: Vector | None = None,
) -> ShiftShare:
    """Return the parts of the change of jobs due to nation, industry mix and region.

    NS = b g,  IM = b (g_i - g),  RS = b (g_ir - g_i)

    with b the jobs before and g, g_i, g_ir the growth of the nation, of the industry in the nation
    and of the cell. Where b is 0 no growth exists and the jobs after are shown as arrivals.

    jobs_before       persons employed at first, shape (regions, industries), all >= 0
    jobs_after        persons employed at last, same shape
    national_before   jobs of each industry in the nation, shape (industries,); sums of the columns
    national_after    the same at last; the nation's growth is that of their sums
    return            national, mix, regional, arrivals; NaN where the cell or the growth it is
                      compared with is unknown
    raises            UserError if a number is negative, a shape is wrong, a cell exceeds the nation
    """
    growth = _growth(jobs_before, jobs_after, national_before, national_after)
    b = growth.before
    return ShiftShare(
        np.where(b == 0, 0.0, b * growth.nation),
        np.where(b == 0, 0.0, b * (growth.industry - growth.nation)),
        np.where(b == 0, 0.0, b * (growth.cell - growth.industry)),
        np.where(b == 0, growth.after, 0.0),
    )


def esteban_marquillas_shift_share(
    jobs_before: Matrix,
    jobs_after: Matrix,
    national_before: Vector | None = None,
    national_after: Vector | None = None,
) -> EstebanMarquillas:
    """Return shift-share with the regional part split into competitive and allocation effect.

    b' = E_r E_i / E,  competitive = b' (g_ir - g_i),  allocation = (b - b')(g_ir - g_i)

    (Esteban-Marquillas 1972, Regional and Urban Economics 2(3)). Takes what shift_share takes.
    Where b is 0 the growth g_ir does not exist: all that is there afterwards is arrivals.
    """
    growth = _growth(jobs_before, jobs_after, national_before, national_after)
    classical = shift_share(jobs_before, jobs_after, national_before, national_after)
    region = growth.before.sum(axis=1, keepdims=True)
    expected = region * ratio(growth.national_before, growth.national_before.sum())
    faster = growth.cell - growth.industry
    competitive = np.where(growth.before == 0, 0.0, expected * faster)
    return EstebanMarquillas(
        classical.national,
        classical.mix,
        competitive,
        classical.regional - competitive,
        classical.arrivals,
    )


def dynamic_shift_share(jobs: ArrayLike, national: ArrayLike | None = None) -> ShiftShare:
    """Return the sums of the yearly parts, so that the weights follow the structure as it changes.

    (Barff and Knight 1988, Growth and Change 19(2).)

    jobs       persons employed, shape (years, regions, industries), at least two years, all >= 0
    national   jobs of each industry in the nation, shape (years, industries); sums over regions
    return     national, mix, regional, arrivals, which add up to the change from first to last year
    raises     as shift_share
    """
    panel = checked(jobs, "jobs", (None, None, None))
    years, _, industries = panel.shape
    nation = None if national is None else checked(national, "national", (years, industries))
    parts = [
        shift_share(
            panel[year],
            panel[year + 1],
            None if nation is None else nation[year],
            None if nation is None else nation[year + 1],
        )
        for year in range(years - 1)
    ]
    none = np.zeros(panel.shape[1:])
    return ShiftShare(*(sum((part[k] for part in parts), none) for k in range(4)))


def _growth(
    before: Matrix,
    after: Matrix,
    national_before: Vector | None,
    national_after: Vector | None,
) -> _Growth:
    before = cells_of(before, "jobs_before")
    after = checked(after, "jobs_after", before.shape)
    industry_before = _national(before, national_before, "before")
    industry_after = _national(after, national_after, "after")
    return _Growth(
        before,
        after,
        industry_before,
        float(ratio(industry_after.sum(), industry_before.sum())) - 1,
        ratio(industry_after, industry_before) - 1,
        ratio(after, before) - 1,
    )


def _national(jobs: Matrix, national: Vector | None, when: str) -> Vector:
    if national is None:
        return np.asarray(jobs.sum(axis=0))
    national = checked(national, f"national_{when}", (jobs.shape[1],))
    parts_of(jobs, national, (f"jobs_{when}", f"national_{when}"), SLACK)
    return national
