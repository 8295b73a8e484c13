"""Gate: what each role may do. Whatever is not named here: reading for viewers, no more."""

from starlette.datastructures import Headers
from starlette.types import Scope

from milieu.core.language import _
from milieu.web.safety.layer import SAFE, Layer
from milieu.web.safety.people import ADMINISTRATOR, ANALYST, VIEWER
from milieu.web.safety.refusal import Refused

PUBLIC = ""
RULES: tuple[tuple[str, bool, str], ...] = (  # beginning of the path, changes too?, least role
    ("/static/", False, PUBLIC),
    ("/sign-in", True, PUBLIC),
    ("/api/v1/me", False, PUBLIC),
    ("/account", True, VIEWER),
    ("/admin", True, ADMINISTRATOR),
)
FOR_PEOPLE = ("/account", "/admin")  # a token that was lost can not make others


class Gate(Layer):
    """Refuses what the role of who asks does not allow."""

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return why, for somebody who has to sign in or may not do this."""
        needed = least_role(scope["method"], scope["path"])
        person = scope["state"]["person"]
        if needed == PUBLIC:
            return None
        if person is not None and person.by == "token" and _below_any(scope["path"], FOR_PEOPLE):
            return Refused(403, _("a token can not do this"), _("Sign in with a browser."))
        if person is not None and person.may(needed):
            return None
        if person is None:
            return Refused(
                401,
                _("nobody signed in"),
                _("Sign in, or send a token of yours: Authorization: Bearer TOKEN."),
                headers={"WWW-Authenticate": "Bearer"},
                sign_in=True,
            )
        return Refused(
            403,
            _("this is for the role {role}", role=needed),
            _("Ask an administrator for it."),
        )


def least_role(method: str, path: str) -> str:
    """Return the least role that may ask this; empty where nobody has to sign in."""
    changes = method not in SAFE
    for beginning, changes_too, role in RULES:
        if _below(path, beginning) and (changes_too or not changes):
            return role
    return ANALYST if changes else VIEWER


def _below_any(path: str, beginnings: tuple[str, ...]) -> bool:
    return any(_below(path, beginning) for beginning in beginnings)


def _below(path: str, beginning: str) -> bool:
    """Return whether a path is a place or below it; /accounts is not below /account."""
    return path == beginning or path.startswith(beginning.rstrip("/") + "/")
