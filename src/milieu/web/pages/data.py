"""Data: what is known, hidden, rejected and new; and the rows of every table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from milieu.core.contracts import CONTRACTS
from milieu.core.database import quoted
from milieu.report.content import QUARANTINE, QUARANTINE_SHOWN
from milieu.report.drawing import Drawings
from milieu.report.reading import read
from milieu.report.study_figures import coverage_figures
from milieu.store.bookkeeping import BOOKS
from milieu.study.results import RESULTS
from milieu.web.api.rows import built
from milieu.web.links import address, asked
from milieu.web.opened import Opened
from milieu.web.page import page
from milieu.web.pages.rows_shown import MOST_PAGES, Shown, shown
from milieu.web.site import opened
from milieu.web.vintages import changed, latest_news, vintages

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class TableCard:
    """A table or result in the list: its name, what a row is, and how many rows there are."""

    name: str
    about: str
    rows: int
    there: bool


@router.get("/s/{study}/data")
def data(request: Request, study: str) -> Response:
    """Show what a study rests on."""
    found = opened(request, study)
    drawings = Drawings()
    content = found.content
    coverage = coverage_figures(content.hidden, content.source([], None), content.study)
    return page(
        request,
        "data.html.j2",
        keep=True,
        opened=found,
        drawings=drawings,
        coverage=[figure.begin(drawings) for figure in coverage],
        **_said(found),
    )


@router.get("/s/{study}/data/{table}")
def table(
    request: Request,
    study: str,
    table: str,
    sort: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=MOST_PAGES)] = 1,
    filter_column: str = "",
    filter_value: str = "",
) -> Response:
    """Show the rows of a table, chosen and sorted as the address says."""
    found = opened(request, study)
    if filter_column:
        return RedirectResponse(_filtered(request, filter_column, filter_value), 303)
    rows = shown(request, found, table, sort, number)
    return page(request, "table.html.j2", keep=True, opened=found, rows=rows, to=_to(rows))


def _said(found: Opened) -> Mapping[str, Any]:
    """Return what the page says beside its figures."""
    content = found.content
    sources = list(content.sources.values())
    last = content.hidden[-1]["year"] if content.hidden else None
    return {
        "sources": sources[::-1],
        "hidden": [row for row in content.hidden if row["year"] == last],
        "quarantine": found.kept("quarantine", lambda: _quarantine(found)),
        "misfits": sum(source.quarantined for source in sources),
        "vintages": vintages(found.study, found.as_of),
        "changed": found.kept("changed", lambda: changed(found.study, found.as_of)),
        "news": None if found.as_of else latest_news(found.study),
        "groups": found.kept("tables", lambda: _tables(found)),
        "never_built": bool(sources) and not built(found),
    }


def _quarantine(found: Opened) -> list[dict[str, Any]]:
    with found.session() as session:
        return read(session, QUARANTINE, QUARANTINE_SHOWN)


def _tables(found: Opened) -> list[tuple[str, Sequence[TableCard]]]:
    """Return the tables by kind: taken in, how they came, results; the kind's key before them."""
    with found.session() as session:
        return [
            (kind, [_card(session, found, name, one.about) for name, one in declared.items()])
            for kind, declared in (("tables", CONTRACTS), ("books", BOOKS), ("results", RESULTS))
        ]


def _card(session: Any, found: Opened, name: str, about: str) -> TableCard:
    if name in RESULTS and name not in built(found):
        return TableCard(name, about, 0, there=False)
    (rows,) = session.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()
    return TableCard(name, about, rows, there=bool(rows))


def _filtered(request: Request, column: str, value: str) -> str:
    """Return the address with one more filter; an empty value takes the column's filter away."""
    query = {
        name: said
        for name, said in request.query_params.items()
        if name not in ("filter_column", "filter_value", "page", column)
    }
    return quote(request.url.path) + asked({**query, column: value})


def _to(rows: Shown) -> Any:
    """Return what makes the address of the same rows sorted, paged or filtered in another way."""

    def to(api: bool = False, without: str = "", **other: object) -> str:
        only = {name: value for name, value in rows.only.items() if name != without}
        query = {**only, "sort": rows.sort, **other}
        return address(rows.opened, "data", rows.table, api=api, **query)

    return to
