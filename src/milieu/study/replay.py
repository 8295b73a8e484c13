"""Replay: what milieu would have said in each year with what was known then.

Where the study holds the figures as they were published up to then (files that were added before
the end of the year after), these are used and clusters are found in them. Where it does not, the
figures are those of today, cut off at the year; then clusters are those found today, and later
revisions are already in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from milieu.core.arrays import Vector
from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import Progress, silent
from milieu.lifecycle.alarms import alarms
from milieu.lifecycle.alarms.tables import ALARM
from milieu.lifecycle.stage import STAGES
from milieu.lifecycle.stages import Stages, stages
from milieu.lifecycle.trajectories import Trajectories
from milieu.report.replay_page import write_replay
from milieu.report.words import listed
from milieu.store.arrow import schema_of
from milieu.study.foreseen import all_foreseen
from milieu.study.foresight_results import OUTLOOK_PAST, PROBABILITY
from milieu.study.foretelling import HORIZONS, foretell
from milieu.study.result import CLUSTER, YEAR, Result, number, text
from milieu.study.step import Work
from milieu.study.trajectories import Reading, member_wages

if TYPE_CHECKING:
    from milieu.study.study import Study

Row = dict[str, Any]
FEWEST_YEARS = 2  # a growth needs two
DRAWN = 20  # clusters on the page, the largest

SAID = Result(
    "replay",
    "what would have been said of each cluster in each year with what was known then",
    (
        CLUSTER,
        YEAR,
        text("known", "the day whose figures were used, or: today's figures until this year"),
        text("stage"),
        *(number(stage, PROBABILITY) for stage in STAGES),
        *(number(f"{stage}_today", PROBABILITY, "of that year, as seen today") for stage in STAGES),
        text("alarms", "alarms that stood"),
        number("jobs", "jobs"),
        text("note", "why no stage is named"),
    ),
    ("cluster", "year"),
)


@dataclass(frozen=True)
class Replayed:
    """What was said in each year.

    names       of the clusters by id
    said        of stages and alarms, a row for each cluster and year
    forecasts   of the clusters' future, with what came as it is known today
    """

    study: str
    made_up: bool
    names: dict[str, str]
    said: pa.Table
    forecasts: pa.Table

    def table(self, what: str) -> pa.Table:
        """Return `said` or `forecasts`; UserError for another name."""
        tables = {"said": self.said, "forecasts": self.forecasts}
        if what not in tables:
            raise unknown_name("part of a replay", what, tables)
        return tables[what]

    def page(self, output: Path) -> Path:
        """Write charts of the largest clusters as one HTML file and return where it lies."""
        stages, past = self.said.to_pylist(), self.forecasts.to_pylist()
        largest = sorted(stages, key=lambda row: (-row["year"], -(row["jobs"] or 0)))[:DRAWN]
        drawn = {row["cluster"] for row in largest}
        how = sorted({row["known"] for row in stages})
        return write_replay(
            [row for row in stages if row["cluster"] in drawn],
            [row for row in past if row["code"] in drawn],
            output,
            study=self.study,
            names=self.names,
            source=f"Known then: {listed(how, 3)}.",
            made_up=self.made_up,
        )


def replay(
    study: "Study",
    first: int,
    last: int | None = None,
    *,
    clusters: Sequence[str] = (),
    progress: Progress = silent,
) -> Replayed:
    """Return what would have been said from a year on, each year with what was known then.

    first, last   years; the last one of the study without it
    clusters      only these, by id; all without it
    raises        UserError for years or clusters that the study does not have
    """
    with study.session() as session:
        newest = Reading(_work(study, session)).all()
        names = dict(session.execute("SELECT cluster, name FROM clusters").fetchall())
    for cluster in clusters:
        if cluster not in names:
            raise unknown_name("cluster", cluster, names, where="--cluster")
    today = stages(newest)
    wanted = _wanted(newest, first, last)
    said: list[Row] = []
    forecasts: list[Row] = []
    for number_, year in enumerate(wanted):
        progress(f"replay of {year}", number_ / len(wanted))
        day = _vintage(study, year)
        with study.session(day) as session:
            reading = Reading(_work(study, session))
            known = reading.all().until(year)
            if known.years[-1] < year:  # its figures were not there then
                continue
            said += _said(known, member_wages(reading.work, known), day, today)
            forecasts += _forecasts(reading, known, year, study.settings.seed)
    chosen = set(clusters or names)
    said = [row for row in said if row["cluster"] in chosen]
    told = [row for row in _with_actual(forecasts, newest) if row["code"] in chosen]
    return Replayed(
        study.settings.name,
        study.settings.made_up,
        names,
        pa.Table.from_pylist(said, schema_of(SAID.fields)),
        pa.Table.from_pylist(told, schema_of(OUTLOOK_PAST.fields)),
    )


def _work(study: "Study", session: Any) -> Work:
    return Work(session, study.settings, Path(), silent)


def _wanted(known: Trajectories, first: int, last: int | None) -> range:
    """Return the years to replay; UserError for others than the study's."""
    begins, ends = int(known.years[0]) + FEWEST_YEARS - 1, int(known.years[-1])
    last = ends if last is None else last
    if not begins <= first <= last <= ends:
        raise UserError(
            f"{first} to {last} is not within {begins} to {ends}",
            where="--from, --to",
            next=f"The study's figures begin in {begins - FEWEST_YEARS + 1}, and growth needs "
            f"{FEWEST_YEARS} years: choose years from {begins} on.",
        )
    return range(first, last + 1)


def _vintage(study: "Study", year: int) -> str:
    """Return the day by whose end a year's figures are out, if the study was there; else ''.

    The results as of that day are built, as far as clusters and indicators.
    """
    day = f"{year + 1}-12-31"
    moment = datetime(year + 1, 12, 31, 23, 59, 59, tzinfo=UTC)
    if moment >= datetime.now(UTC) or not study.store.tables.entry(moment).versions:
        return ""
    for _ in study.build(until="indicators", as_of=day):
        pass
    return day


def _said(known: Trajectories, wages: Any, day: str, today: Stages) -> Iterator[Row]:
    found, year = stages(known), int(known.years[-1])
    named = found.named()[:, -1]
    raised = alarms(known, wages)
    place = {name: at for at, name in enumerate(today.names)}
    for at, cluster in enumerate(known.names):
        standing = [name for name, table in raised.items() if table.state[at, -1] == ALARM]
        yield {
            "cluster": cluster,
            "year": year,
            "known": f"as of {day}" if day else f"today's figures until {year}",
            "stage": named[at],
            **_chances(found.filtered[at, -1], ""),
            **(_seen_today(today, place[cluster], year) if cluster in place else {}),
            "alarms": ", ".join(standing),
            "jobs": _number(known["jobs"][at, -1]),
            "note": found.reason[at, -1],
        }


def _seen_today(today: Stages, cluster: int, year: int) -> Row:
    return _chances(today.smoothed[cluster, year - int(today.years[0])], "_today")


def _chances(chances: Vector, suffix: str) -> Row:
    return {f"{s}{suffix}": _number(p) for s, p in zip(STAGES, chances, strict=True)}


def _forecasts(reading: Reading, known: Trajectories, year: int, seed: int) -> Iterator[Row]:
    for one in all_foreseen(reading, known):
        if one.panel.years[0] <= year <= one.panel.years[-1]:
            yield from foretell(one, year, HORIZONS, seed=seed).rows(only="cluster")


def _with_actual(forecasts: list[Row], newest: Trajectories) -> Iterator[Row]:
    """Yield forecasts with what came, as it is known today."""
    place = {name: at for at, name in enumerate(newest.names)}
    for row in forecasts:
        at, column = place.get(row["code"]), row["year"] - int(newest.years[0])
        if row["value"] is None or at is None or column >= len(newest.years):
            continue
        came = newest[row["measure"]][at, column]
        told = {name: value for name, value in row.items() if name not in ("unit", "note")}
        inside = None if came != came else bool(row["low_80"] <= came <= row["high_80"])
        yield {**told, "actual": _number(came), "inside": inside}


def _number(value: float) -> float | None:
    return None if value != value else float(value)


__all__ = ["SAID", "Replayed", "replay"]
