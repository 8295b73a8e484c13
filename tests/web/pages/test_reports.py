"""The form for a report: filled in for where one comes from, mistakes beside fields, a file."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from milieu.core.errors import UserError
from milieu.web.app import make_app
from milieu.web.tasks.declare import KINDS, RESULTS
from milieu.web.tasks.task import read_task
from tests.web.conftest import ADDRESS

REPORT = KINDS["report"]


@pytest.fixture
def asking(own_site):
    """A client of a site whose queue stands still."""
    app = make_app(own_site)
    yield TestClient(app, base_url=ADDRESS, headers={"Origin": ADDRESS}, follow_redirects=False)
    own_site.tasks.close(0.0)


class Quiet:
    """A progress that nobody watches."""

    def __call__(self, what: str, share: float) -> None:
        """Say nothing."""

    def tell(self, event: str, said: object) -> None:
        """Say nothing."""


def test_the_form_is_filled_in_for_the_cluster_that_one_comes_from(client):
    page = client.get("/s/made-up/report", params={"cluster": "apparel-2"}).text
    assert re.search(r'<input id="cluster"[^>]*value="Apparel in County 2"', page)
    assert 'value="zh"' in page
    assert client.get("/s/made-up/report?cluster=%3Cscript%3E").text.count("<script>") == 0


def test_a_cluster_is_named_as_people_name_it(asking, own_site):
    for said in ("Apparel in County 2", " apparel in  county 2", "apparel-2"):
        answer = asking.post("/s/made-up/report", data={"cluster": said})
        task = own_site.tasks.get("made-up", answer.headers["location"].rpartition("/")[2])
        assert "--cluster apparel-2 " in task.command("made-up"), said


def test_a_name_that_means_none_or_several_clusters_is_answered_beside_the_field(asking):
    for said, told in (("Aparel in Cunty 2", "Apparel in County 2"), ("apparel", "Say which")):
        answer = asking.post("/s/made-up/report", data={"cluster": said})
        assert answer.status_code == 400
        beside = re.search(r'id="cluster-wrong">([^<]*)<', answer.text)
        assert beside is not None
        assert told in beside[1]
        assert f'value="{said}"' in answer.text


def test_it_is_there_for_an_empty_study_and_one_of_facts(client):
    for study in ("empty", "hsinchu"):
        assert client.get(f"/s/{study}/report").status_code == 200


def test_a_report_is_asked_for_with_the_same_by_command(asking, own_site):
    sent = {"cluster": "apparel-2", "format": "pdf", "language": "zh", "as_of": ""}
    answer = asking.post("/s/made-up/report", data=sent)
    assert answer.status_code == 303
    task = own_site.tasks.get("made-up", answer.headers["location"].rpartition("/")[2])
    assert task.kind == "report"
    assert (
        task.command("made-up") == "milieu report made-up --cluster apparel-2 --pdf --language zh"
    )
    assert "apparel-2" in task.title and "PDF" in task.title


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("cluster", "aparel-2", "apparel-2"),
        ("language", "fr", "fr"),
        ("format", "docx", "pdf"),
        ("clusters", "-1", "0"),
        ("clusters", "many", "integer"),
        ("as_of", "yesterday", "yesterday"),
    ],
)
def test_a_mistake_is_told_beside_its_field(asking, field, value, words):
    answer = asking.post("/s/made-up/report", data={field: value})
    assert answer.status_code == 400
    assert words in answer.text
    assert f'id="{field}-wrong"' in answer.text or 'role="alert"' in answer.text
    assert "Traceback" not in answer.text


def test_a_task_of_nowhere_is_no_experiment(asking, own_site):
    for name in ("0" * 16, "../../../etc", "x"):
        answer = asking.post("/s/made-up/report", data={"task": name})
        assert answer.status_code == 400 and "no experiment" in answer.text.lower()
    study = own_site.shelf.open("made-up").study
    with pytest.raises(UserError, match="experiment"):
        REPORT.run(study, REPORT.wish({"task": "f" * 16}), Path("/nowhere"), Quiet())


@pytest.mark.parametrize("format", ["html", "pdf"])
def test_the_task_writes_the_file(own_site, tmp_path, format):
    study = own_site.shelf.open("made-up").study
    (tmp_path / RESULTS).mkdir()
    wish = REPORT.wish({"cluster": "apparel-1", "format": format})
    REPORT.checked(study, wish)
    REPORT.run(study, wish, tmp_path, Quiet())
    made = (tmp_path / RESULTS / f"report.{format}").read_bytes()
    assert made.startswith(b"%PDF" if format == "pdf" else b"<!doctype html>")


def test_a_report_is_written_of_an_experiment_from_its_kept_runs(own_site, tmp_path):
    study = own_site.shelf.open("small").study
    with study.session() as session:
        (cluster,) = session.execute(
            "SELECT cluster FROM clusters ORDER BY rank LIMIT 1"
        ).fetchone()
    given = {"cluster": cluster, "do": "training:1", "runs": 10, "years": 3, "settle": False}
    task = own_site.tasks.submit("small", "experiment", given)
    (task.folder / RESULTS).mkdir(exist_ok=True)
    tried = KINDS["experiment"]
    tried.run(study, tried.wish(task.options), task.folder, Quiet())
    (tmp_path / RESULTS).mkdir()
    REPORT.run(study, REPORT.wish({"task": task.id, "format": "html"}), tmp_path, Quiet())
    page = (tmp_path / RESULTS / "report.html").read_text("utf-8")
    runs = json.loads((task.folder / RESULTS / "answer.json").read_text("utf-8"))["runs"]
    assert f"{runs} paired runs" in page and "What is asked" in page
    assert read_task(task.folder) is not None
