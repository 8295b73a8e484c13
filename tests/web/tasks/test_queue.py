import json
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest

from milieu.core.errors import UserError
from milieu.web.faults import NotHere, NotNow
from milieu.web.tasks.queue import Tasks, TooMany
from milieu.web.tasks.task import How, State, read_task
from tests.web.tasks.conftest import wait_for


def test_a_build_is_done_with_its_results_listed_and_the_command_that_does_the_same(tasks: Tasks):
    task = wait_for(tasks, tasks.submit("hsinchu", "build", {}, owner="ann"))
    assert (task.state, task.owner, task.why) == (State.DONE, "ann", "")
    (made,) = task.results
    assert made.name == "steps.json" and made.bytes == (task.result("steps.json")).stat().st_size
    assert {"step": "cited_stages", "state": "up to date", "why": ""} in json.loads(
        task.result("steps.json").read_text()
    )
    assert task.command("hsinchu") == "milieu build hsinchu"
    assert task.progress.share == 1.0


def test_what_is_wrong_is_named_before_anything_waits(tasks: Tasks):
    for kind, options, said in (
        ("biuld", {}, "Did you mean 'build'"),
        ("build", {"untill": "x"}, "Did you mean 'until'"),
        ("build", {"until": "cell"}, "Did you mean 'cells'"),
        ("build", {"as_of": "2026-13-01"}, "is not a day"),
        ("build", {"until": 3}, "until: input should be a valid string"),
        ("simulate", {"runs": 0}, "greater than or equal to 1"),
        ("simulate", {"scenario": "/etc/passwd"}, "no scenario"),
    ):
        with pytest.raises(UserError, match=re.escape(said)):
            tasks.submit("hsinchu", kind, options)
    with pytest.raises(NotHere):
        tasks.submit("hsinchu2", "build", {})
    assert tasks.all("hsinchu") == []


def test_one_owner_can_have_so_many_waiting_and_no_more(open_tasks: Callable[..., Tasks]):
    tasks = open_tasks(at_once=0, waiting=2)
    for _ in range(2):
        tasks.submit("hsinchu", "build", {}, owner="ann")
    with pytest.raises(TooMany, match="2 tasks of yours are waiting"):
        tasks.submit("hsinchu", "build", {}, owner="ann")
    assert tasks.submit("hsinchu", "build", {}, owner="bob").state is State.WAITING
    assert tasks.active() == 3


def test_a_waiting_task_can_be_stopped_resumed_and_deleted(open_tasks: Callable[..., Tasks]):
    tasks = open_tasks(at_once=0)
    task = tasks.submit("hsinchu", "build", {})
    with pytest.raises(NotNow, match="has not ended"):
        tasks.delete("hsinchu", task.id)
    with pytest.raises(NotNow, match="only a task that was stopped"):
        tasks.resume("hsinchu", task.id)
    assert tasks.stop("hsinchu", task.id).state is State.STOPPED
    with pytest.raises(NotNow, match="ended already"):
        tasks.stop("hsinchu", task.id)
    assert tasks.resume("hsinchu", task.id).state is State.WAITING
    tasks.stop("hsinchu", task.id)
    tasks.delete("hsinchu", task.id)
    assert tasks.all("hsinchu") == []
    with pytest.raises(NotHere):
        tasks.get("hsinchu", task.id)


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "x" * 16, "0" * 17, "0" * 16, "%2e%2e"])
def test_a_name_that_no_task_has_is_nothing(tasks: Tasks, folder: Path, name: str):
    (folder / "tasks").mkdir()
    with pytest.raises(NotHere):
        tasks.get("hsinchu", name)


def test_links_hidden_files_and_paths_are_no_results(open_tasks: Callable[..., Tasks]):
    task = open_tasks(at_once=0).submit("hsinchu", "build", {})
    results = task.folder / "results"
    (results / "steps.json").write_text("[]")
    (results / "link").symlink_to("/etc/passwd")
    (results / ".hidden").write_text("x")
    (results / "below").mkdir()
    assert [made.name for made in task.results] == ["steps.json"]
    for name in ("link", ".hidden", "below", "../task.json", "/etc/passwd", ""):
        assert task.result(name) is None


def test_two_servers_see_each_others_tasks_and_run_one_at_a_time(
    open_tasks: Callable[..., Tasks],
):
    one, other = open_tasks(), open_tasks()
    asked = [server.submit("hsinchu", "build", {}) for server in (one, other, one)]
    ended = [
        wait_for(server, task) for server, task in zip((other, one, other), asked, strict=True)
    ]
    assert {task.state for task in ended} == {State.DONE}
    assert {task.id for task in one.all("hsinchu")} == {task.id for task in other.all("hsinchu")}
    spans = sorted((task.started, task.ended) for task in ended)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(task.tries == 1 for task in ended)


def test_a_copied_study_has_its_tasks(
    open_tasks: Callable[..., Tasks], folder: Path, tmp_path: Path
):
    task = open_tasks(at_once=0).submit("hsinchu", "build", {})
    (task.folder / "results" / "steps.json").write_text("[]")
    copy = Path(shutil.copytree(folder, tmp_path / "copy" / "renamed"))
    again = Tasks({"renamed": copy}).get("renamed", task.id)
    assert (again.state, again.results) == (task.state, task.results)


def test_files_that_it_is_given_are_moved_into_its_folder(
    open_tasks: Callable[..., Tasks], tmp_path: Path
):
    given = tmp_path / "panel.csv"
    given.write_text("a,b\n")
    task = open_tasks(at_once=0).submit("hsinchu", "build", {}, inputs=[given])
    assert task.inputs == ("panel.csv",) and not given.exists()
    assert (task.folder / "inputs" / "panel.csv").read_text() == "a,b\n"


def test_a_broken_record_is_no_task_and_breaks_no_other(
    open_tasks: Callable[..., Tasks], folder: Path
):
    tasks = open_tasks(at_once=0)
    task = tasks.submit("hsinchu", "build", {})
    good = json.loads((task.folder / "task.json").read_text())
    wrong = [{"state": "flying"}, {"options": 3}, {"made": "today"}, {"tries": "x"}, {"inputs": 1}]
    for number, text in enumerate(["", "[]", "{}", *(json.dumps(good | one) for one in wrong)]):
        broken = folder / "tasks" / f"{number:016}"
        broken.mkdir()
        (broken / "task.json").write_text(text)
        assert read_task(broken) is None, text
    assert [one.id for one in tasks.all("hsinchu")] == [task.id]


def test_a_study_that_can_not_be_written_says_so(folder: Path, monkeypatch):
    def refuse(self: Path, *args: object, **kwargs: object) -> None:
        raise PermissionError("no")

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(UserError, match="can not be written here"):
        Tasks({"hsinchu": folder}).submit("hsinchu", "build", {})


def test_progress_that_can_not_be_read_is_none(open_tasks: Callable[..., Tasks]):
    task = open_tasks(at_once=0).submit("hsinchu", "build", {})
    for text in ("", "{", "[]", '{"what": "x"}', '{"what": "", "share": "x", "seconds_left": 1}'):
        (task.folder / "progress.json").write_text(text)
        assert task.progress == How()
    said = {"what": "x", "share": 7.5, "seconds_left": None, "at": task.made}
    (task.folder / "progress.json").write_text(json.dumps(said))
    assert task.progress == How("x", 1.0, None, task.made)
