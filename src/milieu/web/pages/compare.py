"""Compare: up to ten clusters side by side, in words, figures and tables."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from milieu.core.language import language
from milieu.report.comparing.choosing import (
    Choice,
    alike,
    by_industries,
    choice,
    matches,
    no_match,
    peers_of,
    suggestions,
)
from milieu.report.comparing.page import Comparison, comparison
from milieu.report.comparing.peers_figure import signed
from milieu.report.comparing.reading import LETTERS, MOST, Compared, ones
from milieu.report.drawing import Drawings
from milieu.report.reading import Cluster
from milieu.web.opened import Opened
from milieu.web.page import page
from milieu.web.site import opened

router = APIRouter()

OFFERED = 150  # clusters that the search field offers by itself; it finds all
KEPT = ("as_of", "lang", "level", "definition")  # parameters that every address carries on


@router.get("/s/{study}/compare", include_in_schema=False)
def compare(
    request: Request,
    study: str,
    c: Annotated[list[str] | None, Query()] = None,
    add: str = "",
) -> Response:
    """Show clusters side by side; without any, what would be worth comparing."""
    found = opened(request, study)
    known = clusters_of(found)
    chosen = choice(c or [], known)
    if add.strip() and len(met := matches(add, known)) == 1:
        return RedirectResponse(address(request, found, [*chosen.ids, met[0].id]), 303)
    told = shown(request, found, chosen, add)
    return page(request, "compare.html.j2", opened=found, keep=True, **told)


def shown(request: Request, opened: Opened, chosen: Choice, add: str) -> Mapping[str, Any]:
    """Return what the template shows."""
    known = clusters_of(opened)
    met = matches(add, known)
    made = made_of(opened, chosen.wanted) if chosen.wanted else None
    same = opened.kept("clusters by industries", lambda: by_industries(known), language())
    drawings = Drawings()
    return {
        "drawings": drawings,
        "made": made.begin(drawings) if made else None,
        "chosen": chosen,
        "letters": LETTERS,
        "most": MOST,
        "add": add,
        "met": met,
        "missed": no_match(add, known) if add.strip() and not met else None,
        "offered": list(known.values())[:OFFERED],
        "alike": {one.letter: alike(one.cluster, same) for one in made.compared.ones}
        if made
        else {},
        "peers": {one.letter: peers_of(one, known, chosen.ids) for one in made.compared.ones}
        if made
        else {},
        "suggestions": [] if chosen.wanted else suggestions(known),
        "kept": kept(request),
        "known": known,
        "signed": signed,
        "to": lambda ids: address(request, opened, ids),
    }


def clusters_of(opened: Opened) -> Mapping[str, Cluster]:
    """Return all clusters of a study by id, those seen last and of the highest rank first."""
    return opened.kept(
        "clusters by id", lambda: {one.id: one for one in opened.content.clusters}, language()
    )


def made_of(opened: Opened, wanted: Sequence[Cluster]) -> Comparison:
    """Return the comparison of clusters of a study."""
    content = opened.content
    return comparison(
        Compared(
            ones=ones(opened.lots, wanted),
            whole=content.whole,
            source=content.source([], None),
            study=content.study,
            asking=content.asking,
        )
    )


def address(request: Request, opened: Opened, ids: Sequence[str]) -> str:
    """Return the address that compares these clusters, as the reader sees the study now."""
    query = [f"{name}={quote(value, safe='')}" for name, value in kept(request).items()]
    if ids:
        query.insert(0, "c=" + ",".join(quote(id, safe="") for id in dict.fromkeys(ids)))
    path = f"/s/{quote(opened.name, safe='')}/compare"
    return f"{path}?{'&'.join(query)}" if query else path


def kept(request: Request) -> dict[str, str]:
    """Return the parameters that every address carries on."""
    return {name: request.query_params[name] for name in KEPT if name in request.query_params}
