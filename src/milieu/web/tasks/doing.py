"""Doing: one task, from its record to its results, within the worker."""

from pathlib import Path
from typing import Protocol

from milieu.core.errors import UserError
from milieu.study.study import Study
from milieu.web.faults import Fault
from milieu.web.tasks.declare import KEPT, KINDS, RESULTS, Stop
from milieu.web.tasks.folder import locked
from milieu.web.tasks.queue import UNEXPECTED
from milieu.web.tasks.task import State, Task, now, read_task
from milieu.web.tasks.telling import Told

NO_MEMORY = "It needed more memory than a task may have here."


class Asked(Protocol):
    """What may end a task: the state that it comes to, and why."""

    state: str
    why: str

    def begin(self, stop: type[BaseException]) -> None:
        """Raise `stop` from now on when the task shall end."""


def do(folder: Path, asked: Asked) -> None:
    """Do the task of a folder, and write down how it ended."""
    task = read_task(folder)
    if task is None:
        return
    told = Told(folder)
    state, why = State.FAILED, UNEXPECTED  # unless told otherwise below; the trace goes to the log
    try:
        asked.begin(Stop)
        told.watch()
        run(task, told)
        state, why = State.DONE, ""
    except Stop:
        state, why = State(asked.state or State.STOPPED), asked.why
    except UserError as error:
        why = said(error, task)
    except Fault as fault:
        why = said(fault.error, task)
    except MemoryError:
        why = NO_MEMORY
    finally:
        told.close()
        ended(task, state, why)


def run(task: Task, told: Told) -> None:
    """Run what the task's kind declares."""
    one = KINDS[task.kind]
    wish = one.wish(task.options)
    for part in (KEPT, RESULTS):
        (task.folder / part).mkdir(exist_ok=True)
    one.run(Study.open(task.study_folder), wish, task.folder, told)


def said(error: UserError, task: Task) -> str:
    """Return a user's mistake; where it is but the study itself, that goes without saying."""
    of_study = error.where == str(task.study_folder)
    return str(UserError(error.what, next=error.next) if of_study else error)


def ended(task: Task, state: State, why: str) -> None:
    """Write down how a task ended."""
    with locked(task.folder.parent):
        fresh = read_task(task.folder)
        if fresh and fresh.state is State.RUNNING:
            fresh.changed(state=state, why=why, ended=now(), pid=0)
