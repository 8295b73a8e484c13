"""Protocol: HTTP/1.1 as uvicorn speaks it, with an end to patience."""

import asyncio
import socket
from collections.abc import Collection

from uvicorn.protocols.http.h11_impl import H11Protocol

from milieu.web.safety.rules import Rules


class PatientProtocol(H11Protocol):
    """Closes connections on which no request begins, arrives, or whose answer nobody takes.

    rules   whose `head_seconds` and `send_seconds` count
    peers   the only addresses that may connect, all if empty: behind a proxy, only the proxy
    """

    rules = Rules()
    peers: Collection[str] = ()
    _patience: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request; hang up on who may not connect."""
        super().connection_made(transport)
        if self.peers and (self.client is None or self.client[0] not in self.peers):
            transport.close()
            return
        own: socket.socket | None = transport.get_extra_info("socket")
        if own is not None and own.family in (socket.AF_INET, socket.AF_INET6):
            _end_when_not_taken(own, self.rules.send_seconds)
        self._wait(self.rules.head_seconds)

    def data_received(self, data: bytes) -> None:
        """Stop waiting when the head of a request is complete."""
        super().data_received(data)
        self._stop_waiting_if_asked()

    def on_response_complete(self) -> None:
        """Wait for the next request; its head has to arrive in time, too."""
        super().on_response_complete()
        self._wait(self.rules.keep_seconds + self.rules.head_seconds)
        self._stop_waiting_if_asked()

    def connection_lost(self, exc: Exception | None) -> None:
        """Wait for nothing any more."""
        if self._patience is not None:
            self._patience.cancel()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        if self._patience is not None:
            self._patience.cancel()
        self._patience = self.loop.call_later(seconds, self._give_up)

    def _stop_waiting_if_asked(self) -> None:
        if self._patience is not None and self._answering():
            self._patience.cancel()
            self._patience = None

    def _answering(self) -> bool:
        return self.cycle is not None and not self.cycle.response_complete

    def _give_up(self) -> None:
        self._patience = None
        if not self._answering() and not self.transport.is_closing():
            self.transport.abort()


def _end_when_not_taken(own: socket.socket, seconds: float) -> None:
    """Have the system end a connection whose other side takes nothing any more."""
    if hasattr(socket, "TCP_USER_TIMEOUT"):
        own.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))
