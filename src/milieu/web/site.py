"""Site: what is served, and by which rules."""

from dataclasses import dataclass
from pathlib import Path

from fastapi import Request

from milieu.web.opened import Opened
from milieu.web.shelf import Shelf


@dataclass(frozen=True)
class Site:
    """All that a request may need beside itself; at `request.app.state.site`.

    shelf   the studies, by the names in their addresses
    state   folder of what the server keeps for itself: accounts, sessions, audit log
    """

    shelf: Shelf
    state: Path


def site(request: Request) -> Site:
    """Return the site that a request came to."""
    found: Site = request.app.state.site
    return found


def opened(request: Request, study: str) -> Opened:
    """Return a study by the name in the address, as of the day that the request asks for.

    raises   NotHere (404) for a study that is not served
    """
    return site(request).shelf.open(study, request.query_params.get("as_of", ""))
