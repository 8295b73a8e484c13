"""Lines: what the atlas shows of each cluster in a year."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from milieu.core.language import language
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.report.content import Content
from milieu.report.diagnosis import alarm_name, percent
from milieu.report.foresight_reading import probabilities
from milieu.report.overview import Standing
from milieu.report.reading import Cluster, amount, ranged, read
from milieu.report.words import Amount, Kind
from milieu.web.opened import Opened

IN_YEAR = "SELECT * FROM cluster_years WHERE year = ? AND found ORDER BY rank NULLS LAST, cluster"
STAGES_THEN = "SELECT * FROM stages WHERE year = ?"
ALARMS_THEN = "SELECT cluster, alarm, state FROM alarms WHERE year = ? AND state <> 'none'"
RAISED = ("alarm", "watch")


@dataclass(frozen=True)
class Line:
    """One cluster in one year.

    alarms   state and code of those that are raised or under watch
    size     jobs by which it is filtered, sorted and drawn: the middle of a range without a value
    words    what a search looks through, in small letters
    """

    cluster: Cluster
    jobs: Amount
    quotient: Amount
    rank: int | None
    status: str
    standing: Standing
    alarms: Sequence[tuple[str, str]]
    size: float | None
    words: str

    @property
    def stage(self) -> str:
        """Return a stage, or that there is not enough evidence."""
        return self.standing.stage or NOT_ENOUGH


def lines(opened: Opened, year: int) -> list[Line]:
    """Return the clusters of a year, in the language spoken; made once for a version."""
    content = opened.content
    if year == content.newest:
        return opened.kept("lines", lambda: _newest(opened), year, language())
    return opened.kept("lines", lambda: _then(opened, year), year, language())


def years(opened: Opened) -> list[int]:
    """Return the years of which clusters are known, the newest first."""

    def make() -> list[int]:
        query = "SELECT DISTINCT year FROM cluster_years WHERE found ORDER BY year DESC"
        return [row["year"] for row in read(opened.session(), query)]

    return opened.kept("years", make)


def _newest(opened: Opened) -> list[Line]:
    """Return the clusters that are found today."""
    content = opened.content
    raised = opened.kept("raised", lambda: _raised(opened.session()))
    return [
        _line(
            content,
            one,
            one.jobs,
            one.quotient,
            one.rank,
            one.status,
            content.overview.of(one.id),
            raised.get(one.id, ()),
        )
        for one in content.clusters
        if one.last_year == content.newest
    ]


def _then(opened: Opened, year: int) -> list[Line]:
    """Return the clusters of an earlier year, as they are seen today."""
    content, session = opened.content, opened.session()
    known = {one.id: one for one in content.clusters}
    stages = {row["cluster"]: row for row in read(session, STAGES_THEN, year)}
    alarms = _by_cluster(read(session, ALARMS_THEN, year))
    return [
        _line(
            content,
            known[row["cluster"]],
            amount(row, "jobs"),
            ranged(row, "location_quotient", Kind.RATIO),
            row["rank"],
            row["status"] or "",
            _standing(stages.get(row["cluster"]), alarms.get(row["cluster"], ())),
            alarms.get(row["cluster"], ()),
        )
        for row in read(session, IN_YEAR, year)
        if row["cluster"] in known
    ]


def _line(
    content: Content,
    cluster: Cluster,
    jobs: Amount,
    quotient: Amount,
    rank: int | None,
    status: str,
    standing: Standing,
    alarms: Sequence[tuple[str, str]],
) -> Line:
    middle = None if None in (jobs.low, jobs.high) else (jobs.low + jobs.high) / 2  # type: ignore[operator]
    named = [content.names.industry_name(code) for code in cluster.industries.split()[:3]]
    words = " ".join((cluster.name, cluster.id, cluster.industries, cluster.regions, *named))
    size = jobs.value if jobs.value is not None else middle
    return Line(cluster, jobs, quotient, rank, status, standing, alarms, size, words.lower())


def _standing(row: Mapping[str, Any] | None, alarms: Sequence[tuple[str, str]]) -> Standing:
    """Return where a cluster stood in a year."""
    stage = (row["stage"] or "") if row else ""
    share = probabilities(row).get(stage) if row and stage in list(STAGES) else None
    return Standing(
        stage=stage,
        chance="" if share is None else percent(share),
        alarms=[(state, alarm_name(code)) for state, code in alarms],
    )


def _raised(session: duckdb.DuckDBPyConnection) -> dict[str, list[tuple[str, str]]]:
    query = """SELECT cluster, alarm, state FROM alarms
        QUALIFY year = max(year) OVER (PARTITION BY cluster) AND state <> 'none'"""
    return _by_cluster(read(session, query))


def _by_cluster(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """Return state and code of the alarms that are raised or under watch, by cluster."""
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in rows:
        if row["state"] in RAISED:
            found[row["cluster"]].append((row["state"], row["alarm"]))
    return {cluster: sorted(alarms) for cluster, alarms in found.items()}
