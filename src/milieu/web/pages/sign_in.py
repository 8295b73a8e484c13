"""Sign in: name and password, where there are accounts."""

from math import ceil

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import RedirectResponse, Response

from milieu.core.language import _
from milieu.web.page import page
from milieu.web.safety.forms import fields, own_address
from milieu.web.safety.identity import session_token, set_cookie
from milieu.web.safety.layer import address_of
from milieu.web.safety.people import YOU, Person
from milieu.web.site import site

router = APIRouter(include_in_schema=False)
# Browsers keep the session's cookie back when a link of another site leads here. A page of our own
# that asks again gets it, so that who is signed in already need not sign in.
ELSEWHERE = ("cross-site", "same-site")


@router.get("/sign-in")
def sign_in(request: Request, next: str = "") -> Response:
    """Show the form; who has entered already goes on."""
    going = own_address(next)
    if request.state.person is not None:
        return RedirectResponse(going, 303)
    request.state.outside = True
    if request.headers.get("sec-fetch-site") in ELSEWHERE:
        return page(request, "entering.html.j2")
    return _form(request, going)


@router.post("/sign-in")
async def enter(request: Request) -> Response:
    """Begin a session; the words for a wrong name and for a wrong password are the same."""
    said, held = await fields(request), site(request)
    name, going = said.get("name", "")[:200], own_address(said.get("next", ""))
    same, address = name.casefold().strip(), address_of(request.scope)
    wait = held.pace.wait_to_sign_in(same, address)
    if wait:
        held.audit.note("sign-in held back", address=address)
        return _form(request, going, name, _too_often(wait), status=429)
    with held.pace.trying(same, address):
        person = await run_in_threadpool(held.accounts.check, name, said.get("password", ""))
    if person is None:
        held.pace.failed(same, address)
        held.audit.note("sign-in failed", who=_known(request, same), address=address)
        words = _("Name and password do not belong together.")
        return _form(request, going, name, words, status=401)
    held.pace.succeeded(same, address)
    return _entered(request, person, going)


def _entered(request: Request, person: Person, going: str) -> Response:
    held, address = site(request), address_of(request.scope)
    before = session_token(request.headers.getlist("cookie"), held.rules)
    token = held.sessions.begin(person.name, address, instead_of=before)
    held.audit.note("signed in", who=person.name, address=address)
    answer = RedirectResponse(going, 303)
    set_cookie(answer, request, token)
    return answer


def _form(
    request: Request, going: str, name: str = "", wrong: str = "", *, status: int = 200
) -> Response:
    request.state.outside = True
    return page(request, "sign_in.html.j2", status=status, going=going, name=name, wrong=wrong)


def _too_often(wait: float) -> str:
    if wait > 90:
        return _("Too many tries. Try again in {n} minutes.", n=ceil(wait / 60))
    return _("Too many tries. Try again in {n} seconds.", n=ceil(wait))


def _known(request: Request, name: str) -> str:
    """Return a name for the log; one that is none may be a password in the wrong field."""
    names = {account.name for account in site(request).accounts.all()} | {YOU.name}
    return name if name in names else "(unknown name)"
