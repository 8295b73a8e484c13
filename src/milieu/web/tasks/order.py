"""Order: which waiting task is next, so that nobody's many tasks keep others waiting."""

from collections.abc import Sequence

from milieu.web.tasks.task import State, Task


def next_task(tasks: Sequence[Task]) -> Task | None:
    """Return the oldest waiting task of the owner who was served longest ago; None without any.

    Owners take turns: who never had a task started comes first, and of those equal the one whose
    task has waited longest.
    """
    waiting = [task for task in tasks if task.state is State.WAITING]
    served: dict[str, str] = {}
    for task in tasks:
        served[task.owner] = max(served.get(task.owner, ""), task.started)
    return min(waiting, key=lambda t: (served[t.owner], t.queued, t.id), default=None)
