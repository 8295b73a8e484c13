"""The rows of life cycle, alarms, peers and outlook that a cluster's page shows."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import duckdb

from milieu.lifecycle.stage import STAGES
from milieu.report.reading import Cluster, by_cluster, read

Rows = Sequence[Mapping[str, Any]]
ALARMS = ("lock_in", "race_to_the_bottom", "efficiency_trap")  # in the order of reading
JOBS = "jobs"
TODAY = tuple((stage.value, f"{stage.value}_today") for stage in STAGES)  # columns of `stages`
UNSURE = (
    0.5  # no stage is named unless one is more probable than this (methods, "Life-cycle stage")
)


@dataclass(frozen=True)
class Foresight:
    """What is known of one cluster's life, dangers, likes and future; empty where not built.

    stages      a row a year, ascending
    alarms      the last year's alarms, in the order of ALARMS
    signs       the signs behind them, of the last year
    peers       the nearest first
    survival    by event and years after
    outlook     forecasts made now, by measure and year
    past        forecasts of earlier years, by measure, origin and year
    record      how good such forecasts were in the whole study
    lines       jobs by cluster and year, of the peers
    names       of the peers
    """

    stages: Rows = ()
    alarms: Rows = ()
    signs: Rows = ()
    peers: Rows = ()
    survival: Rows = ()
    outlook: Rows = ()
    past: Rows = ()
    record: Rows = ()
    lines: Mapping[str, Mapping[int, float]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def forecast(self, measure: str) -> Rows:
        """Return the forecast of a measure, those years of it that have a middle."""
        return self._outlook.get(measure, [])

    def earlier(self, measure: str) -> Rows:
        """Return the forecasts of earlier years of a measure."""
        return self._past.get(measure, [])

    @cached_property
    def _outlook(self) -> Mapping[str, Rows]:
        return _by_measure(self.outlook)

    @cached_property
    def _past(self) -> Mapping[str, Rows]:
        return _by_measure(self.past)

    def __bool__(self) -> bool:
        """Return whether there is anything to show."""
        return bool(self.stages or self.alarms or self.outlook or self.peers)


class Foreseen:
    """The rows of clusters on their life and future, read before any page is made."""

    def __init__(
        self,
        rows: Mapping[str, Mapping[str, Rows]],
        record: Rows,
        line: Callable[[str], Mapping[int, float]],
        names: Mapping[str, str],
    ) -> None:
        """Make pages' rows of results by cluster.

        rows    by result, then by cluster; `RESULTS` names them
        record  how good forecasts were
        line    jobs of a peer by year
        names   of the peers
        """
        self._rows, self._record, self._line, self._names = rows, record, line, names

    def of(self, cluster: Cluster) -> Foresight:
        """Return the rows of one cluster."""
        found = {name: rows.get(cluster.id, ()) for name, rows in self._rows.items()}
        alarms, signs = _newest(found["alarms"]), _newest(found["alarm_signs"])
        ranked = sorted(found["peers"], key=lambda row: row["rank"] or 0)
        survival = found["peer_survival"]
        return Foresight(
            stages=found["stages"],
            alarms=sorted(alarms, key=lambda row: _order(row["alarm"])),
            signs=sorted(signs, key=lambda row: (_order(row["alarm"]), not row["worse"])),
            peers=ranked,
            survival=sorted(survival, key=lambda row: (row["event"], row["years_after"])),
            outlook=found["outlook"],
            past=found["outlook_past"],
            record=self._record,
            lines={row["peer"]: self._line(row["peer"]) for row in ranked},
            names=self._names,
        )


RESULTS = ("stages", "alarms", "alarm_signs", "peers", "peer_survival", "outlook", "outlook_past")


def foreseen(session: duckdb.DuckDBPyConnection, wanted: Sequence[Cluster]) -> Foreseen:
    """Return the rows of the clusters that get a page, read at once."""
    ids = [cluster.id for cluster in wanted]
    rows: dict[str, Mapping[str, Rows]] = {
        name: by_cluster(session, name, wanted) for name in RESULTS[:-2]
    }
    rows["outlook"] = _by_code(read(session, OUTLOOK, ids))
    rows["outlook_past"] = _by_code(read(session, PAST, ids))
    lines: dict[str, dict[int, float]] = defaultdict(dict)
    names: dict[str, str] = {}
    for row in read(session, PEER_LINES, ids):
        names[row["cluster"]] = row["name"] or row["cluster"]
        lines[row["cluster"]][row["year"]] = row["jobs"]
    return Foreseen(rows, record_of_outlook(session), lambda peer: lines.get(peer, {}), names)


def record_of_outlook(session: duckdb.DuckDBPyConnection) -> Rows:
    """Return how good forecasts of the whole study were."""
    return read(session, "SELECT * FROM outlook_record ORDER BY measure, horizon, size")


OUTLOOK = """
    SELECT * FROM outlook WHERE of = 'cluster' AND code IN (SELECT unnest(?::VARCHAR[]))
    ORDER BY code, measure, year
"""
PAST = """
    SELECT * FROM outlook_past WHERE of = 'cluster' AND code IN (SELECT unnest(?::VARCHAR[]))
    ORDER BY code, measure, origin, year
"""
PEER_LINES = """
    WITH wanted AS (SELECT DISTINCT peer FROM peers WHERE cluster IN (SELECT unnest(?::VARCHAR[])))
    SELECT y.cluster, c.name, y.year, y.jobs FROM cluster_years y
    JOIN wanted w ON w.peer = y.cluster JOIN clusters c ON c.cluster = y.cluster
    WHERE y.jobs IS NOT NULL ORDER BY y.cluster, y.year
"""


def probabilities(row: Mapping[str, Any]) -> dict[str, float | None]:
    """Return a year's probabilities as seen today; as seen then, where today's are not known."""
    today = {stage: row.get(column) for stage, column in TODAY}
    return seen_then(row) if None in today.values() else today


def seen_then(row: Mapping[str, Any]) -> dict[str, float | None]:
    """Return a year's probabilities as seen in that year."""
    return {stage: row.get(stage) for stage, _column in TODAY}


def leading(row: Mapping[str, Any]) -> str:
    """Return the most probable stage of a year as seen today; empty where none is known."""
    known = {stage: share for stage, share in probabilities(row).items() if share is not None}
    return max(known, key=lambda stage: known[stage], default="")


def _by_measure(rows: Rows) -> dict[str, list[Mapping[str, Any]]]:
    """Return the rows that have a middle, by measure."""
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        if row["value"] is not None:
            found[row["measure"]].append(row)
    return dict(found)


def _newest(rows: Rows) -> list[Mapping[str, Any]]:
    last = max((row["year"] for row in rows), default=None)
    return [row for row in rows if row["year"] == last]


def _order(alarm: str) -> tuple[int, str]:
    return (ALARMS.index(alarm) if alarm in ALARMS else len(ALARMS), alarm)


def _by_code(rows: Rows) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        found[row["code"]].append(row)
    return found
