"""Identity: who asks. A session, a token, or, without any accounts, whoever is at this machine."""

from http.cookies import CookieError, SimpleCookie

from fastapi import Request, Response
from starlette.datastructures import Headers
from starlette.types import Scope

from milieu.web.safety.layer import Layer
from milieu.web.safety.people import YOU, Person
from milieu.web.safety.refusal import Refused
from milieu.web.safety.rules import Rules
from milieu.web.site import Site, site


class Identity(Layer):
    """Writes into the request who asks; nobody (None) is somebody who has not signed in."""

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Refuse nobody: what one may do is the gate's business."""
        scope["state"]["person"] = who(self.site, headers)
        return None


def who(site: Site, headers: Headers) -> Person | None:
    """Return who asks; a token that is none makes nobody, whatever cookie comes with it."""
    if not site.rules.network and not site.accounts.exist:
        return YOU
    authorization = headers.get("authorization")
    if authorization is not None:
        kind, _, text = authorization.partition(" ")
        return site.keys.find(text.strip()) if kind.lower() == "bearer" else None
    return site.sessions.find(session_token(headers.getlist("cookie"), site.rules))


def session_token(cookies: list[str], rules: Rules) -> str:
    """Return the token in the cookies; empty where there is none, or more than one."""
    found = []
    for cookie in cookies:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(cookie)
        except CookieError:
            return ""
        found += [morsel.value for name, morsel in jar.items() if name == cookie_name(rules)]
        if cookie.count(f"{cookie_name(rules)}=") > 1:
            return ""
    return found[0] if len(found) == 1 else ""


def cookie_name(rules: Rules) -> str:
    """Return the cookie's name; with TLS one that no other host or page can set."""
    return "__Host-milieu" if rules.secure else "milieu"


def set_cookie(answer: Response, request: Request, token: str) -> None:
    """Have the browser keep a session until it is closed; an empty token has it forget."""
    rules = site(request).rules
    answer.set_cookie(
        cookie_name(rules),
        token,
        max_age=None if token else 0,
        path="/",
        secure=rules.secure,
        httponly=True,
        samesite="strict",
    )
