"""Worker: the process in which one task runs; started by `process.start`, never by hand."""

import json
import os
import resource
import signal
import sys
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Any

from milieu.web.tasks.limits import Limits

SPARE = 60  # seconds of processor time after the limit in which a task may still put things away


class Ending:
    """Turns what wants the task to end into one `Stop` in the main thread.

    state   that the task comes to; "" while nothing wants it to end
    why     "" when somebody asked; else what to say
    """

    def __init__(self, limits: Limits) -> None:
        self.limits, self.why, self.state = limits, "", ""
        self.over = Event()
        self._stop: type[BaseException] | None = None

    def begin(self, stop: type[BaseException]) -> None:
        """Raise `stop` from now on, and at once if something wanted the end meanwhile."""
        self._stop = stop
        if self.state:
            self._raise()

    def watch(self) -> None:
        """Listen to signals, to the server's end, and to the clock."""
        signal.signal(signal.SIGTERM, self._asked)
        signal.signal(signal.SIGINT, self._asked)
        signal.signal(signal.SIGXCPU, self._too_long)
        for look in (self._server, self._clock):
            Thread(target=look, daemon=True).start()

    def ask(self, state: str, why: str) -> None:
        """End the task, by force if it does not end by itself; from any thread."""
        if not self.state:
            self.state, self.why = state, why
            os.kill(os.getpid(), signal.SIGTERM)
        if not self.over.wait(self.limits.patience):
            os.killpg(os.getpgid(0), signal.SIGKILL)

    def _asked(self, number: int, frame: FrameType | None) -> None:
        del number, frame
        self.state = self.state or "stopped"
        if self._stop:
            self._raise()

    def _raise(self) -> None:
        stop, self._stop = self._stop, None  # once is enough
        if stop:
            raise stop

    def _too_long(self, number: int, frame: FrameType | None) -> None:
        if not self.state:
            self.why = too_long(self.limits.processor)
        self.state = self.state or "failed"
        self._asked(number, frame)

    def _server(self) -> None:
        sys.stdin.buffer.read()
        self.ask("interrupted", "")

    def _clock(self) -> None:
        if not self.over.wait(self.limits.wall):
            self.ask("failed", too_long(self.limits.wall))


def too_long(seconds: float) -> str:
    """Return what is said of a task that takes too long."""
    return f"It took longer than {seconds / 3600:.3g} hours, which is the most here."


def restrain(limits: Limits) -> None:
    """Take a place behind the server, and bounds that the system holds."""
    os.nice(limits.niceness)
    os.umask(0o077)
    most = limits.processor
    for what, soft, hard in (
        (resource.RLIMIT_AS, limits.memory, limits.memory),
        (resource.RLIMIT_CPU, most, most + SPARE),
        (resource.RLIMIT_FSIZE, limits.file, limits.file),
        (resource.RLIMIT_CORE, 0, 0),
    ):
        now = resource.getrlimit(what)[1]
        bound = soft if now == resource.RLIM_INFINITY else min(soft, now)
        resource.setrlimit(what, (bound, hard if now == resource.RLIM_INFINITY else now))


def main(folder: Path, alive: int, limits: Limits) -> None:
    """Run a task to its end, and write down how it ended."""
    os.set_inheritable(alive, False)
    restrain(limits)
    ending = Ending(limits)
    ending.watch()
    from milieu.web.tasks.doing import do  # heavy, and only now within bounds

    do(folder, ending)


def arguments(given: list[str]) -> tuple[Path, int, Limits]:
    """Return what `process.start` handed on."""
    folder, alive, limits = given
    said: dict[str, Any] = json.loads(limits)
    return Path(folder), int(alive), Limits(**said)


if __name__ == "__main__":
    main(*arguments(sys.argv[1:]))
