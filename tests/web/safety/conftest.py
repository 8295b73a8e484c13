"""A site with accounts, a study whose names are traps, and visitors of every role."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from milieu.study.settings import FILE
from milieu.web.app import make_app
from milieu.web.safety.accounts import Accounts
from milieu.web.safety.passwords import Passwords
from milieu.web.safety.people import ADMINISTRATOR, ANALYST, VIEWER
from milieu.web.safety.records import Records
from milieu.web.safety.rules import Rules
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from tests.report.small_study import made
from tests.web.studies import written

ADDRESS = "http://127.0.0.1"
PASSWORD = "seven violet umbrellas"
PEOPLE = {"ada": ADMINISTRATOR, "ann": ANALYST, "bea": ANALYST, "vera": VIEWER}
SCRIPT = "<script>alert(1)</script>"
TEMPLATE = "{{ 7 * 191 }}{% raw %}"  # would show 1337
FORMULA = "=cmd|' /C calc'!A0"
TRAP = "trap"

Visit = Callable[..., TestClient]


@pytest.fixture(scope="session")
def trap(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study whose name and clusters are scripts, templates and formulas."""
    folder = tmp_path_factory.mktemp("traps") / TRAP
    rows = made(folder, clusters=4, name=SCRIPT + "{}")
    for row, name in zip(rows.tables["clusters"], (SCRIPT, TEMPLATE, FORMULA), strict=False):
        row["name"] = name
    rows.tables["regions"][0]["name"] = SCRIPT
    study = written(folder, rows)
    file = study.folder / FILE
    text = file.read_text(encoding="utf-8").replace("Written by hand", f"{SCRIPT}{TEMPLATE}")
    file.write_text(text, encoding="utf-8")
    return study.folder


@pytest.fixture(scope="session")
def records(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with accounts; copied for each test."""
    state = tmp_path_factory.mktemp("accounts")
    accounts = Accounts(Records(state), lambda: Passwords(quick=True))
    for name, role in PEOPLE.items():
        accounts.add(name, role, PASSWORD)
    return state


@pytest.fixture
def rules() -> Rules:
    """The usual rules of a site on a network; a test may replace them."""
    return replace(Rules(), network=True)


@pytest.fixture
def guarded(trap: Path, records: Path, tmp_path: Path, rules: Rules) -> Site:
    """A site that asks for accounts; its study is read only."""
    return with_accounts(trap, records, tmp_path, rules)


@pytest.fixture
def open_site(trap: Path, tmp_path: Path) -> Site:
    """A site on this machine without any account."""
    return Site(shelf=Shelf([trap]), state=tmp_path / "state")


@pytest.fixture
def writable(trap: Path, records: Path, tmp_path: Path, rules: Rules) -> Site:
    """The same on a copy of the study, which may be changed."""
    copied = Path(shutil.copytree(trap, tmp_path / "copy" / TRAP))
    return with_accounts(copied, records, tmp_path, rules)


def with_accounts(study: Path, records: Path, place: Path, rules: Rules) -> Site:
    """Return a site with the accounts, whose passwords are checked quickly."""
    state = Path(shutil.copytree(records, place / "state"))
    site = Site(shelf=Shelf([study]), state=state, rules=rules)
    site.__dict__["accounts"] = Accounts(Records(state), lambda: Passwords(quick=True))
    return site


@pytest.fixture
def visit(guarded: Site) -> Visit:
    """Return a browser of somebody who signed in, or of nobody."""
    return visits(guarded)


@pytest.fixture
def write_visit(writable: Site) -> Iterator[Visit]:
    """The same for the site whose study may be changed."""
    yield visits(writable)
    writable.tasks.close(0.0)


def visits(site: Site) -> Visit:
    """Return what makes browsers for a site."""
    app = make_app(site)

    def visit(name: str = "", **headers: str) -> TestClient:
        asking = TestClient(
            app,
            base_url=ADDRESS,
            headers={"Origin": ADDRESS, **headers},
            raise_server_exceptions=False,
            follow_redirects=False,
        )
        if name:
            answer = asking.post("/sign-in", data={"name": name, "password": PASSWORD})
            assert answer.status_code == 303, answer.text
        return asking

    return visit


def cookie_of(asking: TestClient) -> str:
    """Return the session's token that a browser holds."""
    return asking.cookies["milieu"]
