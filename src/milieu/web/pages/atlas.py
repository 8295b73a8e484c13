"""Atlas: where a study's clusters are, and which are in trouble; filters, map, list."""

from collections import Counter
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from typing import Any

import duckdb
from fastapi import APIRouter, Request
from fastapi.responses import Response

from milieu.core.database import quoted
from milieu.core.language import language
from milieu.report.content import Content
from milieu.report.drawing import Drawings
from milieu.report.sentences import opening
from milieu.study.cases import claims
from milieu.web.choosing import PAGE, Choice, Known, chosen, in_order
from milieu.web.land import Land, land
from milieu.web.lines import Line, lines, years
from milieu.web.opened import Opened
from milieu.web.page import page
from milieu.web.places import Place, as_tiles, by_cluster, drawn, on_map, spots
from milieu.web.site import opened as study_of

router = APIRouter()
TABLES = ("employment", "cells", "regions", "industries", "observations")
INDUSTRIES = 400  # offered while one types; any other is found by its code or name


@dataclass(frozen=True)
class Map:
    """The map or the tiles of what was found."""

    places: Sequence[Place]
    width: int
    height: int
    land: Land | None
    lost: int

    @cached_property
    def svg(self) -> Any:
        """Return the places as SVG."""
        return drawn(self.places, tiles=self.land is None)

    @cached_property
    def of(self) -> dict[str, int]:
        """Return the number of each cluster's place."""
        return by_cluster(self.places)


@router.get("/s/{study}", include_in_schema=False)
def atlas(request: Request, study: str) -> Response:
    """Show the clusters that the filters leave."""
    opened = study_of(request, study)
    content = opened.content
    if not content.clusters:
        return without_clusters(request, opened)
    known = opened.kept("known", lambda: known_of(opened))
    choice = chosen(dict(request.query_params), known)
    everything = lines(opened, choice.year)
    found = in_order([line for line in everything if choice.fits(line)], choice.sort)
    pages = max(ceil(len(found) / PAGE), 1)
    at = min(choice.page, pages)
    return page(
        request,
        "atlas.html.j2",
        status=200,
        keep=True,
        opened=opened,
        content=content,
        choice=choice,
        known=known,
        everything=everything,
        found=found,
        listed=found[(at - 1) * PAGE : at * PAGE],
        first=(at - 1) * PAGE,
        at=at,
        pages=pages,
        map=map_of(opened, choice, everything, found),
        stages=Counter(line.stage for line in found),
        said=said(opened, content),
        offered=list(known.industries.items())[:INDUSTRIES],
        command=command(content, choice),
    )


@router.get("/s/{study}/map.svg", include_in_schema=False)
def map_svg(request: Request, study: str) -> Response:
    """Draw the land under the clusters; the same for all filters."""
    found = land(study_of(request, study))
    return Response(
        found.svg if found else '<svg xmlns="http://www.w3.org/2000/svg"/>',
        media_type="image/svg+xml",
        headers={
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
            "Cache-Control": "private, max-age=604800"
            if "v" in request.query_params
            else "no-cache",
        },
    )


def known_of(opened: Opened) -> Known:
    """Return what the filters of a study can be set to."""
    found = opened.content.clusters
    count = Counter(code for one in found for code in one.industries.split())
    name = opened.content.names.industry_name
    return Known(
        industries={code: name(code) for code, _times in count.most_common()},
        levels=sorted({one.level for one in found if one.level}),
        years=years(opened) or [opened.content.newest],
    )


def map_of(opened: Opened, choice: Choice, everything: Sequence[Line], found: list[Line]) -> Map:
    """Return the places of what was found."""
    if not choice.number:
        return opened.kept(
            "map", lambda: _map_of(opened, choice, everything, found), choice.year, language()
        )
    return _map_of(opened, choice, everything, found)


def _map_of(opened: Opened, choice: Choice, everything: Sequence[Line], found: list[Line]) -> Map:
    ground = land(opened)
    if ground is None:
        tiles, width, height = as_tiles(found)
        return Map(tiles, width, height, None, 0)
    where = opened.kept("spots", lambda: spots(everything, ground), choice.year)
    lost = sum(line.cluster.place is None for line in found)
    return Map(on_map(found, where), *ground.size, ground, lost)


def said(opened: Opened, content: Content) -> Any:
    """Return the first screen's answers in words, made once for a version and language."""

    def make() -> Any:
        sentences = opening(content.clusters, content.hidden, content.whole)
        return [*sentences[:1], *content.overview.sentences, *sentences[1:]]

    return opened.kept("said", make, language())


def command(content: Content, choice: Choice) -> str:
    """Return the command that gives the same rows, as far as a command can filter."""
    only = f" --only level={choice.level}" if choice.level else ""
    if choice.year != content.newest:
        return (
            f"milieu show {content.study} cluster_years --only year={choice.year}{content.asking}"
        )
    return f"milieu show {content.study} clusters{only}{content.asking}"


def without_clusters(request: Request, opened: Opened) -> Response:
    """Show what a study without clusters holds, and what would show some."""
    session = opened.session()
    content = copy(opened.content)
    content.session = session  # its own may be asked by another thread at this moment
    case = opened.study.settings.case
    with Drawings() as drawings:
        return page(
            request,
            "without_clusters.html.j2",
            drawings=drawings,
            keep=True,
            opened=opened,
            content=content,
            rows={name: _count(session, name) for name in TABLES},
            **content.facts(claims(case) if case else (), drawings),
        )


def _count(session: duckdb.DuckDBPyConnection, table: str) -> int:
    found = session.execute(f"SELECT count(*) FROM {quoted(table)}").fetchone()
    return int(found[0]) if found else 0
