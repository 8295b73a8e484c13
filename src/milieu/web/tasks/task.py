"""A task: what was asked, by whom, how far it is; all of it in one folder on disk."""

import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Any

from milieu.core.errors import UserError
from milieu.store.shelf import replace_text
from milieu.web.tasks.declare import INPUTS, KINDS, RESULTS

RECORD, PROGRESS, EVENTS, LOG, ALIVE = "task.json", "progress.json", "events.jsonl", "log", ".alive"
TIMES = ("made", "queued", "started", "ended", "stop")
TEXTS = (*TIMES, "kind", "owner", "named", "why", "machine")
NAME = re.compile(r"[0-9a-f]{16}")


class State(StrEnum):
    """Where a task is in its life."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"
    INTERRUPTED = "interrupted"

    @property
    def active(self) -> bool:
        """Return whether it waits or runs."""
        return self in (State.WAITING, State.RUNNING)

    @property
    def resumable(self) -> bool:
        """Return whether it can go on where it stopped."""
        return self in (State.STOPPED, State.INTERRUPTED, State.FAILED)


@dataclass(frozen=True)
class How:
    """How far a task is: what is being done, the share that is done, seconds left (None: unknown).

    at   when this was said, UTC
    """

    what: str = ""
    share: float = 0.0
    seconds_left: float | None = None
    at: str = ""


@dataclass(frozen=True)
class Made:
    """A file that a task made: its name and bytes."""

    name: str
    bytes: int


@dataclass(frozen=True)
class Task:
    """One task as its record says.

    made, queued, started, ended   times, UTC; "" for not yet
    why    what went wrong, or why it ended early
    tries  how often it was started
    stop   when somebody asked it to stop; "" for nobody
    """

    folder: Path
    id: str
    kind: str
    options: Mapping[str, Any]
    owner: str = ""
    state: State = State.WAITING
    named: str = ""
    made: str = ""
    queued: str = ""
    started: str = ""
    ended: str = ""
    why: str = ""
    tries: int = 0
    pid: int = 0
    machine: str = ""
    stop: str = ""
    inputs: tuple[str, ...] = field(default=())

    @property
    def study_folder(self) -> Path:
        """Return the folder of the study that it belongs to."""
        return self.folder.parent.parent

    @property
    def title(self) -> str:
        """Return what it does, in the language spoken."""
        try:
            one = KINDS[self.kind]
            return str(one.title(one.wish(self.options)))
        except UserError:  # of another version of milieu
            return self.named or self.kind

    def command(self, study: str) -> str:
        """Return the same by command line; "" if there is none."""
        try:
            one = KINDS[self.kind]
            return str(one.command(one.wish(self.options), study))
        except UserError:
            return ""

    @property
    def progress(self) -> How:
        """Return how far it is."""
        if self.state is State.DONE:
            return How("", 1.0, 0.0, self.ended)
        try:
            said = json.loads((self.folder / PROGRESS).read_text(encoding="utf-8"))
            left, at = said["seconds_left"], str(said["at"])
            datetime.fromisoformat(at)
            share = min(max(float(said["share"]), 0.0), 1.0)
            return How(str(said["what"]), share, None if left is None else float(left), at)
        except (OSError, ValueError, KeyError, TypeError):
            return How()

    @property
    def results(self) -> list[Made]:
        """Return the files that it made so far, by name; links and hidden files are none."""
        try:
            found = [one for one in os.scandir(self.folder / RESULTS) if _plain(one)]
        except OSError:
            return []
        made = [Made(one.name, one.stat(follow_symlinks=False).st_size) for one in found]
        return sorted(made, key=lambda one: one.name)

    def result(self, name: str) -> Path | None:
        """Return a file that it made; None if there is none of that name."""
        if name in {one.name for one in self.results}:
            return self.folder / RESULTS / name
        return None

    def changed(self, **values: Any) -> "Task":
        """Write the record with other values, and return it."""
        task = replace(self, **values)
        said = {name: value for name, value in asdict(task).items() if name != "folder"}
        replace_text(self.folder / RECORD, json.dumps(said, indent=1, ensure_ascii=False) + "\n")
        return task


def _plain(one: "os.DirEntry[str]") -> bool:
    return one.is_file(follow_symlinks=False) and not one.name.startswith(".")


def read_task(folder: Path) -> Task | None:
    """Return the task of a folder; None where there is none that can be read."""
    try:
        stamp = (folder / RECORD).stat()
    except OSError:
        return None
    return _read(folder, stamp.st_mtime_ns, stamp.st_ino, stamp.st_size)


@lru_cache(maxsize=4096)
def _read(folder: Path, *stamp: int) -> Task | None:
    """Read a record once for each time it was replaced; a folder with links is no task."""
    del stamp
    if _has_link(folder):
        return None
    try:
        said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        texts = {name: str(said.get(name, "")) for name in TEXTS}
        for name in TIMES:
            if texts[name]:
                datetime.fromisoformat(texts[name])
        return Task(
            folder,
            folder.name,
            options=dict(said["options"]),
            state=State(said["state"]),
            tries=int(said.get("tries", 0)),
            pid=int(said.get("pid", 0)),
            inputs=tuple(str(name) for name in said.get("inputs", ())),
            **texts,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _has_link(folder: Path) -> bool:
    """Return whether a task's folder, or a file of it or its input, leads elsewhere."""
    try:
        return folder.is_symlink() or any(
            one.is_symlink() for place in ("*", f"{INPUTS}/*") for one in folder.glob(place)
        )
    except OSError:
        return True


def new_name() -> str:
    """Return a name that nobody can guess."""
    return secrets.token_hex(8)


def now() -> str:
    """Return the time, UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def seconds_since(when: str) -> float:
    """Return how long ago a moment was, seconds."""
    return (datetime.now(UTC) - datetime.fromisoformat(when)).total_seconds()
