"""Seeing: the first rows of a file as they were understood, before anything is taken in."""

import gzip
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from threading import BoundedSemaphore

import pyarrow.parquet as pq

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.sources.declare import SOURCES
from milieu.sources.engine.encoding import wrong_encoding
from milieu.sources.engine.reading import Part, Wishes, read_parts
from milieu.sources.engine.unpacking import NO_TABLES
from milieu.web.uploads.inbox import Upload
from milieu.web.uploads.weighing import unpacked_bytes

ROWS = 8  # shown
LONGEST = 60  # characters of a cell
WHOLE = 64 << 20  # bytes; a larger text is looked at by its beginning
HEAD = 1 << 20  # bytes of a beginning
READING = ("encoding", "delimiter", "decimal", "sheet")
AT_ONCE = BoundedSemaphore(2)  # files that are looked at; Excel takes memory, Y5
WORKBOOKS, SHEETS = (".xlsx", ".xlsm"), 256 << 20  # bytes that a workbook may unpack to, Y1
SIGNS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "pipe"}


@dataclass(frozen=True)
class Seen:
    """What is seen of a file: its columns, first rows, and how it is written.

    delimiter   its name; "" where the file is no text
    part        what is looked at: the file, or the first table inside
    """

    name: str
    part: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    encoding: str = ""
    delimiter: str = ""
    only_head: bool = False


def seen(upload: Upload) -> Seen:
    """Return what is seen of an upload's first file; UserError for what can not be read."""
    first = next(iter(upload.files), None)
    if first is None:
        raise UserError(_("no file was chosen"), where="files", next=_("Choose a file."))
    if first.stat().st_size == 0:
        raise UserError(_("the file is empty"), where="files", next=_("Choose another one."))
    scratch = Path(mkdtemp(dir=upload.scratch))
    try:
        with AT_ONCE:
            return _look(first, upload.source, upload.reading, scratch)
    finally:
        rmtree(scratch, ignore_errors=True)


def _look(file: Path, source: str, reading: Mapping[str, str], scratch: Path) -> Seen:
    wishes = Wishes(**{name: reading.get(name) or None for name in READING})
    if file.suffix.lower() in WORKBOOKS and unpacked_bytes(file, SHEETS) > SHEETS:
        raise UserError(
            _("the workbook is too large to be looked at here"),
            where="files",
            next=_("Save the sheet as CSV and add that."),
        )
    head = _head(file, scratch)
    part = next(read_parts(SOURCES[source or "long_table"], head or file, scratch, wishes))
    shown = replace(part, name=file.name) if head else part
    return Seen(
        name=file.name,
        part=shown.name,
        columns=part.names,
        rows=[[_cell(cell) for cell in row] for row in _rows(part)],
        encoding=_encoding(part, file, reading),
        delimiter=SIGNS.get(part.dialect.delimiter, part.dialect.delimiter) if part.dialect else "",
        only_head=head is not None,
    )


def _rows(part: Part) -> list[Sequence[str]]:
    if part.dialect is not None:
        return list(part.dialect.samples[:ROWS])
    with pq.ParquetFile(part.path) as stored:
        batch = next(stored.iter_batches(batch_size=ROWS), None)
    if batch is None:
        return []
    columns = [batch.column(name).to_pylist() for name in part.names]
    return list(
        islice(
            ([str(v) if v is not None else "" for v in row] for row in zip(*columns, strict=True)),
            ROWS,
        )
    )


def _encoding(part: Part, file: Path, reading: Mapping[str, str]) -> str:
    """Return the encoding of a text; UserError where its beginning is no UTF-8 and none is said."""
    if part.dialect is None:
        return ""
    if reading.get("encoding"):
        return reading["encoding"]
    with part.path.open("rb") as stream:
        start = stream.read(HEAD)
    try:
        start.decode("utf-8")
    except UnicodeDecodeError as problem:
        if problem.start < len(start) - 4:
            raise wrong_encoding(part.path, file.name) from None
    with file.open("rb") as stream:
        return "UTF-16" if stream.read(2) in (b"\xff\xfe", b"\xfe\xff") else "UTF-8"


def _head(file: Path, scratch: Path) -> Path | None:
    """Return the beginning of what is large or packed, as a text; None to look at the whole."""
    with file.open("rb") as stream:
        start = stream.read(4)
    try:
        if start[:2] == b"\x1f\x8b":
            with gzip.open(file, "rb") as unpacked:
                return _text(unpacked.read(HEAD), file.name.removesuffix(".gz"), scratch)
        if start == b"PK\x03\x04" and file.suffix.lower() not in WORKBOOKS:
            return _first_member(file, scratch)
    except (OSError, EOFError, zipfile.BadZipFile, RuntimeError, NotImplementedError):
        return None  # the engine says what is wrong
    if file.stat().st_size > WHOLE and start != b"PAR1" and start[:2] != b"PK":
        with file.open("rb") as stream:
            return _text(stream.read(HEAD), file.name, scratch)
    return None


def _first_member(file: Path, scratch: Path) -> Path | None:
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if member.is_dir() or member.filename.lower().endswith(
                (*NO_TABLES, ".xlsx", ".parquet")
            ):
                continue
            with archive.open(member) as stream:
                return _text(stream.read(HEAD), Path(member.filename).name, scratch)
    return None


def _text(start: bytes, name: str, scratch: Path) -> Path | None:
    """Write a beginning without its last, cut line; None for what is no text or one long line."""
    if len(start) >= HEAD:
        start = start[: start.rfind(b"\n") + 1]
    if not start or start[:4] == b"PAR1" or start[:2] == b"PK":
        return None
    place = scratch / f"head{Path(name).suffix.lower() or '.csv'}"
    place.write_bytes(start)
    return place


def _cell(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
