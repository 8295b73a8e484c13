"""Step: the stages of clusters of which only dated, cited facts are known."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pyarrow as pa

from milieu.core.errors import UserError
from milieu.lifecycle.sparse import QUALITY, Fact, SparseStages, sparse_stages
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.store.arrow import schema_of
from milieu.study.cases.periods import Period, parse_period
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step

MEASURED = {  # what literature calls it, as a measure of a trajectory; the first found counts
    "jobs": ("jobs", "employees"),
    "output": ("output", "sales", "revenue", "software_exports", "exports"),
    "firms": ("firms", "companies", "stpi_firms"),
}
WEAKEST = "estimate"  # the grade of a fact whose own is not known
Row = dict[str, Any]


def run(work: Work) -> dict[str, pa.Table]:
    """Return the stages of every cluster that has two or more dated facts of one measure."""
    rows = work.session.execute(
        "SELECT cluster, period, indicator, value, unit, quality FROM observations "
        "WHERE value IS NOT NULL ORDER BY ALL"
    ).fetchall()
    of: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for cluster, *fact in rows:
        of[cluster].append(tuple(fact))
    made: list[Row] = []
    for number, (cluster, told) in enumerate(of.items()):
        facts = list(_facts(told))
        if len({fact.year for fact in facts}) > 1:
            made += _rows(cluster, sparse_stages(facts, seed=work.settings.seed))
        work.progress(f"stages of {cluster}", (number + 1) / len(of))
    return {"cited_stages": pa.Table.from_pylist(made, schema_of(RESULTS["cited_stages"].fields))}


def _facts(told: list[tuple[Any, ...]]) -> Iterator[Fact]:
    """Yield the facts of whole years that say jobs, output or firms, each in one unit."""
    for measure, names in MEASURED.items():
        name = next((n for n in names if any(row[1] == n for row in told)), None)
        rows = [row for row in told if row[1] == name]
        unit = rows[0][3] if rows else ""
        for when, _, value, in_unit, quality in rows:
            year = _year(when, stock=measure != "output")
            if year is not None and in_unit == unit and value >= 0:
                grade = quality if quality in QUALITY else WEAKEST
                yield Fact(year, measure, float(value), str(unit), grade)


def _year(text: str, *, stock: bool) -> int | None:
    """Return the year of a period; of a flow only whole years compare."""
    try:
        found: Period = parse_period(text)
    except UserError:
        return None
    return found.start.year if stock or found.whole_year else None


def _rows(cluster: str, read: SparseStages) -> Iterator[Row]:
    for at, year in enumerate(read.years):
        likeliest = STAGES[int(read.filtered[at].argmax())]
        yield {
            "cluster": cluster,
            "year": int(year),
            "stage": likeliest if read.enough[at] else NOT_ENOUGH,
            **{s: float(p) for s, p in zip(STAGES, read.filtered[at], strict=True)},
            **{f"{s}_today": float(p) for s, p in zip(STAGES, read.smoothed[at], strict=True)},
            "facts": int(read.points[at]),
            "note": read.reason[at],
        }


step(
    Step(
        name="cited_stages",
        version=2,
        order=71,
        about="stages from a handful of dated facts, with the width that they leave",
        needs=("observations",),
        reads=("observations",),
        makes=("cited_stages",),
        run=run,
    )
)
