"""Tasks as resources and as pages, and their events."""

import json
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from milieu.web.app import make_app
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from milieu.web.tasks import events
from milieu.web.tasks.limits import Limits
from milieu.web.tasks.task import read_task

ADDRESS = "http://127.0.0.1"
TASKS = "/api/v1/s/hsinchu/tasks"


@pytest.fixture
def own(folders: dict[str, Path], tmp_path: Path) -> Site:
    """A site with one small study that the test may change."""
    copy = Path(shutil.copytree(folders["hsinchu"], tmp_path / "hsinchu"))
    state = tmp_path / "state"
    state.mkdir()
    return Site(shelf=Shelf([copy]), state=state)


@pytest.fixture
def asking(own: Site) -> Iterator[TestClient]:
    """Ask a site whose tasks run."""
    with TestClient(make_app(own), base_url=ADDRESS, headers={"Origin": ADDRESS}) as client:
        yield client


@pytest.fixture
def waiting(own: Site) -> Iterator[TestClient]:
    """Ask a site on which tasks wait and never run."""
    site = replace(own, limits=Limits(at_once=0))
    with TestClient(make_app(site), base_url=ADDRESS, headers={"Origin": ADDRESS}) as client:
        yield client


def ended(client: TestClient, address: str) -> dict:
    end = time.monotonic() + 60
    while (task := client.get(address).json())["state"] in ("waiting", "running"):
        assert time.monotonic() < end, task
        time.sleep(0.05)
    return task


def heard(text: str) -> list[tuple[str, str, dict]]:
    """Return id, name and data of each event."""
    found = []
    for block in text.split("\n\n"):
        fields = dict(
            line.split(": ", 1) for line in block.split("\n") if not line.startswith(":") and line
        )
        if "event" in fields:
            found.append((fields.get("id", ""), fields["event"], json.loads(fields["data"])))
    return found


def test_a_task_is_asked_for_watched_and_its_result_fetched(asking: TestClient):
    made = asking.post(TASKS, json={"kind": "build"})
    assert made.status_code == 201 and made.headers["location"] == made.json()["address"]
    assert made.json()["owner"] == "you"
    stream = asking.get(f"{made.json()['address']}/events")
    assert stream.headers["content-type"].startswith("text/event-stream")
    said = heard(stream.text)
    assert said[-1][1:] == ("end", {"state": "done"})
    steps = [(id, data["step"]) for id, name, data in said if name == "step"]
    assert [id for id, _ in steps] == [str(n) for n in range(1, len(steps) + 1)]
    task = ended(asking, made.json()["address"])
    (result,) = task["results"]
    file = asking.get(result["address"])
    assert len(file.content) == result["bytes"]
    assert file.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in file.headers["content-security-policy"]
    again = heard(
        asking.get(f"{task['address']}/events", headers={"Last-Event-ID": steps[2][0]}).text
    )
    assert [data["step"] for _, name, data in again if name == "step"] == [s for _, s in steps[3:]]
    listed = asking.get(TASKS).json()
    assert listed["total"] == 1 and listed["tasks"][0] == task
    assert asking.delete(task["address"]).status_code == 204
    assert asking.get(task["address"]).status_code == 404


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"kind": "biuld"}, 400, "Did you mean 'build'?"),
        ({"kind": "build", "options": {"untill": ""}}, 400, "untill: no option 'untill'"),
        ({"kind": "build", "options": []}, 422, "options"),
        ({}, 422, "kind: field required"),
        ([], 422, ""),
    ],
)
def test_a_wrong_wish_is_named(waiting: TestClient, body, status: int, said: str):
    answer = waiting.post(TASKS, json=body)
    assert answer.status_code == status and said in answer.json()["detail"]
    assert (
        waiting.post(TASKS, content="{", headers={"content-type": "application/json"}).status_code
        == 422
    )


def test_stop_resume_and_delete_are_refused_in_words_at_the_wrong_time(waiting: TestClient):
    at = waiting.post(TASKS, json={"kind": "build"}).json()["address"]
    assert waiting.delete(at).status_code == 409
    assert waiting.post(f"{at}/resume").status_code == 409
    assert waiting.post(f"{at}/stop").json()["state"] == "stopped"
    refused = waiting.post(f"{at}/stop")
    assert refused.status_code == 409 and "ended already" in refused.json()["detail"]
    assert waiting.post(f"{at}/resume").json()["state"] == "waiting"


def test_too_many_waiting_are_refused_with_429(own: Site):
    site = replace(own, limits=Limits(at_once=0, waiting=1))
    with TestClient(make_app(site), base_url=ADDRESS, headers={"Origin": ADDRESS}) as client:
        client.post(TASKS, json={"kind": "build"})
        answer = client.post(TASKS, json={"kind": "build"})
    assert answer.status_code == 429 and "which is the most" in answer.json()["detail"]


def test_only_so_many_may_watch(waiting: TestClient, monkeypatch):
    from milieu.web.api import tasks

    at = waiting.post(TASKS, json={"kind": "build"}).json()["address"]
    monkeypatch.setattr(tasks.LISTENERS, "most", 0)
    answer = waiting.get(f"{at}/events")
    assert answer.status_code == 503 and "every few seconds" in answer.json()["detail"]


def test_a_quiet_stream_sends_a_heartbeat_and_ends_in_time(waiting: TestClient, monkeypatch):
    for name, value in (("LOOK", 0.02), ("HEARTBEAT", 0.05), ("LONGEST", 0.3)):
        monkeypatch.setattr(events, name, value)
    at = waiting.post(TASKS, json={"kind": "build"}).json()["address"]
    text = waiting.get(f"{at}/events").text
    assert ": still here" in text and text.startswith("retry: ")
    assert heard(text)[0][1:] == ("state", {"state": "waiting", "stopping": False, "why": ""})


def test_head_of_a_stream_ends_at_once(waiting: TestClient):
    at = waiting.post(TASKS, json={"kind": "build"}).json()["address"]
    assert waiting.head(f"{at}/events").headers["content-type"].startswith("text/event-stream")


def test_text_of_an_event_can_not_forge_another():
    said = events.message("step", {"why": "a\n\nevent: end\ndata: {}"}, 3)
    assert [line.split(":")[0] for line in said.strip().split("\n")] == ["id", "event", "data"]


def test_lines_that_are_no_event_are_passed_over(waiting: TestClient, own: Site):
    task = waiting.post(TASKS, json={"kind": "build"}).json()
    folder = own.shelf.folders["hsinchu"] / "tasks" / task["id"]
    lines = [
        "{",
        "[]",
        '{"event": "a\\nevent: end", "said": 1}',
        '{"event": "good", "said": [1]}',
        "half",
    ]
    (folder / "events.jsonl").write_text("\n".join(lines))
    said, last = events.heard(read_task(folder), 0)
    assert last == 4 and [one.split("\n")[1] for one in said] == ["event: good"]


def test_the_pages_work_without_a_script(waiting: TestClient):
    page = waiting.get("/s/hsinchu/tasks")
    assert "Nothing is under way" in page.text and page.headers["cache-control"] == "no-store"
    asked = waiting.post(
        "/s/hsinchu/tasks", data={"kind": "build", "until": "cells"}, follow_redirects=False
    )
    assert asked.status_code == 303
    at = asked.headers["location"]
    assert "Build up to cells" in waiting.get(at).text
    assert "milieu build hsinchu --until cells" in waiting.get(at).text
    for what, shown in (("stop", "Resume"), ("resume", "Stop"), ("stop", "Delete")):
        answer = waiting.post(f"{at}/{what}", follow_redirects=False)
        assert answer.status_code == 303 and shown in waiting.get(at).text
    assert (
        waiting.post(f"{at}/delete", follow_redirects=False).headers["location"].endswith("/tasks")
    )
    assert waiting.get(at, headers={"Accept": "text/html"}).status_code == 404


@pytest.mark.parametrize(("field", "value"), [("until", "cels"), ("as_of", "2026-02-30")])
def test_what_is_wrong_with_a_form_stands_beside_the_field(waiting: TestClient, field, value):
    answer = waiting.post("/s/hsinchu/tasks", data={"kind": "build", field: value})
    assert answer.status_code == 400
    wrong = answer.text.index('aria-invalid="true"')
    assert f'name="{field}"' in answer.text[wrong - 80 : wrong]
    assert 'class="why"' in answer.text[wrong:]


def test_a_title_is_data_and_no_markup(waiting: TestClient, own: Site):
    at = waiting.post(TASKS, json={"kind": "simulate"}).json()
    record = own.shelf.folders["hsinchu"] / "tasks" / at["id"] / "task.json"
    said = json.loads(record.read_text())
    said |= {"kind": "gone", "named": "<script>alert(1)</script>", "why": "<b>", "owner": '"><i>'}
    record.write_text(json.dumps(said))
    for page in ("/s/hsinchu/tasks", f"/s/hsinchu/tasks/{at['id']}"):
        text = waiting.get(page).text
        assert "<script>alert" not in text and "<b>" not in text.split("</header>")[1]
        assert "&lt;script&gt;" in text and '"><i>' not in text
