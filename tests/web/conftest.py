"""Studies and a client for tests of the dashboard.

`folders`   four studies by name, shared by all tests: read them, never write into them.
            `small` is really built; `made-up` is written by hand and has every state; `empty` has
            nothing; `hsinchu` has cited facts only
`site`      a site with all four; `client` asks it as a browser on the same machine would
`own_site`  the same for one test alone, on copies: write what you like
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from milieu.web.app import make_app
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from tests.web.studies import built_study, empty_study, study_of_facts, written_study

ADDRESS = "http://127.0.0.1"


@pytest.fixture(scope="session")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The studies' folders by name."""
    place = tmp_path_factory.mktemp("studies")
    makers = {
        "small": built_study,
        "made-up": written_study,
        "empty": empty_study,
        "hsinchu": study_of_facts,
    }
    return {name: make(place / name).folder for name, make in makers.items()}


@pytest.fixture(scope="session")
def site(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """All studies on one shelf."""
    return Site(shelf=Shelf(list(folders.values())), state=tmp_path_factory.mktemp("state"))


@pytest.fixture(scope="session")
def client(site: Site) -> Iterator[TestClient]:
    """Ask the site from the machine itself, as somebody who need not sign in."""
    with TestClient(make_app(site), base_url=ADDRESS, headers={"Origin": ADDRESS}) as asking:
        yield asking


@pytest.fixture(autouse=True)
def nothing_is_remembered(request: pytest.FixtureRequest) -> None:
    """Begin each test as somebody who was never here: no language is remembered, no session."""
    asking = request.getfixturevalue("client") if "client" in request.fixturenames else None
    if isinstance(asking, TestClient):
        asking.cookies.clear()


@pytest.fixture
def own_site(folders: dict[str, Path], tmp_path: Path) -> Site:
    """All studies copied for one test, which may change them."""
    copies = [Path(shutil.copytree(folder, tmp_path / name)) for name, folder in folders.items()]
    state = tmp_path / "state"
    state.mkdir()
    return Site(shelf=Shelf(copies), state=state)
