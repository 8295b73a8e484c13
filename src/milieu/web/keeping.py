"""Keeping: finished pages stay in memory; equal requests at once are answered by one making.

A page says by a header of its own that it may be kept, and of which version of a study it is.
What is kept is answered without a thread; what is not is made by few threads at a time, so that
many who wait can not slow those who need not. Pages full of drawings have turns of their own: they
take five times as long as the others, which would wait behind them.
"""

import re
from asyncio import Future, Semaphore, get_running_loop
from urllib.parse import parse_qs

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from milieu.core.errors import UserError
from milieu.web.faults import Fault
from milieu.web.kept import Key, Page, finished, key_of, unpacked
from milieu.web.page import KEEP
from milieu.web.site import Site

MAKERS = 2  # pages full of drawings made at once, and as many others
DRAWN = re.compile("/s/[^/]+/(c/|compare)")  # addresses of such pages


class Keeping:
    """Answers what is kept, and keeps what may be kept."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app, self.site, self.pages = app, site, site.pages
        self._making: dict[Key, Future[None]] = {}
        self._drawn, self._others = Semaphore(MAKERS), Semaphore(MAKERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        key = self._key(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        if key in self._making:
            await self._making[key]
        if found := self.pages.get(key):
            await _answer(found, scope, send)
        elif scope["method"] == "HEAD" or key in self._making:
            await self.app(scope, receive, send)
        else:
            await self._make(key, scope, receive, send)

    def _key(self, scope: Scope) -> Key | None:
        """Return what a page depends on; None for what is no page of a study."""
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        path: str = scope["path"]
        if not path.startswith("/s/"):
            return None
        query = scope["query_string"].decode("latin-1")
        try:
            name = path[3:].partition("/")[0]
            opened = self.site.shelf.open(name, parse_qs(query).get("as_of", [""])[-1])
        except (Fault, UserError):  # the page itself answers that
            return None
        return key_of(opened, self.site.shelf.titles(), path, query)

    async def _make(self, key: Key, scope: Scope, receive: Receive, send: Send) -> None:
        making = self._making[key] = get_running_loop().create_future()
        try:
            async with self._drawn if DRAWN.match(scope["path"]) else self._others:
                answer = _Answer(key[0], send)
                await self.app(scope, receive, answer.hear)
            if answer.may_be_kept:
                page = await run_in_threadpool(answer.page)
                self.pages.put(key, page)
                await _answer(page, scope, send)
        finally:
            del self._making[key]
            making.set_result(None)


class _Answer:
    """Hears an answer that may be kept to its end; another is passed on at once."""

    def __init__(self, token: str, send: Send) -> None:
        self._token, self._send = token, send
        self._start: Message = {}
        self._body: list[bytes] = []
        self.may_be_kept = False

    async def hear(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            version = headers.get(KEEP)
            del headers[KEEP]
            self.may_be_kept = message["status"] == 200 and version == self._token
            self._start = message
        if not self.may_be_kept:
            await self._send(message)
        elif message["type"] == "http.response.body":
            self._body.append(message.get("body", b""))

    def page(self) -> Page:
        """Return the page that was heard."""
        return finished(b"".join(self._body), self._start["headers"])


async def _answer(page: Page, scope: Scope, send: Send) -> None:
    """Send a page as the browser takes it; nothing if it has it already."""
    asked = Headers(scope=scope)
    start: Message = {"type": "http.response.start", "status": 200, "headers": list(page.headers)}
    headers = MutableHeaders(scope=start)
    headers["ETag"] = page.tag
    headers["Cache-Control"] = "private, no-cache"
    headers.add_vary_header("Accept-Encoding")
    body = page.body
    if page.tag.removeprefix("W/") in asked.get("if-none-match", ""):
        start["status"], body = 304, b""
        del headers["content-type"]
    else:
        if "gzip" in asked.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
        else:
            body = unpacked(page)
        headers["Content-Length"] = str(len(body))
    await send(start)
    await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else body})
