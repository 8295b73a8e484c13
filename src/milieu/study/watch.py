"""Watch: take new files in, bring the results up to date, and tell what changed."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow as pa

from milieu.core.contracts import Field
from milieu.core.database import literal, quoted
from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.report.digest import LOW, Digest, Item, written
from milieu.report.words import count
from milieu.store.arrow import schema_of
from milieu.store.bookkeeping import BOOKS
from milieu.store.shelf import Change, Shelf, replace_text
from milieu.store.store import view_results
from milieu.study.news import BEFORE, LOOKED_AT, news, of_files
from milieu.study.results import RESULTS

if TYPE_CHECKING:
    from milieu.study.study import Study

WATCHED, DIGESTS = "watched", "digests"  # folders of what the last watch saw, of all its news
KEPT = (*LOOKED_AT, "files")
Refused = list[tuple[str, str]]


def watch(study: "Study", *, progress: Progress = silent) -> Digest:
    """Take in what is new, build, and return what changed since the last watch.

    A file that is refused is told and does not stop the others. What the last watch saw is put
    in the place of the one before only when everything else is done: a watch that was killed is
    made good by the next one.
    """
    refused = list(_take_in(study, progress))
    for outcome in study.build(progress=progress):
        progress(outcome.step, 1.0)
    shelf = Shelf(study.folder / WATCHED, keep=2)
    before = shelf.entry()
    with study.session() as session:
        _view_before(session, shelf)
        items = list(_items(session, refused, first=not before.number))
        _keep(study, session, shelf)
    since = before.time[:10] if before.number else ""
    now = datetime.now(UTC)
    day = now.date().isoformat()
    digest = Digest(study.settings.name, since, day, items, study.settings.made_up)
    if items:
        _file(digest, study.folder / DIGESTS, f"{now:%Y-%m-%dT%H%M%S}")
    return digest


def _file(digest: Digest, folder: Path, name: str) -> None:
    """Keep a digest with news, for people and for programs."""
    folder.mkdir(exist_ok=True)
    for format in ("html", "json"):
        replace_text(folder / f"{name}.{format}", written(digest, format))


def _take_in(study: "Study", progress: Progress) -> Iterator[tuple[str, str]]:
    """Add the files that are new, the oldest first; yields those that are refused, with why."""
    with study.session() as session:
        rows = session.execute("SELECT DISTINCT source, sha256 FROM files").fetchall()
    known = set(rows)
    for source, stated in study.settings.sources.items():
        for file in _files(study.folder, stated.watch):
            if (source, _sha256(file)) in known:
                continue
            try:
                study.add(source, [file], progress=progress)
            except UserError as error:
                yield file.name, str(error)


def _files(folder: Path, pattern: str) -> list[Path]:
    """Return the files that a pattern names, the oldest first; "" names none."""
    if not pattern:
        return []
    path = Path(pattern)
    base = Path(path.anchor) if path.is_absolute() else folder
    relative = str(path.relative_to(path.anchor)) if path.is_absolute() else pattern
    found = [file for file in base.glob(relative) if file.is_file()]
    return sorted(found, key=lambda file: (file.stat().st_mtime, file.name))


def _sha256(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _view_before(session: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    """Make views of what the last watch saw; empty ones where the columns were others."""
    view_results(session, shelf, prefix=BEFORE)
    for name in KEPT:
        fields = RESULTS[name].fields if name in RESULTS else BOOKS[name].fields
        if _columns(session, BEFORE + name) != _columns(session, name):
            session.execute(f"DROP VIEW IF EXISTS {quoted(BEFORE + name)}")
            session.register(BEFORE + name, _empty(fields))


def _columns(session: duckdb.DuckDBPyConnection, view: str) -> list[str]:
    rows = session.execute(
        "SELECT column_name FROM duckdb_columns() WHERE table_name = ? ORDER BY column_index",
        [view],
    ).fetchall()
    return [name for (name,) in rows]


def _empty(fields: tuple[Field, ...]) -> pa.Table:
    return pa.table({f.name: [] for f in fields}, schema_of(fields))


def _items(session: duckdb.DuckDBPyConnection, refused: Refused, *, first: bool) -> Iterator[Item]:
    if first:
        yield _first_look(session)
    fresh = session.execute(
        "SELECT name, table_name, sum(rows)::BIGINT AS rows, "
        "sum(quarantined)::BIGINT AS quarantined "
        "FROM files ANTI JOIN before_files USING (file, table_name) GROUP BY ALL ORDER BY ALL"
    )
    names = [column[0] for column in fresh.description or ()]
    rows: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in fresh.fetchall()]
    yield from of_files([] if first else rows, refused)
    yield from [] if first else news(session)


def _first_look(session: duckdb.DuckDBPyConnection) -> Item:
    """Return the one piece of news of a study that nobody watched before."""
    (clusters,) = session.execute("SELECT count(*) FROM clusters").fetchone() or (0,)
    alarms = session.execute(
        "SELECT count(*) FROM alarms WHERE state = 'alarm' "
        "AND year = (SELECT max(year) FROM alarms)"
    ).fetchone() or (0,)
    said = (
        f"Watched from now on: {count(clusters, 'cluster')}, {count(alarms[0], 'alarm')}. "
        "Changes are told from the next watch on."
    )
    return Item("cluster", "", "", said, importance=LOW)


def _keep(study: "Study", session: duckdb.DuckDBPyConnection, shelf: Shelf) -> None:
    """Put what was seen now in the place of what was seen before."""
    with study.store.writing("watch") as scratch:
        changes = {}
        for name in KEPT:
            file = scratch / f"{name}.parquet"
            session.execute(f"COPY (SELECT * FROM {quoted(name)}) TO {literal(str(file))}")
            changes[name] = Change((file,), replace=True)
        shelf.write("watch", changes, {})
