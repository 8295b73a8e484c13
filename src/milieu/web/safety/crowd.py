"""Crowd: how many requests are answered at once, in all and for one client."""

from collections import Counter

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from milieu.core.language import _
from milieu.web.safety.layer import Layer
from milieu.web.safety.refusal import Refused
from milieu.web.safety.throttle import client_of
from milieu.web.site import Site

STREAM = "/events"  # how the addresses of streams end
LATER = {"Retry-After": "3"}  # seconds


class Crowd(Layer):
    """Refuses requests while too many others are under way; streams are counted apart."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        super().__init__(app, site)
        self._open: Counter[tuple[bool, str]] = Counter()
        self._all: Counter[bool] = Counter()

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return why, for one request more than may be open."""
        rules, stream = self.site.rules, is_stream(scope)
        if self._all[stream] >= (rules.streams if stream else rules.at_once):
            what, next = _("the server is busy"), _("Try again in a few seconds.")
            return Refused(503, what, next, headers=LATER)
        each = rules.streams_each if stream else rules.at_once_each
        if self._open[stream, client_of(scope)] < each:
            return None
        what = _("too many requests of yours are still open")
        return Refused(429, what, _("Close other windows of this server."), headers=LATER)

    async def around(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count a request as long as it is open."""
        stream, client = is_stream(scope), client_of(scope)
        self._all[stream] += 1
        self._open[stream, client] += 1
        try:
            await self.app(scope, receive, send)
        finally:
            self._all[stream] -= 1
            self._open[stream, client] -= 1
            if not self._open[stream, client]:
                del self._open[stream, client]


def is_stream(scope: Scope) -> bool:
    """Return whether a request asks for events as they come."""
    return str(scope["path"]).endswith(STREAM)
