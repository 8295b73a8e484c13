"""A page that is watched: no error in its console, no failed request, no call to elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request

LEFT = "net::ERR_ABORTED"  # a request that the page itself gave up: leaving it, or asking anew


@dataclass
class Watched:
    """What went wrong on the pages of a context, and what was asked for.

    allowed   statuses that the page itself may have: a browser writes them to the console
    """

    address: str
    troubles: list[str] = field(default_factory=list)
    allowed: set[int] = field(default_factory=set)

    def watch(self, context: BrowserContext) -> None:
        """Listen to all pages of a context, also those that are opened later."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"error: {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)

    @contextmanager
    def allowing(self, *statuses: int) -> Iterator[None]:
        """Let the page be refused with these statuses for a while."""
        self.allowed |= set(statuses)
        yield
        self.allowed -= set(statuses)

    def _console(self, message: ConsoleMessage) -> None:
        refused = any(f"status of {status}" in message.text for status in self.allowed)
        if message.type in ("error", "warning") and not refused:
            self.troubles.append(f"console {message.type}: {message.text} ({message.location})")

    def _request(self, request: Request) -> None:
        asked = urlsplit(request.url)
        own = f"{asked.scheme}://{asked.netloc}" == self.address
        if not own and asked.scheme not in ("data", "blob"):
            self.troubles.append(f"a call outside: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT:
            self.troubles.append(f"failed: {request.url} ({request.failure})")


Visit = Callable[..., Page]
"""Opens a page of the site in a context of its own: `visit(path, **options of the context)`."""
