"""Desk: what a study's lab keeps in memory, and the tasks that answer its questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from milieu.core.errors import UserError
from milieu.study.lab.asked import Asked
from milieu.study.lab.asking import Asking
from milieu.study.lab.grounds import Ground
from milieu.study.lab.steps import MOST
from milieu.study.lab.stored import Stored
from milieu.web.faults import NotHere
from milieu.web.opened import Opened
from milieu.web.tasks.kinds.experiment import options_of, write_inputs
from milieu.web.tasks.queue import Tasks
from milieu.web.tasks.task import State, Task

EXPERIMENT, QUICK_ANSWERS = "experiment", "quick_answers"
NOT_THE_QUESTION = ("runs", "settle")  # options that do not change what is asked
USUAL = 15.0  # seconds of an experiment, where none was made yet


@dataclass(frozen=True)
class Place:
    """Where an address of the lab leads: a cluster, and a saved scenario or ""."""

    ground: Ground
    scenario: str = ""


class Desk:
    """The lab of one study; grounds are of one version of it, answers of all."""

    def __init__(self, opened: Opened) -> None:
        self.opened = opened
        self.grounds = opened.grounds
        self.stored: Stored = opened.kept("lab answers", lambda: Stored(opened.study.folder))

    def place(self, path: str) -> Place:
        """Return where a path leads; NotHere with the nearest cluster for one that leads nowhere.

        A cluster's name may hold slashes: the whole path is tried first, then all but its end.
        """
        try:
            return Place(self.grounds.of(path))
        except UserError as error:
            cluster, slash, scenario = path.rpartition("/")
            if not slash:
                raise NotHere(error) from None
        try:
            return Place(self.grounds.of(cluster), scenario)
        except UserError as error:
            raise NotHere(error) from None

    def asking(self, ground: Ground, question: Asked) -> Asking:
        """Return a question about a cluster."""
        return Asking(self.opened.study, ground, question, self.stored)


def task_of(tasks: Tasks, study: str, cluster: str, question: Asked) -> Task | None:
    """Return the newest task that answers a question, in whatever state; None for none."""
    wanted = _question(options_of(cluster, question).model_dump(mode="json"))
    for task in tasks.all(study):
        if task.kind == EXPERIMENT and _question(task.options) == wanted:
            return task
    return None


def preparing(tasks: Tasks, study: str, cluster: str) -> Task | None:
    """Return the task that prepares quick answers of a cluster now; None for none."""
    for task in tasks.all(study):
        if (task.kind, task.options.get("cluster")) == (QUICK_ANSWERS, cluster):
            return task if task.state is not State.DONE else None
    return None


def submit(
    tasks: Tasks, asking: Asking, study: str, owner: str, *, runs: int = MOST, settle: bool = True
) -> Task:
    """Put the runs that answer a question into the queue."""
    options = options_of(asking.ground.cluster, asking.question, runs=runs, settle=settle)
    with TemporaryDirectory(dir=asking.study.folder, prefix=".lab-") as scratch:
        files = write_inputs(asking, Path(scratch) / "given")
        return tasks.submit(study, EXPERIMENT, options, owner=owner, inputs=files)


def before_it(tasks: Tasks, study: str, task: Task) -> int:
    """Return how many tasks run or wait before one that waits."""
    return sum(
        1
        for other in tasks.all(study)
        if other.id != task.id
        and (
            other.state is State.RUNNING
            or (other.state is State.WAITING and other.queued < task.queued)
        )
    )


def usual_seconds(tasks: Tasks, study: str) -> float:
    """Return how long an experiment took lately, seconds."""
    took = [
        (datetime.fromisoformat(task.ended) - datetime.fromisoformat(task.started)).total_seconds()
        for task in tasks.all(study)[:30]
        if task.kind == EXPERIMENT and task.state is State.DONE
    ]
    return median(took) if took else USUAL


def _question(options: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in options.items() if name not in NOT_THE_QUESTION}
