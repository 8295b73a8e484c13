"""How a text file is written: delimiter, column names, decimal sign."""

import csv
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from pathlib import Path

from milieu.core.errors import UserError

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|", "\\t": "\t"}
HEAD = 1 << 18  # characters looked at to recognise how a file is written
SAMPLED = 500  # rows looked at to recognise how numbers are written
LONGEST_NAME = 200  # characters of a column's name that a message shows
FEW = 10  # zero bytes among the first thousand that a text may hold


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
    if text[:1000].count("\0") > FEW:
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
    """Return the first rows, up to one that is broken or, in a long text, cut off."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        for row in islice(csv.reader(StringIO(text), delimiter=delimiter), count):
            rows.append(row)
    return rows if len(text) < HEAD else rows[:-1]


def _dialect(text: str, delimiter: str, name: str) -> Dialect:
    reader = csv.reader(StringIO(text), delimiter=delimiter)
    try:
        header = next(row for row in reader if any(cell.strip() for cell in row))
    except (csv.Error, StopIteration) as problem:
        raise UserError(
            f"the first line holds no column names ({problem or 'it is too long'})",
            where=name,
            next="Give every column a name in the first line.",
        ) from None
    below = _rows(text, delimiter, SAMPLED + reader.line_num)[1:]
    samples = tuple(tuple(row) for row in below if row)
    return Dialect(delimiter, column_names(header, name), reader.line_num, samples)


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


# 1,234 and 1.234 may be a thousand or a fraction; all other numbers with a sign inside are clear
_UNCLEAR = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_COMMA = re.compile(r"[+-]?(\d+|\d{1,3}(\.\d{3})+),\d+|[+-]?\d{1,3}(\.\d{3}){2,}")
_POINT = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)\.\d+|[+-]?\d{1,3}(,\d{3}){2,}")


def read_numbers(cells: Sequence[str], dialect: Dialect, where: str) -> Numbers:
    """Return how the sampled numbers are written.

    raises   UserError where a file with semicolons, which stand where the decimal sign is a comma,
             holds numbers such as 1.234 and none that says what their sign means
    """
    unclear = [cell for cell in cells if _UNCLEAR.fullmatch(cell)]
    clear = [cell for cell in cells if not _UNCLEAR.fullmatch(cell)]
    comma = any(_COMMA.fullmatch(cell) for cell in clear)
    point = any(_POINT.fullmatch(cell) for cell in clear)
    if comma and not point:
        return Numbers(",", ".")
    if point and not comma:
        return Numbers(".", "," if any("," in cell for cell in cells) else "")
    if unclear and not comma and dialect.delimiter == ";":
        raise UserError(
            f"{unclear[0]} may be a thousand or a fraction",
            where=where,
            next="Say --decimal , if the comma begins the fraction, or --decimal . if the point.",
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
    return Numbers(",", ".") if decimal == "," else Numbers(".", ",")
