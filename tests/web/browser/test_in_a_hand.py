"""On a phone: the answer stands above the sliders, and what is held stays where it is."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.addresses import address_of
from tests.web.browser.seeing import LONG

pytestmark = pytest.mark.xdist_group("browser")
HAND = {"width": 360, "height": 740}  # pixels
LETS_JUMP = """
const supports = CSS.supports.bind(CSS);
CSS.supports = (name, ...rest) => name !== "overflow-anchor" && supports(name, ...rest);
addEventListener("DOMContentLoaded", () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync("* { overflow-anchor: none }");
  document.adoptedStyleSheets.push(sheet);
});
"""  # as browsers that do not anchor what is on the screen
STILL = 3  # pixels that nobody feels


@pytest.mark.parametrize("anchored", [True, False])
def test_a_slider_stays_under_the_finger_while_the_answer_above_it_grows(server, visit, anchored):
    page: Page = visit("", viewport=HAND, has_touch=True)
    if not anchored:
        page.add_init_script(LETS_JUMP)
    page.goto(address_of("lab", server))
    slider = page.locator("#ask input[type=range]:visible").nth(2)  # no other test moves it
    slider.scroll_into_view_if_needed()
    before = page.locator("#answer").bounding_box()["height"]
    slider.focus()
    page.wait_for_timeout(200)
    place = slider.bounding_box()["y"]
    for _ in range(5):
        slider.press("ArrowRight")
    expect(page).to_have_url(re.compile("do="), timeout=LONG)
    expect(page.locator("#under-way")).to_be_attached()
    page.wait_for_timeout(400)  # a frame or two, in which a browser would scroll
    assert abs(page.locator("#answer").bounding_box()["height"] - before) > 10 * STILL
    assert abs(slider.bounding_box()["y"] - place) < STILL
