"""One writer at a time; readers never wait."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from milieu.core.errors import UserError

LOCK = ".lock"  # within a study
PATIENCE = 20.0  # seconds; an `add` is seldom longer, a build is


@contextmanager
def writing(folder: Path, what: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the study's writer lock; the system frees it when the process ends, however it ends.

    what       what is being written, told to whoever has to wait
    patience   seconds to wait for another writer
    raises     UserError that names the other writer, or says why nothing can be written here
    """
    lock = FileLock(folder / LOCK)
    try:
        lock.acquire(timeout=patience)
    except Timeout:
        raise UserError(
            f"another writer is at work ({_holder(folder)}), waited {patience:.0f} s",
            where=str(folder),
            next="Wait until it has ended and repeat the command; reading is possible meanwhile.",
        ) from None
    except OSError as error:
        raise UserError(
            f"the study can not be written ({error.strerror})",
            where=str(folder),
            next="Check the folder's permissions, or copy the study to a place you may write.",
        ) from None
    try:
        holder = {"pid": os.getpid(), "what": what, "since": datetime.now(UTC).isoformat()}
        (folder / ".writer.json").write_text(json.dumps(holder), encoding="utf-8")
        yield
    finally:
        lock.release()


def is_being_written(folder: Path) -> bool:
    """Return whether a writer is at work in a study; a build is one from its first step on.

    The writer's lock is shared for a moment, so that those who ask do not take each other for it; a
    writer who begins just then tries again.
    """
    import fcntl  # only servers ask, and they run where it is

    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # nobody has written yet
        return False
    return False


def _holder(folder: Path) -> str:
    try:
        holder = json.loads((folder / ".writer.json").read_text(encoding="utf-8"))
        return f"{holder['what']}, process {holder['pid']}, since {holder['since'][:19]}Z"
    except (OSError, ValueError, KeyError):
        return "unknown"
