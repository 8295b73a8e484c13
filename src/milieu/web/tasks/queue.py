"""Queue: the tasks of all studies that are served; who is next, and what became of each.

All that is known stands on disk, so that several servers and a later one see the same tasks; each
change is made under the lock of the study's tasks.
"""

import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from signal import SIGHUP, SIGINT, SIGKILL, SIGTERM
from threading import Event, Lock, Thread
from typing import Any

from milieu.core.errors import UserError, unknown_name
from milieu.core.language import N_, _
from milieu.study.study import Study
from milieu.web.faults import Fault, NotHere, NotNow
from milieu.web.tasks import process
from milieu.web.tasks.declare import KINDS, Options
from milieu.web.tasks.folder import FOLDER, LOCK_PATIENCE, locked, made_task, tasks_in
from milieu.web.tasks.limits import Limits
from milieu.web.tasks.order import next_task
from milieu.web.tasks.task import (
    EVENTS,
    NAME,
    PROGRESS,
    State,
    Task,
    now,
    read_task,
    seconds_since,
)

UNEXPECTED = N_("Something went wrong that milieu did not expect. Its log on the server says more.")
KILLED = (SIGKILL, SIGTERM, SIGHUP, SIGINT)  # by somebody; other signals are faults of its own
LOOK = 0.5  # seconds between two looks at tasks that run or wait


class TooMany(Fault):
    """Who asks has asked for too much already."""

    status = 429


class Tasks:
    """The tasks of the studies that are served, by the names in their addresses."""

    def __init__(self, folders: Mapping[str, Path], limits: Limits | None = None) -> None:
        self.folders, self.limits = folders, limits or Limits()
        self._workers: dict[Path, subprocess.Popen[bytes]] = {}
        self._turn, self._wake, self._closed = Lock(), Event(), Event()
        self._watcher: Thread | None = None

    def submit(
        self,
        study: str,
        kind: str,
        options: Mapping[str, Any] | Options,
        *,
        owner: str = "",
        inputs: Sequence[Path] = (),
    ) -> Task:
        """Put a task into the queue and return it.

        study    by the name in its address
        inputs   files that are moved into the task's folder INPUTS, under their names
        raises   UserError for an unknown kind or wrong options, NotHere for an unknown study,
                 TooMany if the owner has as many waiting as is allowed
        """
        folder = self._folder(study)
        wish = KINDS[kind].wish(options)
        if check := KINDS[kind].checked:
            check(Study.open(folder.parent), wish)
        with locked(folder):
            self._check_room(owner)
            task = made_task(folder, kind, wish, owner, inputs)
        self.wake()
        return task

    def all(self, study: str) -> list[Task]:
        """Return the tasks of a study, the newest first."""
        return sorted(self._read(study), key=lambda t: (t.made, t.id), reverse=True)

    def get(self, study: str, id: str) -> Task:
        """Return a task; NotHere if the study has none of that name."""
        task = read_task(self._folder(study) / id) if NAME.fullmatch(id) else None
        if task is None:
            raise NotHere(_no_task(id))
        return self._brought_up_to_date(task)

    def active(self) -> int:
        """Return how many tasks run or wait in all studies together."""
        return sum(t.state.active for name in self.folders for t in self._read(name))

    def stop(self, study: str, id: str) -> Task:
        """Ask a task to end, and return it; what it made stays, and it can be resumed.

        raises   NotNow if it has ended already
        """
        with self._changing(study, id) as task:
            if not task.state.active:
                raise NotNow(UserError(_("this task has ended already"), next=_("Resume it.")))
            if task.state is State.WAITING:
                return task.changed(state=State.STOPPED, ended=now(), why="")
            task = task if task.stop else task.changed(stop=now())
            process.ask_to_end(task)
        self.wake()
        return task

    def resume(self, study: str, id: str) -> Task:
        """Put a task that did not get done back into the queue, and return it.

        raises   NotNow if it is done or has not ended, TooMany as `submit`
        """
        with self._changing(study, id) as task:
            if not task.state.resumable:
                raise NotNow(
                    UserError(
                        _("only a task that was stopped, interrupted or failed can be resumed"),
                        next=_("Wait for it, or ask for a new one."),
                    )
                )
            self._check_room(task.owner)
            for name in (PROGRESS, EVENTS):
                (task.folder / name).unlink(missing_ok=True)
            task = task.changed(state=State.WAITING, queued=now(), ended="", why="", stop="")
        self.wake()
        return task

    def delete(self, study: str, id: str) -> None:
        """Delete a task with its results; NotNow while it runs or waits."""
        with self._changing(study, id) as task:
            if task.state.active:
                raise NotNow(UserError(_("this task has not ended"), next=_("Stop it first.")))
            gone = task.folder.with_name(f".{task.id}.gone")
            task.folder.rename(gone)  # gone at once for whoever looks
        shutil.rmtree(gone, ignore_errors=True)

    def open(self) -> None:
        """Begin to look after the queue; what waits from before goes on."""
        self._closed.clear()
        self.wake()

    def wake(self) -> None:
        """Look after the queue from now on, in a thread, for as long as anything runs or waits."""
        with self._turn:
            self._wake.set()
            if not self._closed.is_set() and not (self._watcher and self._watcher.is_alive()):
                self._watcher = Thread(target=self._watch, name="tasks", daemon=True)
                self._watcher.start()

    def close(self, patience: float | None = None) -> None:
        """End this server's part: its workers stop as interrupted and can be resumed."""
        self._closed.set()
        self._wake.set()
        if self._watcher:
            self._watcher.join(LOCK_PATIENCE)
        for worker in self._workers.values():
            if worker.stdin:
                worker.stdin.close()
        wait = self.limits.patience if patience is None else patience
        for worker in self._workers.values():
            try:
                worker.wait(wait)
            except subprocess.TimeoutExpired:
                worker.kill()

    def _watch(self) -> None:
        while not self._closed.is_set():
            self._wake.clear()
            try:
                busy = self.step()
            except OSError:  # a full disk, no more processes: what waits is looked at again
                busy = True
            with self._turn:
                if not busy and not self._wake.is_set():
                    self._watcher = None  # the next `wake` starts another one
                    return
            self._wake.wait(LOOK)

    def step(self) -> bool:
        """Look after all tasks once; returns whether any runs or waits."""
        with ExitStack() as locks:
            tasks: list[Task] = []
            for name in sorted(self.folders):
                folder = self._folder(name)
                if not folder.is_dir():
                    continue
                try:
                    locks.enter_context(locked(folder))
                except UserError:  # another server holds it: its turn, ours comes again
                    return True
                tasks += [self._settled(task) for task in tasks_in(folder)]
            self._start(tasks)
        self._forget_ended()
        return any(task.state.active for task in tasks)

    def _forget_ended(self) -> None:
        for folder, worker in list(self._workers.items()):
            if worker.poll() is not None and not process.is_alive(folder):
                task = read_task(folder)
                if task is None or task.state is not State.RUNNING:
                    self._forget(folder)

    def _forget(self, folder: Path) -> "subprocess.Popen[bytes] | None":
        worker = self._workers.pop(folder, None)
        if worker is not None and worker.stdin:
            worker.stdin.close()
        return worker

    def _start(self, tasks: Sequence[Task]) -> None:
        """Start the next tasks in the row while there is room."""
        tasks = [task for task in tasks if not _lingers(task)]
        while sum(task.state is State.RUNNING for task in tasks) < self.limits.at_once:
            task = next_task(tasks)
            if task is None or self._closed.is_set():
                return
            self._forget(task.folder)  # an earlier try
            worker = process.start(task, self.limits)
            self._workers[task.folder] = worker
            begun = task.changed(
                state=State.RUNNING,
                started=now(),
                tries=task.tries + 1,
                pid=worker.pid,
                machine=process.machine(),
            )
            tasks[tasks.index(task)] = begun

    def _settled(self, task: Task) -> Task:
        """Return a task with what became of it; ends one that did not stop when asked to."""
        if task.state is not State.RUNNING:
            return task
        if not process.is_alive(task.folder):
            return self._ended_without_word(task)
        slow = task.stop and seconds_since(task.stop) > self.limits.patience
        if slow or seconds_since(task.started) > self.limits.wall + 2 * self.limits.patience:
            process.end(task)
        return task

    def _ended_without_word(self, task: Task) -> Task:
        """Record that a worker is gone and has not said why."""
        worker = self._forget(task.folder)
        state, why = State.STOPPED if task.stop else State.INTERRUPTED, ""
        if worker is not None and -worker.wait() not in KILLED:
            state, why = State.FAILED, UNEXPECTED
        return task.changed(state=state, why=why, ended=now(), pid=0)

    def _brought_up_to_date(self, task: Task) -> Task:
        """Return a task as it is, should its worker be gone."""
        if task.state is not State.RUNNING or process.is_alive(task.folder):
            return task
        with locked(task.folder.parent):
            fresh = read_task(task.folder)
            return self._settled(fresh) if fresh else task

    def _read(self, study: str) -> list[Task]:
        return [self._brought_up_to_date(task) for task in tasks_in(self._folder(study))]

    def _folder(self, study: str) -> Path:
        if study not in self.folders:
            raise NotHere(unknown_name("study", study, self.folders))
        return self.folders[study] / FOLDER

    @contextmanager
    def _changing(self, study: str, id: str) -> Iterator[Task]:
        """Hold the lock and give the task as it is."""
        self.get(study, id)
        with locked(self._folder(study)):
            task = read_task(self._folder(study) / id)
            if task is None:
                raise NotHere(_no_task(id))
            yield self._settled(task)

    def _check_room(self, owner: str) -> None:
        tasks = [task for name in self.folders for task in tasks_in(self._folder(name))]
        waiting = sum(t.state is State.WAITING and t.owner == owner for t in tasks)
        if waiting >= self.limits.waiting:
            said = _("{n} tasks of yours are waiting already, which is the most", n=waiting)
            raise TooMany(UserError(said, next=_("Wait until one has begun, or stop one.")))


def _lingers(task: Task) -> bool:
    """Return whether a waiting task's earlier worker has said how it ended, but not ended yet."""
    return task.state is State.WAITING and task.tries > 0 and process.is_alive(task.folder)


def _no_task(id: str) -> UserError:
    return UserError(
        _("no task {id!r} in this study", id=id[:40]), next=_("It may have been deleted.")
    )
