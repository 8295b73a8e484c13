"""A page that does not exist keeps its study's bar and offers what is nearest."""

from fastapi.testclient import TestClient

from milieu.web.app import make_app
from milieu.web.safety.accounts import Accounts
from tests.web.conftest import ADDRESS

PAGE = {"accept": "text/html"}


def asked(site, path):
    site.shelf.warm()
    site.shelf.settle()
    client = TestClient(make_app(site), base_url=ADDRESS, headers=PAGE)
    return client.get(path)


def test_an_unknown_cluster_is_answered_with_a_link_to_the_nearest(own_site):
    answer = asked(own_site, "/s/made-up/c/aparel-3")
    assert answer.status_code == 404
    assert 'href="/s/made-up/c/apparel-3"' in answer.text
    assert 'href="/s/made-up/compare"' in answer.text  # the study's bar
    assert "Known:" not in answer.text


def test_in_the_lab_the_nearest_is_one_in_the_lab(own_site):
    assert 'href="/s/made-up/lab/apparel-3"' in asked(own_site, "/s/made-up/lab/aparel-3").text


def test_other_missing_pages_lead_back_to_the_study(own_site):
    for path in ("/s/made-up/nothing", "/s/made-up/data/nothing", "/s/made-up/tasks/nothing"):
        answer = asked(own_site, path)
        assert answer.status_code == 404, path
        assert 'class="ways"><a href="/s/made-up"' in answer.text, path


def test_outside_of_a_study_all_studies_are_offered(own_site):
    for path in ("/nothing", "/s/nothing", "/s/nothing/c/a"):
        answer = asked(own_site, path)
        assert answer.status_code == 404, path
        assert 'class="ways"><a href="/"' in answer.text, path


def test_a_day_that_is_none_is_answered_within_the_study(own_site):
    answer = asked(own_site, "/s/made-up?as_of=yesterday")
    assert answer.status_code == 400
    assert 'href="/s/made-up/compare"' in answer.text


def test_nothing_of_a_study_is_told_to_who_is_not_let_in(own_site):
    Accounts(own_site.records).add("li", "administrator", "seven words in a row")
    answer = asked(own_site, "/s/made-up/c/aparel-3")
    assert "Written by hand" not in answer.text
    assert "apparel-3" not in answer.text
    refused = TestClient(make_app(own_site), base_url=ADDRESS, headers=PAGE).post("/s/made-up/data")
    assert refused.status_code in (401, 403)
    assert "Written by hand" not in refused.text
