"""What is answered when a request can not be."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from milieu.core.errors import UserError
from milieu.web.answers import add_answers, complaint, told
from milieu.web.head import HeadAsGet

PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def test_pages_are_answered_with_pages_and_programs_with_problem_details(client: TestClient):
    page = client.get("/s/nothing", headers=PAGE)
    assert page.status_code == 404 and page.headers["content-type"].startswith("text/html")
    assert "no study" in page.text.lower()
    for asked in (client.get("/api/v1/s/nothing", headers=PAGE),
                  client.get("/s/nothing", headers={"Accept": "application/json"})):  # fmt: skip
        assert asked.headers["content-type"] == "application/problem+json"
        assert asked.json()["errors"][0]["what"].startswith("no study 'nothing'")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/nothing/at/all", "/static/nothing.js"])
def test_an_address_of_nothing_is_404(client: TestClient, path: str):
    assert client.get(path).status_code == 404


def test_another_method_is_405_and_names_the_right_ones(client: TestClient):
    answer = client.put("/api/v1/studies")
    assert answer.status_code == 405 and "GET" in answer.headers["allow"]
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("/tmp/a/b/study.toml: x", "study.toml: x"),
        ("Run `milieu build /srv/ann/studies/ny` first.", "Run `milieu build ny` first."),
        ("wrote /etc/x/y, and /usr/share/z.", "wrote y, and z."),
        ("see /api/v1/s/x/tasks", "see /api/v1/s/x/tasks"),
        ("1/2 of jobs/firms", "1/2 of jobs/firms"),
    ],
)
def test_paths_of_the_machine_are_not_told(text: str, shown: str):
    assert told(text) == shown


def test_an_option_of_a_command_is_called_as_the_parameter():
    assert complaint(UserError("wrong", where="--as-of", next="")).where == "as_of"


@pytest.mark.parametrize("accept", [PAGE["Accept"], "application/json"])
def test_what_breaks_is_told_without_a_trace(accept: str):
    app = FastAPI()
    add_answers(app)

    @app.get("/broken")
    def broken() -> None:
        raise RuntimeError("/srv/secret/place")

    answer = TestClient(app, raise_server_exceptions=False).get(
        "/broken", headers={"Accept": accept}
    )
    assert answer.status_code == 500
    assert "secret" not in answer.text and "RuntimeError" not in answer.text
    assert "did not expect" in answer.text


def test_head_is_answered_as_get_without_a_body():
    app = FastAPI()
    app.add_middleware(HeadAsGet)

    @app.get("/")
    def hello() -> str:
        return "hello"

    head = TestClient(app).head("/")
    assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", "7")
