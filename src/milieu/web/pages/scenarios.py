"""Scenarios: what was saved, to try, compare, share and delete; and others' files brought in."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response
from starlette.datastructures import UploadFile

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.study import scenarios
from milieu.web.answers import complaint
from milieu.web.links import address
from milieu.web.page import page
from milieu.web.site import site

router = APIRouter(include_in_schema=False)
SEEN = 303  # after a form: ask for the page, so that "back" and "reload" ask for nothing again
FIELDS = 20  # of a form, at most
SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


@router.get("/s/{study}/scenarios")
def listed(request: Request, study: str, deleted: str = "") -> Response:
    """Show what is saved."""
    return _shown(request, study, deleted=deleted)


@router.get("/s/{study}/scenarios/{name}.toml")
def file(request: Request, study: str, name: str) -> Response:
    """Give a saved scenario as a file."""
    found = scenarios.file_of(site(request).shelf.open(study).study, name)
    disposition = f"attachment; filename*=UTF-8''{quote(found.name)}"
    headers = {"Content-Disposition": disposition, **SAFE}
    return Response(found.read_bytes(), media_type="application/toml", headers=headers)


@router.post("/s/{study}/scenarios")
async def act(request: Request, study: str) -> Response:
    """Rename, delete, take back or bring in; then show the list."""
    form = await request.form(max_files=1, max_fields=FIELDS)
    given = {name: value for name, value in form.items() if isinstance(value, str)}
    sent = form.get("file")
    if isinstance(sent, UploadFile) and sent.filename:
        content: str | bytes = await sent.read(scenarios.MOST_BYTES + 1)
    else:
        content = given.get("text", "")
    return await run_in_threadpool(_act, request, study, given, content)


def _act(request: Request, study: str, given: Mapping[str, str], content: str | bytes) -> Response:
    try:
        query = _done(request, study, given, content)
    except UserError as error:
        text = content if isinstance(content, str) else content.decode("utf-8", "replace")
        return _shown(request, study, status=400, wrong=error, given={**given, "text": text})
    return RedirectResponse(f"/s/{quote(study)}/scenarios{query}", SEEN)


def _done(request: Request, study: str, given: Mapping[str, str], content: str | bytes) -> str:
    """Do what a button asks; return the end of the address to go on with."""
    held, act = site(request).shelf.open(study).study, given.get("act", "")
    name = given.get("name", "")
    if act == "rename":
        return f"#{quote(scenarios.rename(held, name, given.get('new', '')).name)}"
    if act == "delete":
        return f"?deleted={quote(scenarios.delete(held, name))}"
    if act == "restore":
        return f"#{quote(scenarios.restore(held, given.get('deleted', '')).name)}"
    if act == "bring":
        scenario = scenarios.read_text(content)
        over = given.get("over") == "yes"
        return f"#{quote(scenarios.save(held, name or scenario.name, scenario, over=over).name)}"
    raise UserError(_("there is no such button"), where="act")


def _shown(
    request: Request,
    study: str,
    *,
    status: int = 200,
    wrong: UserError | None = None,
    given: Mapping[str, str] | None = None,
    deleted: str = "",
) -> Response:
    opened = site(request).shelf.open(study)
    shown: dict[str, Any] = {
        "opened": opened,
        "saved": scenarios.saved(opened.study),
        "wrong": complaint(wrong) if wrong else None,
        "given": {"act": "", "name": "", "new": "", "text": "", **(given or {})},
        "deleted": deleted,
        "was": deleted.partition(".")[0],
        "lab": address(opened, "lab"),
    }
    answer = page(request, "scenarios.html.j2", status=status, **shown)
    answer.headers["Cache-Control"] = "no-store"
    return answer
