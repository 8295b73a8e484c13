"""Grounds: what a study tells of a cluster before anything is run, read once for many questions."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import duckdb

from milieu.core.errors import UserError
from milieu.core.progress import silent
from milieu.lifecycle.stage import STAGES
from milieu.lifecycle.trajectories import Trajectories
from milieu.policy.budget import cost_of
from milieu.policy.candidates import Candidate
from milieu.policy.declare import Instrument, instruments
from milieu.policy.diagnosis import diagnose
from milieu.policy.schedule import Measure
from milieu.report.held import Held, held
from milieu.study.diagnosing import Diagnosed, check_cluster, of_all_cells, of_course, of_rows
from milieu.study.staging import Found, Singles, Stage, choose, singles, stage_of
from milieu.study.step import Work
from milieu.study.trajectories import Reading
from milieu.twin.observe import QUARTERS
from milieu.twin.parameters import PARAMETERS

if TYPE_CHECKING:
    from milieu.study.study import Study

ALARMING = ("alarm", "watch")  # states of an alarm that come first
TOLD = ("stages", "alarms")  # results of which the last year counts
SUITS = 0.5  # probability of a stage that suits, from which an instrument suits
LABOR_SHARE = PARAMETERS["labor_and_land.labor_share"].default  # of sales, in the twin


@dataclass(frozen=True)
class Ground:
    """What is known of one cluster.

    stage     its firms and jobs as the twin begins with them; None where they are not known
    why_not   what stands in the way of runs; "" for nothing, and `next` what to do about it
    alarms    alarms that sound or are watched, by name
    """

    cluster: str
    name: str
    last_year: int
    diagnosed: Diagnosed
    stage: Stage | None
    why_not: str
    next: str
    alarms: Mapping[str, str]

    @property
    def first(self) -> int:
        """Return the first quarter in which a policy can begin."""
        return QUARTERS * ((self.stage.year if self.stage else self.last_year) + 1)

    @property
    def wage(self) -> float:
        """Return the quarterly wage in national currency, NaN where it is not known."""
        return self.stage.quarterly_wage if self.stage else math.nan

    @property
    def wage_year(self) -> int:
        """Return the year of that wage, 0 where it is not known."""
        return self.stage.wage_year if self.stage and math.isfinite(self.wage) else 0

    @property
    def firms(self) -> float:
        """Return how many firms there are."""
        return float(self.stage.clusters[0].firms) if self.stage else math.nan

    @property
    def sales(self) -> float:
        """Return about what is sold a year, quarterly wages: wages over the twin's labor share."""
        return QUARTERS * self.stage.clusters[0].jobs / LABOR_SHARE if self.stage else math.nan

    def cost(self, instrument: str, dose: float = 1.0) -> float:
        """Return about what a dose costs a year, quarterly wages; NaN where firms are unknown."""
        return QUARTERS * cost_of(Measure(instrument, dose, 0, 0), self.firms)

    @cached_property
    def candidates(self) -> Mapping[str, Candidate]:
        """Return the instruments that answer the diagnosis, the best first."""
        return {one.instrument.name: one for one in self.diagnosed.diagnosis.candidates}

    def in_order(self) -> list[Instrument]:
        """Return all instruments: those that answer the diagnosis first, of them what suits."""
        answers = [one.instrument for one in self.candidates.values()]
        first = sorted(answers, key=self.is_untimely)
        return [*first, *(one for one in instruments() if one not in first)]

    def is_untimely(self, instrument: Instrument) -> bool:
        """Return whether the cluster is hardly in a stage that an instrument suits."""
        return self.stage_share(instrument) < SUITS

    def stage_share(self, instrument: Instrument) -> float:
        """Return the probability of a stage that an instrument suits, NaN where it is unknown."""
        return math.fsum(self.stages.get(stage.value, math.nan) for stage in instrument.suits)

    @property
    def stages(self) -> dict[str, float]:
        """Return the probability of each stage; empty where none is known."""
        known = self.diagnosed.figures
        if any(stage.value not in known for stage in STAGES):
            return {}
        return {stage.value: known[stage.value] for stage in STAGES}


class Grounds:
    """The clusters of one version of a study; what all of them share is read once.

    study     which;  session: a connection of its own, which nobody else uses
    """

    def __init__(self, study: "Study", session: duckdb.DuckDBPyConnection) -> None:
        self._study, self._session, self._lock = study, session, Lock()
        self._held: dict[str, Ground] = {}

    def of(self, cluster: str) -> Ground:
        """Return what is known of a cluster; UserError with the nearest name if there is none."""
        with self._lock:
            if cluster not in self._held:
                self._held[cluster] = self._ground(cluster)
            return self._held[cluster]

    def read(self) -> None:
        """Read what all clusters share, so that the first who asks need not wait for it."""
        with self._lock:
            _ = (self._past, self._places, self._singles, self._found, self._told)
            _ = self._means

    @cached_property
    def _reading(self) -> Reading:
        work = Work(self._session, self._study.settings, Path(), silent)
        return Reading(work)

    @cached_property
    def _past(self) -> Trajectories:
        return self._reading.all()

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {name: at for at, name in enumerate(self._reading.names)}

    @cached_property
    def _singles(self) -> Singles:
        return singles(self._reading, self._reading.names)

    @cached_property
    def _found(self) -> Mapping[str, tuple[str, Found]]:
        rows = self._session.execute(
            "SELECT name, cluster, level, industries, last_year, coalesce(jobs, 0) FROM clusters"
        ).fetchall()
        return {row[1]: (row[0], Found(*row[1:])) for row in rows}

    @cached_property
    def _latest(self) -> Found:
        """Return one of the clusters of the last year."""
        return max((found for _, found in self._found.values()), key=lambda one: one.last_year)

    @cached_property
    def _told(self) -> Mapping[str, Held]:
        """Return the rows of the last year that a build tells of clusters, by result."""
        return {name: held(self._session, name, "year", newest=True) for name in TOLD}

    @cached_property
    def _means(self) -> Mapping[str, Mapping[str, float]]:
        """Return the indicators of clusters' cells in the last year."""
        return of_all_cells(self._session, int(self._past.years[-1]))

    def _ground(self, cluster: str) -> Ground:
        if cluster not in self._found:
            check_cluster(self._session, self._study.folder, cluster)  # says which is near
        name, found = self._found[cluster]
        stage, why_not, next = self._stage(cluster)
        return Ground(
            cluster,
            name,
            found.last_year,
            self._diagnosed(cluster),
            stage,
            why_not,
            next,
            {
                row["alarm"]: row["state"]
                for row in self._told["alarms"][cluster]
                if row["state"] in ALARMING
            },
        )

    def _stage(self, cluster: str) -> tuple[Stage | None, str, str]:
        """Return what the twin begins with, or why it can not: the same as `staging.staged`."""
        try:
            choose([self._found[cluster][1], self._latest], [cluster])
            past = self._past.of([self._places[cluster]])
            return stage_of(past, self._singles), "", ""
        except UserError as error:
            return None, error.what, error.next

    def _diagnosed(self, cluster: str) -> Diagnosed:
        """Return the diagnosis: the same as `diagnosing.diagnosed`."""
        year = int(self._past.years[-1])
        figures = of_course(self._past, self._places[cluster])
        figures |= self._means.get(cluster, {})
        figures |= of_rows(*(self._told[name][cluster] for name in TOLD))
        told = {name: value for name, value in figures.items() if not math.isnan(value)}
        return Diagnosed(cluster, year, told, diagnose(told))
