"""Timing: how long the server took for an answer, told with it."""

from time import perf_counter

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MILLISECONDS = 1000.0


class Timed:
    """Tells in `Server-Timing` the milliseconds until the answer begins; W3C Server Timing."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = perf_counter()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = MILLISECONDS * (perf_counter() - begun)
                MutableHeaders(scope=message).append("Server-Timing", f"total;dur={took:.1f}")
            await send(message)

        await self.app(scope, receive, send_timed)
