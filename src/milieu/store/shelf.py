"""A shelf: tables that change together, each with every version it ever had.

Each table is a Delta Lake table. The shelf's ledger says which versions belong together; it is
replaced in one move, so a reader sees the shelf before a change or after it and never between,
and whatever a killed writer left behind is not in the ledger and is swept by the next one.
"""

import json
import os
import shutil
import time
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from deltalake import CommitProperties, DeltaTable
from deltalake.transaction import AddAction, RemoveAction

from milieu.core.errors import UserError

LEDGER = "ledger.json"
UNFINISHED = ".unfinished"  # there while a change is under way: its files may have to be swept
FOREVER = {  # Delta Lake forgets old versions after a month unless told otherwise
    "delta.enableExpiredLogCleanup": "false",
    "delta.logRetentionDuration": "interval 36500 days",
    "delta.deletedFileRetentionDuration": "interval 36500 days",
}


@dataclass(frozen=True)
class Entry:
    """One change of the shelf: when, what, and the version of every table after it."""

    number: int = 0
    time: str = "0001-01-01T00:00:00+00:00"
    what: str = "empty"
    versions: Mapping[str, int] = field(default_factory=dict)
    notes: Mapping[str, Any] = field(default_factory=dict)

    @property
    def when(self) -> datetime:
        """Return the time of the change, with its time zone."""
        return datetime.fromisoformat(self.time)


@dataclass(frozen=True)
class Change:
    """New content of a table: Parquet files to add, after all others are dropped or beside them.

    The files are moved into the shelf, not copied; they must lie on the same disk.
    """

    files: tuple[Path, ...]
    replace: bool = False


class Shelf:
    """Tables under one folder that are read and changed as one.

    keep   how many versions of each table stay readable; None keeps them all
    """

    def __init__(self, folder: Path, keep: int | None = None) -> None:
        self.folder, self.keep = folder, keep

    def entries(self) -> list[Entry]:
        """Return all changes, the oldest first."""
        try:
            text = (self.folder / LEDGER).read_text(encoding="utf-8")
        except FileNotFoundError:
            return []
        try:
            return [Entry(**entry) for entry in json.loads(text)]
        except (ValueError, TypeError) as error:
            raise UserError(
                f"the ledger can not be read ({error})",
                where=str(self.folder / LEDGER),
                next="Restore this one file from a copy of the study; the tables are untouched.",
            ) from None

    def entry(self, as_of: datetime | None = None) -> Entry:
        """Return the last change up to a moment; the last of all without one."""
        known = [e for e in self.entries() if as_of is None or e.when <= as_of]
        return known[-1] if known else Entry()

    def files(self, table: str, entry: Entry) -> list[Path]:
        """Return the Parquet files that hold a table as of an entry; none if it did not exist."""
        if table not in entry.versions:
            return []
        delta = DeltaTable(self.folder / table, version=entry.versions[table])
        return sorted(self.folder / table / Path(uri).name for uri in delta.file_uris())

    def write(self, what: str, changes: Mapping[str, Change], notes: Mapping[str, Any]) -> Entry:
        """Make all changes or none and return the new entry; the caller holds the writer's lock."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._sweep_unfinished()
        before = self.entry()
        versions = dict(before.versions)
        (self.folder / UNFINISHED).touch()
        for table, change in changes.items():
            versions[table] = self._commit(table, change, before)
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        entry = Entry(before.number + 1, now, what, versions, dict(notes))
        self._record(entry)
        (self.folder / UNFINISHED).unlink()
        return entry

    def _commit(self, table: str, change: Change, before: Entry) -> int:
        """Commit to one Delta table: the files that stay, plus the new ones."""
        folder = self.folder / table
        kept = set() if change.replace else {f.name for f in self.files(table, before)}
        adds = [_moved(file, folder) for file in change.files]
        schema = pq.read_schema(folder / adds[0].path)
        if not DeltaTable.is_deltatable(str(folder)):
            DeltaTable.create(folder, schema=schema, name=table, configuration=FOREVER)
        delta = DeltaTable(folder)
        now = int(time.time() * 1000)
        stale = [
            RemoveAction(Path(uri).name, True, now)
            for uri in delta.file_uris()
            if Path(uri).name not in kept
        ]
        delta.create_write_transaction(
            [*adds, *stale],
            mode="append",
            schema=schema,
            commit_properties=CommitProperties(custom_metadata={"after": str(before.number)}),
        )
        return int(DeltaTable(folder).version())

    def _record(self, entry: Entry) -> None:
        entries = [*self.entries(), entry]
        if self.keep is not None:
            entries = _last_versions(entries, self.keep)
        replace_text(self.folder / LEDGER, json.dumps([asdict(e) for e in entries], indent=1))
        if self.keep is not None:
            for table in entry.versions:
                self._sweep(table, {e.versions[table] for e in entries if table in e.versions})

    def _sweep_unfinished(self) -> None:
        """Delete what a writer that was killed left beside the versions in the ledger."""
        if not (self.folder / UNFINISHED).exists():
            return
        entries = self.entries()
        for folder in self.folder.iterdir():
            if not (folder / "_delta_log").is_dir():
                continue
            versions = {e.versions[folder.name] for e in entries if folder.name in e.versions}
            if versions:
                delta = DeltaTable(folder)
                if delta.version() > max(versions):
                    delta.restore(max(versions))
                self._sweep(folder.name, versions)
            else:
                shutil.rmtree(folder)
        (self.folder / UNFINISHED).unlink()

    def _sweep(self, table: str, versions: set[int]) -> None:
        """Delete the files that none of the versions holds."""
        delta = DeltaTable(self.folder / table)
        delta.vacuum(
            retention_hours=0,
            enforce_retention_duration=False,
            dry_run=False,
            full=True,
            keep_versions=sorted(versions),
        )


def replace_text(file: Path, text: str) -> None:
    """Write a file so that it is at any moment the old one whole or the new one whole."""
    fresh = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    with fresh.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(file)


def _moved(file: Path, folder: Path) -> AddAction:
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{uuid.uuid4().hex}.parquet"
    shutil.move(file, target)
    rows = pq.read_metadata(target).num_rows
    now = int(time.time() * 1000)
    stats = json.dumps({"numRecords": rows})
    return AddAction(target.name, target.stat().st_size, {}, now, True, stats)


def _last_versions(entries: list[Entry], keep: int) -> list[Entry]:
    """Return the newest entries that need no more than `keep` versions of any table."""
    seen: dict[str, set[int]] = {}
    chosen: list[Entry] = []
    for entry in reversed(entries):
        for table, version in entry.versions.items():
            seen.setdefault(table, set()).add(version)
        if chosen and any(len(versions) > keep for versions in seen.values()):
            break
        chosen.append(entry)
    return chosen[::-1]
