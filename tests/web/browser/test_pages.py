"""Every page in light and dark, at a desk and in a hand, in English and Chinese, on paper."""

import pytest

from tests.web.browser.addresses import MISSING, PAGES, address_of
from tests.web.browser.seeing import Weight, grave, reachable, through, unlabeled, wider

pytestmark = pytest.mark.xdist_group("browser")
HAND = {"width": 360, "height": 760}  # pixels
ZOOMED = {"width": 640, "height": 450}  # what 1280 by 900 pixels hold at 200 % zoom
FIRST_VIEW = 300_000  # bytes, without the Vega script
IN_A_HAND = ("atlas", "cluster", "compare", "lab-asked", "data", "upload", "tasks")
KEYBOARD = ("home", "atlas-map", "compare", "lab", "data", "upload", "tasks", "method", "admin")
PAPER = ("atlas-map", "cluster", "compare", "lab-asked", "table", "method-entry")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_says_what_it_is_and_is_accessible_and_light_of_weight(name, server, visit, screens):
    page = visit("")
    weight = Weight(page)
    page.goto(address_of(name, server))
    screens(page, f"{name}-1280")
    assert page.title().endswith(" · milieu")
    assert len(page.title()) > len(" · milieu")
    assert page.locator("h1").count() == 1
    assert page.locator("h1").inner_text().strip()
    assert not unlabeled(page)
    assert not grave(page)
    assert not wider(page)
    assert 0 < weight.bytes <= FIRST_VIEW


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_a_hand_and_200_percent_zoom_in_the_dark_and_in_chinese(
    name, server, visit, screens
):
    page = visit(address_of(name, server), viewport=HAND, color_scheme="dark")
    screens(page, f"{name}-360-dark")
    assert not wider(page)
    if name in IN_A_HAND:  # the others: see the long test below
        assert not grave(page)
    page.set_viewport_size(ZOOMED)
    assert not wider(page)
    page.set_viewport_size(HAND)
    page.goto(f"{page.url}{'&' if '?' in page.url else '?'}lang=zh")
    screens(page, f"{name}-360-dark-zh")
    assert page.locator("html").get_attribute("lang").startswith("zh")
    assert not wider(page)
    assert any("\u4e00" <= letter <= "\u9fff" for letter in page.locator("main").inner_text())


@pytest.mark.slow
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_accessible_in_every_look(name, server, visit, screens):
    page = visit(address_of(name, server), color_scheme="dark", locale="zh-CN")
    screens(page, f"{name}-1280-dark-zh")
    assert not grave(page)
    page.set_viewport_size(HAND)
    assert not grave(page)
    page.emulate_media(color_scheme="light")
    screens(page, f"{name}-360-zh")
    assert not grave(page)
    assert not unlabeled(page)


@pytest.mark.parametrize("name", MISSING)
def test_what_is_missing_says_what_to_do_next(name, server, visit, watched, screens):
    with watched.allowing(404):
        page = visit(address_of(name, server))
        screens(page, f"{name}-1280")
        assert page.locator("h1").count() == 1
        assert page.locator("main a").count() >= 1
        assert not grave(page)
        page.set_viewport_size(HAND)
        assert not wider(page)


@pytest.mark.parametrize("name", KEYBOARD)
def test_everything_on_a_page_is_reached_by_tab_and_seen_when_it_is(name, server, visit):
    page = visit(address_of(name, server))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main, .site-end') !== null")
    page.goto(address_of(name, server))
    stops, unseen = through(page)
    assert not unseen
    assert stops >= reachable(page)


@pytest.mark.parametrize("name", PAPER)
def test_on_paper_folds_stand_open_and_what_is_for_the_screen_is_left_out(
    name, server, visit, screens
):
    page = visit(address_of(name, server), color_scheme="dark")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    page.emulate_media(media="print")
    screens(page, f"{name}-paper")
    folded = page.locator("main details:not([open]):not(.behind details):visible")
    assert folded.count() == 0
    assert not page.locator(".site-top nav").first.is_visible()
    paper = page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    ink = page.evaluate("getComputedStyle(document.querySelector('h1')).color")
    assert paper in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert ink == "rgb(0, 0, 0)" or max(map(int, ink[4:-1].split(","))) < 80
    assert not wider(page)
