"""Step: what threatens each cluster."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from milieu.lifecycle.alarms import AlarmTable, alarms, sentence
from milieu.lifecycle.alarms.record import record_of
from milieu.lifecycle.alarms.sorting import long_history, many_signs
from milieu.lifecycle.alarms.tables import ALARM, WATCH
from milieu.lifecycle.alarms.trends import WINDOW
from milieu.store.arrow import or_null, schema_of
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.trajectories import TABLES, member_wages, trajectories

Row = dict[str, Any]


def run(work: Work) -> dict[str, pa.Table]:
    """Return the alarms of all clusters in all years, and the signs of the last year."""
    known = trajectories(work)
    raised = alarms(known, member_wages(work, known))
    rows = {
        "alarms": [row for table in raised.values() for row in _alarm_rows(table)],
        "alarm_signs": [row for table in raised.values() for row in _sign_rows(table)],
    }
    return {
        name: pa.Table.from_pylist(of, schema_of(RESULTS[name].fields)) for name, of in rows.items()
    }


def _alarm_rows(table: AlarmTable) -> Iterator[Row]:
    known, worse = table.known_count, table.worse_count
    many, long = many_signs(table), long_history(table)
    last = len(table.years) - 1
    for at in np.ndindex(table.state.shape):
        cluster, year = at
        stands = table.state[at] in (ALARM, WATCH)
        record = record_of(table.alarm.name, bool(many[at]), bool(long[at])) if stands else None
        yield {
            "cluster": table.names[cluster],
            "year": int(table.years[year]),
            "alarm": table.alarm.name,
            "state": str(table.state[at]),
            "probability": or_null(float(table.probability[at])),
            "since": int(table.since[at]) if np.isfinite(table.since[at]) else None,
            "worse": int(worse[at]),
            "signs": int(known[at]),
            "false_alarm_share": record and or_null(record.false_share),
            "false_alarm_rate": record and or_null(record.false_rate),
            "lead_years": record and or_null(record.lead),
            "sentence": sentence(table, cluster, year) if stands or year == last else "",
        }


def _sign_rows(table: AlarmTable) -> Iterator[Row]:
    year = len(table.years) - 1
    for sign in table.signs:
        for cluster in np.flatnonzero(sign.known[:, year]):
            at = (cluster, year)
            yield {
                "cluster": table.names[cluster],
                "year": int(table.years[year]),
                "alarm": table.alarm.name,
                "sign": sign.sign.label,
                "kind": sign.sign.kind,
                "then_year": int(table.years[max(0, year - WINDOW + 1)]),
                "then": or_null(sign.then[at]),
                "now_low": or_null(min(sign.low[at], sign.high[at])),
                "now": or_null(sign.now[at]),
                "now_high": or_null(max(sign.low[at], sign.high[at])),
                "threshold": or_null(sign.threshold[at]),
                "unit": sign.sign.unit,
                "worse": bool(sign.worse[at]),
            }


step(
    Step(
        name="alarms",
        order=75,
        about="lock-in, race to the bottom and efficiency trap: alarms with signs and record",
        needs=("clusters",),
        reads=TABLES,
        makes=("alarms", "alarm_signs"),
        run=run,
    )
)
