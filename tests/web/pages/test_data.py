"""The page on a study's data, and the pages of its tables."""

import json
import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from milieu.study.study import Study
from milieu.web.app import make_app
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from milieu.web.vintages import changed, latest_news, vintages
from tests.study.small import MAP, write_panel

ADDRESS = "http://127.0.0.1"


def text_of(page: str) -> str:
    """Return what is read of a page's main part."""
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


@pytest.fixture
def two_vintages(tmp_path: Path) -> Study:
    """A study whose figures came twice: the second time one was revised and a year added."""
    study = Study.create(tmp_path / "ny", template="us", name="Two vintages")
    study.add("long_table", [write_panel(tmp_path / "a.csv", (2000, 2001))], map=MAP)
    second = write_panel(tmp_path / "b.csv", (2000, 2001, 2002))
    lines = second.read_text(encoding="utf-8").splitlines()
    lines[1] = re.sub(r"\d+$", "77777", lines[1])
    second.write_text("\n".join(lines) + "\n", encoding="utf-8")
    study.add("long_table", [second], map=MAP)
    return study


def test_the_first_words_say_what_is_known_hidden_and_rejected(client: TestClient):
    said = text_of(client.get("/s/made-up/data").text)
    assert "One file, added on" in said
    assert "the office hides" in said
    assert "In quarantine" in said
    assert "=cmd|&#39; /C calc&#39;!A0" in client.get("/s/made-up/data").text  # as text


def test_every_table_that_is_there_is_linked_with_its_rows(client: TestClient, folders):
    page = client.get("/s/small/data").text
    rows = len(Study.open(folders["small"]).table("employment"))
    for name in ("employment", "regions", "files", "cells", "clusters", "stages"):
        assert f'href="/s/small/data/{name}"' in page
    assert f"employment {rows:,} rows firms and jobs" in text_of(page)
    assert "Not there:" in page


def test_an_empty_study_says_what_belongs_here(client: TestClient):
    said = text_of(client.get("/s/empty/data").text)
    assert "There are no data in this study yet." in said
    assert "milieu add empty long_table FILE" in said
    assert "Nothing is built" not in said


def test_results_older_than_the_files_offer_a_build(own_site: Site, tmp_path: Path):
    study = Study.open(own_site.shelf.folders["small"])
    with TestClient(make_app(own_site), base_url=ADDRESS) as asking:
        assert "older than the files" not in asking.get("/s/small/data").text
        panel = write_panel(tmp_path / "more.csv", (2012,))
        study.add("long_table", [panel], map=MAP)
        own_site.shelf.settle()
        asking.get("/s/small/data")
        own_site.shelf.settle()
        page = asking.get("/s/small/data").text
    assert "The results are older than the files." in page
    assert 'name="kind" value="build"' in page
    assert 'action="/s/small/tasks"' in page


def test_the_last_vintage_says_what_is_new_revised_and_gone(two_vintages: Study):
    (employment,) = changed(two_vintages)
    assert (employment.table, employment.revised, employment.gone) == ("employment", 1, 0)
    rows = two_vintages.table("employment")
    assert employment.new == sum(year == 2002 for year in rows["year"].to_pylist())
    assert [one.what for one in vintages(two_vintages)] == ["long_table b.csv", "long_table a.csv"]
    site = Site(shelf=Shelf([two_vintages.folder]), state=two_vintages.folder / "state")
    said = text_of(TestClient(make_app(site), base_url=ADDRESS).get("/s/ny/data").text)
    assert "changed rows that were known before" in said


def test_a_first_vintage_has_nothing_to_be_compared_with(client: TestClient, folders):
    assert changed(Study.open(folders["hsinchu"])) == []
    assert "This is the first vintage" in text_of(client.get("/s/hsinchu/data").text)


def test_news_of_the_watch_are_told_and_broken_ones_are_not(two_vintages: Study):
    assert latest_news(two_vintages) is None
    folder = two_vintages.folder / "digests"
    folder.mkdir()
    item = {"name": "Steel", "sentence": "From growth to maturity."}
    said = {"now": "2026-01-02", "headline": "1 change.", "items": [item]}
    (folder / "2026-01-02T000000.json").write_text(json.dumps(said))
    news = latest_news(two_vintages)
    assert news is not None
    assert news.sentences == [("Steel", "From growth to maturity.")]
    for broken in ("[1]", "{", '{"items": [3]}'):
        (folder / "2026-01-03T000000.json").write_text(broken)
        again = latest_news(two_vintages)
        assert again is None or again.sentences == []


def test_a_table_is_read_by_pages_in_a_fixed_order(client: TestClient):
    first = client.get("/s/small/data/employment").text
    second = client.get("/s/small/data/employment?page=2").text
    assert "Rows 1 to 50 of" in text_of(first)
    assert "Rows 51 to 100 of" in text_of(second)
    assert first != second
    assert 'rel="next"' in first
    assert 'rel="prev"' in second


def test_rows_are_filtered_sorted_and_counted(client: TestClient, folders):
    study = "/s/small/data/employment"
    answer = client.get(f"{study}?filter_column=year&filter_value=2005", follow_redirects=False)
    assert answer.headers["location"] == f"{study}?year=2005"
    page = client.get(f"{study}?year=2005&sort=-jobs").text
    jobs = [int(n.replace(",", "")) for n in re.findall(r'<td class="n">([\d,]+)</td>', page)]
    known = Study.open(folders["small"]).table("employment", year=2005)["jobs"].to_pylist()
    largest = max(number for number in known if number is not None)
    assert max(jobs[:3]) == largest
    assert 'aria-sort="descending"' in page
    assert "year = 2005" in page
    assert f"{study}?sort=-jobs" in page.replace("&amp;", "&")  # without the filter
    assert "No row fits" in client.get(f"{study}?year=1066").text


def test_downloads_and_the_command_say_the_same_as_the_page(client: TestClient, folders):
    page = client.get("/s/small/data/employment?year=2005").text.replace("&amp;", "&")
    place = re.search(r'href="(/api/v1/s/small/data/employment\?[^"]*format=csv)"', page)
    assert place
    rows = client.get(place.group(1)).text.splitlines()
    known = Study.open(folders["small"]).table("employment", year=2005)
    assert len(rows) - 1 == len(known)
    assert f"Download {len(known):,} rows" in text_of(page)
    assert "milieu show small employment --only year=2005" in page


def test_columns_have_their_unit_and_meaning(client: TestClient):
    page = client.get("/s/small/data/employment").text
    assert "annual average; empty where hidden" in page
    assert "<small>jobs</small>" in page


@pytest.mark.parametrize(
    ("place", "status", "said"),
    [
        ("/s/small/data/emplyoment", 404, "employment"),
        ("/s/small/data/employment?yaer=2005", 422, "year"),
        ("/s/small/data/employment?sort=jbos", 400, "jobs"),
        ("/s/small/data/employment?page=0", 422, "page"),
        ("/s/smal/data", 404, "small"),
    ],
)
def test_a_wrong_address_is_answered_with_the_nearest_right_one(client, place, status, said):
    answer = client.get(place)
    assert answer.status_code == status
    assert said in text_of(answer.text)


def test_a_result_that_is_not_built_says_so(client: TestClient):
    answer = client.get("/s/empty/data/clusters")
    assert answer.status_code == 409
    assert "not built yet" in text_of(answer.text)


def test_an_empty_table_says_how_to_fill_it(client: TestClient):
    said = text_of(client.get("/s/empty/data/employment").text)
    assert "This table is empty." in said
    assert "Add files" in said


def test_a_study_on_another_day_is_the_one_known_then(own_site: Site):
    with TestClient(make_app(own_site), base_url=ADDRESS) as asking:
        said = text_of(asking.get("/s/small/data?as_of=1999-01-01").text)
        assert "There are no data in this study yet." in said
