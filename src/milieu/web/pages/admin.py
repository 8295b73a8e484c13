"""Admin: accounts, and the log of who did what."""

from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from milieu.core.errors import UserError, unknown_name
from milieu.web.page import page
from milieu.web.safety.forms import fields, wrong
from milieu.web.safety.layer import address_of
from milieu.web.safety.people import ROLES, VIEWER, person_of
from milieu.web.site import Site, site

router = APIRouter(prefix="/admin", include_in_schema=False)
SHOWN = 200  # lines of the log on a page
FIELDS = ("name", "role", "password")


@router.get("")
def admin(request: Request) -> Response:
    """Show the accounts."""
    return _page(request)


@router.get("/log")
def log(request: Request, q: str = "") -> Response:
    """Show the newest lines of the audit log."""
    lines = site(request).audit.newest(SHOWN, q[:200])
    return page(request, "log.html.j2", lines=lines, q=q[:200], most=SHOWN)


@router.post("/accounts")
async def add(request: Request) -> Response:
    """Make an account."""
    said, held = await fields(request), site(request)
    given = [said.get(name, "") for name in FIELDS]
    try:
        made = await run_in_threadpool(held.accounts.add, *given)
    except UserError as error:
        return _page(request, wrong(error, FIELDS, "name"), said, status=422)
    _note(request, "account made", account=made.name, role=made.role)
    return RedirectResponse("/admin", 303)


@router.post("/accounts/change")
async def change(request: Request) -> Response:
    """Change a role or password, end sessions, or remove an account."""
    said = await fields(request)
    name, what = said.get("name", ""), said.get("what", "")
    if what not in CHANGES:
        raise unknown_name("change", what[:80], CHANGES, where="what")
    try:
        await run_in_threadpool(CHANGES[what], site(request), name, said.get("value", ""))
    except UserError as error:
        return _page(request, {f"{what}-{name}": _words(error)}, said, status=422)
    _note(request, f"account: {what}", account=name)
    return RedirectResponse("/admin", 303)


def _change_role(held: Site, name: str, value: str) -> None:
    held.accounts.change_role(name, value)


def _change_password(held: Site, name: str, value: str) -> None:
    held.accounts.change_password(name, value)


def _end_sessions(held: Site, name: str, value: str) -> None:
    del value
    held.sessions.end_all(name)


def _remove(held: Site, name: str, value: str) -> None:
    del value
    held.accounts.remove(name)


CHANGES: Mapping[str, Callable[[Site, str, str], None]] = {
    "role": _change_role,
    "password": _change_password,
    "sessions": _end_sessions,
    "remove": _remove,
}


def _page(
    request: Request,
    wrong: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
    *,
    status: int = 200,
) -> Response:
    accounts = site(request).accounts.all()
    shown: dict[str, Any] = {
        "accounts": accounts,
        "roles": ROLES,
        "usual": VIEWER,
        "person": person_of(request),
    }
    mistakes, texts = dict(wrong or {}), dict(said or {})
    return page(request, "admin.html.j2", status=status, wrong=mistakes, said=texts, **shown)


def _words(error: UserError) -> str:
    return f"{error.what[:1].upper()}{error.what[1:].rstrip('.')}. {error.next}"


def _note(request: Request, what: str, **facts: Any) -> None:
    who, address = person_of(request).name, address_of(request.scope)
    site(request).audit.note(what, who=who, address=address, **facts)
