"""Peers: clusters that once went the same way as this one, and what became of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix
from milieu.core.errors import UserError
from milieu.lifecycle.likeness import squared_distances, traits
from milieu.lifecycle.stage import STAGES, Stage
from milieu.lifecycle.survival import Survival, survival
from milieu.lifecycle.trajectories import Trajectories

MOST = 50  # peers that the curves rest on, each another cluster, assumption A7
FEWEST = 5  # peers below which no curve is drawn, assumption A7
LEAST_AFTER = 3  # years that must have passed since a peer was alike, assumption A7
LONGEST = 10  # years that the curves look ahead, assumption A7
LOSS = 0.25  # of jobs, that counts as a fall: "lost a quarter of its jobs", assumption A7
AFTER = (3, 5)  # years after which the short list tells the change of jobs
CHUNK = 200  # clusters whose distances are held at once: 200 x 42,000 single numbers are 34 MB
KEPT_JOBS, NOT_IN_DECLINE = "kept three quarters of jobs", "not in decline"
Positions = NDArray[np.int64]


class Peer(NamedTuple):
    """A peer in the year in which it was alike; changes as shares of jobs, NaN if not known yet."""

    name: str
    year: int
    distance: float
    change_after_3: float
    change_after_5: float


@dataclass(frozen=True)
class Peers:
    """The peers of every cluster in one year, nearest first, shape (clusters, peers).

    cluster, at   positions of the peer and of its year; -1 where there is none
    distance      root mean square of differences, in deviations; NaN where there is none
    change        change of jobs after 3 and 5 years, by years, as shares; NaN unknown
    curves        what became of them, by name; NaN where fewer than 5 peers are followed
    """

    names: tuple[str, ...]
    years: NDArray[np.int64]
    year: int
    cluster: Positions
    at: Positions
    distance: Matrix
    change: Mapping[int, Matrix]
    curves: Mapping[str, Survival]

    def short_list(self, cluster: int, length: int = 6) -> list[Peer]:
        """Return the nearest peers of a cluster with names and what came next."""
        found = np.flatnonzero(self.cluster[cluster] >= 0)[:length]
        return [
            Peer(
                self.names[self.cluster[cluster, k]],
                int(self.years[self.at[cluster, k]]),
                float(self.distance[cluster, k]),
                *(float(self.change[after][cluster, k]) for after in AFTER),
            )
            for k in found
        ]

    def sentence(self, cluster: int, curve: str = KEPT_JOBS, horizon: int = 5) -> str:
        """Return what became of the peers in one sentence, or why that cannot be told."""
        count = int((self.cluster[cluster] >= 0).sum())
        if count == 0:
            return (
                f"No peers: jobs in {self.year} and in at least half of the 7 years before "
                "must be known here, and other clusters' to at least 3 years earlier."
            )
        line = self.curves[curve]
        share, low, high = (p[cluster, horizon - 1] for p in (line.share, line.low, line.high))
        if np.isnan(share):
            return f"{count} clusters went a similar way; too few are followed {horizon} years."
        return (
            f"Of {count} clusters that had gone a similar way, {100 * share:.0f} % "
            f"({100 * low:.0f} to {100 * high:.0f}) {_TELLS[curve]} {horizon} years later."
        )


_TELLS = {
    KEPT_JOBS: "still had three quarters of their jobs",
    NOT_IN_DECLINE: "were not yet in decline",
}


def peers(
    known: Trajectories,
    stages: Matrix | None = None,
    *,
    year: int | None = None,
    most: int = MOST,
) -> Peers:
    """Return for every cluster those which most resembled it in some earlier year.

    Peers are other clusters, each in the one year, at least three years ago, in which it was most
    alike; with stages only such as were most probably in the same one. Nothing after `year` is
    looked at.

    known    what is known; jobs are needed, the nation's jobs welcome
    stages   filtered probabilities of the stages, shape (clusters, years, 4), NaN unknown
    year     in which the clusters are compared; the last one without it
    most     peers of each cluster at most
    raises   UserError for a year that there is not, or stages of another shape

    The band of a curve is for clusters that fare independently; peers of the same years share the
    nation's booms and slumps, and the truth is then wider. At the far ends of all clusters the
    peers are less extreme than the one they are like, and so is what became of them.
    """
    now = _position(known, year)
    if stages is not None and stages.shape != (*known.shape, len(STAGES)):
        raise UserError(
            f"have the shape {stages.shape}, not {(*known.shape, len(STAGES))}",
            where="stages",
            next="Give clusters, years and the four stages in this order.",
        )
    upto = known.until(int(known.years[now]))
    stages = None if stages is None else stages[:, : now + 1]
    cluster, at, distance = _nearest(upto, stages, most)
    change = {after: _change(upto["jobs"], cluster, at, after) for after in AFTER}
    curves = _curves(upto, stages, cluster, at)
    return Peers(
        known.names, known.years, int(known.years[now]), cluster, at, distance, change, curves
    )


def _position(known: Trajectories, year: int | None) -> int:
    """Return the position of the year of comparison."""
    if year is None:
        return len(known.years) - 1
    if year not in known.years:
        raise UserError(
            f"{year} is not among the years {known.years[0]} to {known.years[-1]}",
            where="peers",
            next="Choose one of these.",
        )
    return int(np.searchsorted(known.years, year))


def _nearest(
    known: Trajectories, stages: Matrix | None, most: int
) -> tuple[Positions, Positions, Matrix]:
    """Return clusters, years and distances of the nearest, shape (clusters, peers)."""
    clusters, years = known.shape
    most = max(min(most, clusters - 1), 0)
    features, weights = traits(known, stages)
    features[~(known["jobs"] > 0)] = np.nan
    stage = _stage(stages, known.shape)
    cluster = np.full((clusters, most), -1, np.int64)
    at, distance = cluster.copy(), np.full((clusters, most), np.nan)
    past = years - LEAST_AFTER
    if past < 1 or most == 0:
        return cluster, at, distance
    earlier = features[:, :past].reshape(-1, features.shape[2])
    for start in range(0, clusters, CHUNK):
        rows = np.arange(start, min(start + CHUNK, clusters))
        gaps = squared_distances(features[rows, -1], earlier, weights)
        gaps = gaps.reshape(len(rows), clusters, past)
        gaps[_of_other_stage(stage[rows, -1], stage[:, :past])] = np.inf
        cluster[rows], at[rows], distance[rows] = _best(gaps, rows, most)
    return cluster, at, distance


def _stage(stages: Matrix | None, shape: tuple[int, int]) -> NDArray[np.int64]:
    """Return the most probable stage of each cluster and year, -1 where unknown."""
    if stages is None:
        return np.full(shape, -1)
    unknown = np.isnan(stages).any(axis=2)
    return np.where(unknown, -1, np.nan_to_num(stages).argmax(axis=2))


def _of_other_stage(now: NDArray[np.int64], then: NDArray[np.int64]) -> Mask:
    mine, theirs = now[:, None, None], then[None]
    return np.asarray((mine != theirs) & (mine >= 0) & (theirs >= 0))


def _best(gaps: Matrix, rows: NDArray[np.int64], most: int) -> tuple[Positions, Positions, Matrix]:
    """Return the nearest other clusters, each in its nearest year, nearest first."""
    year = gaps.argmin(axis=2)
    least = np.take_along_axis(gaps, year[:, :, None], axis=2)[:, :, 0].astype(np.float64)
    least[np.arange(len(rows)), rows] = np.inf
    some = np.argpartition(least, most - 1, axis=1)[:, :most]
    some = np.take_along_axis(some, np.argsort(np.take_along_axis(least, some, 1), axis=1), 1)
    gap = np.take_along_axis(least, some, axis=1)
    none = ~np.isfinite(gap)
    at = np.take_along_axis(year, some, axis=1)
    return np.where(none, -1, some), np.where(none, -1, at), np.where(none, np.nan, np.sqrt(gap))


def _change(jobs: Matrix, cluster: Positions, at: Positions, after: int) -> Matrix:
    """Return the change of jobs so many years after, as a share; NaN where not known."""
    later = at + after
    there = (cluster >= 0) & (later < jobs.shape[1])
    before = jobs[cluster, at]
    then = jobs[cluster, np.minimum(later, jobs.shape[1] - 1)]
    fine = there & (before > 0)
    return np.where(fine, then / np.where(fine, before, 1.0) - 1, np.nan)


def _curves(
    known: Trajectories, stages: Matrix | None, cluster: Positions, at: Positions
) -> dict[str, Survival]:
    """Return the survival curves of the peers, by name."""
    jobs = _ahead(known["jobs"], cluster, at)
    before = np.where(cluster >= 0, known["jobs"][cluster, at], np.nan)
    level = jobs / before[:, :, None]
    curves = {KEPT_JOBS: _curve(level <= 1 - LOSS, np.isfinite(level))}
    if stages is not None:
        chance = stages[:, :, STAGES.index(Stage.DECLINE)]
        now = np.where(cluster >= 0, chance[cluster, at], np.nan)
        later = _ahead(chance, cluster, at)
        followed = np.isfinite(later) & (now <= 0.5)[:, :, None]
        curves[NOT_IN_DECLINE] = _curve(later > 0.5, followed)
    return curves


def _ahead(values: Matrix, cluster: Positions, at: Positions) -> Matrix:
    """Return what came 1, 2, ... 10 years after, shape (clusters, peers, years), NaN unknown."""
    later = at[:, :, None] + np.arange(1, LONGEST + 1)
    there = (cluster >= 0)[:, :, None] & (later < values.shape[1])
    found = values[cluster[:, :, None], np.minimum(later, values.shape[1] - 1)]
    return np.where(there, found, np.nan)


def _curve(fell: Mask, seen: Mask) -> Survival:
    """Return curves from what was seen in each year ahead, blank where too few are followed."""
    fallen = fell & seen
    ever = np.asarray(fallen.any(axis=2))
    last = np.where(seen.any(axis=2), LONGEST - seen[:, :, ::-1].argmax(axis=2), 0)
    followed = np.where(ever, fallen.argmax(axis=2) + 1, last)
    curve = survival(followed.astype(np.float64), ever, LONGEST)
    few = curve.at_risk < FEWEST
    share, low, high = (np.where(few, np.nan, p) for p in (curve.share, curve.low, curve.high))
    return Survival(share, low, high, curve.at_risk)
