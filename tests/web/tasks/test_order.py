from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from milieu.web.tasks.order import next_task
from milieu.web.tasks.task import State, Task


def task(
    name: str, owner: str, queued: int, state: State = State.WAITING, started: str = ""
) -> Task:
    return Task(Path(name), name, "build", {}, owner, state, queued=f"{queued:04}", started=started)


def served(waiting: list[Task]) -> list[Task]:
    """Start one after another, each to its end, and return the order."""
    tasks, order = list(waiting), []
    while (chosen := next_task(tasks)) is not None:
        order.append(chosen)
        at = tasks.index(chosen)
        tasks[at] = task(
            chosen.id, chosen.owner, int(chosen.queued), State.DONE, f"{len(order):04}"
        )
    return order


def test_nothing_is_next_where_nothing_waits():
    assert next_task([task("a", "ann", 1, State.RUNNING, "1")]) is None


def test_one_owner_is_served_in_the_order_of_asking():
    assert [t.id for t in served([task("b", "ann", 2), task("a", "ann", 1)])] == ["a", "b"]


def test_who_asks_once_does_not_wait_for_all_of_who_asks_often():
    often = [task(f"a{n}", "ann", n) for n in range(9)]
    assert [t.id for t in served([*often, task("b0", "bob", 99)])][:2] == ["a0", "b0"]


@given(st.lists(st.sampled_from("abc"), max_size=30))
def test_at_any_time_no_owner_was_served_more_often_than_others_who_still_wait(owners):
    order = served([task(f"t{n:02}", owner, n) for n, owner in enumerate(owners)])
    assert len(order) == len(owners)
    for at in range(1, len(order) + 1):
        past, left = order[:at], {t.owner for t in order[at:]}
        count = {owner: sum(t.owner == owner for t in past) for owner in "abc"}
        assert all(count[o] <= min(count[p] for p in left) + 1 for o in "abc" if left)
