"""Build: bring all results up to date, step by step, redoing only what is stale."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from milieu.core.database import quoted
from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.store.shelf import Change, Entry, Shelf
from milieu.store.store import Store, as_of_moment, view_results
from milieu.study.results import RESULTS
from milieu.study.settings import Settings
from milieu.study.step import STEPS, Step, Work, in_order


@dataclass(frozen=True)
class Outcome:
    """What became of a step: `done`, `up to date` or `skipped`, and why."""

    step: str
    state: str
    why: str = ""


def build(
    store: Store,
    settings: Settings,
    *,
    until: str = "",
    as_of: str = "",
    progress: Progress = silent,
) -> Iterator[Outcome]:
    """Run the steps that are stale, each committed when it is done, and say what became of each.

    until   the last step to run; all when empty
    as_of   a day (YYYY-MM-DD): results of what was known then, kept apart from today's
    """
    steps = _until(until)
    shelf = store.results_as_of(as_of)
    with store.writing("build") as scratch:
        tables = store.tables.entry(as_of_moment(as_of) if as_of else None)
        if not tables.versions:
            raise UserError(
                "the study has no tables yet" + (f" as of {as_of}" if as_of else ""),
                where=str(store.folder),
                next="Take files in with `milieu add STUDY SOURCE FILES...`.",
            )
        for number, one in enumerate(steps):
            part = _part(progress, number, len(steps))
            yield _bring_up_to_date(one, store, settings, shelf, tables, as_of, scratch, part)


def _bring_up_to_date(
    one: Step,
    store: Store,
    settings: Settings,
    shelf: Shelf,
    tables: Entry,
    as_of: str,
    scratch: Path,
    progress: Progress,
) -> Outcome:
    done = dict(shelf.entry().notes)
    made = {result: done.get(s.name, "") for s in in_order() for result in s.makes}
    fingerprint = one.fingerprint(tables, settings, made)
    if done.get(one.name) == fingerprint:
        return Outcome(one.name, "up to date")
    with store.open(as_of_moment(as_of) if as_of else None, scratch=scratch) as session:
        view_results(session, shelf)
        lacking = [table for table in one.needs if not _has_rows(session, table)]
        if lacking:
            return Outcome(one.name, "skipped", f"would need {', '.join(lacking)}")
        progress(one.name, 0.0)
        tables_made = one.run(Work(session, settings, scratch, progress))
    changes = {name: _change(name, rows, scratch) for name, rows in tables_made.items()}
    shelf.write(f"build {one.name}", changes, {**done, one.name: fingerprint})
    progress(one.name, 1.0)
    return Outcome(one.name, "done", f"{sum(map(len, tables_made.values())):,} rows")


def _has_rows(session: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Return whether a table or result is there and holds anything."""
    known = session.execute("SELECT 1 FROM duckdb_views() WHERE view_name = ?", [table]).fetchone()
    return bool(known) and bool(
        session.execute(f"SELECT 1 FROM {quoted(table)} LIMIT 1").fetchone()
    )


def _change(name: str, rows: pa.Table, scratch: Path) -> Change:
    """Write a result in the columns that are declared for it."""
    if name in RESULTS:
        declared = [f.name for f in RESULTS[name].fields]
        if rows.column_names != declared:
            raise AssertionError(f"{name} has {rows.column_names}, declared are {declared}")
    file = scratch / f"{name}.result.parquet"
    pq.write_table(rows, file, compression="zstd")
    return Change((file,), replace=True)


def _until(name: str) -> list[Step]:
    steps = in_order()
    if not name:
        return steps
    last = STEPS[name]
    return [s for s in steps if s.order <= last.order]


def _part(progress: Progress, number: int, steps: int) -> Progress:
    """Return a progress that covers one step's part of the whole."""

    def tell(what: str, share: float) -> None:
        progress(what, (number + share) / steps)

    return tell
