"""Answers: what is said when a request can not be answered, as a page or for a program.

Programs get problem details; RFC 9457. Nobody gets a path of this machine or a trace: what went
wrong here stands in the server's log.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, Response
from markupsafe import escape
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.report.retelling import retold
from milieu.web.faults import Fault
from milieu.web.missing import Left, left_of
from milieu.web.page import page

UNKNOWN_PARAMETER = "unknown_parameter"
FILTER = "filter"  # a wrong value that says itself what would be right
PROBLEM = "application/problem+json"
PATH = re.compile(r"(?<![\w/.:])/(?:[^/\s'\"`,;:()<>]+/)+[^/\s'\"`,;:()<>]*")
ALONE = "default-src 'none'; style-src 'self'"
BROKEN = """<!doctype html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · milieu</title><link rel="stylesheet" href="/static/style.css"></head>
<body><main><h1>{title}</h1><p>{what}</p><p><a href="/">milieu</a></p></main></body></html>
"""  # stands alone: what broke may be what pages have in common
PARAMETERS = ("query", "path", "header", "cookie")  # where FastAPI says that something is wrong


class Complaint(BaseModel):
    """One thing that is wrong with what was asked."""

    where: str = Field(description="Parameter or field; empty where it is none.")
    what: str = Field(description="What was found, and what was expected.")
    next: str = Field(description="What to do about it.")


class Problem(BaseModel):
    """Why a request can not be answered: problem details, RFC 9457."""

    type: str = Field(default="about:blank", description="Kind of problem; the status says it all.")
    title: str = Field(description="The status in words.")
    status: int = Field(description="The status of HTTP.")
    detail: str = Field(description="What is wrong here, in a sentence.")
    errors: list[Complaint] = Field(description="Everything that is wrong, each with its place.")


def add_answers(app: FastAPI) -> None:
    """Have an application answer everything that goes wrong."""
    app.add_exception_handler(Fault, _fault)
    app.add_exception_handler(UserError, _mistake)
    app.add_exception_handler(RequestValidationError, _wrong_request)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(Exception, _broken)


def answer(
    request: Request,
    status: int,
    complaints: Sequence[Complaint],
    headers: Mapping[str, str] | None = None,
    left: Left | None = None,
) -> Response:
    """Return what is wrong as problem details or as a page, by what is asked for.

    left   what of a study the page still shows
    """
    if is_outside(request):
        request.state.outside, left = True, None
    left = left or Left()
    detail = " ".join(_sentence(one) for one in complaints)
    if wants_page(request):
        answered: Response = page(
            request,
            "error.html.j2",
            status=status,
            number=status,
            title=_title(status),
            complaints=complaints,
            opened=left.opened,
            near=left.near,
            fault=True,
        )
    else:
        problem = Problem(
            title=HTTPStatus(status).phrase, status=status, detail=detail, errors=list(complaints)
        )
        answered = JSONResponse(problem.model_dump(), status, media_type=PROBLEM)
    answered.headers.update({"Cache-Control": "no-store", **(headers or {})})
    return answered


def is_outside(request: Request) -> bool:
    """Return whether nobody signed in where one has to; then no name of a study is told."""
    return not getattr(request.state, "person", True)


def wants_page(request: Request) -> bool:
    """Return whether a reader asks, and not a program."""
    if request.url.path.startswith("/api/"):
        return False
    accepted = request.headers.get("accept", "*/*")
    return "json" not in accepted or "text/html" in accepted


def complaint(error: UserError) -> Complaint:
    """Return a user's mistake without anything of this machine."""
    where = error.where
    what, then = retold(error.what), retold(error.next)
    if where.startswith("--"):  # the option of the command is the parameter of the address
        where = where.lstrip("-").replace("-", "_")
    return Complaint(where=told(where), what=told(what), next=told(then))


def told(text: str) -> str:
    """Return a text in which a path of this machine is only its last part."""
    return PATH.sub(_last_part, text)


def _last_part(found: re.Match[str]) -> str:
    path = Path(found.group())
    of_this_machine = len(path.parts) > 1 and Path("/", path.parts[1]).exists()
    return path.name if of_this_machine else found.group()


def unknown_parameter(name: str, known: Sequence[str]) -> Complaint:
    """Return what is said of a parameter that is none, with the nearest that is one."""
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    advice = (
        _("Did you mean {name!r}?", name=near[0])
        if near
        else _("Known: {names}.", names=", ".join(known))
    )
    return Complaint(where=name[:80], what=_("there is no such parameter"), next=advice)


def _fault(request: Request, error: Exception) -> Response:
    assert isinstance(error, Fault)
    return answer(request, error.status, [complaint(error.error)], left=_left(request))


def _mistake(request: Request, error: Exception) -> Response:
    assert isinstance(error, UserError)
    return answer(request, 400, [complaint(error)], left=_left(request))


def _wrong_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return answer(request, 422, [_wrong(one) for one in error.errors()], left=_left(request))


def _wrong(one: Mapping[str, Any]) -> Complaint:
    if one["type"] == UNKNOWN_PARAMETER:
        return unknown_parameter(str(one["loc"][-1]), one["known"])
    place = [str(part) for part in one["loc"]]
    where = ".".join(place[1:] if place[0] in (*PARAMETERS, "body") else place)
    what = str(one["msg"])
    if one["type"] == FILTER:
        return Complaint(where=where[:80], what=what, next="")
    if one["type"] == "json_invalid":
        where, what = "", _("the body is no JSON")
    return Complaint(
        where=where[:80],
        what=f"{what[:1].lower()}{what[1:]}",
        next=_("See the description of the API: {address}", address="/api"),
    )


def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    status = error.status_code
    known = {
        404: (_("there is nothing at this address"), _("Begin at the list of studies: /")),
        405: (_("this can not be done with this address"), _("See /api for what can be done.")),
        413: (_("this is larger than is taken here"), _("Send less at once.")),
    }
    what, what_next = known.get(status, (told(str(error.detail)), ""))
    headers = dict(error.headers or {})
    said = [Complaint(where="", what=what, next=what_next)]
    return answer(request, status, said, headers, left=_left(request))


def _left(request: Request) -> Left:
    return left_of(request) if wants_page(request) else Left()


def _broken(request: Request, error: Exception) -> Response:
    del error  # the server logs it with its trace
    what = _("something went wrong here that milieu did not expect")
    what_next = _("Try again; if it stays, tell whoever runs the server: its log says more.")
    over = {"Connection": "close"}  # the server ends it anyway: nobody asks on it once more
    if not wants_page(request):
        return answer(request, 500, [Complaint(where="", what=what, next=what_next)], over)
    said = BROKEN.format(title=escape(_title(500)), what=escape(f"{what}. {what_next}"))
    alone = {"Cache-Control": "no-store", "Content-Security-Policy": ALONE}
    return HTMLResponse(said, 500, {**alone, **over})


def _title(status: int) -> str:
    titles = {
        401: _("Sign in first"),
        403: _("You may not do this"),
        404: _("Not found"),
        409: _("Not now"),
        413: _("Too large"),
        429: _("Too much at once"),
        500: _("Something went wrong here"),
    }
    return titles.get(status, _("This can not be answered as asked"))


def _sentence(one: Complaint) -> str:
    head = f"{one.where}: {one.what}" if one.where else one.what
    stop = "" if head.endswith((".", "?", "!")) else "."
    return f"{head}{stop} {one.next}".strip()
