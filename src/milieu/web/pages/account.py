"""Account: one's own role, password, sessions, and tokens for scripts."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.web.page import page
from milieu.web.safety.forms import fields, wrong
from milieu.web.safety.identity import session_token, set_cookie
from milieu.web.safety.layer import address_of
from milieu.web.safety.people import ROLES, Person, person_of
from milieu.web.site import site

router = APIRouter(prefix="/account", include_in_schema=False)
FORGET = {"Clear-Site-Data": '"cache"'}


@router.get("")
def account(request: Request) -> Response:
    """Show what one can do with one's account."""
    return _page(request)


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """End this session."""
    held = site(request)
    held.sessions.end(session_token(request.headers.getlist("cookie"), held.rules))
    return _left(request, "signed out")


@router.post("/sign-out-everywhere")
def sign_out_everywhere(request: Request) -> Response:
    """End all sessions of who asks."""
    site(request).sessions.end_all(person_of(request).name)
    return _left(request, "signed out everywhere")


@router.post("/password")
async def password(request: Request) -> Response:
    """Change the password; all other sessions end."""
    said, held, person = await fields(request), site(request), _with_account(request)
    address, old = address_of(request.scope), said.get("old", "")
    if held.pace.wait_to_sign_in(person.name, address):
        return _page(request, {"old": _("Too many tries. Try again later.")}, status=429)
    with held.pace.trying(person.name, address):
        known = await run_in_threadpool(held.accounts.check, person.name, old)
    if known is None:
        held.pace.failed(person.name, address)
        return _page(request, {"old": _("This is not your password.")}, status=422)
    held.pace.succeeded(person.name, address)
    if said.get("password") != said.get("again"):
        return _page(request, {"again": _("The two are not the same.")}, status=422)
    try:
        await run_in_threadpool(
            held.accounts.change_password, person.name, said.get("password", "")
        )
    except UserError as error:
        return _page(request, wrong(error, ("password",), "password"), status=422)
    held.audit.note("password changed", who=person.name, address=address)
    answer = RedirectResponse("/account", 303)
    set_cookie(answer, request, held.sessions.begin(person.name, address))
    return answer


@router.post("/tokens")
async def make_token(request: Request) -> Response:
    """Make a token and show it, this once."""
    said, held, person = await fields(request), site(request), _with_account(request)
    days = said.get("days", "")
    number = int(days) if days.isascii() and days.isdigit() and len(days) < 6 else 0
    try:
        text = held.keys.make(person, said.get("label", ""), said.get("role", ""), number)
    except UserError as error:
        return _page(request, wrong(error, ("label", "role", "days"), "label"), said, status=422)
    facts = {"label": said["label"], "role": said["role"], "days": number}
    held.audit.note("token made", who=person.name, address=address_of(request.scope), **facts)
    return _page(request, made=text)


@router.post("/tokens/revoke")
async def revoke_token(request: Request) -> Response:
    """End a token of one's own."""
    said, held, person = await fields(request), site(request), _with_account(request)
    number = said.get("id", "")
    if number.isascii() and number.isdigit() and len(number) < 18:
        held.keys.revoke(person.name, int(number))
    held.audit.note("token revoked", who=person.name, address=address_of(request.scope))
    return RedirectResponse("/account", 303)


def _with_account(request: Request) -> Person:
    """Return who asks; UserError on a machine without accounts."""
    person = person_of(request)
    if person.by != "session":
        raise UserError(
            _("there are no accounts on this machine"),
            next=_("Make one with `milieu accounts add NAME --role administrator`."),
        )
    return person


def _page(
    request: Request,
    wrong: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
    *,
    made: str = "",
    status: int = 200,
) -> Response:
    held, person = site(request), person_of(request)
    own = person.by == "session"
    shown: dict[str, Any] = {
        "person": person,
        "roles": [role for role in ROLES if person.may(role)],
        "tokens": held.keys.of(person.name) if own else [],
        "sessions": held.sessions.count(person.name) if own else 0,
        "most_days": held.rules.token_days,
        "day": _day,
    }
    mistakes, texts = dict(wrong or {}), dict(said or {})
    return page(
        request, "account.html.j2", status=status, wrong=mistakes, said=texts, made=made, **shown
    )


def _left(request: Request, what: str) -> Response:
    site(request).audit.note(what, who=person_of(request).name, address=address_of(request.scope))
    answer = RedirectResponse("/sign-in", 303, headers=FORGET)
    set_cookie(answer, request, "")
    return answer


def _day(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).date().isoformat()
