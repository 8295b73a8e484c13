"""The digest: the same news on a screen, for a program, and as a page that calls no address."""

import json
import re

from milieu.report.digest import HEADINGS, Digest, Item, as_html, as_json, as_text
from tests.report.page import Page
from tests.report.test_document import EVIL

ITEMS = (
    Item("source", "", "ny_2015.csv", "100 rows were added.", importance=1),
    Item("stage", "apparel-1", "Apparel", "In decline since 2013.", "maturity", "decline", 3),
    Item("alarm", "apparel-1", "Apparel", "Lock-in alarm since 2011.", "", "alarm", 3),
    Item("revision", "apparel-2", "Hats", "Jobs of 2013: 12 % fewer.", "3,520", "3,100", 2),
)
NEWS = Digest("A small study", "2025-11-24", "2026-02-24", ITEMS, made_up=True)
QUIET = Digest("A small study", "2025-11-24", "2026-02-24")


def test_the_most_important_comes_first_and_each_kind_stands_together():
    assert [item.kind for item in NEWS.ordered] == ["alarm", "stage", "revision", "source"]
    assert [heading for heading, _ in NEWS.groups] == [
        HEADINGS[kind] for kind in ("alarm", "stage", "revision", "source")
    ]
    assert NEWS.headline == "4 changes since 2025-11-24; 2 of them to act on."


def test_text_json_and_page_say_the_same():
    text, page = as_text(NEWS), Page(as_html(NEWS))
    told = json.loads(as_json(NEWS))
    shown = page.all("main")[0].text
    for item in told["items"]:
        for words in (item["name"], item["sentence"], item["now"]):
            assert words in text and words in shown
    assert told["headline"] in text and told["headline"] in shown
    assert told["before"] == "2025-11-24" and len(told["items"]) == len(page.all("li"))


def test_what_was_not_there_before_is_called_nothing():
    assert "nothing → alarm" in as_text(NEWS)
    assert "3,520 → 3,100" in as_text(NEWS)


def test_no_news_is_said_in_every_form():
    assert as_text(QUIET).startswith("A small study: No news since 2025-11-24.\n")
    assert json.loads(as_json(QUIET))["items"] == []
    page = Page(as_html(QUIET))
    assert "No news since 2025-11-24." in page.all("main")[0].text
    assert page.all("p", class_="empty") and not page.all("li")


def test_a_made_up_study_says_so_in_every_form():
    assert "Made up" in as_text(NEWS) and "Made up" not in as_text(QUIET)
    assert json.loads(as_json(NEWS))["made_up"] is True
    assert "Made up" in Page(as_html(NEWS)).all("header")[0].text
    assert "made up" not in as_html(QUIET).lower()


def test_the_page_calls_no_address_and_links_to_the_report_only_if_it_is_named():
    plain, linked = Page(as_html(NEWS)), Page(as_html(NEWS, "report.html"))
    assert all(a.attrs["href"].startswith("#") for a in plain.all("a"))
    assert linked.all("a", href="report.html#c-apparel-1")
    assert "url(" not in as_html(NEWS) and "@import" not in as_html(NEWS)
    for element in linked.elements:
        assert not {"src", "srcset", "action"} & set(element.attrs)


def test_names_are_never_run_and_move_no_cursor():
    evil = Digest(EVIL, "2025-11-24", "2026-02-24", [
        Item("alarm", EVIL, f"{EVIL}\x1b[2J\r\n", "\x1b]0;title\x07news", EVIL, EVIL, 3)
    ])  # fmt: skip
    page = Page(as_html(evil, "report.html"))
    assert len(page.all("script")) == 1 and "<script>alert" not in as_html(evil)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f]", as_text(evil))
    assert json.loads(as_json(evil))["items"][0]["sentence"] == "\x1b]0;title\x07news"
