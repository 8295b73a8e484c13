"""The policy lab: works without a script, answers in words, refuses plainly, keeps its address."""

import re
import time
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from milieu.study.lab.asked import asked
from milieu.web.app import make_app
from milieu.web.lab.desk import Desk, submit
from milieu.web.lab.question import from_form, lab_address, question_of
from milieu.web.lab.sliders import leading, step_of
from milieu.web.lines import lines
from milieu.web.tasks.declare import KINDS, Stop
from milieu.web.tasks.kinds.experiment import ExperimentOptions, command, options_of, run
from milieu.web.tasks.task import State
from tests.web.conftest import ADDRESS

YEARS = 3


class Silent:
    """A progress that remembers events; `stop_at`: the step at which somebody stops it."""

    def __init__(self, stop_at: int = 0) -> None:
        self.events: list[dict] = []
        self.stop_at = stop_at

    def __call__(self, what: str, share: float) -> None:
        assert 0 <= share <= 1

    def tell(self, event: str, said: dict) -> None:
        self.events.append({"event": event, **said})
        if len(self.events) == self.stop_at:
            raise Stop


@pytest.fixture
def own_client(own_site):
    with TestClient(make_app(own_site), base_url=ADDRESS, headers={"Origin": ADDRESS}) as asking:
        yield asking


@pytest.fixture(scope="session")
def largest(site) -> str:
    with site.shelf.open("small").session() as session:
        found = session.execute("SELECT cluster FROM clusters ORDER BY jobs DESC, cluster")
        return str(found.fetchone()[0])


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", text)))


def answered(own_site, cluster: str, do: str, *, runs: int = 16, stop_at: int = 0, **other):
    """Answer a question as the worker does, and return the task."""
    desk = Desk(own_site.shelf.open("small"))
    asking = desk.asking(desk.grounds.of(cluster), asked(do=do, years=YEARS, **other))
    own_site.tasks._closed.set()  # nobody starts it: it is run here
    task = submit(own_site.tasks, asking, "small", "", runs=runs, settle=False)
    progress = Silent(stop_at)
    wish = KINDS[task.kind].wish(task.options)
    if stop_at:
        with pytest.raises(Stop):
            run(asking.study, wish, task.folder, progress)
        return task.changed(state=State.STOPPED), progress
    run(asking.study, wish, task.folder, progress)
    return task.changed(state=State.DONE, started=task.made, ended=task.made), progress


def test_the_entrance_lists_clusters_that_lead_to_their_lab(client, largest):
    said = client.get("/s/small/lab")
    assert said.status_code == 200
    assert f'href="/s/small/lab/{largest}"' in said.text
    none = client.get("/s/small/lab?search=nowhere at all")
    assert "No cluster is called like this" in none.text


def test_clusters_in_trouble_come_first(client):
    said = client.get("/s/made-up/lab").text
    badges = [at.start() for at in re.finditer("badge alarm", said)]
    links = [at.start() for at in re.finditer('href="/s/made-up/lab/', said)]
    assert badges and badges[0] < links[1]


def test_the_entrance_and_the_head_name_alarms_as_readers_see_them(client, site):
    said = client.get("/s/made-up/lab").text
    assert re.search(r'<span class="badge alarm">▲ [A-Z][a-z-]+', said)
    assert "lock in" not in plain(said)


def test_head_and_cluster_page_say_the_same_of_where_every_cluster_stands(site):
    opened = site.shelf.open("small")
    told = 0
    for line in lines(opened, opened.content.newest):
        standing = line.standing
        said = leading(opened.grounds.of(line.cluster.id), standing.stage)
        if standing.chance:
            assert said.startswith(f"Most probably in {standing.stage}: {standing.chance}"), said
            told += 1
    assert told


def test_before_anything_is_tried_the_answer_shows_what_comes_and_what_could_be_done(
    client, largest
):
    text = client.get(f"/s/small/lab/{largest}").text
    said = plain(text)
    assert "0 is as today, 1 a usual programme." in said and said.count("as today, 1 a") == 1
    assert "Jobs if nothing new is done: " in said and "What could answer it" in said
    part = text[text.index('data-figure="outlook"') :].partition("</figure>")[0]
    assert "<svg" in part and "Table," in part and 'role="img"' in part
    tried = client.get(f"/s/small/lab/{largest}?do=training:1").text
    assert 'data-figure="outlook"' not in tried and "What could answer it" not in tried


def test_what_does_not_suit_the_stage_is_said_in_one_sentence_and_does_not_warn(client, largest):
    text = client.get(f"/s/small/lab/{largest}").text
    for part in text.split('class="lab-slider')[1:21]:
        says = plain(part.partition('<p class="says">')[2].partition("</p>")[0])
        assert says.lower().count("fits ") == 1
        for warning in re.findall(r'<p class="warns">([^<]+)</p>', part):
            assert warning.startswith("Caution")


def test_an_empty_study_says_what_is_missing(client):
    said = client.get("/s/empty/lab")
    assert said.status_code == 200
    assert "no clusters yet" in said.text


def test_every_instrument_has_a_slider_with_a_number_field_and_a_label(client, largest):
    said = client.get(f"/s/small/lab/{largest}").text
    assert said.count('type="range"') == 25
    for name in ("training", "rd_grant", "external_linkage"):
        assert f'<label class="hidden" for="i-{name}">' in said
        assert f'id="i-{name}" name="i.{name}"' in said
    assert "15 more instruments" in said
    assert "moves both sides" in plain(said)
    assert "style=" not in said.partition("<main")[2]


def test_it_works_without_a_script_as_a_form_whose_answer_has_the_short_address(client, largest):
    fields = {"i.training": "1.5", "w.training": "growth", "i.rd_grant": "0", "a.demand": "2"}
    fields |= {"years": "8", "against": "none", "budget": "1,000,000", "start": ""}
    said = client.get(f"/s/small/lab/{largest}", params=fields, follow_redirects=False)
    assert said.status_code == 303
    where = said.headers["location"]
    assert where == (
        f"/s/small/lab/{largest}?do=training:1.5@growth&assume=demand:2&years=8&budget=1000000"
    )
    assert 'value="1.5"' in client.get(where).text


def test_the_address_restores_the_view(client, largest):
    where = f"/s/small/lab/{largest}?do=training:1.5@growth&assume=demand:2&years=8"
    said = client.get(where).text
    assert '<option value="growth" selected>' in said
    assert re.search(r'name="a.demand"[^>]*value="2"', said)
    assert re.search(r'name="years"[^>]*value="8"', said)
    assert "What if: Training × 1.5?" in plain(said)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("do=trainig:1", "Did you mean 'training'?"),
        ("do=training:77", "it must be 0 to 4"),
        ("assume=demand:99", "-5 to 5"),
        ("years=0", "1 to 40"),
        ("start=never", "no quarter"),
        ("against=nobody", "no saved scenario"),
        ("budget=much", "no number"),
        ("do=%3Cscript%3E:1", "no instrument"),
    ],
)
def test_a_wrong_part_of_the_address_is_named_on_the_page(client, largest, query, word):
    said = client.get(f"/s/small/lab/{largest}?{query}")
    assert said.status_code == 400
    assert word in plain(said.text)
    assert "<script>" not in said.text.partition("<main")[2]
    assert 'type="range"' in said.text  # the sliders are still there


def test_unknown_places_are_answered_with_the_nearest(client, largest):
    assert client.get("/s/small/lab/nowhere").status_code == 404
    said = client.get(f"/s/small/lab/{largest[:-1]}")
    assert said.status_code == 404
    assert "Did you mean" in said.text
    missing = client.get(f"/s/small/lab/{largest}/not-saved")
    assert missing.status_code == 404
    assert "no saved scenario" in plain(missing.text)


def test_without_anything_stored_there_is_no_number_only_how_long_a_run_takes(client, largest):
    said = plain(client.get(f"/s/small/lab/{largest}?do=training:1").text)
    assert "No quick estimate: nothing near enough is stored." in said
    assert re.search(r"A run takes about \d+ s", said)
    assert "Prepare quick answers" in said


def test_a_budget_that_is_too_small_is_told_beside_its_field_and_nothing_runs(own_client, largest):
    where = f"/s/small/lab/{largest}?do=training:4&budget=0"
    said = own_client.get(where).text
    if "are not known here, so money" not in said:  # without wages no money can be compared
        assert "The budget does not pay for this" in said
        answer = own_client.post(where, data={"act": "run"})
        assert answer.status_code == 400


def test_runs_are_shown_in_words_fans_tables_and_files(own_client, own_site, largest):
    task, progress = answered(own_site, largest, "training:2")
    assert [one["runs"] for one in progress.events] == [16]
    answer = own_client.get(f"/s/small/lab/{largest}?do=training:2&years={YEARS}")
    said = plain(answer.text)
    assert re.search(r"In the model: .* jobs by 20\d\d", said)
    assert "16 paired runs" in said
    assert "How far to trust this model" in said and "entrance checks" in said
    for name in ("jobs", "patents", "value_added", "gains"):
        part = answer.text[answer.text.index(f'data-figure="{name}"') :].partition("</figure>")[0]
        assert "<svg" in part and "Table," in part and 'role="img"' in part, name
    for link in re.findall(r'href="(/api/[^"]+/results/[^"]+)"', answer.text):
        assert own_client.get(unescape(link)).status_code == 200, link
    assert f"--clusters {largest} --runs 16" in said
    assert f"tasks/{task.id}/results/scenario.toml" in said


def test_who_stops_keeps_what_is_done_and_can_go_on(own_client, own_site, largest):
    task, progress = answered(own_site, largest, "training:3", runs=40, stop_at=1)
    assert [one["runs"] for one in progress.events] == [24]
    where = f"/s/small/lab/{largest}?do=training:3&years={YEARS}"
    said = plain(own_client.get(where).text)
    assert "24 paired runs" in said and "stopped" in said and "Go on" in said
    again = Silent()
    run(own_site.shelf.open("small").study, KINDS["experiment"].wish(task.options), task.folder,
        again)  # fmt: skip
    assert again.events[-1]["runs"] == 40
    assert "40 paired runs" in plain(own_client.get(where).text)


def test_after_preparing_the_page_shows_outlines_and_beyond_them_no_number(
    own_client, own_site, largest
):
    kind = KINDS["quick_answers"]
    wish = kind.wish({"cluster": largest, "instruments": ["training"], "years": YEARS})
    own_site.tasks._closed.set()
    task = own_site.tasks.submit("small", kind.name, wish)
    progress = Silent()
    kind.run(own_site.shelf.open("small").study, wish, task.folder, progress)
    assert [one["points"] for one in progress.events] == [5, 5, 5]
    where = f"/s/small/lab/{largest}?years={YEARS}&do="
    said = own_client.get(f"{where}training:1.5").text
    if "Quick estimate: about" in said:  # where its own error is small enough beside the range
        assert said.count('class="figure fan quick"') == 3
        assert "Run it" in said
    assert "tested up to 4" in plain(said)
    beyond = plain(own_client.get(f"{where}training:1.5,rd_grant:1").text)
    assert "outside what was tested" in beyond
    assert "Quick estimate: about" not in beyond
    found = own_client.get(f"/api/v1/s/small/lab/{largest}?years={YEARS}&do=training:1.5").json()
    assert found["tested"] == {"training": 4.0}
    assert found["stored"] == 5
    assert bool(found["quick"]) == ("Quick estimate: about" in said)


def test_a_saved_scenario_has_an_address_and_can_be_the_baseline(own_client, largest):
    where = f"/s/small/lab/{largest}?do=training:2@growth&years={YEARS}"
    said = own_client.post(where, data={"act": "save", "name": "Big <training>"})
    assert said.status_code == 400
    assert "Big &lt;training&gt;" in said.text
    said = own_client.post(
        where, data={"act": "save", "name": "Big training"}, follow_redirects=False
    )
    assert said.headers["location"] == f"/s/small/lab/{largest}/big-training"
    page = own_client.get(said.headers["location"]).text
    assert re.search(r'id="i-training"[^>]*value="2"', page)
    twice = own_client.post(where, data={"act": "save", "name": "big training"})
    assert twice.status_code == 400
    assert "already" in twice.text and "replace the one" in twice.text
    other = own_client.get(f"/s/small/lab/{largest}?do=rd_grant:1&against=big-training")
    assert "compared with big-training" in plain(other.text)


def test_a_button_that_is_none_and_a_task_that_is_none_are_refused(own_client, largest):
    where = f"/s/small/lab/{largest}?do=training:1"
    assert own_client.post(where, data={"act": "explode"}).status_code == 400
    assert own_client.post(where, data={"act": "stop", "task": "../../x"}).status_code == 404
    nothing = own_client.post(f"/s/small/lab/{largest}", data={"act": "run"})
    assert nothing.status_code == 400
    assert "Move a slider first" in nothing.text


def test_from_button_to_figures_through_queue_and_worker(own_client, own_site, largest):
    where = f"/s/small/lab/{largest}?do=training:2&years=2"
    said = own_client.post(where, data={"act": "run"})
    assert said.status_code == 200
    assert 'data-events="/api/v1/s/small/tasks/' in said.text
    end = time.monotonic() + 90
    while "paired runs · " not in (text := plain(own_client.get(where).text)):
        assert time.monotonic() < end, text[:2000]
        time.sleep(0.3)
    (task,) = own_site.tasks.all("small")
    own_client.post(where, data={"act": "stop", "task": task.id})
    while own_site.tasks.get("small", task.id).state.active:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert "paired runs" in plain(own_client.get(where).text)
    assert not list(Path(own_site.shelf.folders["small"]).glob(".lab-*"))


def test_options_and_command_say_the_same_question():
    question = asked(do="training:2@growth,rd_grant:1", assume="demand:1", against="x", seed=4)
    wish = options_of("a/b", question)
    assert isinstance(wish, ExperimentOptions)
    assert command(wish, "st udy", 240) == (
        "milieu experiment 'st udy' compared-with.toml scenario.toml --clusters a/b --runs 240 "
        "--seed 4"
    )
    plain_one = options_of("c", asked(do="training:2"))
    assert command(plain_one, "s").startswith("milieu experiment s baseline scenario.toml")


def test_forms_and_addresses_ask_alike(site, largest):
    opened = site.shelf.open("small")
    question = from_form({"i.training": "2", "a.demand": "1", "years": "5"})
    assert question == question_of({"do": "training:2", "assume": "demand:1", "years": "5"})
    assert lab_address(opened, "a/b +c", question) == (
        "/s/small/lab/a%2Fb%20%2Bc?do=training:2&assume=demand:1&years=5"
    )


def test_steps_of_sliders_are_round():
    assert [step_of(most) for most in (3, 4, 5, 10, 50)] == [0.1, 0.1, 0.1, 0.2, 1.0]


def test_the_api_says_the_same_question_in_numbers(own_client, own_site, largest):
    where = f"/api/v1/s/small/lab/{largest}"
    before = own_client.get(where, params={"do": "training:2", "years": YEARS}).json()
    assert (before["answer"], before["quick"], before["task"]) == (None, {}, "")
    task, _ = answered(own_site, largest, "training:2")
    said = own_client.get(where, params={"do": "training:2", "years": YEARS})
    assert said.status_code == 200
    found = said.json()
    assert found["answer"]["runs"] == 16
    assert found["task"].endswith(task.id)
    assert len(found["answer"]["fans"]["jobs"]["middle"]) == YEARS + 1
    assert own_client.get(where, params={"dose": "x"}).status_code == 422
    assert own_client.get("/api/v1/s/small/lab/nowhere").status_code == 404
    assert "NaN" not in said.text and "Infinity" not in said.text
