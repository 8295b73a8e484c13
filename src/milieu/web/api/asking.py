"""Asking: what all resources of the API share: parameters, versions, pages, errors."""

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Annotated, Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Depends, Path, Query, Request, params
from fastapi.dependencies.utils import get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from fastapi.routing import APIRoute

from milieu import __version__
from milieu.core.errors import unknown_name
from milieu.core.language import language
from milieu.web.answers import PROBLEM, UNKNOWN_PARAMETER, Problem
from milieu.web.opened import Opened
from milieu.web.site import opened

EVERYWHERE = ("as_of", "lang")  # parameters of every address
PAGE_ROWS, MOST_ROWS = 1_000, 100_000  # of one page, by default and at most
WORDS = {
    400: "What was asked can not be done; says what to ask instead.",
    401: "Nobody signed in.",
    403: "Who asks may not do this.",
    404: "There is no such study, cluster, table, task or file.",
    409: "It can not be done in the state that things are in.",
    413: "More was sent than is taken here.",
    414: "The address is longer than is taken here.",
    422: "A parameter is wrong; says which, and what is right.",
    429: "Too much at once.",
    503: "Too many watch already: ask for the task itself every few seconds.",
}
ANY_TIME = (400, 401, 403, 404, 413, 414, 422, 429)  # what any operation may be answered with

AsOf = Annotated[
    str,
    Query(
        description="A day, YYYY-MM-DD: as it was known then; today without it.",
        examples=["2026-11-25"],
        pattern=r"^(\d{4}-\d{2}-\d{2})?$",
    ),
]
StudyName = Annotated[str, Path(description="Name of the study.", examples=["country"])]
Page = Annotated[int, Query(ge=1, le=1_000_000, description="Which page, from 1.")]


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the declared error answers of an operation."""
    return {
        status: {"description": WORDS[status], "model": Problem, "content": {PROBLEM: {}}}
        for status in (*ANY_TIME, *statuses)
    }


def known_parameters(request: Request) -> None:
    """Refuse a parameter that the operation does not have, with the nearest that it has."""
    route = request.scope.get("route")
    found = get_flat_params(route.dependant) if isinstance(route, APIRoute) else []
    declared = {p.alias for p in found if isinstance(p.field_info, params.Query)}
    for name in request.query_params:
        if name not in declared and name not in EVERYWHERE:
            known = sorted({*declared, "lang"})
            raise RequestValidationError(
                [{"type": UNKNOWN_PARAMETER, "loc": ("query", name), "known": known}]
            )


def resource(tag: str, *, any_parameter: bool = False) -> APIRouter:
    """Return a router for resources of the API.

    any_parameter   whether parameters are names of columns, checked by the resource itself
    """
    checks = [] if any_parameter else [Depends(known_parameters)]
    return APIRouter(prefix="/api/v1", tags=[tag], dependencies=checks)


def study_of(request: Request, study: StudyName, as_of: AsOf = "") -> Opened:
    """Return the study of the address, as it was known on a day."""
    del as_of  # read by `opened`; declared here for the description
    return opened(request, study)


OpenedStudy = Annotated[Opened, Depends(study_of)]


def form_of(request: Request, format: str, forms: Mapping[str, str]) -> str:
    """Return the form that is asked for: by parameter, else by the header Accept, else JSON.

    forms   what there is, by media type
    """
    if format:
        if format not in forms.values():
            raise unknown_name("format", format, forms.values(), where="format")
        return format
    for part in request.headers.get("accept", "").split(","):
        kind = part.partition(";")[0].strip().lower()
        if kind in forms:
            return forms[kind]
    return "json"


def etag(request: Request, token: str) -> str:
    """Return a strong tag: another one for another version, query, form or language."""
    query = urlencode(sorted(request.query_params.multi_items()))
    accept = request.headers.get("accept", "")
    said = "\n".join((token, __version__, request.url.path, query, accept, language()))
    return f'"{sha256(said.encode()).hexdigest()[:32]}"'


def answered(request: Request, token: str, make: Callable[[], Response]) -> Response:
    """Return 304 if who asks has this version already, else what `make` returns, with its tag."""
    tag = etag(request, token)
    headers = {
        "ETag": tag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Accept-Language",
    }
    wanted = request.headers.get("if-none-match", "")
    if _has(wanted, tag):
        return Response(status_code=304, headers=headers)
    response = make()
    if response.status_code == 200 and wanted.strip() == "*":  # it is there, whichever it is
        return Response(status_code=304, headers=headers)
    if response.status_code == 200:
        response.headers.update(headers)
    return response


def _has(wanted: str, tag: str) -> bool:
    """Return whether a tag is among those of If-None-Match; RFC 9110, 13.1.2."""
    return tag in [one.strip().removeprefix("W/") for one in wanted.split(",")]


def links(request: Request, page: int, pages: int) -> Mapping[str, str]:
    """Return the header with the first, previous, next and last page; RFC 8288."""
    wanted = {"first": 1, "prev": page - 1, "next": page + 1, "last": pages}
    found = [
        f'<{_page_address(request, number)}>; rel="{rel}"'
        for rel, number in wanted.items()
        if 1 <= number <= pages and not (rel in ("prev", "next") and number == page)
    ]
    return {"Link": ", ".join(found)} if found else {}


def _page_address(request: Request, number: int) -> str:
    query = [(k, v) for k, v in request.query_params.multi_items() if k != "page"]
    return f"{quote(request.url.path)}?{urlencode([*query, ('page', number)])}"
