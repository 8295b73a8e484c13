"""Rows shown: one page of a table as it is read, with units and meaning of its columns."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from shlex import quote
from typing import Any

from fastapi import Request

from milieu.core.contracts import CONTRACTS, Field
from milieu.core.database import quoted
from milieu.report.words import MISSING, Kind, number
from milieu.store.bookkeeping import BOOKS
from milieu.study.results import RESULTS
from milieu.study.selection import Selection, select
from milieu.web.api.data import filters
from milieu.web.api.rows import known_table
from milieu.web.opened import Opened

PER_PAGE = 50
MOST_PAGES = 2_000  # to look through; who wants more downloads all
LONGEST = 120  # characters of a cell
DIGITS = 4  # significant ones of a number
WIDEST = 15  # digits of a whole number that a float holds
WHOLE = ("count", "integer")
OWN = ("filter_column", "filter_value")


@dataclass(frozen=True)
class Shown:
    """A page of rows.

    columns   as they are declared; one that is not has no unit and no meaning
    cells     texts, in the order of the columns
    total     rows that the filters leave
    """

    opened: Opened
    table: str
    about: str
    columns: Sequence[Field]
    cells: Sequence[Sequence[str]]
    only: Mapping[str, str]
    sort: str
    number: int
    total: int
    command: str

    @property
    def pages(self) -> int:
        """Return how many pages can be looked through."""
        return min(MOST_PAGES, max(1, -(-self.total // PER_PAGE)))

    @property
    def first(self) -> int:
        """Return the number of the first row shown, from 1; 0 where there is none."""
        return (self.number - 1) * PER_PAGE + 1 if self.cells else 0

    def numeric(self, column: Field) -> bool:
        """Return whether a column stands at the right."""
        return column.kind in (*WHOLE, "number")


def shown(request: Request, opened: Opened, table: str, sort: str, page: int) -> Shown:
    """Return one page of a table.

    raises   NotHere for an unknown table, NotNow for a result that is not built, UserError or
             RequestValidationError for a column that there is not
    """
    known_table(opened, table)
    only = filters(request, opened, table)
    order = tuple(word.strip() for word in sort.split(",") if word.strip()) or _usual(table)
    first = (page - 1) * PER_PAGE
    with opened.session() as session:
        rows = select(session, table, Selection(only, (), order, first + PER_PAGE)).slice(first)
        total = _count(session, table, only)
    declared = _declared(table)
    columns = [declared.get(name, Field(name, "text")) for name in rows.column_names]
    lists = [
        [_text(value, column) for value in rows[column.name].to_pylist()] for column in columns
    ]
    return Shown(
        opened=opened,
        table=table,
        about=(RESULTS.get(table) or CONTRACTS.get(table) or BOOKS[table]).about,
        columns=columns,
        cells=list(zip(*lists, strict=True)),
        only=only,
        sort=sort,
        number=page,
        total=total,
        command=_command(opened, table, only, sort),
    )


def _usual(table: str) -> tuple[str, ...]:
    """Return the order of a table that has none of its own: its key, so that pages stay."""
    if table in CONTRACTS:
        return tuple(field.name for field in CONTRACTS[table].key)
    return ("-added",) if table in BOOKS else ()


def _count(session: Any, table: str, only: Mapping[str, str]) -> int:
    if not only:
        return int(session.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()[0])
    one = next(iter(only))
    return len(select(session, table, Selection(only, (one,), (one,))))


def _declared(table: str) -> dict[str, Field]:
    fields = (RESULTS.get(table) or CONTRACTS.get(table) or BOOKS[table]).fields
    return {field.name: field for field in fields}


def _text(value: Any, column: Field) -> str:
    """Return a cell as it is read: numbers with four digits, long texts cut."""
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return MISSING
    if column.kind in WHOLE:
        return number(float(value))
    if isinstance(value, float):
        size = math.floor(math.log10(abs(value))) if value else 0
        whole = value.is_integer() and size < WIDEST
        return number(value) if whole else number(value, Kind.RATIO, 10.0 ** (size - DIGITS + 1))
    text = str(value)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"


def _command(opened: Opened, table: str, only: Mapping[str, str], sort: str) -> str:
    """Return the command that shows the same rows."""
    words = ["milieu", "show", opened.name, table]
    for column, value in only.items():
        words += ["--only", f"{column}={value}"]
    words += ["--sort", sort] if sort else []
    words += ["--as-of", opened.as_of] if opened.as_of else []
    return " ".join(map(quote, words))
