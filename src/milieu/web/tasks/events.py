"""Events: what a task says while it is watched, as server-sent events.

Events of a task's own carry their number as `id`, so that who comes back with Last-Event-ID gets
those that were missed; `state` and `progress` say how it is now and need no memory.
"""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from threading import Lock

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.web.faults import Fault
from milieu.web.tasks.task import EVENTS, Task, read_task

NAME = re.compile(r"[A-Za-z][\w-]{0,40}")
LOOK = 0.5  # seconds between two looks
HEARTBEAT = 15.0  # seconds of silence after which a comment is sent: proxies close what is silent
LONGEST = 300.0  # seconds; then the browser asks again by itself, and a server can end in between
AGAIN = 2000  # milliseconds after which a browser asks again


class TooManyWatch(Fault):
    """More watch already than the server serves."""

    status = 503


class Listeners:
    """Counts who watches, up to a bound."""

    def __init__(self, most: int = 100) -> None:
        self.most, self.count = most, 0
        self._lock = Lock()

    def check_room(self) -> None:
        """Raise TooManyWatch without a place left."""
        if self.count >= self.most:
            raise TooManyWatch(
                UserError(
                    _("too many watch already"), next=_("Ask for the task every few seconds.")
                )
            )

    @contextmanager
    def place(self) -> Iterator[None]:
        """Take a place for as long as the block lasts."""
        with self._lock:
            self.count += 1
        try:
            yield
        finally:
            with self._lock:
                self.count -= 1


async def events(task: Task, listeners: Listeners, last: int = 0) -> AsyncIterator[str]:
    """Yield what the task says until it has ended, or for `LONGEST`.

    last   the number of the last event that was seen
    """
    looked: object = None
    silent = elapsed = 0.0
    with listeners.place():
        yield f"retry: {AGAIN}\n\n"
        while elapsed < LONGEST:
            fresh = read_task(task.folder)
            if fresh is None:
                yield message("end", {"state": "deleted"})
                return
            said, last = heard(fresh, last)
            now = (fresh.state, fresh.stop, fresh.progress)
            said += told(fresh) if now != looked else []
            for one in said:
                yield one
            if not fresh.state.active:
                yield message("end", {"state": fresh.state})
                return
            looked, silent = now, 0.0 if said else silent + LOOK
            if silent >= HEARTBEAT:
                silent = 0.0
                yield ": still here\n\n"
            await asyncio.sleep(LOOK)
            elapsed += LOOK


def told(task: Task) -> list[str]:
    """Return the messages that say how a task is."""
    state = {"state": task.state, "stopping": bool(task.stop), "why": task.why}
    return [message("state", state), message("progress", asdict(task.progress))]


def heard(task: Task, last: int) -> tuple[list[str], int]:
    """Return the events of a task's own after the one of number `last`, and the last number."""
    try:
        text = (task.folder / EVENTS).read_text(encoding="utf-8")
    except OSError:
        return [], last
    lines = text.split("\n")[:-1]  # what follows the last line end is not whole yet
    if last > len(lines):  # the task was started again
        last = 0
    said = [_own(line, last + n) for n, line in enumerate(lines[last:], 1)]
    return [one for one in said if one], len(lines)


def _own(line: str, number: int) -> str:
    """Return an event of a task's own as it is sent; "" for a line that is none."""
    try:
        one = json.loads(line)
        name, said = str(one["event"]), one["said"]
    except (ValueError, KeyError, TypeError):
        return ""
    return message(name, said, number) if NAME.fullmatch(name) else ""


def message(event: str, said: object, number: int = 0) -> str:
    """Return one event as it is sent; JSON has no line ends that would break it."""
    head = f"id: {number}\n" if number else ""
    return f"{head}event: {event}\ndata: {json.dumps(said, ensure_ascii=False)}\n\n"
