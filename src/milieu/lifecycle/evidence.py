"""Evidence: yearly growth of what is known, with what is uncertain about it."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix
from milieu.lifecycle.level_shifts import level_shifts
from milieu.lifecycle.trajectories import Trajectories

DRAWDOWN_YEARS = 6  # a high is remembered that long; an all-time high misleads on long panels
ALWAYS = ("jobs", "drawdown")  # are there even where nothing is known of them
HEADWAY = 0.02  # yearly log growth of output at which jobs stand still, assumption L1


@dataclass(frozen=True)
class Evidence:
    """What the parts of the stage model read. All arrays are (clusters, years); NaN is unknown.

    values        yearly change by name, as in `emissions`
    variance      of each value beside the cluster's own noise, by name
    span          years over which the growth of jobs is the mean: 1, more after a gap
    level_shift   years in which levels jumped although nothing grew
    log_jobs      last known log jobs, carried on; NaN before the first
    growths       how many growths of jobs or output are known until each year
    born          clusters whose first years have no jobs and later ones have, shape (clusters,)
    """

    values: dict[str, Matrix]
    variance: dict[str, Matrix]
    span: Matrix
    level_shift: Mask
    log_jobs: Matrix
    growths: Matrix
    born: Mask
    used: dict[str, Mask] = field(default_factory=dict)


def evidence(trajectories: Trajectories) -> Evidence:
    """Return the yearly changes of all measures that are known; a year uses no later one."""
    shift = level_shifts(trajectories)
    jobs, span = yearly_growth(trajectories["jobs"])
    spread = np.nan_to_num(trajectories["jobs_log_spread"])
    values = {"jobs": np.where(shift, np.nan, jobs)}
    variance = {"jobs": spread_variance(trajectories["jobs"], spread, span)}
    _beyond_nation(trajectories, "jobs", values, variance)
    values["output"], _ = yearly_growth(trajectories["output"])
    _beyond_nation(trajectories, "output", values, variance)
    values["entry"], variance["entry"] = net_entry(trajectories, shift)
    _companions(trajectories, values, variance)
    values["drawdown"] = drawdown(trajectories["jobs"], shift)
    seen = np.isfinite(values["jobs"]) | np.isfinite(values["output"])
    return Evidence(
        values={k: v for k, v in values.items() if np.isfinite(v).any() or k in ALWAYS},
        variance=variance,
        span=span,
        level_shift=shift,
        log_jobs=last_known(safe_log(trajectories["jobs"])),
        growths=np.cumsum(seen, axis=1).astype(float),
        born=born(trajectories["jobs"]),
        used={name: np.asarray(np.isfinite(v).any(axis=1)) for name, v in values.items()},
    )


def safe_log(values: Matrix) -> Matrix:
    """Return the logarithm; NaN where the value is unknown, zero or less."""
    positive = np.where(values > 0, values, np.nan)
    return np.log(positive)


def last_known(values: Matrix) -> Matrix:
    """Return each year's value or the last one known before it, NaN before the first."""
    known = np.isfinite(values)
    at = np.maximum.accumulate(np.where(known, np.arange(values.shape[1]), -1), axis=1)
    carried = np.take_along_axis(values, np.maximum(at, 0), axis=1)
    return np.where(at >= 0, carried, np.nan)


def yearly_growth(levels: Matrix) -> tuple[Matrix, Matrix]:
    """Return the yearly log growth since the last known year, and the years it spans.

    levels   at least 0, shape (clusters, years); a zero has no growth, as it has no logarithm
    return   growth, NaN where this or every earlier year is unknown; span, 1 without a gap
    """
    log = safe_log(levels)
    before = np.full(log.shape, np.nan)
    before[:, 1:] = last_known(log)[:, :-1]
    year = np.where(np.isfinite(log), np.arange(log.shape[1])[None, :], np.nan)
    last = np.full(log.shape, np.nan)
    last[:, 1:] = last_known(year)[:, :-1]
    span = np.where(np.isfinite(last), np.arange(log.shape[1]) - last, 1.0)
    return (log - before) / span, span


def spread_variance(levels: Matrix, spread: Matrix, span: Matrix) -> Matrix:
    """Return the variance of yearly growth that the two years' log spreads leave open."""
    known = np.where(levels > 0, spread, np.nan)
    before = np.zeros(levels.shape)
    before[:, 1:] = np.nan_to_num(last_known(known)[:, :-1])
    return (spread**2 + before**2) / span**2


def _beyond_nation(
    trajectories: Trajectories,
    name: str,
    values: dict[str, Matrix],
    variance: dict[str, Matrix],
) -> None:
    nation = last_known(safe_log(trajectories[f"nation_{name}"]))
    growth, span = yearly_growth(trajectories[name])
    before = np.full(nation.shape, np.nan)
    for years in np.unique(span):
        gap = int(years)
        moved = np.full(nation.shape, np.nan)
        moved[:, gap:] = nation[:, :-gap]
        before = np.where(span == years, moved, before)
    beyond = growth - (nation - before) / span
    values[f"{name}_beyond_nation"] = np.where(np.isfinite(values[name]), beyond, np.nan)
    if name in variance:
        variance[f"{name}_beyond_nation"] = variance[name]


def net_entry(trajectories: Trajectories, shift: Mask) -> tuple[Matrix, Matrix]:
    """Return births less deaths over firms, or the growth of firms, and its counting variance."""
    growth, _ = yearly_growth(trajectories["firms"])
    rate = trajectories["entry_rate"] - trajectories["exit_rate"]
    value = np.where(np.isfinite(rate), rate, growth)
    firms = np.maximum(1.0, np.nan_to_num(trajectories["firms"], nan=30.0))
    return np.where(shift, np.nan, np.clip(value, -1, 1)), 0.15 / firms


def _companions(
    trajectories: Trajectories, values: dict[str, Matrix], variance: dict[str, Matrix]
) -> None:
    wage, _ = yearly_growth(trajectories["wage"])
    nation, _ = yearly_growth(trajectories["nation_wage"])
    values["wage_beyond_nation"] = wage - nation
    patents = trajectories["patents"]
    values["patents"], _ = yearly_growth(patents + 1)
    variance["patents"] = 2 / (np.nan_to_num(patents) + 1)
    values["related_variety"] = np.diff(trajectories["related_variety"], axis=1, prepend=np.nan)


def drawdown(jobs: Matrix, shift: Mask) -> Matrix:
    """Return how far log jobs are below the last years' highest, 0 or more; levels spliced."""
    growth, span = yearly_growth(jobs)
    steps = np.where(shift, 0.0, np.nan_to_num(growth * span))
    spliced = np.cumsum(steps, axis=1)
    high = spliced.copy()
    for back in range(1, min(DRAWDOWN_YEARS, jobs.shape[1] - 1) + 1):
        high[:, back:] = np.maximum(high[:, back:], spliced[:, :-back])
    known = np.isfinite(growth) & ~shift
    return np.where(known, high - spliced, np.nan)


def born(jobs: Matrix) -> NDArray[np.bool_]:
    """Return the clusters whose first known years have no jobs and whose next ones have."""
    known = np.isfinite(jobs)
    first = np.argmax(known, axis=1)
    start = jobs[np.arange(len(jobs)), first]
    begins = (start == 0) & (np.nan_to_num(jobs) > 0).any(axis=1)
    return np.asarray(known.any(axis=1) & begins)


def signal(found: Evidence) -> tuple[Matrix, Matrix]:
    """Return one yearly growth for each year, from jobs and output, and its extra variance.

    Output is read less the growth at which jobs stand still.
    """
    jobs = found.values["jobs"]
    output = found.values.get("output", np.full(jobs.shape, np.nan)) - HEADWAY
    both = np.isfinite(jobs) & np.isfinite(output)
    one = np.where(np.isfinite(jobs), jobs, output)
    value = np.where(both, (jobs + output) / 2, one)
    extra = np.where(np.isfinite(jobs), found.variance["jobs"], 0.0)
    return value, np.where(both, extra / 4, extra)
