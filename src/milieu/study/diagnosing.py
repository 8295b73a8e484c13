"""Diagnosing a cluster of a study: what holds it back, and which instruments answer that."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import silent
from milieu.lifecycle.stage import NOT_ENOUGH
from milieu.lifecycle.trajectories import Trajectories
from milieu.policy.diagnosis import Diagnosis, diagnose
from milieu.policy.diagnosis_rules import rules
from milieu.report.foresight_reading import Rows, probabilities
from milieu.study.step import Work
from milieu.study.trajectories import trajectories

if TYPE_CHECKING:
    from milieu.study.study import Study

NEWEST = """
    SELECT * FROM {result} WHERE cluster = ? AND year = (
        SELECT max(year) FROM {result} WHERE cluster = ?)"""
OF_CELLS = """
    SELECT cluster, indicator, avg(value)
    FROM indicators JOIN (SELECT DISTINCT cluster, region, industry FROM cluster_members WHERE {of})
    USING (region, industry)
    WHERE year = ? AND value IS NOT NULL GROUP BY ALL"""
# our name of a figure, as a ratio of two measures of a trajectory
RATIOS = {
    "jobs_per_firm": ("jobs", "firms"),
    "wage_ratio": ("wage", "nation_wage"),
    "entry_rate_ratio": ("entry_rate", "nation_entry_rate"),
}
AS_THEY_ARE = ("external_link_share", "buyer_concentration")


@dataclass(frozen=True)
class Diagnosed:
    """A cluster's diagnosis, and the figures that it rests on.

    figures   by the names of the rules, as the study has them in `year`, and what was given
    """

    cluster: str
    year: int
    figures: Mapping[str, float]
    diagnosis: Diagnosis

    def text(self, most: int) -> str:
        """Return the diagnosis in words, with at most so many candidates."""
        found = self.diagnosis
        lines = [f"# {self.cluster}, {self.year}", "", "## What holds it back", ""]
        lines += [f"- {verdict.sentence}" for verdict in found.verdicts]
        lines += ["", "## What could be tried, by the order of what speaks for it", ""]
        for number, one in enumerate(found.candidates[:most], 1):
            lines.append(f"{number}. **{one.instrument.label}** (`{one.instrument.name}`)")
            lines += [f"   - {reason}" for reason in (*one.reasons, *one.cautions)]
        lines += [] if found.candidates else ["Nothing: no failure was found."]
        lines += ["", "## What can not be told", "", *(f"- {gap}" for gap in found.cannot_tell)]
        return "\n".join(lines) + "\n"


def diagnosed(study: "Study", cluster: str, known: Mapping[str, float] | None = None) -> Diagnosed:
    """Return the diagnosis of a cluster in the study's last year.

    known    figures that the study lacks, by the names of the rules; they stand over its own
    raises   UserError for an unknown cluster or figure, or a study that is not built
    """
    given = dict(known or {})
    for name in given:
        if name not in rules().indicators:
            raise unknown_name("figure", name, rules().indicators, where="--know")
    with study.session() as session:
        check_cluster(session, study.folder, cluster)
        past = trajectories(Work(session, study.settings, Path(), silent))
        year = int(past.years[-1])
        figures = of_course(past, past.names.index(cluster))
        figures |= of_cells(session, cluster, year) | of_results(session, cluster)
    told = {name: value for name, value in (figures | given).items() if not math.isnan(value)}
    return Diagnosed(cluster, year, told, diagnose(told))


def check_cluster(session: duckdb.DuckDBPyConnection, folder: Path, cluster: str) -> None:
    """Raise a UserError unless the study has the cluster."""
    known = [row[0] for row in session.execute("SELECT cluster FROM clusters").fetchall()]
    if not known:
        raise UserError(
            "no clusters are built", where=str(folder), next=f"Run `milieu build {folder}` first."
        )
    if cluster not in known:
        raise unknown_name("cluster", cluster, known)


def of_course(past: Trajectories, at: int) -> dict[str, float]:
    """Return the figures that the course of a cluster gives in its last year; NaN: not known."""
    last = {name: float(values[at, -1]) for name, values in past.known.items()}
    figures = {name: last.get(name, math.nan) for name in AS_THEY_ARE}
    for name, (top, bottom) in RATIOS.items():
        below = last.get(bottom, math.nan)
        figures[name] = last.get(top, math.nan) / below if below > 0 else math.nan
    unit_value = past["unit_value"][at]
    if len(unit_value) > 1 and unit_value[-2] > 0:
        figures["unit_value_growth_rate"] = float(unit_value[-1] / unit_value[-2] - 1)
    return figures


def of_cells(session: duckdb.DuckDBPyConnection, cluster: str, year: int) -> dict[str, float]:
    """Return indicators of the cluster's cells that rules read, means over its cells."""
    return _means(session, "cluster = ?", [cluster, year]).get(cluster, {})


def of_all_cells(session: duckdb.DuckDBPyConnection, year: int) -> dict[str, dict[str, float]]:
    """Return the same for all clusters at once, by cluster."""
    return _means(session, "true", [year])


def _means(
    session: duckdb.DuckDBPyConnection, of: str, values: Sequence[object]
) -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for cluster, name, value in session.execute(OF_CELLS.format(of=of), values).fetchall():
        if name in rules().indicators:
            found[cluster][name] = float(value)
    return found


def of_results(session: duckdb.DuckDBPyConnection, cluster: str) -> dict[str, float]:
    """Return the probabilities of stages and alarms, where a build could tell them."""
    return of_rows(newest(session, "stages", cluster), newest(session, "alarms", cluster))


def of_rows(stages: Rows, alarms: Rows) -> dict[str, float]:
    """Return the same from a cluster's rows of the last year."""
    figures: dict[str, float] = {}
    for row in stages:
        if row["stage"] != NOT_ENOUGH:
            known = probabilities(row)  # as the pages say them
            figures |= {name: float(share) for name, share in known.items() if share is not None}
    for row in alarms:
        if row["probability"] is not None:
            figures[row["alarm"]] = float(row["probability"])
    return figures


def newest(session: duckdb.DuckDBPyConnection, result: str, cluster: str) -> list[dict[str, Any]]:
    """Return the rows of a result on a cluster in the last year that it has."""
    found = session.execute(NEWEST.format(result=result), [cluster, cluster])
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]
