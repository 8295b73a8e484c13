"""Export: rows as a table on the screen, or as CSV, JSON, Parquet, Excel that carry no formulas."""

import csv
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from milieu.core.errors import UserError, unknown_name

FORMATS = ("table", "csv", "json", "parquet", "xlsx")
BINARY = ("parquet", "xlsx")
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet would run what begins so
ROWS_OF_EXCEL = 1_048_576
SCREEN_ROWS = 40


def write(rows: pa.Table, format: str, output: Path | None) -> None:
    """Write rows to a file or, without one, to standard output.

    raises   UserError for an unknown format, or one that can not go to the screen
    """
    if format not in FORMATS:
        raise unknown_name("format", format, FORMATS, where="--format")
    if format in BINARY:
        if output is None:
            raise UserError(
                f"{format} can not be shown on the screen",
                where="--output",
                next=f"Name a file: --output rows.{format}",
            )
        (_write_parquet if format == "parquet" else _write_xlsx)(rows, output)
    elif output is None:
        _write_text(rows, format, sys.stdout)
    else:
        with output.open("w", encoding="utf-8", newline="") as out:
            _write_text(rows, format, out)


def harmless(value: Any) -> Any:
    """Return a value for a spreadsheet; a text that it would run as a formula gets a ' before."""
    if isinstance(value, str) and value.startswith(FORMULA_SIGNS):
        return "'" + value
    return value


def _write_text(rows: pa.Table, format: str, out: TextIO) -> None:
    if format == "csv":
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow([harmless(name) for name in rows.column_names])
        for record in _records(rows):
            writer.writerow([_plain(harmless(value)) for value in record])
    elif format == "json":
        names = rows.column_names
        for number, record in enumerate(_records(rows)):
            out.write("[" if number == 0 else ",\n")
            json.dump(dict(zip(names, record, strict=True)), out, ensure_ascii=False, default=str)
        out.write("]\n" if len(rows) else "[]\n")
    else:
        out.write(_drawn(rows))


def _records(rows: pa.Table) -> Iterator[tuple[Any, ...]]:
    """Yield the rows as tuples, a batch at a time."""
    for batch in rows.to_batches(max_chunksize=50_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _plain(value: Any) -> Any:
    """Return a number without the noise of its binary form, a text with plain line ends."""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, str):  # Python's writer does not quote a lone carriage return
        return value.replace("\r\n", "\n").replace("\r", "\n")
    return value


def _write_parquet(rows: pa.Table, output: Path) -> None:
    pq.write_table(rows, output, compression="zstd")


def _write_xlsx(rows: pa.Table, output: Path) -> None:
    from openpyxl import Workbook

    if len(rows) >= ROWS_OF_EXCEL:
        raise UserError(
            f"{len(rows):,} rows, but a sheet holds {ROWS_OF_EXCEL:,}",
            where=str(output),
            next="Choose fewer rows with --only or --top, or --format parquet.",
        )
    book = Workbook(write_only=True)
    sheet = book.create_sheet("milieu")
    sheet.append([harmless(name) for name in rows.column_names])
    for record in _records(rows):
        sheet.append([_cell(value) for value in record])
    book.save(output)


def _cell(value: Any) -> Any:
    """Return what openpyxl can hold: no formulas, no characters that its format forbids."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        return harmless(ILLEGAL_CHARACTERS_RE.sub("", value))
    return value if value is None or isinstance(value, int | float | bool) else str(value)


def _drawn(rows: pa.Table) -> str:
    """Return rows as a table of text, no wider than the screen and no longer than a page or so."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name, kind in zip(rows.column_names, rows.schema.types, strict=True):
        number = pa.types.is_floating(kind) or pa.types.is_integer(kind)
        table.add_column(Text(name), justify="right" if number else "left", overflow="fold")
    for record in _records(rows.slice(0, SCREEN_ROWS)):
        table.add_row(*(Text(_short(value)) for value in record))
    text = io.StringIO()
    console = Console(file=text, width=_width(), highlight=False, no_color=True)
    console.print(table)
    if len(rows) > SCREEN_ROWS:
        text.write(f"... {len(rows) - SCREEN_ROWS:,} more rows; --format csv gives them all\n")
    return text.getvalue()


def _width() -> int:
    import shutil

    return shutil.get_terminal_size((200, 24)).columns if sys.stdout.isatty() else 200


def _short(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.3g}"
    return str(value)
