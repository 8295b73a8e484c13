"""Telling: how a task says how far it is, in files that others read at any moment."""

import json
import os
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Any

from milieu.web.tasks.task import EVENTS, PROGRESS, now

PAUSE = 0.25  # seconds between two writings: nobody reads faster
KEPT_EVENTS = 2_000
EVENT_BYTES = 200_000  # of one event
SURE = 0.02  # share that must be done before the rest is foretold


class Told:
    """Progress and events of one task."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock, self._over = Lock(), Event()
        self._said: tuple[str, float] | None = None
        self._written = 0.0
        self._first: tuple[float, float] | None = None  # when, and the share then
        self._events = 0

    def __call__(self, what: str, share: float) -> None:
        """Say what is being done and the share that is done."""
        with self._lock:
            self._said = (what, min(max(share, 0.0), 1.0))
            if self._first is None or share < self._first[1]:
                self._first = (time.monotonic(), share)
            if time.monotonic() - self._written >= PAUSE:
                self._write()

    def tell(self, event: str, said: Mapping[str, Any]) -> None:
        """Send an event to whoever watches."""
        line = json.dumps({"event": event, "said": said}, ensure_ascii=False, default=str)
        with self._lock:
            if self._events < KEPT_EVENTS and len(line) < EVENT_BYTES:
                self._events += 1
                with (self.folder / EVENTS).open("a", encoding="utf-8") as out:
                    out.write(line + "\n")

    def watch(self) -> None:
        """Write what was said last even if nothing is said after it."""
        Thread(target=self._flush, daemon=True).start()

    def close(self) -> None:
        """Write what was said last."""
        self._over.set()
        with self._lock:
            self._write()

    def _flush(self) -> None:
        while not self._over.wait(2 * PAUSE):
            with self._lock:
                self._write()

    def _write(self) -> None:
        if self._said is None:
            return
        what, share = self._said
        said = {"what": what, "share": share, "seconds_left": self._left(share), "at": now()}
        fresh = self.folder / f".{PROGRESS}"
        fresh.write_text(json.dumps(said), encoding="utf-8")
        os.replace(fresh, self.folder / PROGRESS)  # noqa: PTH105
        self._said, self._written = None, time.monotonic()

    def _left(self, share: float) -> float | None:
        """Return the seconds that are left if the rest goes as fast as what was done."""
        if self._first is None or share - self._first[1] < SURE:
            return None
        gone = time.monotonic() - self._first[0]
        return round(gone * (1 - share) / (share - self._first[1]), 1)
