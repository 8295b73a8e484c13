"""Addresses: they restore a view, Back goes back, and every link leads somewhere."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.addresses import address_of

pytestmark = pytest.mark.xdist_group("browser")
WITH_LINKS = ("home", "atlas", "cluster", "compare", "lab-asked", "data", "table", "method-entry")
LINKS = "[...document.querySelectorAll('a[href]')].map(one => one.href.split('#')[0])"


def asked(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def test_filters_of_the_atlas_are_in_the_address_and_a_second_reader_sees_the_same(visit):
    page = visit("/s/made-up")
    page.locator("select[name=stage]").select_option("growth")
    page.get_by_role("button", name="Show", exact=True).last.click()
    expect(page.locator(".found strong")).to_have_text("4 of 12 clusters")
    assert asked(page)["stage"] == "growth"
    other = visit(page.url)
    assert (
        other.locator(".clusters-list").inner_text() == page.locator(".clusters-list").inner_text()
    )
    assert other.locator("select[name=stage]").input_value() == "growth"


def test_back_goes_through_filters_clusters_and_the_lab(server, visit):
    page = visit("/s/small")
    first = page.locator(".clusters-list tbody a").first
    name = first.inner_text()
    first.click()
    expect(page.locator("h1")).to_have_text(name)
    page.get_by_role("link", name="Try a policy").first.click()
    expect(page).to_have_url(re.compile("/lab/"))
    page.go_back()
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    expect(page.locator(".found strong")).to_have_text("6 of 6 clusters")


def test_a_moved_slider_is_in_the_address_and_back_takes_it_back(server, visit):
    page = visit(address_of("lab", server))
    heading = page.locator("h1").inner_text()
    field = page.locator("#ask input[type=number][name^='i.']").first
    field.fill("1")
    expect(page).to_have_url(re.compile(r"[?&]do="))
    expect(page.locator("h1")).not_to_have_text(heading)
    other = visit(page.url)
    assert other.locator("h1").inner_text() == page.locator("h1").inner_text()
    name = field.get_attribute("name")
    assert other.locator(f"[name='{name}']").input_value() == "1"
    page.go_back()
    expect(page.locator("h1")).to_have_text(heading)
    expect(page.locator(f"[name='{name}']")).to_have_value("0")


def test_changing_the_language_keeps_what_was_asked_in_the_lab(server, visit):
    page = visit(address_of("lab", server))
    page.locator("#ask input[type=number][name^='i.']").first.fill("1")
    expect(page).to_have_url(re.compile(r"[?&]do="))
    asked_for = asked(page)["do"]
    page.locator(".languages:visible a[lang^=zh]").click()
    expect(page.locator("html")).to_have_attribute("lang", re.compile("^zh"))
    assert asked(page)["do"] == asked_for


def test_the_slash_key_goes_to_the_search_and_escape_closes_a_menu(visit):
    page = visit("/s/small")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.type") == "search"
    page.keyboard.press("Tab")
    menu = page.locator("header details.menu:visible").last
    menu.locator("summary").click()
    assert menu.get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert menu.get_attribute("open") is None


@pytest.mark.parametrize("name", WITH_LINKS)
def test_every_link_of_a_page_leads_somewhere(name, server, visit):
    page = visit(address_of(name, server))
    links = sorted(set(page.evaluate(LINKS)))
    own = [link for link in links if link.startswith(server.address)]
    assert own == [link for link in links if link.startswith("http")], "a link leads outside"
    answers = {link: page.request.head(link).status for link in own}
    assert {link: status for link, status in answers.items() if status >= 400} == {}


@pytest.mark.parametrize("width", [1280, 360])
def test_the_way_to_every_part_of_a_study_is_on_every_page(width, visit):
    page = visit("/s/small", viewport={"width": width, "height": 800})
    for part, path in (("Lab", "/lab"), ("Data", "/data"), ("Tasks", "/tasks"), ("Atlas", "small")):
        if width < 700:
            page.locator("summary", has_text="Menu").click()
        page.locator("header nav:visible").get_by_role("link", name=part).click()
        expect(page).to_have_url(re.compile(f"{path}$"))
        expect(page.locator("h1")).to_be_visible()
