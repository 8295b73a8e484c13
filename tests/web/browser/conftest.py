"""A browser, a server over copies of studies, and pages that are watched."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.web.browser.serving import Server
from tests.web.browser.watching import Visit, Watched

QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
DESK = {"width": 1280, "height": 900}
PATIENCE = 20_000  # milliseconds that a page may take on a busy machine


@pytest.fixture(scope="package")
def chromium() -> str:
    """The system's browser."""
    found = shutil.which("chromium")
    if found is None:
        said = "needs Chromium on the PATH"
        if os.environ.get("CI") == "true":
            pytest.fail(said)
        pytest.skip(said)
    return found


@pytest.fixture(scope="package")
def browser(chromium: str) -> Iterator[Browser]:
    """One browser for all tests; each opens contexts of its own, which share nothing."""
    with sync_playwright() as driver:
        opened = driver.chromium.launch(executable_path=chromium, args=list(QUIET))
        yield opened
        opened.close()


@pytest.fixture(scope="package")
def server(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over copies of all studies, shared by tests that change nothing they rest on."""
    place = tmp_path_factory.mktemp("served")
    copies = [Path(shutil.copytree(folder, place / name)) for name, folder in folders.items()]
    running = Server(copies, place / "state").start()
    yield running
    running.stop()


@pytest.fixture
def own_server(folders: dict[str, Path], tmp_path: Path) -> Iterator[Server]:
    """A server over a copy of the built study, for one test that may change or kill it."""
    copy = Path(shutil.copytree(folders["small"], tmp_path / "small"))
    running = Server([copy], tmp_path / "state").start()
    yield running
    running.stop()


@pytest.fixture
def screens(tmp_path: Path) -> Callable[[Page, str], None]:
    """Keep a picture of a page, for people to look at: the whole page where a folder is named."""
    kept = os.environ.get("MILIEU_SCREENSHOTS")
    folder = Path(kept) if kept else tmp_path / "screens"

    def keep(page: Page, name: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        picture = folder / f"{name}.jpg"  # takes half the time that PNG takes
        page.screenshot(path=picture, full_page=bool(kept), type="jpeg", quality=80)

    return keep


@pytest.fixture
def watched(server: Server) -> Watched:
    """What went wrong on any page of this test."""
    return Watched(server.address)


@pytest.fixture
def visit(browser: Browser, server: Server, watched: Watched) -> Iterator[Visit]:
    """Open pages of the shared server; afterwards none of them may have had a trouble."""
    yield from visits(browser, server, watched)


@pytest.fixture
def own_visit(browser: Browser, own_server: Server) -> Iterator[Visit]:
    """Open pages of the test's own server; afterwards none may have had a trouble."""
    yield from visits(browser, own_server, Watched(own_server.address))


def visits(browser: Browser, server: Server, watched: Watched) -> Iterator[Visit]:
    """Yield what opens a page in a context of its own."""
    contexts = []

    def visit(path: str, **options: Any) -> Page:
        said = {"viewport": DESK, "locale": "en-US", **options}
        context = browser.new_context(base_url=server.address, **said)
        context.set_default_timeout(PATIENCE)
        watched.watch(context)
        contexts.append(context)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield visit
    for context in contexts:
        with suppress(Exception):
            context.close()
    assert not watched.troubles
