"""From the file as it was given to tables of text that DuckDB reads: the parts of the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import pyarrow.parquet as pq
from pyarrow.lib import ArrowException

from milieu.core.database import literal, quoted
from milieu.core.errors import UserError
from milieu.sources.declare import Layout, Reader, Source
from milieu.sources.engine.dialect import Dialect, column_names, read_dialect
from milieu.sources.engine.encoding import as_utf8, wrong_encoding
from milieu.sources.engine.rows_file import LINE, ROW_TEXT, RowsFile
from milieu.sources.engine.spreadsheet import read_sheet
from milieu.sources.engine.unpacking import unpack, unpack_whole

LONGEST_SHOWN = 200  # characters of a cell that a row in quarantine shows


@dataclass(frozen=True)
class Wishes:
    """What the user says about how the file is written; None: recognised."""

    encoding: str | None = None
    delimiter: str | None = None
    decimal: str | None = None
    sheet: str | None = None


@dataclass(frozen=True)
class RawFile:
    """A file as it was given: its name, checksum (hex) and size in bytes."""

    name: str
    sha256: str
    size: int

    @property
    def file(self) -> str:
        """Return the first twelve digits of the checksum: the tables' column `file`."""
        return self.sha256[:12]


@dataclass(frozen=True)
class Part:
    """One table inside the file.

    name      what messages call it, such as "cbp16co.zip/cbp16co.txt"
    path      UTF-8 text, Parquet of the publisher, or our own numbered rows
    names     the publisher's column names
    types     DuckDB type of each column where it is not text (Parquet)
    dialect   how a text is written; None for Parquet and numbered rows
    numbered  whether each row knows its line and its text
    layouts   the layouts whose own reader gave the rows; empty for any other file
    broken    rows whose structure is broken, if some are
    lines     physical lines of a text
    """

    name: str
    path: Path
    names: tuple[str, ...]
    types: dict[str, str] = field(default_factory=dict)
    dialect: Dialect | None = None
    numbered: bool = False
    layouts: tuple[Layout, ...] = ()
    broken: Path | None = None
    lines: int = 0

    def sql(self) -> str:
        """Return SQL for the rows: the publisher's columns, "#line" and "#row_text"."""
        if self.dialect is not None:
            unknown = f"NULL::BIGINT AS {quoted(LINE)}, NULL AS {quoted(ROW_TEXT)}"
            return f"SELECT *, {unknown} FROM {_text(self)}"
        place = literal(str(self.path))
        if self.numbered:
            return f"SELECT * FROM read_parquet({place})"
        row = ", ".join(f"coalesce({quoted(name)}::VARCHAR, '')" for name in self.names)
        return (
            f"SELECT * EXCLUDE (file_row_number), file_row_number + 1 AS {quoted(LINE)},"
            f" concat_ws('\t', {row}) AS {quoted(ROW_TEXT)}"
            f" FROM read_parquet({place}, file_row_number = true)"
        )


def _text(part: Part) -> str:
    assert part.dialect is not None
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in part.names)
    return (
        f"read_csv({literal(str(part.path))}, auto_detect = false, header = false,"
        f" skip = {part.dialect.skip}, delim = {literal(part.dialect.delimiter)}, quote = '\"',"
        f" escape = '\"', strict_mode = true, columns = {{{columns}}})"
    )


def refuse_what_is_no_file(path: Path) -> None:
    """Raise UserError for a path at which nothing can be read."""
    if not path.exists():
        near = [each.name for each in path.parent.glob("*")] if path.parent.is_dir() else []
        close = next((n for n in near if n.lower() == path.name.lower()), "")
        advice = f"Did you mean {close!r}?" if close else "Look at the path once more."
        raise UserError("there is no such file", where=str(path), next=advice)
    if path.is_dir():
        raise UserError("this is a folder", where=str(path), next=f"Add its files: {path}/*")
    if not path.is_file():
        raise UserError("this is not an ordinary file", where=str(path))
    if path.stat().st_size == 0:
        raise UserError("the file is empty", where=path.name, next="Is the download complete?")


def read_parts(source: Source, path: Path, scratch: Path, wishes: Wishes) -> Iterator[Part]:
    """Yield the tables in a file, each ready for DuckDB."""
    together = _together(source, path, scratch)
    if together is not None:
        yield together
        return
    readers = [layout for layout in source.layouts if layout.reader is not None]
    for at, unpacked in enumerate(unpack(path, scratch)):
        suffix = Path(unpacked.name.removesuffix(".gz")).suffix.lower()
        mine = tuple(layout for layout in readers if suffix in layout.suffixes)
        place = scratch / f"part_{at}"
        if mine:
            yield _by_reader(unpacked.path, unpacked.name, mine, place)
        elif suffix in (".xlsx", ".xlsm"):
            names = read_sheet(unpacked.path, unpacked.name, wishes.sheet, place)
            yield Part(unpacked.name, place, names, numbered=True)
        elif _starts_with(unpacked.path, b"PAR1") or suffix == ".parquet":
            yield _parquet(unpacked.path, unpacked.name)
        else:
            yield _text_part(unpacked.path, unpacked.name, place, wishes)


def _together(source: Source, path: Path, scratch: Path) -> Part | None:
    """Return what all files of an archive say together; None where each stands for itself."""
    for layout in source.layouts:
        if layout.convert is None:
            continue
        folder = unpack_whole(path, layout.whole, scratch)
        if folder is not None:
            return _parquet(layout.convert(folder, scratch / "whole.parquet"), path.name)
    return None


def _by_reader(path: Path, name: str, layouts: Sequence[Layout], place: Path) -> Part:
    reader = layouts[0].reader
    assert reader is not None
    try:
        return _read_by(reader, path, name, tuple(layouts), place)
    except UserError as mistake:
        if mistake.where:
            raise
        raise UserError(mistake.what, where=name, next=mistake.next) from None
    except UnicodeDecodeError:
        raise wrong_encoding(path, name) from None


def _read_by(
    reader: Reader, path: Path, name: str, layouts: tuple[Layout, ...], place: Path
) -> Part:
    rows = iter(reader(path))
    first = next(rows, None)
    if first is None:
        raise UserError("there is nothing in this file", next="Is the download complete?")
    columns = [column for column in first if column != LINE]
    names = column_names(columns, name)
    with RowsFile(place, names) as out:
        for number, row in enumerate(chain([first], rows), start=1):
            cells = [row.get(column, "") for column in columns]
            shown = "\t".join(cell[:LONGEST_SHOWN] for cell in cells)
            out.add(int(row.get(LINE, number)), shown, cells)
    return Part(name, place, names, numbered=True, layouts=layouts)


def _starts_with(path: Path, start: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(len(start)) == start


def _parquet(path: Path, name: str) -> Part:
    try:
        schema = pq.read_schema(path)
    except (ArrowException, OSError) as problem:
        raise UserError(
            "this is not a whole Parquet file",
            where=name,
            next="Fetch it again and compare its size with the office's.",
        ) from problem
    names = column_names(schema.names, name)
    types = {
        column: str(kind)
        for column, kind in zip(names, schema.types, strict=True)
        if str(kind) not in ("string", "large_string", "string_view")
        and not str(kind).startswith("dictionary<values=string")
    }
    return Part(name, path, names, types)


def _text_part(path: Path, name: str, place: Path, wishes: Wishes) -> Part:
    plain = as_utf8(path, name, place, wishes.encoding)
    dialect = read_dialect(plain, name, wishes.delimiter)
    return Part(name, plain, dialect.names, dialect=dialect)
