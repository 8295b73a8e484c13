"""Reporting: what holds several clusters back, for a report that names what could be done."""

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from milieu.core.progress import silent
from milieu.policy.diagnosis import Diagnosis, diagnose
from milieu.study.diagnosing import of_cells, of_course, of_results
from milieu.study.step import Work
from milieu.study.trajectories import trajectories

if TYPE_CHECKING:
    from milieu.study.study import Study


def diagnoses(
    study: "Study", as_of: str = ""
) -> Callable[[Sequence[str]], Mapping[str, Diagnosis]]:
    """Return what gives the diagnoses of clusters by id; those of which nothing is known miss."""

    def found(clusters: Sequence[str]) -> dict[str, Diagnosis]:
        if not clusters:
            return {}
        with study.session(as_of) as session:
            if not session.execute("SELECT 1 FROM clusters LIMIT 1").fetchone():  # not built yet
                return {}
            past = trajectories(Work(session, study.settings, Path(), silent))
            known = [one for one in clusters if one in past.names]
            year = int(past.years[-1]) if len(past.years) else 0
            told = {
                one: of_course(past, past.names.index(one))
                | of_cells(session, one, year)
                | of_results(session, one)
                for one in known
            }
        return {
            one: diagnose({name: value for name, value in figures.items() if not math.isnan(value)})
            for one, figures in told.items()
        }

    return found
