"""Freshness: whether a study's results rest on the newest of its tables, and are whole."""

import fcntl
from pathlib import Path

from milieu.store.store import as_of_moment
from milieu.study.settings import FILE
from milieu.study.step import in_order
from milieu.study.study import Study

LOCK = ".lock"  # of a study's writer
TABLES = "tables/ledger.json"


def stale_steps(study: Study, as_of: str = "") -> list[str]:
    """Return the steps that were built from tables, settings or results that have changed since.

    A step that was never built is not among them: its data may be lacking.
    """
    tables = study.store.tables.entry(as_of_moment(as_of) if as_of else None)
    done = dict(study.store.results_as_of(as_of or None).entry().notes)
    steps = in_order() if done else []
    made = {result: done.get(step.name, "") for step in steps for result in step.makes}
    return [
        step.name
        for step in steps
        if step.name in done and done[step.name] != step.fingerprint(tables, study.settings, made)
    ]


def is_being_written(folder: Path) -> bool:
    """Return whether a writer is at work in a study; a build is one from its first step on.

    The writer's lock is tried for a moment; who waits for it tries again and again.
    """
    try:
        with (folder / LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:  # nobody has written yet
        return False
    return False


def tables_stamp(folder: Path) -> tuple[int, ...]:
    """Return what changes with a study's tables and settings, but not with its results."""
    return tuple(_changed(folder / name) for name in (FILE, TABLES))


def _changed(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns
    except OSError:
        return 0
