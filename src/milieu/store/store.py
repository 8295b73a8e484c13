"""The store of a study: its raw files, its tables with every vintage, where each row came from."""

import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
from deltalake.exceptions import DeltaError

from milieu.core.contracts import CONTRACTS, Contract
from milieu.core.database import connect, literal, quoted
from milieu.core.errors import UserError
from milieu.store.bookkeeping import BOOKS
from milieu.store.lock import writing
from milieu.store.shelf import Change, Entry, Shelf


@dataclass(frozen=True)
class Incoming:
    """Checked rows for one table: Parquet files with the contract's columns and `file`."""

    table: str
    files: tuple[Path, ...]


class Store:
    """What a study folder holds on disk.

    tables/   source tables, every vintage kept
    raw/      the files that were added, by checksum
    results/  what a build made, the last two versions kept
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.tables = Shelf(folder / "tables")
        self.results = Shelf(folder / "results", keep=2)

    def results_as_of(self, day: str | None) -> Shelf:
        """Return the shelf for results of today, or of what was known on a day (YYYY-MM-DD)."""
        if not day:
            return self.results
        as_of_moment(day)
        return Shelf(self.folder / "results_as_of" / day, keep=2)

    @contextmanager
    def writing(self, what: str) -> Iterator[Path]:
        """Hold the writer's lock and give a scratch folder that is gone afterwards."""
        with writing(self.folder, what):
            scratch = self.folder / ".scratch"
            shutil.rmtree(scratch, ignore_errors=True)
            mine = scratch / uuid.uuid4().hex
            try:
                mine.mkdir(parents=True)
                yield mine
            except (OSError, duckdb.IOException, DeltaError) as error:
                raise UserError(
                    f"the disk refused ({_first_line(error)})",
                    where=str(self.folder),
                    next="The study is as it was before; make room or mend this, and repeat.",
                ) from error
            finally:
                shutil.rmtree(scratch, ignore_errors=True)

    def keep_raw(self, file: Path, sha256: str) -> None:
        """Move a file that was taken in to `raw/`, under its checksum."""
        target = self.folder / "raw" / f"{sha256[:12]}-{file.name}"
        target.parent.mkdir(exist_ok=True)
        if not target.exists():
            shutil.move(file, target)

    def add(
        self, what: str, incoming: Sequence[Incoming], scratch: Path, notes: dict[str, object]
    ) -> Entry:
        """Put checked rows into their tables, all or none; newer rows supersede older ones."""
        changes = {}
        for arrival in incoming:
            contract = CONTRACTS.get(arrival.table) or BOOKS[arrival.table]
            changes[arrival.table] = self._change(contract, arrival, scratch)
        return self.tables.write(what, changes, notes)

    def _change(self, contract: Contract, arrival: Incoming, scratch: Path) -> Change:
        """Return rows to append where their keys are new, else the table with them merged in."""
        old = self.tables.files(contract.name, self.tables.entry())
        if not contract.key or not old:
            return Change(arrival.files)
        with connect(scratch) as session:
            session.execute(f"CREATE VIEW old AS {_select(contract, old)}")
            session.execute(f"CREATE VIEW new AS {_select(contract, arrival.files)}")
            key = ", ".join(quoted(f.name) for f in contract.key)
            known = session.execute(f"SELECT count(*) FROM new SEMI JOIN old USING ({key})")
            if (known.fetchone() or (0,))[0] == 0:
                return Change(arrival.files)
            merged = scratch / f"{contract.name}.merged.parquet"
            session.execute(f"COPY ({_merge(contract, key)}) TO {literal(str(merged))}")
        return Change((merged,), replace=True)

    def open(
        self, as_of: datetime | None = None, *, scratch: Path | None = None
    ) -> duckdb.DuckDBPyConnection:
        """Return a session in which every table is a view, all as of the same moment.

        A table that the study does not have is an empty view with the contract's columns.
        """
        session = connect(scratch)
        entry = self.tables.entry(as_of)
        for contract in (*CONTRACTS.values(), *BOOKS.values()):
            files = self.tables.files(contract.name, entry)
            session.execute(f"CREATE VIEW {quoted(contract.name)} AS {_select(contract, files)}")
        return session


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__


def view_results(session: duckdb.DuckDBPyConnection, shelf: Shelf, *, prefix: str = "") -> Entry:
    """Make a view of each result of a shelf and return the entry they belong to.

    prefix   of the views' names, for results that stand beside others of the same name
    """
    entry = shelf.entry()
    for table in entry.versions:
        files = shelf.files(table, entry)
        source = f"SELECT * FROM read_parquet({_list(files)}, union_by_name = true)"
        session.execute(f"CREATE OR REPLACE VIEW {quoted(prefix + table)} AS {source}")
    return entry


def as_of_moment(day: str) -> datetime:
    """Return the end of a day (YYYY-MM-DD, UTC); what came in on the day itself was known.

    raises   UserError for anything else, so that a day is safe as the name of a folder
    """
    try:
        known = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        known = None
    if known is None or known.strftime("%Y-%m-%d") != day:
        raise UserError(f"{day!r} is not a day", where="--as-of", next="Write it as 2026-11-25.")
    return known.replace(hour=23, minute=59, second=59, microsecond=999_999)


def _list(files: Sequence[Path]) -> str:
    return "[" + ", ".join(literal(str(file)) for file in files) + "]"


def _select(contract: Contract, files: Sequence[Path]) -> str:
    if files:
        return f"SELECT * FROM read_parquet({_list(files)}, union_by_name = true)"
    columns = [f"NULL::{f.sql_type} AS {quoted(f.name)}" for f in contract.fields]
    return f"SELECT {', '.join(columns)}, NULL::VARCHAR AS file WHERE false"


def _merge(contract: Contract, key: str) -> str:
    """Return the SQL of old and new rows in one: the new ones win, or add to, the old ones."""
    if not contract.descriptive:
        return f"SELECT * FROM old ANTI JOIN new USING ({key}) UNION ALL BY NAME SELECT * FROM new"
    names = [f.name for f in contract.values] + ["file"]
    values = ", ".join(f"coalesce(new.{quoted(n)}, old.{quoted(n)}) AS {quoted(n)}" for n in names)
    return f"SELECT {key}, {values} FROM old FULL JOIN new USING ({key})"
