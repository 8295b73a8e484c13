"""Lots: the rows that pages of clusters are made of, by cluster; read at once or held in memory."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from milieu.report.foresight_reading import (
    RESULTS,
    Foreseen,
    foreseen,
    record_of_outlook,
)
from milieu.report.held import held
from milieu.report.placement import Placement
from milieu.report.reading import Cluster, by_cluster, read
from milieu.report.sources import cluster_files

Rows = Sequence[dict[str, Any]]
NEWEST = ("alarms", "alarm_signs")  # pages show their last year only
ORDER = {
    "peers": "year, rank",
    "peer_survival": "event, years_after",
    "outlook": "measure, year",
    "outlook_past": "measure, origin, year",
}


@dataclass(frozen=True)
class Lots:
    """Rows by cluster.

    years, members  rows of `cluster_years` and `cluster_members`
    files           the files that published its members
    placement       its indicators among those of all cells
    foreseen        its life, dangers, likes and future
    """

    years: Mapping[str, list[dict[str, Any]]]
    members: Mapping[str, list[dict[str, Any]]]
    files: Mapping[str, list[str]]
    placement: Placement
    foreseen: Foreseen


def lots_of(session: duckdb.DuckDBPyConnection, wanted: Sequence[Cluster]) -> Lots:
    """Return the rows of the clusters that get a page in one document."""
    return Lots(
        years=by_cluster(session, "cluster_years", wanted),
        members=by_cluster(session, "cluster_members", wanted),
        files=cluster_files(session, wanted),
        placement=Placement(session, wanted, _peers(session, wanted)),
        foreseen=foreseen(session, wanted),
    )


def _peers(session: duckdb.DuckDBPyConnection, wanted: Sequence[Cluster]) -> list[str]:
    """Return the ids of the clusters that once were like one of those wanted."""
    query = "SELECT DISTINCT peer FROM peers WHERE cluster IN (SELECT unnest(?::VARCHAR[]))"
    return [row["peer"] for row in read(session, query, [one.id for one in wanted])]


def held_lots(session: duckdb.DuckDBPyConnection, clusters: Sequence[Cluster]) -> Lots:
    """Return the rows of all clusters of a study, held in memory; the session is not kept."""
    jobs = "cluster, year, jobs"
    lines = held(session, "cluster_years", "year", where="jobs IS NOT NULL", columns=jobs)
    rows = {
        name: held(
            session,
            name,
            ORDER.get(name, "year"),
            by="code" if name.startswith("outlook") else "cluster",
            where="of = 'cluster'" if name.startswith("outlook") else "",
            newest=name in NEWEST,
        )
        for name in RESULTS
    }
    return Lots(
        years=held(session, "cluster_years", "year"),
        members=held(session, "cluster_members", "year"),
        files=cluster_files(session, clusters),
        placement=Placement(session, clusters).loaded(),
        foreseen=Foreseen(
            rows,
            record_of_outlook(session),
            lambda peer: {row["year"]: row["jobs"] for row in lines[peer]},
            {cluster.id: cluster.stored_name for cluster in clusters},
        ),
    )
