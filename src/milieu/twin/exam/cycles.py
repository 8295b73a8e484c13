"""What became of a run's clusters, by outputs alone: cycles, lock-in, quality, concentration."""

from typing import Literal

import numpy as np

from milieu.core.arrays import Mask, Vector
from milieu.twin.exam.outcomes import LAST, weighted_mean
from milieu.twin.exam.run import Run
from milieu.twin.exam.years import SETTLED, cluster_years, smooth
from milieu.twin.observe import QUARTERS

Measure = Literal["firms", "sales"]
FEWEST_AT_PEAK = 30  # firms
START, END = 0.3, 0.7  # of the peak, at most
ALIKE, OFF = 0.9, 0.08  # homogeneity and distance (turns) from which a cluster is locked in
FEWEST_FIRMS = 15  # of a cluster that can be locked in
DECADE = 10 * QUARTERS  # quarters


def full_cycles(run: Run, by: Measure = "firms") -> Mask:
    """Return which clusters lived through a full cycle, shape (clusters - 1,), no elsewhere.

    By year ends as centered means of 5 years: 30 firms or more at the peak of firms, and of the
    measure at most .3 of its peak at the lowest before it and at most .7 at the end.
    """
    firms, series = cluster_years(run, "firms"), cluster_years(run, by)
    return np.array(
        [_is_cycle(firms[:, c], series[:, c]) for c in range(firms.shape[1])], dtype=bool
    )


def full_cycle_share(run: Run) -> float:
    """Return the share of all clusters with a full cycle by firms; NaN without clusters."""
    return _share(full_cycles(run))


def full_cycle_share_by_sales(run: Run) -> float:
    """Return the share of all clusters with a full cycle by sales; NaN without clusters."""
    return _share(full_cycles(run, "sales"))


def lock_in_share(run: Run) -> float:
    """Return the share of cluster-quarters locked in, after year 20, 0 to 1.

    Locked in: homogeneity above .9 and further than .08 turns from the sweet spot. Quarters in
    which a cluster has fewer than 15 firms are left out; NaN if none is left.
    """
    late = run.clusters[SETTLED * QUARTERS :, 1:]
    large = late["firms"] >= FEWEST_FIRMS
    known = large & np.isfinite(late["homogeneity"]) & np.isfinite(late["distance"])
    locked = (late["homogeneity"] > ALIKE) & (late["distance"] > OFF)
    return _share(locked[known])


def quality_by_decade(run: Run) -> Vector:
    """Return the quality of what clusters sell by decade, weighed by sales, 0 to 1, (decades,).

    Whole decades only; NaN in a decade without sales.
    """
    clusters = run.clusters[:, 1:]
    starts = range(0, len(clusters) - DECADE + 1, DECADE)
    decades = [clusters[start : start + DECADE] for start in starts]
    return np.array([weighted_mean(d["quality"], d["sales"]) for d in decades], dtype=np.float64)


def final_quality(run: Run) -> float:
    """Return quality over the last ten years, weighed by sales; NaN without sales."""
    late = run.clusters[-LAST:, 1:]
    return weighted_mean(late["quality"], late["sales"])


def concentration(run: Run) -> float:
    """Return the share of clusters' jobs in the largest, mean over the last ten years' quarters.

    1 over the number of clusters if all are alike, 1 if all jobs are in one; NaN without jobs.
    """
    jobs = np.asarray(run.clusters["jobs"][-LAST:, 1:], dtype=np.float64)
    total = jobs.sum(axis=1)
    some = total > 0
    return float((jobs[some].max(axis=1) / total[some]).mean()) if some.any() else float("nan")


def _is_cycle(firms: Vector, series: Vector) -> bool:
    course = smooth(series)
    if len(course) == 0 or smooth(firms).max() < FEWEST_AT_PEAK:
        return False
    peak = int(course.argmax())
    start, end = course[: peak + 1].min(), course[-1]
    return bool(start <= START * course[peak] and end <= END * course[peak])


def _share(flags: Mask) -> float:
    return float(flags.mean()) if len(flags) else float("nan")
