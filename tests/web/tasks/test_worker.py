"""A worker in a process of its own: stopped, killed, out of memory or time, server gone."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from milieu.web.tasks import process
from milieu.web.tasks.limits import GIGABYTE, Limits
from milieu.web.tasks.queue import Tasks
from milieu.web.tasks.task import State
from tests.web.tasks.conftest import PATIENCE, at_work, wait_for

LONG = {"runs": 2000, "years": 20}  # a simulation of some minutes
SERVER = """
import sys, time
from pathlib import Path
from milieu.web.tasks.queue import Tasks
tasks = Tasks({"hsinchu": Path(sys.argv[1])})
print(tasks.submit("hsinchu", "simulate", {"runs": 2000, "years": 20}).id, flush=True)
time.sleep(600)
"""


@pytest.fixture
def folder(folders: dict[str, Path], tmp_path: Path) -> Path:
    """A study whose clusters can be simulated; it is called as the others are."""
    import shutil

    return Path(shutil.copytree(folders["small"], tmp_path / "hsinchu"))


def test_a_stopped_task_keeps_what_is_done_and_goes_on_there(tasks: Tasks):
    task = at_work(tasks, tasks.submit("hsinchu", "simulate", LONG))
    assert tasks.stop("hsinchu", task.id).stop
    stopped = wait_for(tasks, task)
    assert (stopped.state, stopped.why) == (State.STOPPED, "")
    kept = {f.name for f in (stopped.folder / "kept").rglob("*") if f.is_file()}
    assert kept
    again = at_work(tasks, tasks.resume("hsinchu", task.id))
    assert again.tries == 2 and again.progress.share > 0
    tasks.stop("hsinchu", task.id)
    wait_for(tasks, task)
    assert kept <= {f.name for f in (stopped.folder / "kept").rglob("*") if f.is_file()}


def test_a_killed_worker_is_interrupted_and_can_be_resumed(tasks: Tasks):
    task = at_work(tasks, tasks.submit("hsinchu", "simulate", LONG))
    os.killpg(task.pid, signal.SIGKILL)
    ended = wait_for(tasks, task)
    assert (ended.state, ended.why) == (State.INTERRUPTED, "")
    assert tasks.resume("hsinchu", task.id).state is State.WAITING
    tasks.stop("hsinchu", task.id)
    wait_for(tasks, task)


def test_a_worker_of_a_killed_server_ends_and_its_task_can_be_resumed(
    folder: Path, open_tasks: Callable[..., Tasks]
):
    with subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as server:
        name = server.stdout.readline().strip()
        later = open_tasks()
        at_work(later, later.get("hsinchu", name))
        server.kill()
    ended = wait_for(later, later.get("hsinchu", name))
    assert ended.state is State.INTERRUPTED
    end = time.monotonic() + PATIENCE
    while process.is_alive(ended.folder) and time.monotonic() < end:
        time.sleep(0.05)
    assert not process.is_alive(ended.folder)
    later.resume("hsinchu", name)
    assert at_work(later, ended).tries == 2


@pytest.mark.slow
def test_a_server_that_is_killed_between_queue_and_start_loses_nothing(
    folder: Path, open_tasks: Callable[..., Tasks]
):
    first = open_tasks(at_once=0)
    task = first.submit("hsinchu", "build", {"until": "cells"})
    later = open_tasks()
    later.open()
    assert wait_for(later, task).state is State.DONE


def test_a_task_that_needs_too_much_memory_fails_in_words(open_tasks: Callable[..., Tasks]):
    tasks = open_tasks(memory=GIGABYTE // 2)
    ended = wait_for(tasks, tasks.submit("hsinchu", "simulate", LONG))
    assert ended.state is State.FAILED and ended.why
    assert "Traceback" not in ended.why and "/" not in ended.why
    assert ended.results == [] and ended.result("log") is None  # its log stays on the server
    assert json.loads((ended.folder / "task.json").read_text())["state"] == "failed"


def test_a_task_that_takes_too_much_of_the_processor_is_ended(open_tasks: Callable[..., Tasks]):
    tasks = open_tasks(processor=1)
    ended = wait_for(tasks, tasks.submit("hsinchu", "simulate", LONG))
    assert ended.state is State.FAILED and ended.why.startswith("It took longer than")


@pytest.mark.slow
def test_a_task_that_takes_too_long_is_ended(open_tasks: Callable[..., Tasks]):
    tasks = open_tasks(wall=2)
    ended = wait_for(tasks, tasks.submit("hsinchu", "simulate", LONG))
    assert ended.state is State.FAILED and ended.why.startswith("It took longer than")


@pytest.mark.slow
def test_a_task_that_does_not_stop_when_asked_is_ended_by_force(
    folder: Path, open_tasks: Callable[..., Tasks]
):
    tasks = open_tasks()
    task = at_work(tasks, tasks.submit("hsinchu", "simulate", LONG))
    os.killpg(task.pid, signal.SIGSTOP)  # deaf to everything but the end by force
    tasks.stop("hsinchu", task.id)
    began = time.monotonic()
    assert wait_for(tasks, task).state is State.STOPPED
    assert time.monotonic() - began > tasks.limits.patience - 1


def test_a_mistake_of_the_user_is_told_and_nothing_of_the_machine(
    open_tasks: Callable[..., Tasks], folder: Path
):
    import shutil

    shutil.rmtree(folder / "tables")
    tasks = open_tasks()
    ended = wait_for(tasks, tasks.submit("hsinchu", "build", {}))
    assert ended.state is State.FAILED and "the study has no tables yet" in ended.why


def test_a_worker_knows_little_of_the_server_and_takes_the_last_place(
    tasks: Tasks, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("A_SECRET", "of the server")
    task = at_work(tasks, tasks.submit("hsinchu", "simulate", LONG))
    about = Path(f"/proc/{task.pid}")
    assert b"A_SECRET" not in (about / "environ").read_bytes()
    fields = (about / "stat").read_text().rpartition(")")[2].split()
    assert int(fields[16]) >= Limits().niceness  # field 19 of proc(5): nice
    assert os.getpgid(task.pid) == task.pid != os.getpgid(0)
    tasks.stop("hsinchu", task.id)
    wait_for(tasks, task)
