"""Data: the tables of a study, its vintages, and the rows of any table or result."""

from typing import Annotated, Any
from urllib.parse import quote

from fastapi import Path, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from milieu.core.contracts import CONTRACTS
from milieu.core.database import quoted
from milieu.store.bookkeeping import BOOKS
from milieu.store.store import as_of_moment
from milieu.study.results import RESULTS
from milieu.web.answers import UNKNOWN_PARAMETER, told
from milieu.web.api.asking import (
    EVERYWHERE,
    MOST_ROWS,
    OpenedStudy,
    Page,
    answered,
    form_of,
    known_parameters,
    problems,
    resource,
)
from milieu.web.api.rows import (
    ACCEPTED,
    TYPES,
    Wanted,
    answer_rows,
    built,
    known_table,
    per_page_of,
)
from milieu.web.opened import Opened

router = resource("data", any_parameter=True)
OWN = ("columns", "sort", "page", "per_page", "format", *EVERYWHERE)
FILTERS = {  # one parameter for each column, whichever the table has
    "name": "COLUMN",
    "in": "query",
    "style": "form",
    "explode": True,
    "description": "Any column of the table and the value that it must hold, as `year=2014`; a "
    "text that ends in * finds those that contain it.",
    "schema": {"type": "object", "additionalProperties": {"type": "string"}},
}


class ColumnSaid(BaseModel):
    """A column of a table."""

    name: str
    kind: str
    unit: str
    about: str


class TableSaid(BaseModel):
    """A table or result."""

    name: str
    about: str
    kind: str = Field(description="result (of a build), table (taken in) or book (how it came).")
    there: bool = Field(description="Whether it is built; taken-in tables are there, maybe empty.")
    rows: int
    columns: list[ColumnSaid]
    address: str


class Vintage(BaseModel):
    """A change of the tables: from then on they were known as after it."""

    number: int
    time: str
    what: str


class DataSaid(BaseModel):
    """What a study holds."""

    tables: list[TableSaid]
    vintages: list[Vintage] = Field(description="The newest first.")
    quarantined: int = Field(description="Rows that did not fit: the table quarantine.")


@router.get(
    "/s/{study}/data",
    summary="Tables of a study",
    response_model=DataSaid,
    responses=problems(),
)
def data(request: Request, opened: OpenedStudy) -> Response:
    """Return all tables and results with their columns, rows and vintages."""
    known_parameters(request)

    def make() -> Response:
        found = opened.kept("data of the API", lambda: _data(opened))
        return JSONResponse(found.model_dump())

    return answered(request, opened.token, make)


def _data(opened: Opened) -> DataSaid:
    known = opened.study.store.tables.entries()
    moment = as_of_moment(opened.as_of) if opened.as_of else None
    tables = [_table(opened, name) for name in opened.study.names()]
    return DataSaid(
        tables=tables,
        vintages=[
            Vintage(number=entry.number, time=entry.time, what=told(entry.what))
            for entry in reversed(known)
            if moment is None or entry.when <= moment
        ],
        quarantined=next(one.rows for one in tables if one.name == "quarantine"),
    )


def _table(opened: Opened, name: str) -> TableSaid:
    declared = RESULTS.get(name) or CONTRACTS.get(name) or BOOKS[name]
    there = name not in RESULTS or name in built(opened)
    rows = 0
    if there:
        with opened.session() as session:
            (rows,) = session.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone() or (0,)
    return TableSaid(
        name=name,
        about=declared.about,
        kind="result" if name in RESULTS else "table" if name in CONTRACTS else "book",
        there=there,
        rows=rows,
        columns=[
            ColumnSaid(name=f.name, kind=f.kind, unit=f.unit, about=f.about)
            for f in declared.fields
        ],
        address=f"/api/v1/s/{quote(opened.name)}/data/{name}",
    )


@router.get(
    "/s/{study}/data/{table}",
    summary="Rows of a table",
    response_class=Response,
    openapi_extra={"parameters": [FILTERS]},
    responses={
        **problems(409),
        200: {
            "description": "The rows: JSON by pages, CSV and Parquet whole unless told otherwise. "
            "`X-Total-Count` says how many there are in all, `Link` where the other pages are.",
            "content": {
                "application/json": {"schema": {"type": "array", "items": {"type": "object"}}},
                "text/csv": {"schema": {"type": "string"}},
                TYPES["parquet"]: {"schema": {"type": "string", "format": "binary"}},
            },
        },
    },
)
def rows(
    request: Request,
    opened: OpenedStudy,
    table: Annotated[str, Path(description="Table or result.", examples=["clusters"])],
    columns: Annotated[str, Query(description="Columns, with commas between.")] = "",
    sort: Annotated[
        str, Query(description="Columns to sort by; - before one for the largest first.")
    ] = "",
    page: Page = 1,
    per_page: Annotated[
        int | None,
        Query(ge=0, le=MOST_ROWS, description="Rows of a page; 0: all. JSON: 1,000 by default."),
    ] = None,
    format: Annotated[
        str, Query(description="json, csv or parquet; else by the header Accept.")
    ] = "",
) -> Response:
    """Return the rows of any table or result: the same bytes as `milieu show --format` gives."""
    known_table(opened, table)
    form = form_of(request, format, ACCEPTED)
    wanted = Wanted(
        table,
        filters(request, opened, table),
        _words(columns),
        _words(sort),
        page,
        per_page_of(form, per_page),
        form,
    )
    return answered(request, opened.token, lambda: answer_rows(request, opened, wanted))


def filters(request: Request, opened: Opened, table: str) -> dict[str, str]:
    """Return the columns and values of the address; a name that is none is named."""
    known = opened.kept("columns", lambda: _columns(opened, table), table)
    found: dict[str, str] = {}
    wrong: list[dict[str, Any]] = []
    for name, value in request.query_params.multi_items():
        if name in OWN:
            continue
        if name not in known:
            names = [*known, *OWN]
            wrong.append({"type": UNKNOWN_PARAMETER, "loc": ("query", name), "known": names})
        elif name in found:
            wrong.append({"type": "twice", "loc": ("query", name), "msg": "it is said twice"})
        found[name] = value
    if wrong:
        raise RequestValidationError(wrong)
    return found


def _columns(opened: Opened, table: str) -> list[str]:
    """Return the names of a table's columns."""
    with opened.session() as session:
        described = session.execute(f"DESCRIBE {quoted(table)}").fetchall()
    return [row[0] for row in described]


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())
