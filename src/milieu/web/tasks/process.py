"""Process: a worker of its own for a task, seen as alive by whoever looks, ended when asked."""

import fcntl
import json
import os
import platform
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path
from typing import BinaryIO

from milieu.web.tasks.limits import Limits
from milieu.web.tasks.task import ALIVE, LOG, Task

PASSED_ON = ("PATH", "PYTHONPATH", "HOME", "TMPDIR", "NUMBA_CACHE_DIR", "SYSTEMROOT")
LOG_BYTES = 1_000_000  # of the log of earlier tries that is kept


def start(task: Task, limits: Limits) -> "subprocess.Popen[bytes]":
    """Start a task's worker: own process group, no shell, little environment.

    The worker holds a lock on a file for as long as it lives, taken here and handed on, so that
    every server that looks sees it alive from the first moment. It ends when the returned
    process's standard input is closed, as it is when the server ends, however that ends.
    """
    alive = os.open(task.folder / ALIVE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
        with _log(task.folder) as log:
            return subprocess.Popen(
                [
                    sys.executable,
                    "-P",
                    "-m",
                    "milieu.web.tasks.worker",
                    str(task.folder),
                    str(alive),
                    json.dumps(asdict(limits)),
                ],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=task.folder,
                env=environment(),
                pass_fds=(alive,),
                start_new_session=True,
            )
    finally:
        os.close(alive)


def environment() -> dict[str, str]:
    """Return the little that a worker gets to know of the server's environment."""
    given = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
    language = {"LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    return {**given, **language, "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "4"}


def is_alive(folder: Path) -> bool:
    """Return whether a worker of this or another server is at work in a task's folder."""
    try:
        alive = os.open(folder / ALIVE, os.O_RDWR)
    except OSError:
        return False
    try:
        fcntl.flock(alive, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(alive)


def ask_to_end(task: Task) -> None:
    """Ask a worker politely to stop."""
    _signal(task, signal.SIGTERM)


def end(task: Task) -> None:
    """End a worker and all that it started, at once."""
    _signal(task, signal.SIGKILL)


def _signal(task: Task, number: int) -> None:
    """Signal a worker that is alive, which means that its number is not yet another's."""
    if task.pid <= 1 or task.machine != machine() or not is_alive(task.folder):
        return
    try:
        if os.getpgid(task.pid) == task.pid:
            os.killpg(task.pid, number)
    except (ProcessLookupError, PermissionError):  # ended just now
        return


def machine() -> str:
    """Return the name of this machine; numbers of processes mean nothing on another one."""
    return platform.node()


def _log(folder: Path) -> BinaryIO:
    """Return the log, emptied if it has grown too long."""
    file = folder / LOG
    long = file.exists() and file.stat().st_size > LOG_BYTES
    return file.open("wb" if long else "ab")
