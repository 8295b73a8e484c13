"""Excel workbooks: one sheet, values only, becomes rows of text."""

import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from typing import Any

from milieu.core.errors import UserError, unknown_name
from milieu.sources.engine.dialect import column_names
from milieu.sources.engine.rows_file import RowsFile

MOST_BYTES = 4 << 30  # unpacked; a sheet has at most 1,048,576 rows
MOST_RATIO = 200


def read_sheet(path: Path, name: str, sheet: str | None, target: Path) -> tuple[str, ...]:
    """Write the rows of a sheet (the first, or the one named) and return its column names.

    Formulas give the value that Excel stored with them; a row's line is its number in the sheet.
    """
    from openpyxl import load_workbook

    _refuse_bomb(path, name)
    with path.open("rb") as stream:
        try:
            book = load_workbook(stream, read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as problem:
            raise _not_excel(name) from problem
        with closing(book):
            if sheet is not None and sheet not in book.sheetnames:
                raise unknown_name("sheet", sheet, book.sheetnames, where=name)
            chosen = book[sheet] if sheet is not None else book.worksheets[0]
            return _write(_rows(chosen), name, target)


def _refuse_bomb(path: Path, name: str) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            unpacked = sum(_real_size(archive, member) for member in archive.infolist())
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as problem:
        raise _not_excel(name) from problem
    if unpacked > MOST_BYTES or unpacked > max(64 << 20, path.stat().st_size * MOST_RATIO):
        raise UserError(
            "the workbook unpacks to far more than a table would",
            where=name,
            next="Save the sheet as CSV and add that.",
        )


def _real_size(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> int:
    """Return a member's size by reading it: what headers say is not to be trusted."""
    size = 0
    with archive.open(member) as stream:
        while block := stream.read(1 << 20):
            size += len(block)
            if size > MOST_BYTES:
                break
    return size


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
        cells = [_text(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            yield number, cells


def _write(rows: Iterator[tuple[int, list[str]]], name: str, target: Path) -> tuple[str, ...]:
    header = next(rows, None)
    if header is None:
        raise UserError("the sheet is empty", where=name, next="Say --sheet NAME for another one.")
    names = column_names(header[1], name)
    with RowsFile(target, names) as out:
        for number, cells in rows:
            if len(cells) > len(names):
                raise UserError(
                    f"{len(cells)} cells under {len(names)} column names",
                    where=f"{name}, line {number}",
                    next="Give every column a name in the first row.",
                )
            padded = cells + [""] * (len(names) - len(cells))
            out.add(number, "\t".join(cells), padded)
    return names


def _text(cell: object) -> str:
    """Return a cell as text; whole numbers without a point, days as 2016-12-31."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def _not_excel(name: str) -> UserError:
    return UserError(
        "this is not an Excel workbook, though its name ends in .xlsx",
        where=name,
        next="Open it in a spreadsheet program and save it as .xlsx or CSV.",
    )
