"""The atlas: words, filters, list and map agree; wrong parameters are named; empty studies help."""

import re
from html import unescape

import pytest

from tests.report.made_up_foresight import with_foresight
from tests.report.small_study import made
from tests.web.conftest import ADDRESS
from tests.web.studies import written


def names_of(page: str) -> list[str]:
    """Return the clusters of the list, in order."""
    rows = re.findall(r'<th scope="row"><a href="[^"]*">([^<]*)</a>', page)
    return [unescape(name) for name in rows]


def test_it_answers_in_words_before_any_figure(client):
    page = client.get("/s/made-up").text
    lead = page.index("12 clusters in 2014")
    assert lead < page.index("<form", page.index("<main")) < page.index('class="map"')
    assert "Where do they stand?" in page and "Alarms?" in page


def test_list_and_map_show_the_same_clusters(client):
    page = client.get("/s/made-up").text
    assert len(names_of(page)) == 12
    points = set(re.findall(r'<circle class="[^"]*" data-p="(\d+)"', page))
    rows = set(re.findall(r'<tr data-p="(\d+)"', page))
    assert rows and rows <= points


def test_the_land_is_one_picture_for_all_filters(client):
    page = client.get("/s/made-up?stage=growth").text
    address = unescape(re.search(r'<img src="([^"]*map\.svg[^"]*)"', page)[1])
    land = client.get(address)
    assert land.headers["content-type"] == "image/svg+xml"
    assert land.text.count("<path") == 12 and "prefers-color-scheme:dark" in land.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("stage=decline", "2 of 12 clusters"),
        ("stage=none", "6 of 12 clusters"),
        ("alarm=any", "2 of 12 clusters"),
        ("alarm=race_to_the_bottom", "4 of 12 clusters"),
        ("min_jobs=3000", "3 of 12 clusters"),
        ("search=county+7", "1 of 12 clusters"),
        ("industry=315", "12 of 12 clusters"),
        ("industry=Apparel+manufacturing", "12 of 12 clusters"),
        ("definition=75", "5 of 12 clusters"),
        ("stage=decline&alarm=none", "0 of 12 clusters"),
    ],
)
def test_filters_leave_what_they_say(client, query, said):
    assert said in client.get(f"/s/made-up?{query}").text.replace("no of", "0 of")


def test_a_wrong_parameter_is_named_with_the_nearest_and_the_others_stay(client):
    page = unescape(client.get("/s/made-up?stage=grwth&alarm=any&min_jobs=many&stge=x").text)
    assert "There is no 'grwth' here. Did you mean 'growth'?" in page
    assert "'many' is not a number from 0 up." in page
    assert "There is no such filter. Did you mean 'stage'?" in page
    assert "2 of 12 clusters" in page
    assert page.count('aria-invalid="true"') == 2


def test_another_year_shows_the_clusters_of_that_year(client):
    page = client.get("/s/made-up?year=2005").text
    assert "12 of 12 clusters" in page and "of 2005" in page and "Where they are, 2005" in page
    assert "cluster_years --only year=2005" in page


def test_the_order_is_the_one_asked_for(client):
    assert names_of(client.get("/s/made-up?sort=-jobs").text)[0] == "Apparel in County 1"
    by_name = names_of(client.get("/s/made-up?sort=name").text)
    assert by_name == sorted(by_name, key=str.lower)


def test_rows_command_and_download_stand_under_the_map(client):
    page = client.get("/s/made-up").text
    assert "milieu show made-up clusters" in page
    file = client.get("/api/v1/s/made-up/data/clusters?format=csv")
    assert file.status_code == 200 and len(file.text.splitlines()) == 13


def test_a_study_without_anything_says_what_to_add(client):
    page = client.get("/s/empty").text
    assert "milieu add empty SOURCE FILES" in page and "milieu build empty" in page


def test_a_study_of_cited_facts_shows_them_with_their_claims(client):
    page = client.get("/s/hsinchu").text
    assert "cited facts about" in page and "Agrees with the statistics" in page
    assert 'data-figure="' in page


def test_a_study_that_was_built_shows_its_map(client):
    page = client.get("/s/small").text
    assert "6 clusters in 2011" in page and page.count("<circle") == 6


def test_no_style_or_handler_stands_in_the_page(client):
    for path in ("/s/made-up", "/s/small", "/s/hsinchu", "/s/empty"):
        page = client.get(path).text
        assert not re.search(r"<[^>]+\s(style|on\w+)=", page), path


def test_a_cluster_that_is_called_like_a_script_stays_a_text(tmp_path):
    from fastapi.testclient import TestClient

    from milieu.web.app import make_app
    from milieu.web.shelf import Shelf
    from milieu.web.site import Site

    name = "<script>alert(1)</script> in \"{}\" 'x'"
    rows = with_foresight(made(tmp_path / "study", clusters=3, name=name))
    study = written(tmp_path / "study", rows)
    site = Site(Shelf([study.folder]), tmp_path / "state")
    client = TestClient(make_app(site), base_url=ADDRESS)
    for path in ("/s/study", "/s/study/c/apparel-1"):
        page = client.get(path)
        assert page.status_code == 200
        assert "<script>alert" not in page.text and "&lt;script&gt;alert" in page.text


def test_a_thousand_places_become_few_points(tmp_path):
    from milieu.web.land import land
    from milieu.web.lines import lines
    from milieu.web.places import MOST, on_map, spots
    from milieu.web.shelf import Shelf

    study = written(tmp_path / "study", made(tmp_path / "study", clusters=700, years=(2013, 2014)))
    opened = Shelf([study.folder]).open("study")
    everything = lines(opened, 2014)
    places = on_map(everything, spots(everything, land(opened)))
    assert len(places) <= MOST
    assert sum(len(place.lines) for place in places) == 700


def test_a_past_day_without_results_says_how_to_build_them(client):
    page = client.get("/s/small?as_of=2999-01-01").text
    assert "milieu build small --as-of 2999-01-01" in page


def test_the_year_that_is_empty_and_the_page_that_is_none_are_answered(client):
    for query in ("page=0.5", "page=99", "year=&sort=&search="):
        assert "12 of 12 clusters" in client.get(f"/s/made-up?{query}").text, query
