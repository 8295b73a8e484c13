"""Rows: any table or result, chosen, sorted, by pages or whole, in the bytes of `milieu show`."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import quote

import pyarrow as pa
from fastapi import Request, Response
from fastapi.responses import StreamingResponse

from milieu.core.database import quoted
from milieu.core.errors import UserError, unknown_name
from milieu.core.language import _
from milieu.report.export import write
from milieu.store.store import as_of_moment, view_results
from milieu.study.results import RESULTS
from milieu.study.selection import Selection, select
from milieu.web.api.asking import PAGE_ROWS, links
from milieu.web.faults import NotHere, NotNow
from milieu.web.head import HEAD
from milieu.web.opened import Opened
from milieu.web.writing import check_room, pieces

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
ACCEPTED = {
    "text/csv": "csv",
    "application/vnd.apache.parquet": "parquet",
    "application/json": "json",
}
SMALL = 20_000  # rows that are written at once, in the server: half a second at most


@dataclass(frozen=True)
class Wanted:
    """Which rows, and in which form.

    per_page   0 for all rows
    """

    table: str
    only: Mapping[str, str]
    columns: tuple[str, ...] = ()
    sort: tuple[str, ...] = ()
    page: int = 1
    per_page: int = 0
    format: str = "json"


def known_table(opened: Opened, table: str) -> None:
    """Raise NotHere for a name that no table has, NotNow for a result that is not built."""
    names = opened.study.names()
    if table not in names:
        raise NotHere(unknown_name("result or table", table, names))
    if table in RESULTS and table not in built(opened):
        what = _("{table} is not built yet, or by another version of milieu", table=table)
        raise NotNow(UserError(what, next=_("Ask for a task of the kind build.")))


def built(opened: Opened) -> frozenset[str]:
    """Return the results that a version of a study has, in the columns of today."""
    return opened.kept("built", lambda: _built(opened))


def _built(opened: Opened) -> frozenset[str]:
    store, as_of = opened.study.store, opened.as_of
    with store.open(as_of_moment(as_of) if as_of else None) as session:
        view_results(session, store.results_as_of(as_of or None))
        return frozenset(opened.study.built(session))


def answer_rows(request: Request, opened: Opened, wanted: Wanted) -> Response:
    """Return a page of the rows, or all of them; large tables are written by another process."""
    if wanted.per_page:
        return _a_page(request, opened, wanted)
    total = _count(opened, wanted)
    headers = {"X-Total-Count": str(total)}
    if total <= SMALL:
        return _answer(_chosen(opened, wanted, 0), opened, wanted, headers)
    check_room()
    _check_columns(opened, wanted)
    selection = Selection(wanted.only, wanted.columns, wanted.sort)
    written = (
        iter(())
        if request.scope.get(HEAD)
        else pieces(opened, wanted.table, selection, wanted.format)
    )
    head = {**headers, **_kept_as(opened, wanted)}
    return StreamingResponse(written, media_type=TYPES[wanted.format], headers=head)


def _a_page(request: Request, opened: Opened, wanted: Wanted) -> Response:
    """Return one page of the rows; they are counted only where they reach beyond it."""
    end = wanted.page * wanted.per_page
    rows = _chosen(opened, wanted, end)
    total = len(rows) if len(rows) < end else _count(opened, wanted)
    pages = max(1, -(-total // wanted.per_page))
    headers = {"X-Total-Count": str(total), **links(request, wanted.page, pages)}
    return _answer(rows.slice(end - wanted.per_page), opened, wanted, headers)


def _check_columns(opened: Opened, wanted: Wanted) -> None:
    """Raise UserError for a wrong column before anything is on its way."""
    _chosen(opened, wanted, 1)


def _chosen(opened: Opened, wanted: Wanted, top: int) -> pa.Table:
    with opened.session() as session:
        selection = Selection(wanted.only, wanted.columns, wanted.sort, top)
        return select(session, wanted.table, selection)


def _count(opened: Opened, wanted: Wanted) -> int:
    with opened.session() as session:
        if not wanted.only:
            (total,) = session.execute(
                f"SELECT count(*) FROM {quoted(wanted.table)}"
            ).fetchone() or (0,)
            return int(total)
        one = next(iter(wanted.only))
        return len(select(session, wanted.table, Selection(wanted.only, (one,), (one,))))


def _answer(rows: pa.Table, opened: Opened, wanted: Wanted, headers: Mapping[str, str]) -> Response:
    """Return rows in the bytes that `milieu show --format` writes."""
    with TemporaryDirectory() as scratch:
        place = Path(scratch) / "rows"
        write(rows, wanted.format, place)
        content = place.read_bytes()
    head = {**headers, **_kept_as(opened, wanted)}
    return Response(content, media_type=TYPES[wanted.format], headers=head)


def _kept_as(opened: Opened, wanted: Wanted) -> dict[str, str]:
    """Return the header by which a browser keeps a file under a name; JSON is shown."""
    if wanted.format == "json":
        return {}
    day = f"-{opened.as_of}" if opened.as_of else ""
    name = quote(f"{opened.name}-{wanted.table}{day}.{wanted.format}")
    return {"Content-Disposition": f"attachment; filename*=utf-8''{name}"}


def per_page_of(format: str, per_page: int | None) -> int:
    """Return how many rows a page has: JSON comes by pages, files whole, unless told otherwise."""
    if per_page is not None:
        return per_page
    return PAGE_ROWS if format == "json" else 0
