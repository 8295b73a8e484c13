"""A simulated panel: what an observer sees, and the stages that are true."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix
from milieu.lifecycle.trajectories import Trajectories

FIRST_YEAR = 1980  # of every simulated panel; only differences of years matter


@dataclass(frozen=True)
class Panel:
    """Clusters whose stage is known in every year.

    trajectories   what an observer sees
    stages         0 budding, 1 growth, 2 maturity, 3 decline, shape (clusters, years)
    """

    trajectories: Trajectories
    stages: NDArray[np.int64]


def panel(known: dict[str, Matrix], stages: NDArray[np.int64]) -> Panel:
    """Return the panel of measures by name and of the true stages, both (clusters, years)."""
    clusters, years = stages.shape
    names = tuple(f"cluster {k + 1}" for k in range(clusters))
    return Panel(Trajectories(names, FIRST_YEAR + np.arange(years), known), stages)


def jobs_alone(full: Panel) -> Panel:
    """Return the panel of an observer who knows jobs and their spread alone."""
    return _only(full, ("jobs", "jobs_log_spread"))


def jobs_and_output(full: Panel) -> Panel:
    """Return the panel of an observer who knows jobs and output."""
    return _only(full, ("jobs", "jobs_log_spread", "output"))


def without_jobs(full: Panel) -> Panel:
    """Return the panel of an observer who knows output and firms but no jobs."""
    unknown = np.full(full.stages.shape, np.nan)
    seen = _only(full, ("output", "firms", "entry_rate", "exit_rate"))
    return replace(seen, trajectories=seen.trajectories.with_measures(jobs=unknown))


def _only(full: Panel, measures: tuple[str, ...]) -> Panel:
    names, years = full.trajectories.names, full.trajectories.years
    known = {name: full.trajectories[name] for name in measures if full.trajectories.has(name)}
    known.setdefault("jobs", np.full(full.stages.shape, np.nan))
    return replace(full, trajectories=Trajectories(names, years, known))
