"""Adding: files become checked rows of tables, all of them or none."""

import json
import shutil
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from milieu.core.contracts import CONTRACTS
from milieu.core.database import connect, literal, quoted
from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.sources.declare import Source
from milieu.sources.engine.intake import Intake, take_in
from milieu.sources.engine.unpacking import pack_whole
from milieu.store.arrow import schema_of
from milieu.store.bookkeeping import FILES, QUARANTINE
from milieu.store.store import Incoming, Store


@dataclass(frozen=True)
class Reading:
    """How files are written, where that is not seen by itself; empty for what is seen."""

    table: str = ""
    encoding: str = ""
    delimiter: str = ""
    decimal: str = ""
    sheet: str = ""


@dataclass(frozen=True)
class Wishes:
    """How the user wants files to be taken in."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    where: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    reading: Reading = Reading()
    address: str = ""
    strict: bool = False
    dry_run: bool = False

    @property
    def as_text(self) -> str:
        """Return the wishes that shape the rows, as JSON for the record."""
        said = asdict(self.reading)
        said |= {"map": self.mapping, "where": self.where, "set": self.constants}
        return json.dumps({k: v for k, v in said.items() if v}, sort_keys=True)


@dataclass(frozen=True)
class Added:
    """What became of one file's rows for one table."""

    file: str
    table: str
    rows: int
    quarantined: int
    left_out: int
    known_already: bool


def add_files(
    store: Store,
    source: Source,
    paths: Sequence[Path],
    wishes: Wishes,
    *,
    progress: Progress = silent,
) -> list[Added]:
    """Take files in and return what became of each; nothing changes unless all are taken in."""
    if not paths:
        raise UserError("no file is named", next=f"Say `milieu add STUDY {source.name} FILE...`.")
    with store.writing(f"add {source.name}") as scratch:
        arrived = [
            intake
            for number, path in enumerate(paths)
            for intake in _take(source, path, scratch / str(number), wishes, progress)
        ]
        known = _known_already(store, source, wishes)
        fresh = [i for i in arrived if (i.raw.sha256, i.table) not in known]
        _refuse_misfits(fresh, wishes)
        _refuse_contradictions(fresh, scratch)
        if fresh and not wishes.dry_run:
            _commit(store, source, fresh, wishes, scratch)
        return [_told(intake, intake not in fresh) for intake in arrived]


def _take(
    source: Source, path: Path, place: Path, wishes: Wishes, progress: Progress
) -> list[Intake]:
    """Take one file in from a copy of our own, so that what is kept is what was read.

    A folder whose files only make sense together is one file, a zip.
    """
    reading = {k: v for k, v in asdict(wishes.reading).items() if v}
    return take_in(
        source,
        _copied(source, path, place) or path,
        place,
        mapping=wishes.mapping,
        where=wishes.where,
        constants=wishes.constants,
        progress=progress,
        **reading,
    )


def _copied(source: Source, path: Path, place: Path) -> Path | None:
    """Return our own copy of a file, or of a folder as a zip; None where it can not be taken."""
    if path.is_file():
        place.mkdir(parents=True, exist_ok=True)
        return Path(shutil.copyfile(path, place / path.name))
    if path.is_dir():
        for layout in source.layouts:
            if layout.convert is not None:
                return pack_whole(path, layout.whole, place / f"{path.resolve().name}.zip")
    return None


def _known_already(store: Store, source: Source, wishes: Wishes) -> set[tuple[str, str]]:
    """Return checksum and table of the files that were taken in with the same wishes before."""
    with store.open() as session:
        rows = session.execute(
            "SELECT sha256, table_name FROM files WHERE source = ? AND options = ?",
            [source.name, wishes.as_text],
        ).fetchall()
    return {(sha256, table) for sha256, table in rows}


def _refuse_misfits(intakes: Sequence[Intake], wishes: Wishes) -> None:
    """Raise for the first row that does not fit, if the user is strict or nothing fits at all."""
    for intake in intakes:
        if intake.quarantined and (wishes.strict or not intake.count):
            raise UserError(
                f"{intake.problem} ({intake.quarantined:,} rows do not fit)",
                next="Nothing was changed. "
                + ("Mend the file, or leave --strict away." if intake.count else "Mend the file."),
            )


def _refuse_contradictions(intakes: Sequence[Intake], scratch: Path) -> None:
    """Raise if two files of one call say different things about the same key."""
    by_table: dict[str, list[Intake]] = defaultdict(list)
    for intake in intakes:
        by_table[intake.table].append(intake)
    for table, several in by_table.items():
        if len(several) > 1 and not CONTRACTS[table].descriptive:
            _refuse_doubled_keys(table, several, scratch)


def _refuse_doubled_keys(table: str, several: Sequence[Intake], scratch: Path) -> None:
    key = ", ".join(quoted(f.name) for f in CONTRACTS[table].key)
    listed = ", ".join(literal(str(i.rows)) for i in several)
    names = {i.raw.sha256[:12]: i.raw.name for i in several}
    with connect(scratch) as session:
        doubled = session.execute(
            f"SELECT {key}, list(DISTINCT file ORDER BY file) FROM read_parquet([{listed}]) "
            f"GROUP BY {key} HAVING count(*) > 1 ORDER BY ALL LIMIT 1"
        ).fetchone()
    if doubled:
        files = " and ".join(names.get(f, f) for f in doubled[-1])
        what = ", ".join(
            f"{f.name}={v}" for f, v in zip(CONTRACTS[table].key, doubled, strict=False)
        )
        raise UserError(
            f"the same row of {table} is in more than one file ({what})",
            where=files,
            next="Add the files one after the other, the older one first: the newer supersedes.",
        )


def _commit(
    store: Store, source: Source, intakes: Sequence[Intake], wishes: Wishes, scratch: Path
) -> None:
    """Write all tables, the record of files and the quarantine in one move, raw files first."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    incoming: dict[str, list[Path]] = defaultdict(list)
    for intake in intakes:
        if intake.count:
            incoming[intake.table].append(intake.rows)
    incoming["files"].append(_record(source, intakes, wishes, now, scratch))
    quarantined = [i for i in intakes if i.quarantine]
    if quarantined:
        incoming["quarantine"].append(_quarantine(quarantined, now, scratch))
    for intake in intakes:
        store.keep_raw(intake.rows.parent / intake.raw.name, intake.raw.sha256)
    names = ", ".join(sorted({i.raw.name for i in intakes}))
    arrivals = [Incoming(table, tuple(files)) for table, files in incoming.items()]
    store.add(f"add {source.name} {names}", arrivals, scratch, {"source": source.name})


def _record(
    source: Source, intakes: Sequence[Intake], wishes: Wishes, now: str, scratch: Path
) -> Path:
    rows = [
        {
            "file": i.raw.sha256[:12],
            "name": i.raw.name,
            "sha256": i.raw.sha256,
            "bytes": i.raw.size,
            "source": source.name,
            "publisher": source.publisher,
            "licence": source.licence,
            "address": wishes.address,
            "table_name": i.table,
            "first_line": i.first_line,
            "last_line": i.last_line,
            "rows": i.count,
            "quarantined": i.quarantined,
            "left_out": i.left_out,
            "options": wishes.as_text,
            "added": now,
        }
        for i in intakes
    ]
    table = pa.Table.from_pylist(rows, schema_of(FILES.fields))
    file = scratch / "files.parquet"
    pq.write_table(table, file)
    return file


def _quarantine(intakes: Sequence[Intake], now: str, scratch: Path) -> Path:
    names = {i.raw.sha256[:12]: i.raw.name for i in intakes}
    tables = [pq.read_table(i.quarantine) for i in intakes]
    rows = pa.concat_tables(tables)
    n = len(rows)
    columns = {
        **{name: rows[name] for name in rows.column_names},
        "file_name": pa.array([names.get(f) for f in rows["file"].to_pylist()], pa.string()),
        "added": pa.array([now] * n, pa.string()),
    }
    schema = schema_of(QUARANTINE.fields)
    file = scratch / "quarantine.parquet"
    pq.write_table(pa.table([columns[f.name].cast(f.type) for f in schema], schema=schema), file)
    return file


def _told(intake: Intake, known_already: bool) -> Added:
    return Added(
        intake.raw.name,
        intake.table,
        intake.count,
        intake.quarantined,
        intake.left_out,
        known_already,
    )
