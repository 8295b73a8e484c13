"""Method: how every number is made: formulas, units, sources, assumptions, published numbers."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.drawing import Drawings
from milieu.report.twin.recorded import recorded
from milieu.study.method.entry import Entry
from milieu.study.method.kinds import entries, entry, kinds, search
from milieu.study.method.layout import laid_out
from milieu.study.method.papers import assumptions, named_in
from milieu.study.method.plainly import plainly
from milieu.web.faults import NotHere
from milieu.web.page import page
from milieu.web.site import site

router = APIRouter()

LONG = 40  # entries of a kind from which on its list is folded
EXAM = "exam"


@router.get("/method", include_in_schema=False)
def method(request: Request, q: str = "", kind: str = "") -> Response:
    """Show all that is declared by kind, or what a search finds."""
    known = kinds()
    found = search(q, kind if kind in known else "")
    return page(
        request,
        "method.html.j2",
        kinds=known,
        entries=entries(),
        asked=q,
        kind=kind if kind in known else "",
        found=found,
        long=LONG,
    )


@router.get("/method/exam", include_in_schema=False)
def exam(request: Request) -> Response:
    """Show the recorded exam of the twin."""
    drawings = Drawings()
    try:
        found = recorded()
    except UserError as error:
        raise NotHere(error) from None
    found.facts.begin(drawings)
    return page(request, "method_exam.html.j2", drawings=drawings, exam=found)


@router.get("/method/{kind}", include_in_schema=False)
def one_kind(request: Request, kind: str) -> Response:
    """Show the list of one kind."""
    if kind not in kinds():
        _look_up(kind, "")
    return method(request, kind=kind)


@router.get("/method/{kind}/{name:path}", include_in_schema=False)
def one(request: Request, kind: str, name: str) -> Response:
    """Show one declared thing: formula, unit, source, assumptions, and where it is used."""
    found = _look_up(kind, name)
    return page(request, "method_entry.html.j2", **shown(request, found))


def shown(request: Request, found: Entry) -> Mapping[str, Any]:
    """Return what the template of an entry shows."""
    numbers = named_in(found.source, (found.about, *found.resting))
    return {
        "one": found,
        "blocks": plainly(laid_out(found.about)),
        "kind": kinds()[found.kind],
        "kinds": kinds(),
        "siblings": list(entries()[found.kind].values()),
        "entries": entries(),
        "assumed": [(n, assumptions()[n]) for n in numbers if n != found.name],
        "used": _users(found) if found.kind == "assumptions" else [],
        "pages": _pages(),
        "served": [site(request).shelf.open(name) for name in site(request).shelf.folders],
    }


def _look_up(kind: str, name: str) -> Entry:
    try:
        return entry(kind, name)
    except UserError as error:
        raise NotHere(error) from None


def _users(found: Entry) -> list[Entry]:
    """Return the entries that rest on an assumption."""
    return [
        one
        for group in entries().values()
        for one in group.values()
        if one.kind != "assumptions"
        and found.name in named_in(one.source, (one.about, *one.resting))
    ]


def _pages() -> dict[str, tuple[str, str]]:
    """Return the pages of a study on which numbers stand: name, and the end of the address."""
    return {
        "atlas": (_("Atlas"), ""),
        "cluster": (_("Each cluster's page"), ""),
        "compare": (_("Compare"), "/compare"),
        "lab": (_("Lab"), "/lab"),
        "data": (_("Data"), "/data"),
    }
