"""Folder: where a study keeps its tasks, one folder each, changed by one at a time."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from milieu.core.errors import UserError
from milieu.core.language import _
from milieu.web.tasks.declare import INPUTS, KEPT, KINDS, RESULTS, Options
from milieu.web.tasks.task import NAME, Task, new_name, now, read_task

FOLDER = "tasks"  # within a study
LOCK_PATIENCE = 10.0  # seconds; changes of a record take milliseconds


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a study's tasks, also against other servers and workers.

    raises   UserError if the study can not be written
    """
    lock = FileLock(folder / ".lock")
    try:
        folder.mkdir(exist_ok=True)
        lock.acquire(timeout=LOCK_PATIENCE)
    except Timeout:
        raise UserError(
            _("the tasks of this study are held by another process"), next=_("Try again.")
        ) from None
    except OSError:
        raise UserError(
            _("this study can not be written here"),
            next=_("Ask whoever runs the server, or copy the study to a place of your own."),
        ) from None
    try:
        yield
    finally:
        lock.release()


def tasks_in(folder: Path) -> list[Task]:
    """Return the tasks in a folder."""
    try:
        names = [one.name for one in folder.iterdir() if NAME.fullmatch(one.name)]
    except OSError:
        return []
    return [task for name in names if (task := read_task(folder / name))]


def made_task(folder: Path, kind: str, wish: Options, owner: str, inputs: Sequence[Path]) -> Task:
    """Make a task's folder, whole before anybody sees it."""
    name = new_name()
    making = folder / f".{name}.new"
    for part in (INPUTS, KEPT, RESULTS):
        (making / part).mkdir(parents=True)
    for file in inputs:
        shutil.move(file, making / INPUTS / file.name)
    when = now()
    task = Task(
        making,
        name,
        kind,
        wish.model_dump(mode="json"),
        owner,
        named=KINDS[kind].title(wish),
        made=when,
        queued=when,
        inputs=tuple(file.name for file in inputs),
    )
    task.changed()
    making.rename(folder / name)
    return read_task(folder / name) or task
