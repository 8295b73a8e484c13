"""Step: what comes next, and how good such forecasts were."""

from typing import Any

import pyarrow as pa

from milieu.store.arrow import schema_of
from milieu.study.foreseen import all_foreseen
from milieu.study.foretelling import earlier, foretell, record_rows
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.trajectories import TABLES, Reading

MADE = ("outlook", "outlook_past", "outlook_record")


def run(work: Work) -> dict[str, pa.Table]:
    """Return the forecasts of every measure, those of earlier years, and their record."""
    reading = Reading(work)
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in MADE}
    seed = work.settings.seed
    for number, one in enumerate(all_foreseen(reading, reading.all())):
        rows["outlook"] += foretell(one, int(one.panel.years[-1]), seed=seed).rows()
        told = earlier(one, seed=seed)
        rows["outlook_past"] += [row for t in told for row in t.past_rows()]
        rows["outlook_record"] += record_rows(told)
        work.progress(f"outlook of {one.measure}", 1 - 0.5 ** (number + 1))
    return {
        name: pa.Table.from_pylist(of, schema_of(RESULTS[name].fields)) for name, of in rows.items()
    }


step(
    Step(
        name="outlook",
        order=80,
        about="forecasts of clusters, industries, regions and the nation, with their record",
        needs=("clusters",),
        reads=TABLES,
        makes=MADE,
        run=run,
    )
)
