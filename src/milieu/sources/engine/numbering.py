"""The slow second look at a text file: the line of each row, and rows whose structure is broken."""

import csv
import re
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from milieu.sources.engine.dialect import Dialect
from milieu.sources.engine.rows_file import RowsFile

LONGEST_LINE = 1 << 20  # characters; more than that is no row of a table
LONGEST_ROW = 1_000  # lines that one row with line breaks inside quotes may span

SHOWN = 1_000  # characters of an overlong row that are kept
OPEN_QUOTE = "a quote that is not closed"
AFTER_QUOTE = "text after a closing quote"


@dataclass(frozen=True)
class Record:
    """One row of a text file: its first line, its text, and its cells unless it is broken.

    padded   whether delimiters at the end were cut off; a row of several lines may not need that,
             else a stray quote would make one row of two
    """

    line: int
    text: str
    cells: list[str]
    fault: str = ""
    padded: bool = False


@dataclass(frozen=True)
class Numbered:
    """Two files: rows of right structure with their lines, and broken rows."""

    rows: Path
    broken: Path | None


def number_rows(
    path: Path, dialect: Dialect, target: Path, taken: Sequence[str] | None = None
) -> Numbered:
    """Return the rows of a UTF-8 text with the physical line at which each begins.

    A row is broken where it has not as many fields as the header or where quotes do not match;
    reading goes on at the next line, so that one stray quote does not swallow what follows.
    taken   the columns to keep; all by default
    """
    names = dialect.names if taken is None else tuple(taken)
    places = [dialect.names.index(name) for name in names]
    broken = target.with_suffix(".broken")
    with (
        path.open(encoding="utf-8-sig", newline=None) as stream,
        RowsFile(target, names) as good,
        RowsFile(broken, ("found", "expected")) as bad,
    ):
        for record in records(stream, dialect):
            if record.fault:
                expected = f"{len(dialect.names)} fields, with quotes in pairs"
                bad.add(record.line, record.text, (record.fault, expected))
            else:
                good.add(record.line, record.text, [record.cells[at] for at in places])
        count = bad.count
    return Numbered(target, broken if count else None)


class _Lines:
    """Lines with their numbers; lines that were looked at too early can be given back."""

    def __init__(self, stream: TextIO) -> None:
        self._stream, self._back, self._number = stream, deque[tuple[int, str]](), 0

    def next(self) -> tuple[int, str] | None:
        if self._back:
            return self._back.popleft()
        line = self._stream.readline(LONGEST_LINE + 1)
        if not line:
            return None
        self._number += 1
        rest = line
        while len(rest) > LONGEST_LINE and rest[-1] != "\n":
            rest = self._stream.readline(LONGEST_LINE + 1)  # passed over: never all in memory
        return self._number, line

    def give_back(self, lines: list[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(lines))


def records(stream: TextIO, dialect: Dialect) -> Iterator[Record]:
    """Yield the rows below the header, in order; empty lines are no rows."""
    lines = _Lines(stream)
    for _ in range(dialect.skip):
        lines.next()
    while (first := lines.next()) is not None:
        if first[1] != "\n":
            yield _record(first, lines, dialect)


def _record(first: tuple[int, str], lines: _Lines, dialect: Dialect) -> Record:
    """Return the row that begins in the line `first`, with further lines if a quote is open."""
    number, text = first
    width, delimiter = len(dialect.names), dialect.delimiter
    if '"' not in text:
        return _judged(number, text, text.rstrip("\n").split(delimiter), width)
    record = _parsed(number, text, width, delimiter)
    if record.fault != OPEN_QUOTE:
        return record
    return _longer(first, lines, dialect) or record


def _longer(first: tuple[int, str], lines: _Lines, dialect: Dialect) -> Record | None:
    """Return the row with the lines that close its quote, or None if they make no sound row."""
    number, text = first
    taken: list[tuple[int, str]] = []
    while len(taken) < LONGEST_ROW and len(text) < LONGEST_LINE:
        if (more := lines.next()) is None:
            break
        taken.append(more)
        text += more[1]
        if '"' not in more[1]:
            continue
        record = _parsed(number, text, len(dialect.names), dialect.delimiter)
        if not record.fault and not record.padded:
            return record
        if record.fault != OPEN_QUOTE:
            break
    lines.give_back(taken)
    return None


def _parsed(number: int, text: str, width: int, delimiter: str) -> Record:
    """Return a row with quotes; spaces before and after them count as little as in DuckDB."""
    record = _read(number, text, text, width, delimiter)
    if record.fault == AFTER_QUOTE:
        closer = re.sub(rf'" +(?=[{re.escape(delimiter)}\n]|$)', '"', text)
        return _read(number, text, closer, width, delimiter)
    return record


def _read(number: int, text: str, written: str, width: int, delimiter: str) -> Record:
    reader = csv.reader([written], delimiter=delimiter, strict=True, skipinitialspace=True)
    try:
        rows = list(reader)
    except csv.Error as problem:
        return Record(number, text.rstrip("\n"), [], _fault(str(problem)))
    return _judged(number, text, rows[0], width)


def _judged(number: int, text: str, cells: list[str], width: int) -> Record:
    text = text.rstrip("\n")
    given = len(cells)
    while len(cells) > width and not cells[-1].strip():
        cells = cells[:-1]  # delimiters at the end of the line: they hold nothing
    if len(text) > LONGEST_LINE:
        return Record(number, text[:SHOWN], [], f"a row of more than {LONGEST_LINE:,} characters")
    if len(cells) != width:
        return Record(number, text, [], f"{len(cells)} fields")
    return Record(number, text, cells, padded=len(cells) < given)


def _fault(problem: str) -> str:
    if "unexpected end" in problem:
        return OPEN_QUOTE
    if "expected after" in problem:
        return AFTER_QUOTE
    return problem
