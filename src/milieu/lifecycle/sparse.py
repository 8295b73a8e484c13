"""Sparse facts: a stage from a handful of dated points with units and grades of quality.

A cited history is rarely a series. Its points are drawn with the error of their grade, joined in
logarithms by a bridge as uncertain as growth is in between, and read like any cluster, many times;
the stage is the average over the draws. In the replay a year knows only what its own and earlier
points tell: the years after the last point are unknown, and no line leads to a point to come.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.core.errors import UserError, unknown_name
from milieu.lifecycle.hidden_markov import DEFAULTS
from milieu.lifecycle.stages import Stages, stages
from milieu.lifecycle.trajectories import MEASURES, Trajectories
from milieu.lifecycle.volatility import noise_of_size

QUALITY = {  # log deviation of a point by its grade, assumption L16
    "reported": 0.02,
    "derived": 0.04,
    "corrected": 0.05,
    "rounded": 0.06,
    "estimate": 0.12,
    "projection": 0.15,
    "lower bound": 0.15,
}
BRIDGE_NOISE = 0.05  # yearly log growth between points, about their mean; for jobs of their size
DRAWS = 60
LONGEST_GAP = 15  # years; nothing is drawn inside a longer gap, and growth is its mean


class Fact(NamedTuple):
    """One dated point of a history.

    year      in which it was so
    measure   a name of MEASURES
    value     at least 0, always in the same unit for one measure
    unit      in words; two units of one measure are an error
    quality   a name of QUALITY
    """

    year: int
    measure: str
    value: float
    unit: str
    quality: str = "reported"


class SparseStages(NamedTuple):
    """The stages of a history. P(stage) is (years, 4), in the order of STAGES.

    filtered   by what the points until each year tell
    smoothed   by all points
    enough     a stage can be named from the points until each year, (years,)
    reason     why not, in words; '' where it can
    points     how many points lie in each year
    """

    years: NDArray[np.int64]
    filtered: NDArray[np.float64]
    smoothed: NDArray[np.float64]
    enough: NDArray[np.bool_]
    reason: NDArray[np.object_]
    points: NDArray[np.int64]


def sparse_stages(facts: Sequence[Fact], *, seed: int = 0) -> SparseStages:
    """Return the stages of a history that is known at a few dates.

    facts   at least one; several of one measure and year are averaged
    seed    draws the errors of points and the ways between them
    raise   UserError for an unknown measure or grade, two units of a measure, a value below 0
    """
    _check(facts)
    years = np.arange(min(f.year for f in facts), max(f.year for f in facts) + 1)
    dated = sorted({fact.year for fact in facts})
    shape = (len(years), 4)
    filtered, enough = np.zeros(shape), np.zeros(len(years), bool)
    reason = np.full(len(years), "", object)
    for position, date in enumerate(dated):
        until = dated[position + 1] if position + 1 < len(dated) else date + 1
        known = [fact for fact in facts if fact.year <= date]
        seen = np.arange(years[0], until)
        read = _read(known, seen, np.random.default_rng([seed, date]))
        at = slice(date - years[0], until - years[0])
        filtered[at] = read.filtered.mean(axis=0)[at]
        enough[at], reason[at] = _judged(read, filtered[at], at)
    everything = _read(facts, years, np.random.default_rng([seed, dated[-1]]))
    points = np.array([sum(fact.year == year for fact in facts) for year in years])
    smoothed = everything.smoothed.mean(axis=0)
    return SparseStages(years, filtered, smoothed, enough, reason, points)


def _read(facts: Sequence[Fact], years: NDArray[np.int64], draw: np.random.Generator) -> Stages:
    """Return the stages of every draw of the history, one row each."""
    known = {"jobs": np.full((DRAWS, len(years)), np.nan)}
    for measure in {fact.measure: None for fact in facts}:
        known[measure] = draws([f for f in facts if f.measure == measure], years, draw)
    names = tuple(f"draw {k + 1}" for k in range(DRAWS))
    return stages(Trajectories(names, years, known), parameters=DEFAULTS, draws_of_one=True)


def _judged(
    read: Stages, chances: NDArray[np.float64], at: slice
) -> tuple[NDArray[np.bool_], NDArray[np.object_]]:
    """Return where the averaged probabilities name a stage, and why not elsewhere."""
    enough = (read.enough[:, at].mean(axis=0) > 0.5) & (chances.max(axis=1) > 0.5)
    reason = np.full(len(chances), "", object)
    for year in np.flatnonzero(~enough):
        texts = [text for text in read.reason[:, at][:, year] if text]
        reason[year] = max(texts, key=texts.count) if texts else "no stage is more likely than not"
    return enough, reason


def draws(facts: Sequence[Fact], years: NDArray[np.int64], draw: np.random.Generator) -> Matrix:
    """Return draws of one measure's yearly values, (DRAWS, years); NaN outside its points.

    Points are drawn log-normally about their values; between two points a Brownian bridge in
    logarithms leads from one to the other, as noisy as `BRIDGE_NOISE`, or as the model expects of
    so many jobs.
    """
    out = np.full((DRAWS, len(years)), np.nan)
    dates = sorted({fact.year for fact in facts})
    levels = np.stack([_point([f for f in facts if f.year == d], draw) for d in dates], axis=1)
    out[:, np.array(dates) - years[0]] = levels
    for left in range(len(dates) - 1):
        gap = dates[left + 1] - dates[left]
        if gap > LONGEST_GAP:
            continue
        start = dates[left] - years[0]
        noise = BRIDGE_NOISE
        if facts[0].measure == "jobs":
            noise = float(noise_of_size(levels[:, left : left + 2].mean(keepdims=True)[0])[0])
        ends = levels[:, left], levels[:, left + 1]
        out[:, start : start + gap + 1] = _bridge(*ends, gap, noise, draw)
    return np.asarray(np.exp(out))


def _point(facts: Sequence[Fact], draw: np.random.Generator) -> NDArray[np.float64]:
    """Return draws of the log of one point, (DRAWS,); zero is drawn as half a unit."""
    value = np.mean([np.log(max(fact.value, 0.5)) for fact in facts])
    deviation = min(QUALITY[fact.quality] for fact in facts)
    return np.asarray(value + deviation * draw.standard_normal(DRAWS))


def _bridge(
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    gap: int,
    noise: float,
    draw: np.random.Generator,
) -> Matrix:
    """Return log values from one point to another, both included, shape (DRAWS, gap + 1)."""
    walk = np.zeros((DRAWS, gap + 1))
    walk[:, 1:] = np.cumsum(noise * draw.standard_normal((DRAWS, gap)), axis=1)
    share = np.arange(gap + 1) / gap
    return np.asarray(start[:, None] + share * (end - start)[:, None] + walk - share * walk[:, -1:])


def _check(facts: Sequence[Fact]) -> None:
    if not facts:
        raise UserError("has no fact", where="history", next="Give at least one dated point.")
    units: dict[str, str] = {}
    for fact in facts:
        where = f"{fact.measure} of {fact.year}"
        if fact.measure not in MEASURES:
            raise unknown_name("measure", fact.measure, MEASURES)
        if fact.quality not in QUALITY:
            raise unknown_name("grade of quality", fact.quality, QUALITY, where=where)
        if not 0 <= fact.value < np.inf:
            raise UserError(
                f"is {fact.value}, but it must be at least 0",
                where=where,
                next="Correct the value, or leave out a point that is not known.",
            )
        if units.setdefault(fact.measure, fact.unit) != fact.unit:
            raise UserError(
                f"is in {fact.unit}, but an earlier point is in {units[fact.measure]}",
                where=where,
                next="Convert the points to one unit.",
            )
