"""How a text file is written: delimiter, column names, decimal sign."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

from milieu.core.errors import UserError

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
HEAD = 1 << 18  # characters looked at to recognise how a file is written
LONGEST_NAME = 200


@dataclass(frozen=True)
class Dialect:
    """How one text file is written.

    delimiter   sign between fields
    names       the publisher's column names, trimmed
    skip        physical lines up to and including the header
    samples     first rows, for guesses about how numbers are written
    """

    delimiter: str
    names: tuple[str, ...]
    skip: int
    samples: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Numbers:
    """How numbers are written: the decimal sign and the sign between thousands, if any."""

    decimal: str = "."
    thousands: str = ""


def read_dialect(path: Path, name: str, delimiter: str | None = None) -> Dialect:
    """Return how a UTF-8 text is written; UserError if it has no rows of columns."""
    with path.open(encoding="utf-8-sig", errors="replace", newline=None) as stream:
        text = stream.read(HEAD)
    if not text.strip("\n\r\t \0"):
        raise UserError("the file is empty", where=name, next="Is the download complete?")
    if "\0" in text[:1000]:
        raise UserError(
            "this is not a text table but a binary file",
            where=name,
            next="milieu reads CSV, TSV, Excel (.xlsx), Parquet, zip and gz.",
        )
    chosen = _named_delimiter(delimiter) if delimiter else _likely_delimiter(text)
    return _dialect(text, chosen, name)


def _named_delimiter(given: str) -> str:
    sign = DELIMITERS.get(given, given)
    if len(sign) != 1:
        raise UserError(
            f"a delimiter is one character, not {given!r}",
            where="--delimiter",
            next="Say comma, semicolon, tab, pipe or the character itself.",
        )
    return sign


def _likely_delimiter(text: str) -> str:
    """Return the sign that cuts the first rows into most columns, evenly."""

    def evenness(sign: str) -> tuple[float, int]:
        rows = [row for row in _rows(text, sign, 30) if row]
        width = len(rows[0]) if rows else 0
        even = sum(len(row) == width for row in rows) / max(len(rows), 1)
        return (even * width if width > 1 else 0.0, width)

    return max((",", ";", "\t", "|"), key=evenness)


def _rows(text: str, delimiter: str, count: int) -> list[list[str]]:
    try:
        return list(islice(csv.reader(StringIO(text), delimiter=delimiter), count))
    except csv.Error:
        return []


def _dialect(text: str, delimiter: str, name: str) -> Dialect:
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        header = next(row for row in reader if any(cell.strip() for cell in row))
        skip = reader.line_num
        samples = tuple(tuple(row) for row in islice(reader, 500) if row)[:-1]
    except csv.Error as problem:
        raise UserError(f"the first lines are no table: {problem}", where=name) from None
    return Dialect(delimiter, column_names(header, name), skip, samples)


def column_names(header: Sequence[str], name: str) -> tuple[str, ...]:
    """Return trimmed column names; UserError where two are the same (in any case)."""
    names = [cell.strip() or f"column_{at}" for at, cell in enumerate(header, start=1)]
    seen: set[str] = set()
    for column in names:
        if column.lower() in seen:
            raise UserError(
                f"the column {column[:LONGEST_NAME]!r} is there twice",
                where=f"{name}, line 1",
                next="Rename or remove one of them, so that it is clear which one counts.",
            )
        seen.add(column.lower())
    return tuple(names)


_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+$")
_POINT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)\.\d+$")
_DOTTED = re.compile(r"[+-]?\d{1,3}(\.\d{3})+$")


def read_numbers(cells: Sequence[str], dialect: Dialect, where: str) -> Numbers:
    """Return how the sampled numbers are written; UserError where "1.234" could be both."""
    comma = any(_COMMA.match(cell) for cell in cells)
    dotted = any(_DOTTED.match(cell) for cell in cells)
    point = any(_POINT.match(cell) and not _DOTTED.match(cell) for cell in cells)
    if comma and not point:
        return Numbers(",", ".")
    if dotted and not point and dialect.delimiter == ";":
        example = next(cell for cell in cells if _DOTTED.match(cell))
        raise UserError(
            f"{example} may be a thousand or a fraction",
            where=where,
            next="Say --decimal , if the point groups thousands, or --decimal . if it does not.",
        )
    return Numbers()


def named_numbers(decimal: str) -> Numbers:
    """Return how numbers are written where the user says so."""
    if decimal not in (".", ","):
        raise UserError(
            f"the decimal sign is . or , and not {decimal!r}",
            where="--decimal",
            next="Leave the option out to have it recognised.",
        )
    return Numbers(",", ".") if decimal == "," else Numbers(".", "")
