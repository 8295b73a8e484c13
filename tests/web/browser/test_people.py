"""Where people sign in: the pages of accounts, and what a viewer sees."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import visits
from tests.web.browser.seeing import grave, unlabeled, wider
from tests.web.browser.serving import Server
from tests.web.browser.watching import Visit, Watched

pytestmark = pytest.mark.xdist_group("browser")
PASSWORD = "seven tall herons wade"
PEOPLE = {"Ada": "administrator", "Vera": "viewer"}
HAND = {"width": 360, "height": 760}  # pixels


@pytest.fixture
def watched_people(own_server: Server) -> Watched:
    return Watched(own_server.address)


@pytest.fixture
def enter(own_server: Server, browser, watched_people: Watched) -> Iterator[Visit]:
    """Open pages of a server on which people have accounts."""
    for name, role in PEOPLE.items():
        words = ["accounts", "add", name, "--role", role, "--state", str(own_server.state)]
        subprocess.run(
            [sys.executable, "-m", "milieu", *words], input=PASSWORD, text=True, check=True
        )
    yield from visits(browser, own_server, watched_people)


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    page.locator("#name").fill(name)
    page.locator("#password").fill(password)
    page.get_by_role("button", name="Sign in").click()


def sound(page: Page, screens, name: str) -> None:
    """Look at a page at a desk and in a hand."""
    screens(page, f"{name}-1280")
    assert not unlabeled(page)
    assert not grave(page)
    desk = page.viewport_size
    page.set_viewport_size(HAND)
    screens(page, f"{name}-360")
    assert not wider(page)
    page.set_viewport_size(desk)


def test_people_sign_in_administrators_make_accounts_and_viewers_change_nothing(
    enter, watched_people, screens
):
    with watched_people.allowing(401, 403, 422):
        page = enter("/s/small/data")
        expect(page.locator("h1")).to_have_text("Sign in")
        sound(page, screens, "sign-in")
        sign_in(page, "Ada", "not this one")
        expect(page.get_by_role("alert")).to_be_visible()
        screens(page, "sign-in-refused")
        sign_in(page, "Ada")
        expect(page).to_have_url(f"{watched_people.address}/s/small/data")
        page.goto("/account")
        sound(page, screens, "account-own")
        page.goto("/admin")
        page.locator("#name").fill("li.na")
        page.locator("#password").last.fill("short")
        page.get_by_role("button", name="Make the account").click()
        expect(page.locator("#password-wrong")).to_be_visible()
        sound(page, screens, "admin-own")
        page.locator("#remove-vera").click()  # asked once more, without a script
        expect(page.get_by_role("button", name="Remove vera for good")).to_be_visible()
        viewer = enter("/sign-in")
        sign_in(viewer, "Vera")
        viewer.goto("/s/small/tasks")
        expect(viewer.locator(".ask .for-viewers")).to_be_visible()
        expect(viewer.get_by_role("button", name="Build", exact=True)).to_be_hidden()
        screens(viewer, "tasks-viewer")
        viewer.goto("/s/small/data")
        expect(viewer.get_by_role("link", name="Add files")).to_be_hidden()
        viewer.goto("/s/small/add")
        assert viewer.locator(".ways a").get_attribute("href") == "/s/small"
        viewer.goto("/admin")
        expect(viewer.locator("h1")).to_be_visible()
        assert "administrator" in viewer.locator("main").inner_text()
