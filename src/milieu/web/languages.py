"""Languages: in which language a request is answered.

The address wins (`?lang=zh`) and is remembered in a cookie that says nothing of who asks; else the
cookie; else what the browser would like best of what is spoken.
"""

from urllib.parse import parse_qs

from fastapi import Request
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from milieu.core.errors import UserError
from milieu.core.language import LANGUAGES, _, language_tag, speaking
from milieu.web.answers import answer, complaint

NAME = "lang"  # of the parameter and of the cookie
DEFAULT = "en"
YEAR = 365 * 24 * 3600  # seconds that a chosen language is remembered
MOST = 20  # languages of Accept-Language that are looked at


class Languages:
    """Speaks one language throughout a request, in the threads that work on it too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = asked_language(scope)
        chosen = asked if asked in LANGUAGES else ""
        headers = Headers(scope=scope)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                _tell(MutableHeaders(scope=message), chosen, scope["scheme"])
            await send(message)

        with speaking(chosen or _remembered(headers) or liked(headers) or DEFAULT):
            await self.app(scope, receive, told)


class OnlyLanguages:
    """Refuses a language that is not spoken, in words; it stands within what guards the site."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or say that its language is not spoken."""
        asked = asked_language(scope) if scope["type"] == "http" else None
        if asked is None or asked in LANGUAGES:
            await self.app(scope, receive, send)
            return
        refused = answer(Request(scope), 400, [complaint(unspoken(asked))])
        await refused(scope, receive, send)


def unspoken(code: str) -> UserError:
    """Return what is said of a language that is not spoken."""
    known = ", ".join(f"{known} ({name})" for known, name in LANGUAGES.items())
    said = _("no language {name!r}", name=code[:20])
    return UserError(said, where=NAME, next=_("Known: {names}.", names=known))


def asked_language(scope: Scope) -> str | None:
    """Return what the address names as its language; None where it names none."""
    query = scope.get("query_string", b"").decode("latin-1")
    if f"{NAME}=" not in query:
        return None
    found = parse_qs(query, keep_blank_values=True).get(NAME)
    return (found[-1] or None) if found else None


def liked(headers: Headers) -> str:
    """Return what is spoken of the browser's languages, its dearest first; empty for none.

    Weights after RFC 9110, 12.5.4; a language fits by its first part (zh-Hant-TW is zh).
    """
    best, most = "", 0.0
    for part in headers.get("accept-language", "").split(",")[:MOST]:
        name, _mark, weight = part.replace(" ", "").partition(";q=")
        code = DEFAULT if name == "*" else name.partition("-")[0].lower()
        value = _weight(weight)
        if code in LANGUAGES and value > most:
            best, most = code, value
    return best


def _weight(said: str) -> float:
    """Return a weight, 0 to 1; 0, which is "not at all", where it is none."""
    try:
        value = float(said) if said else 1.0
    except ValueError:
        return 0.0
    return value if 0.0 <= value <= 1.0 else 0.0


def _remembered(headers: Headers) -> str:
    """Return the language that the cookie remembers; empty for none that is spoken."""
    for part in headers.get("cookie", "").split(";"):
        name, _mark, value = part.strip().partition("=")
        if name == NAME and value in LANGUAGES:
            return value
    return ""


def _tell(headers: MutableHeaders, chosen: str, scheme: str) -> None:
    """Tell the browser the language, what it depends on, and to remember it where it was chosen."""
    headers["Content-Language"] = language_tag()
    headers.add_vary_header("Accept-Language, Cookie")
    if chosen:
        secure = "; Secure" if scheme == "https" else ""
        cookie = f"{NAME}={chosen}; Path=/; Max-Age={YEAR}; SameSite=Lax; HttpOnly{secure}"
        headers.append("Set-Cookie", cookie)
