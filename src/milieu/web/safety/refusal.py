"""Refusal: how a request is answered that goes no further, as a page or for a program."""

from urllib.parse import quote

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from milieu.core.errors import UserError
from milieu.web.answers import answer, complaint, wants_page
from milieu.web.missing import left_of


class Refused:
    """A status of HTTP with its reason in words, and headers beside.

    sign_in   whether signing in would help
    """

    def __init__(
        self,
        status: int,
        what: str,
        next: str = "",
        *,
        headers: dict[str, str] | None = None,
        sign_in: bool = False,
    ) -> None:
        self.status, self.error = status, UserError(what, next=next)
        self.headers, self.sign_in = headers or {}, sign_in


def refusal(request: Request, refused: Refused) -> Response:
    """Return the answer to a request that is refused; it also ends the connection."""
    if refused.sign_in and request.method in ("GET", "HEAD") and wants_page(request):
        place = f"/sign-in?next={quote(asked_for(request), safe='')}"
        return RedirectResponse(place, 303, headers={"Cache-Control": "no-store"})
    headers = {"Connection": "close", **refused.headers}
    said = [complaint(refused.error)]
    known = getattr(request.state, "person", None) is not None
    request.state.outside = not known  # refused before it was asked who it is
    left = left_of(request, near=False) if known and wants_page(request) else None
    return answer(request, refused.status, said, headers, left)


def asked_for(request: Request) -> str:
    """Return path and filters of a request."""
    return quote(request.url.path) + (f"?{request.url.query}" if request.url.query else "")
