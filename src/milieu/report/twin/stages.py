"""The stages of simulated clusters, called from outputs alone, over runs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import N_
from milieu.lifecycle.stage import STAGES
from milieu.lifecycle.stages import Stages, stages
from milieu.lifecycle.trajectories import Trajectories
from milieu.report.course_rows import ribbon_rows

UNTOLD = N_("no stage yet")  # where the evidence is not enough
MOST_RUNS = 20  # whose stages are called: a share of runs is then known to about 10 points
TOLD = {"jobs": "jobs", "firms": "firms", "output": "sales", "patents": "patents"}

Outcomes = Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True)
class StagesOfRuns:
    """P(stage) of each cluster over runs, as seen from the last year on.

    chances     mean over runs, shape (clusters, years, 4), elsewhere left out
    by_run      shape (runs, clusters, years, 4);  enough: whether the evidence is, without the 4
    shake_out   share of runs with a shake-out in the year, shape (clusters, years)
    first_year  of the runs
    """

    chances: NDArray[np.float64]
    by_run: NDArray[np.float64]
    enough: NDArray[np.bool_]
    shake_out: NDArray[np.float64]
    first_year: int

    def rows(self, cluster: int) -> list[dict[str, Any]]:
        """Return the rows of a cluster's ribbon; cluster 0 is elsewhere and has none."""
        chances, shaken = self.chances[cluster - 1], self.shake_out[cluster - 1]
        years = [
            {
                "year": self.first_year + at,
                "shake_out": bool(shaken[at] > 0.5),
                "level_shift": False,
                "chances": dict(zip(STAGES, map(float, chances[at]), strict=True)),
            }
            for at in range(len(chances))
        ]
        return ribbon_rows(years, lambda row: row["chances"])

    def of_stage(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return how much of a total lies in clusters of each stage, shape (years, 5).

        The last part lies in clusters of which the evidence is not enough to name a stage.

        values   of all clusters, elsewhere included, shape (runs, years, clusters)
        """
        known = np.nan_to_num(values[: len(self.by_run), :, 1:]).swapaxes(1, 2)[..., None]
        told = self.enough[..., None]
        parts = np.concatenate([self.by_run * known * told, known * ~told], axis=3)
        return np.asarray(parts.sum(axis=1).mean(axis=0))


def stages_of_runs(outcomes: Outcomes, first_year: int = 1) -> StagesOfRuns:
    """Return the stages of all clusters, called from jobs, firms, sales and patents by year.

    Runs are read together, as many clusters of one study.

    outcomes   shape (runs, years, clusters)
    """
    runs, years, clusters = outcomes["jobs"][:MOST_RUNS].shape
    names = tuple(f"{run}-{c}" for run in range(runs) for c in range(1, clusters))
    known = {name: _rows(outcomes[field][:MOST_RUNS]) for name, field in TOLD.items()}
    found = stages(Trajectories(names, np.arange(first_year, first_year + years), known))
    by_run = _chances(found).reshape(runs, clusters - 1, years, len(STAGES))
    enough, shaken = (
        flags.reshape(runs, clusters - 1, years) for flags in (found.enough, found.shake_out)
    )
    return StagesOfRuns(by_run.mean(axis=0), by_run, enough, shaken.mean(axis=0), first_year)


def _rows(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return one row a run and cluster, elsewhere left out."""
    years = values.shape[1]
    return values[:, :, 1:].transpose(0, 2, 1).reshape(-1, years)


def _chances(found: Stages) -> NDArray[np.float64]:
    """Return P(stage), evenly spread where the evidence is not enough to say anything."""
    even = np.full(len(STAGES), 1 / len(STAGES))
    return np.where(found.enough[..., None], found.smoothed, even)
