"""Saved scenarios: brought in with their mistakes told, renamed, deleted, taken back, shared."""

import pytest
from fastapi.testclient import TestClient

from milieu.web.app import make_app
from tests.web.conftest import ADDRESS

GOOD = """name = "Fairs"
start = 2030
horizon_years = 5
[[measure]]
instrument = "external_linkage"
intensity = 2.0
"""
PAGE, API = "/s/small/scenarios", "/api/v1/s/small/scenarios"


@pytest.fixture
def own_client(own_site):
    with TestClient(make_app(own_site), base_url=ADDRESS, headers={"Origin": ADDRESS}) as asking:
        yield asking


def test_nothing_is_saved_at_first_and_the_page_says_what_to_do(client):
    said = client.get(PAGE)
    assert said.status_code == 200
    assert "Nothing is saved yet" in said.text


def test_a_file_is_brought_in_listed_and_given_back(own_client):
    sent = {"file": ("x.toml", GOOD.encode(), "application/toml")}
    said = own_client.post(PAGE, data={"act": "bring"}, files=sent)
    assert said.status_code == 200
    assert 'id="fairs"' in said.text
    given = own_client.get(f"{PAGE}/fairs.toml")
    assert "external_linkage" in given.text
    assert given.headers["content-disposition"].startswith("attachment")
    assert given.headers["x-content-type-options"] == "nosniff"


def test_a_mistake_is_told_with_its_line_beside_the_text_which_stays(own_client):
    said = own_client.post(PAGE, data={"act": "bring", "text": GOOD.replace("linkage", "linkag")})
    assert said.status_code == 400
    assert "scenario, line 5" in said.text
    assert "Did you mean" in said.text
    assert "external_linkag&#34;" in said.text


def test_a_script_in_a_file_is_text(own_client):
    text = GOOD.replace("Fairs", "<script>alert(1)</script>")
    said = own_client.post(PAGE, data={"act": "bring", "text": text, "name": "ok"})
    assert said.status_code == 200
    bad = own_client.post(PAGE, data={"act": "bring", "text": text})
    assert bad.status_code == 400
    assert "<script>alert" not in said.text + bad.text


def test_deleting_can_be_undone(own_client):
    own_client.post(PAGE, data={"act": "bring", "text": GOOD})
    said = own_client.post(PAGE, data={"act": "delete", "name": "fairs"})
    assert "Undo" in said.text and 'id="fairs"' not in said.text
    gone = str(said.url).partition("deleted=")[2]
    back = own_client.post(PAGE, data={"act": "restore", "deleted": gone})
    assert 'id="fairs"' in back.text


def test_renaming_to_a_name_that_is_taken_is_told_beside_the_field(own_client):
    for name in ("Fairs", "Other"):
        own_client.post(PAGE, data={"act": "bring", "text": GOOD, "name": name})
    said = own_client.post(PAGE, data={"act": "rename", "name": "other", "new": "Fairs"})
    assert said.status_code == 400
    assert "already" in said.text
    fine = own_client.post(PAGE, data={"act": "rename", "name": "other", "new": "Third"})
    assert 'id="third"' in fine.text


@pytest.mark.parametrize("name", ["..%2F..%2Fstudy", "...", "%2e%2e%2fstudy", "study.toml%00"])
def test_no_name_leads_out_of_the_folder(client, name):
    assert client.get(f"{PAGE}/{name}.toml").status_code in (400, 404)
    assert client.get(f"{API}/{name}").status_code in (400, 404)


def test_the_api_saves_reads_renames_deletes_and_takes_back(own_client):
    assert own_client.get(API).json() == []
    made = own_client.put(f"{API}/fairs", json={"text": GOOD})
    assert made.status_code == 200
    assert made.json()["measures"] == {"external_linkage": 2.0}
    assert own_client.put(f"{API}/fairs", json={"text": GOOD}).status_code == 409
    assert own_client.put(f"{API}/fairs?over=true", json={"text": GOOD}).status_code == 200
    bad = own_client.put(f"{API}/other", json={"text": "name = "})
    assert bad.status_code == 400
    assert "line 1" in bad.json()["detail"]
    assert own_client.post(f"{API}/fairs/rename", json={"name": "New one"}).json()["name"] == (
        "new-one"
    )
    gone = own_client.delete(f"{API}/new-one").json()
    assert own_client.get(f"{API}/new-one").status_code == 404
    assert own_client.post(f"{API}/restore", json=gone).json()["name"] == "new-one"
    assert own_client.get(f"{API}/new-one").json()["text"].startswith('name = "New one"')
