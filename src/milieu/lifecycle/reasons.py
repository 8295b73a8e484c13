"""Reasons: when the evidence is enough to name a stage, and the words for when it is not."""

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask
from milieu.lifecycle.evidence import Evidence
from milieu.lifecycle.stage import STAGES
from milieu.lifecycle.trajectories import Trajectories

USUAL_PERIODS = 8  # known years one would want
FEWEST_GROWTHS = 2  # with which probabilities are measured to be calibrated, assumption L15
LIKELY = 0.5  # a stage must be more likely than not
STALE_YEARS = 3  # without a known growth, after which no stage is named
BLURRED = 0.5  # log spread of jobs beyond which a hidden cell says nothing


def judge(
    trajectories: Trajectories, found: Evidence, chances: NDArray[np.float64]
) -> tuple[Mask, NDArray[np.object_]]:
    """Return where a stage can be named, and why not elsewhere ('' where it can).

    chances   filtered P(stage), (clusters, years, 4)
    return    mask and texts, both (clusters, years); each year judged by the years until it
    """
    reason = np.full(found.span.shape, "", object)
    likely = chances.max(axis=2) > LIKELY
    for cluster, year in zip(*np.nonzero(~likely), strict=True):
        reason[cluster, year] = _undecided(chances[cluster, year])
    reason[_stale(found)] = f"no growth is known of the last {STALE_YEARS} years"
    few = found.growths < FEWEST_GROWTHS
    reason[few] = f"fewer than {FEWEST_GROWTHS + 1} years are known"
    for mask, text in _nothing(trajectories, found):
        reason[mask & few] = text
    reason[gone(trajectories)] = "there are no jobs left"
    return np.asarray(reason == ""), reason


def _undecided(chances: NDArray[np.float64]) -> str:
    first, second = np.argsort(-chances)[:2]
    return (
        f"no stage is more likely than not: {STAGES[first]} {chances[first]:.2f}, "
        f"{STAGES[second]} {chances[second]:.2f}"
    )


def _stale(found: Evidence) -> Mask:
    """Return the years before which no growth came to be known for `STALE_YEARS` years."""
    years = found.growths.shape[1]
    before = np.zeros(found.growths.shape)
    if years > STALE_YEARS:
        before[:, STALE_YEARS:] = found.growths[:, :-STALE_YEARS]
    return np.asarray((found.growths == before) & (before > 0))


def _nothing(trajectories: Trajectories, found: Evidence) -> list[tuple[Mask, str]]:
    """Return masks and texts for kinds of ignorance, from weak to strong."""
    known = np.cumsum(np.isfinite(trajectories["jobs"]) | np.isfinite(trajectories["output"]), 1)
    firms = np.cumsum(np.isfinite(trajectories["firms"]), axis=1)
    shifted = np.cumsum(found.level_shift, axis=1) > 0
    return [
        (known == 1, "one year is known, and growth needs two"),
        (known == 0, "neither jobs nor output is known of any year: all are hidden or missing"),
        (
            (known == 0) & (firms > 0),
            "only firms are known, and fewer firms need not mean decline: they can be a shake-out",
        ),
        (
            (known > 1) & shifted,
            "the only growth known is a jump in one year, as a new classification makes it",
        ),
    ]


def gone(trajectories: Trajectories) -> Mask:
    """Return the years in which jobs are known to be zero."""
    return np.asarray(trajectories["jobs"] == 0)


def notes(trajectories: Trajectories, found: Evidence) -> tuple[tuple[str, ...], ...]:
    """Return what a user should know of each cluster's series beside its stages."""
    jobs, years = trajectories["jobs"], trajectories.years
    out = []
    for cluster in range(len(jobs)):
        texts = _note_gaps(jobs[cluster], years)
        if (jobs[cluster] == 0).any():
            listed = _listed(years[jobs[cluster] == 0])
            texts.append(f"no jobs in {listed}: growth from or to zero is not read")
        if found.level_shift[cluster].any():
            listed = _listed(years[found.level_shift[cluster]])
            texts.append(
                f"levels jump in {listed}, as a new classification or a single large plant makes "
                "them: not read as growth or decline"
            )
        known = int(found.growths[cluster, -1]) + 1
        if FEWEST_GROWTHS < known < USUAL_PERIODS:
            texts.append(f"rests on {known} known years; {USUAL_PERIODS} are better")
        out.append(tuple(texts))
    return tuple(out)


def _note_gaps(jobs: NDArray[np.float64], years: NDArray[np.int64]) -> list[str]:
    known = np.flatnonzero(np.isfinite(jobs))
    if len(known) < 2:
        return []
    inside = np.arange(known[0], known[-1])
    gaps = inside[~np.isfinite(jobs[inside])]
    if not len(gaps):
        return []
    return [f"jobs are unknown in {_listed(years[gaps])}: growth across the gap is spread evenly"]


def _listed(years: NDArray[np.int64]) -> str:
    """Return up to four years in words."""
    shown = ", ".join(str(year) for year in years[:4])
    return f"{shown} and {len(years) - 4} more years" if len(years) > 4 else shown
