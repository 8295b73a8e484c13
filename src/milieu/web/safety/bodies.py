"""Bodies: how much may be sent, how slowly, and how slowly an answer may be taken."""

import asyncio
from collections.abc import Callable
from time import monotonic

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import Message, Receive, Scope, Send

from milieu.core.language import _
from milieu.web.safety.layer import SAFE, Layer
from milieu.web.safety.refusal import Refused
from milieu.web.safety.rules import Rules

LONGEST = 18  # digits of a length that a number holds
UPLOAD = "/files"  # how the addresses end to which files are sent


class Bodies(Layer):
    """Refuses bodies that are too large; one that comes too slowly is cut off."""

    def refused(self, scope: Scope, headers: Headers) -> Refused | None:
        """Return why, for a length that is said and too large, or not to be counted."""
        said = headers.get("content-length", "0")  # digits: another layer saw to that
        most = most_bytes(scope, self.site.rules)
        return too_large(most) if len(said) > LONGEST or int(said) > most else None

    async def around(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count and time what comes in and what is taken."""
        limits = Arriving(receive, most_bytes(scope, self.site.rules), scope, self.site.rules)
        try:
            await self.app(scope, limits.receive, timed(send, self.site.rules.send_seconds))
        except NotTaken:  # uvicorn ends the connection, whose other side is gone or asleep
            return


class Arriving:
    """A body on its way in."""

    def __init__(
        self,
        receive: Receive,
        most: int,
        scope: Scope,
        rules: Rules,
        now: Callable[[], float] = monotonic,
    ) -> None:
        self._receive, self._most, self._rules, self._now = receive, most, rules, now
        self._upload, self._began = is_upload(scope), now()
        self._bytes, self._done = 0, False

    async def receive(self) -> Message:
        """Return the next piece; HTTPException for one that is too late, or one too many."""
        if self._done:  # the body is here; what may still come is the end of the connection
            return await self._receive()
        try:
            async with asyncio.timeout(max(self._left(), 0.0)):
                message = await self._receive()
        except TimeoutError:
            raise HTTPException(408, _("the request came too slowly"), _CLOSE) from None
        self._bytes += len(message.get("body", b""))
        self._done = not message.get("more_body", False)
        if self._bytes > self._most:
            raise HTTPException(413, str(too_large(self._most).error), _CLOSE)
        return message

    def _left(self) -> float:
        """Return in how many seconds the next piece has to be here."""
        passed = self._now() - self._began
        if not self._upload:
            return self._rules.body_seconds - passed
        earned = self._bytes / self._rules.least_bytes_per_second
        return self._rules.quiet_seconds + min(earned - passed, 0.0)


_CLOSE = {"Connection": "close"}


class NotTaken(Exception):  # noqa: N818  (it is no mistake of ours)
    """Nobody took the answer in time."""


def timed(send: Send, seconds: float) -> Send:
    """Return `send` with an end: who does not take the answer does not keep it."""

    async def in_time(message: Message) -> None:
        try:
            async with asyncio.timeout(seconds):
                await send(message)
        except TimeoutError:
            raise NotTaken from None

    return in_time


def too_large(most: int) -> Refused:
    """Return the refusal of a body beyond a number of bytes."""
    size = f"{most >> 20:,} MB" if most >= 1 << 20 else f"{most:,} bytes"
    what = _("the request is larger than {size}", size=size)
    return Refused(413, what, _("Send less at once."))


def most_bytes(scope: Scope, rules: Rules) -> int:
    """Return how large the body of a request may be; form fields come on top of files."""
    return rules.upload_bytes + rules.body_bytes if is_upload(scope) else rules.body_bytes


def is_upload(scope: Scope) -> bool:
    """Return whether a request sends files."""
    return scope["method"] not in SAFE and str(scope["path"]).endswith(UPLOAD)
