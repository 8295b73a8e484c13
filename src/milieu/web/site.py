"""Site: what is served, and by which rules."""

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from fastapi import Request

from milieu.web.kept import Pages
from milieu.web.opened import Opened
from milieu.web.safety.accounts import Accounts
from milieu.web.safety.audit import Audit
from milieu.web.safety.keys import Keys
from milieu.web.safety.pace import Pace
from milieu.web.safety.records import Records
from milieu.web.safety.rules import Rules
from milieu.web.safety.sessions import Sessions
from milieu.web.shelf import Shelf
from milieu.web.tasks.limits import Limits
from milieu.web.tasks.queue import Tasks


@dataclass(frozen=True)
class Site:
    """All that a request may need beside itself; at `request.app.state.site`.

    shelf   the studies, by the names in their addresses
    state   folder of what the server keeps for itself: accounts, sessions, audit log
    limits  of the work in the background
    rules   how it may be reached, and how much one client may take
    ahead   whether pages of clusters are made before somebody asks for them
    """

    shelf: Shelf
    state: Path
    limits: Limits = field(default_factory=Limits)
    rules: Rules = field(default_factory=Rules)
    ahead: bool = False

    @cached_property
    def pages(self) -> Pages:
        """Return the finished pages that are kept."""
        return Pages()

    @cached_property
    def tasks(self) -> Tasks:
        """Return the work in the background, of all studies."""
        return Tasks(self.shelf.folders, self.limits)

    @cached_property
    def records(self) -> Records:
        """Return the file that holds accounts, sessions and tokens."""
        return Records(self.state)

    @cached_property
    def accounts(self) -> Accounts:
        """Return who may enter; while there are none, whoever is at this machine."""
        return Accounts(self.records)

    @cached_property
    def sessions(self) -> Sessions:
        """Return who is signed in."""
        return Sessions(self.records, self.rules)

    @cached_property
    def keys(self) -> Keys:
        """Return the tokens of scripts."""
        return Keys(self.records, self.rules)

    @cached_property
    def audit(self) -> Audit:
        """Return the log of who did what."""
        return Audit(self.state)

    @cached_property
    def pace(self) -> Pace:
        """Return how often clients have asked lately."""
        return Pace(self.rules)


def site(request: Request) -> Site:
    """Return the site that a request came to."""
    found: Site = request.app.state.site
    return found


def opened(request: Request, study: str) -> Opened:
    """Return a study by the name in the address, as of the day that the request asks for.

    raises   NotHere (404) for a study that is not served
    """
    return site(request).shelf.open(study, request.query_params.get("as_of", ""))
