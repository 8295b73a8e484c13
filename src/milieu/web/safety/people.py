"""People: who asks, and what they may do."""

from dataclasses import dataclass

from fastapi import Request

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.web.faults import NotAllowed

VIEWER, ANALYST, ADMINISTRATOR = "viewer", "analyst", "administrator"
ROLES = (VIEWER, ANALYST, ADMINISTRATOR)  # each may do what those before it may


@dataclass(frozen=True)
class Person:
    """Somebody who asks.

    by   "machine" (this one, without accounts), "session" or "token"
    """

    name: str
    role: str
    by: str = "session"

    def may(self, role: str) -> bool:
        """Return whether this person may do what a role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


YOU = Person("you", ADMINISTRATOR, "machine")  # on this machine, as long as there are no accounts


def person_of(request: Request) -> Person:
    """Return who asks; NotAllowed if nobody signed in, which only public pages have to expect."""
    found: Person | None = getattr(request.state, "person", None)
    if found is None:
        raise NotAllowed(UserError(_("nobody signed in"), next=_("Sign in first.")))
    return found


def require(request: Request, role: str) -> Person:
    """Return who asks if they may do what a role may, else NotAllowed.

    The gate lets viewers read everything; a page that only changes things asks for more here.
    """
    person = person_of(request)
    if not person.may(role):
        raise NotAllowed(
            UserError(
                _("this is for the role {role}", role=role), next=_("Ask an administrator for it.")
            )
        )
    return person
