"""Stages of simulated clusters, as the stage model calls them from what is observed of a run."""

from collections.abc import Mapping

import numpy as np

from milieu.core.arrays import Matrix
from milieu.lifecycle.stage import STAGES
from milieu.lifecycle.stages import stages
from milieu.lifecycle.trajectories import Trajectories
from milieu.policy.acting import figures
from milieu.policy.scenario import Scenario
from milieu.twin.observe import QUARTERS, Run

STAGE_NAMES = tuple(stage.value for stage in STAGES)
KEPT = ("jobs", "firms", "nation_jobs", "nation_firms")


def watched(scenario: Scenario) -> bool:
    """Return whether a trigger of a scenario looks at the probability of a stage."""
    return any(m.when is not None and m.when.indicator in STAGE_NAMES for m in scenario.schedule)


class SimulatedStages:
    """What triggers may look at in a run: its figures, and the stage of each cluster.

    A year's stage is known from its last quarter on, from the years until then alone; before, and
    in "elsewhere", it is not known. What the study knows of the clusters' past comes before.
    """

    def __init__(self, past: Trajectories | None = None) -> None:
        self._past = past
        self._found: list[Matrix] = []

    def __call__(self, seen: Run) -> dict[str, Matrix]:
        """Return figures and probabilities of stages, each of shape (quarters seen, clusters)."""
        quarters = len(seen.world)
        years = quarters // QUARTERS
        for year in range(len(self._found), years):
            self._found.append(self._stages(seen, year + 1))
        rows = {name: np.full((quarters, seen.clusters.shape[1]), np.nan) for name in STAGE_NAMES}
        for year, chances in enumerate(self._found[:years]):
            known_from = QUARTERS * (year + 1) - 1
            for k, name in enumerate(STAGE_NAMES):
                rows[name][known_from:, 1:] = chances[:, k]
        return {**figures(seen), **rows}

    def _stages(self, seen: Run, years: int) -> Matrix:
        """Return the probability of each stage at the end of a year, shape (clusters, stages)."""
        return stages(self.course(seen, years)).filtered[:, -1]

    def course(self, seen: Run, years: int) -> Trajectories:
        """Return what is known of the clusters until a year of the run, their past included."""
        simulated = by_year(seen, years)
        names = tuple(str(c) for c in range(1, seen.clusters.shape[1]))
        before = self._past
        if before is None:
            return Trajectories(names, np.arange(years), simulated)
        known = {name: joined(before[name], simulated[name], name) for name in KEPT}
        first = int(before.years[0])
        return Trajectories(names, np.arange(first, first + len(before.years) + years), known)


def joined(before: Matrix, simulated: Matrix, name: str) -> Matrix:
    """Return past and simulated years; of the nation not all firms are simulated, so it is scaled.

    The nation's past is brought to the level at which its simulated part begins.
    """
    if name.startswith("nation"):
        last = before[:, -1:]
        times = np.divide(simulated[:, :1], last, out=np.ones_like(last), where=last > 0)
        before = before * times
    return np.hstack([before, simulated])


def by_year(seen: Run, years: int) -> Mapping[str, Matrix]:
    """Return jobs and firms of the clusters, and of the others, shape (clusters, years)."""
    found = {}
    for name in ("jobs", "firms"):
        values = np.asarray(seen.clusters[name][: QUARTERS * years], dtype=np.float64)
        mean = values.reshape(years, QUARTERS, -1).mean(axis=1).T
        found[name] = mean[1:]
        found[f"nation_{name}"] = mean.sum(axis=0) - mean[1:]
    return found
