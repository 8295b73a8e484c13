"""Method: everything that is declared, with formula, unit and source."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Path, Query, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from milieu.core.errors import UserError, unknown_name
from milieu.study.method.entry import Entry, Link
from milieu.study.method.kinds import entries, entry, kinds, search
from milieu.web.api.asking import answered, problems, resource
from milieu.web.faults import NotHere

router = resource("method")
VERSION = "method"  # the token: all that is declared hangs on the version of milieu alone
KindName = Annotated[str, Path(description="Kind of thing.", examples=["indicators"])]


class KindSaid(BaseModel):
    """A kind of declared things."""

    name: str
    title: str
    about: str
    entries: int
    address: str


class EntryCard(BaseModel):
    """A declared thing in a line."""

    kind: str
    name: str
    title: str
    line: str
    address: str
    page: str


class Fact(BaseModel):
    """A property of a declared thing, such as its unit."""

    name: str
    text: str


class TableOfEntry(BaseModel):
    """Rows that belong to a declared thing."""

    title: str
    columns: list[str]
    rows: list[list[str]]


class LinkSaid(BaseModel):
    """Another declared thing that belongs to this one."""

    kind: str
    name: str
    said: str
    address: str


class LinksSaid(BaseModel):
    """Other declared things, by what they are to this one."""

    what: str
    entries: list[LinkSaid]


class EntryWhole(EntryCard):
    """All that is told of a declared thing."""

    about: str = Field(description="Formula, inputs, and what happens where it does not exist.")
    source: str
    facts: list[Fact]
    tables: list[TableOfEntry]
    links: list[LinksSaid]


@router.get(
    "/method", summary="What is declared", response_model=list[KindSaid], responses=problems()
)
def method(request: Request) -> Response:
    """Return the kinds of things that are declared: indicators, mechanisms, sources, ..."""

    def make() -> Response:
        found = [
            KindSaid(
                name=name,
                title=kind.title,
                about=kind.about,
                entries=len(entries()[name]),
                address=f"/api/v1/method/{name}",
            ).model_dump()
            for name, kind in kinds().items()
        ]
        return JSONResponse(found)

    return answered(request, VERSION, make)


@router.get(
    "/method/{kind}",
    summary="Things of a kind",
    response_model=list[EntryCard],
    responses=problems(),
)
def one_kind(
    request: Request,
    kind: KindName,
    q: Annotated[str, Query(description="Words to search for.", max_length=200)] = "",
) -> Response:
    """Return what is declared of a kind; with `q` what a search finds there, the best first."""
    if kind not in kinds():
        raise NotHere(unknown_name("kind", kind, kinds()))

    def make() -> Response:
        found = search(q, kind) if q else list(entries()[kind].values())
        return JSONResponse([_card(one).model_dump() for one in found])

    return answered(request, VERSION, make)


@router.get(
    "/method/{kind}/{name:path}",
    summary="A declared thing",
    response_model=EntryWhole,
    responses=problems(),
)
def one(
    request: Request,
    kind: KindName,
    name: Annotated[str, Path(description="Its name.", examples=["location_quotient"])],
) -> Response:
    """Return a declared thing: formula, unit, source, and what it belongs to."""
    try:
        found = entry(kind, name)
    except UserError as error:
        raise NotHere(error) from None
    return answered(request, VERSION, lambda: JSONResponse(_whole(found).model_dump()))


def _card(one: Entry) -> EntryCard:
    return EntryCard(
        kind=one.kind,
        name=one.name,
        title=one.title,
        line=one.line,
        address=_address(one.kind, one.name),
        page=_address(one.kind, one.name).removeprefix("/api/v1"),
    )


def _whole(one: Entry) -> EntryWhole:
    return EntryWhole(
        **_card(one).model_dump(),
        about=one.about,
        source=one.source,
        facts=[Fact(name=name, text=text) for name, text in one.facts],
        tables=[
            TableOfEntry(
                title=table.title,
                columns=list(table.columns),
                rows=[list(row) for row in table.rows],
            )
            for table in one.tables
        ],
        links=[LinksSaid(what=what, entries=list(map(_link, of))) for what, of in one.links],
    )


def _link(link: Link) -> LinkSaid:
    return LinkSaid(
        kind=link.kind, name=link.name, said=link.said, address=_address(link.kind, link.name)
    )


def _address(kind: str, name: str) -> str:
    return f"/api/v1/method/{quote(kind, safe='')}/{quote(name, safe='')}"
