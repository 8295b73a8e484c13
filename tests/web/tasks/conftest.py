"""Tasks of a study of one's own, and waiting for them."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from milieu.web.tasks.limits import Limits
from milieu.web.tasks.queue import Tasks
from milieu.web.tasks.task import State, Task

PATIENCE = 60.0  # seconds, on a machine that does much else


@pytest.fixture
def folder(folders: dict[str, Path], tmp_path: Path) -> Path:
    """A small built study that may be written."""
    return Path(shutil.copytree(folders["hsinchu"], tmp_path / "hsinchu"))


@pytest.fixture
def open_tasks(folder: Path) -> Iterator[Callable[..., Tasks]]:
    """Return what opens the tasks of the study as a server does; each call is a server more."""
    opened: list[Tasks] = []

    def open_(**limits: float) -> Tasks:
        tasks = Tasks({"hsinchu": folder}, Limits(patience=5.0, **limits))
        opened.append(tasks)
        return tasks

    yield open_
    for tasks in opened:
        tasks.close(2.0)


@pytest.fixture
def tasks(open_tasks: Callable[..., Tasks]) -> Tasks:
    """The tasks of the study."""
    return open_tasks()


def wait_for(tasks: Tasks, task: Task, *states: State) -> Task:
    """Return the task as soon as it is in one of the states; in any that is an end without one."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now = tasks.get("hsinchu", task.id)
        if now.state in states or (not states and not now.state.active):
            return now
        time.sleep(0.05)
    raise AssertionError(f"still {now.state} after {PATIENCE} s: {now}")


def at_work(tasks: Tasks, task: Task) -> Task:
    """Return the task as soon as its worker says how far it is."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        now = tasks.get("hsinchu", task.id)
        assert now.state.active, now
        if now.progress.at and now.progress.share > 0:
            return now
        time.sleep(0.05)
    raise AssertionError("it never said how far it is")
