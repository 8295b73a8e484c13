"""Layer: what all layers have in common."""

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from milieu.web.safety.refusal import Refused, refusal
from milieu.web.site import Site

SAFE = ("GET", "HEAD", "OPTIONS")  # methods that change nothing; RFC 9110, 9.2.1


class Layer:
    """Hands requests on; a layer overrides `refused` or `around`."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site = app, site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse a request, or hand it on."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":  # nothing here speaks it
            await send({"type": "websocket.close", "code": 1000})
        else:
            await self._asked(scope, receive, send)

    async def _asked(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope.setdefault("state", {})
        refused = self.refused(scope, Headers(scope=scope))
        if refused is None:
            await self.around(scope, receive, send)
        else:
            answer = refusal(Request(scope), refused)
            await answer(scope, receive, send)

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return why a request goes no further, or None."""
        del scope, headers
        return None

    async def around(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on."""
        await self.app(scope, receive, send)


def address_of(scope: Scope) -> str:
    """Return from where somebody asks; behind a proxy it is what the trusted proxy says."""
    client = scope.get("client")
    return str(client[0]) if client else ""
