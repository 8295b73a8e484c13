"""A cluster's page: every section with its anchor, every state, the same rows everywhere."""

import csv
import io
import re
from html import unescape
from urllib.parse import quote

import pytest

ANCHORS = ("stage", "alarms", "outlook", "indicators", "cost", "chain", "peers", "tried", "sources")


def page_of(client, cluster: str, **headers: str) -> str:
    answer = client.get(f"/s/made-up/c/{cluster}", headers=headers)
    assert answer.status_code == 200
    return answer.text


def test_the_first_screen_answers_in_words_then_numbers_with_ranges(client):
    page = page_of(client, "apparel-2")
    lead, numbers = page.index('class="lead verdict"'), page.index('class="numbers"')
    assert lead < numbers < page.index("<svg", numbers)
    assert "Most probably in growth again since" in page
    four = re.search(r'<ul class="numbers">(.*?)</ul>', page, re.DOTALL)[1]
    assert four.count("<li") == 4 and " to " in four and "2 hidden cells" in four


@pytest.mark.parametrize("anchor", ANCHORS)
def test_every_section_has_its_anchor(client, anchor):
    assert f'id="{anchor}"' in page_of(client, "apparel-1")


def test_alarms_stand_with_their_signs_and_their_record(client):
    page = page_of(client, "apparel-1")
    assert 'class="badge alarm"' in page and 'data-figure="signs-lock_in"' in page
    assert "of such alarms were false" in page
    assert re.search(r'class="warning cannot-tell">', page)


def test_stage_and_outlook_stand_over_one_axis_with_past_forecasts(client):
    page = page_of(client, "apparel-1")
    assert 'data-figure="course"' in page and "earlier forecasts" in page
    assert "such forecasts ended in range" in page


def test_too_little_evidence_is_a_dashed_box_that_says_what_would_do(client):
    page = page_of(client, "apparel-6")
    assert 'class="empty"' in page and "eight years of figures would do" in page


def test_firms_are_summed_and_few_of_them_are_not_told(client):
    page = page_of(client, "apparel-1")
    assert 'data-figure="firms"' in page
    assert 'data-figure="firms"' not in page_of(client, "apparel-2")


def test_the_value_chain_is_shown_where_the_study_has_it(client):
    assert 'data-figure="chain"' in page_of(client, "apparel-1")
    assert "no input-output table" in page_of(client, "apparel-2")


def test_peers_lead_to_their_pages_and_to_the_comparison(client):
    page = page_of(client, "apparel-1")
    assert 'href="/s/made-up/c/apparel-2"' in page
    assert "/s/made-up/compare?c=apparel-1%2C" in page


def test_sources_hidden_cells_and_neighbors_stand_at_the_end(client):
    page = page_of(client, "apparel-2")
    assert "New York Labor Office" in page and "2 of its cells in the last year are hidden" in page
    assert 'rel="prev"' in page and 'rel="next"' in page


def test_a_download_holds_the_rows_of_the_table(client):
    page = page_of(client, "apparel-1")
    figure = re.search(r'<figure class="figure" data-figure="course">.*?</figure>', page, re.DOTALL)
    address = unescape(re.search(r'<a href="([^"]*)" download>Download 15 rows', figure[0])[1])
    rows = list(csv.DictReader(io.StringIO(client.get(address).text)))
    assert [row["year"] for row in rows] == [str(year) for year in range(2000, 2015)]


def test_a_figure_is_given_as_a_specification_for_a_live_chart(client):
    page = page_of(client, "apparel-1")
    for address in set(re.findall(r'data-live="([^"]*)"', page)):
        answer = client.get(unescape(address), params={"format": "vega"})
        assert answer.status_code == 200, address
        assert answer.json()["layer"] and answer.json()["config"]


def test_an_unknown_cluster_is_answered_with_the_nearest(client):
    answer = client.get("/s/made-up/c/apparel-1x", headers={"Accept": "text/html"})
    assert answer.status_code == 404 and "apparel-1" in answer.text


def test_ids_with_signs_that_addresses_use_are_found(client):
    answer = client.get(f"/s/made-up/c/{quote('a/b+c:d é', safe='')}")
    assert answer.status_code == 404


def test_the_page_is_chinese_where_the_reader_is(client):
    page = page_of(client, "apparel-1", **{"Accept-Language": "zh-CN,zh;q=0.9"})
    assert '<html lang="zh-Hans">' in page


def test_results_older_than_the_tables_say_so_and_offer_a_build(own_site):
    from fastapi.testclient import TestClient

    from milieu.web.app import make_app
    from tests.study.small import MAP, write_panel
    from tests.web.conftest import ADDRESS

    client = TestClient(make_app(own_site), base_url=ADDRESS)
    opened = own_site.shelf.open("small")
    path = f"/s/small/c/{quote(opened.content.clusters[0].id, safe='')}"
    assert "Newer data than these results" not in client.get(path).text
    folder = own_site.shelf.folders["small"]
    panel = write_panel(folder.parent / "more.csv", (2000, 2012))
    opened.study.add("long_table", [panel], map=MAP)
    client.get(path)  # the version before is served until the new one is read
    own_site.shelf.settle()
    assert "Newer data than these results" in client.get(path).text
