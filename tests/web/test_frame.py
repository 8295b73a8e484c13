"""What stands around every page leads somewhere: by name, language, day, and for programs."""

import re

import pytest
from fastapi.testclient import TestClient

from milieu.web.app import make_app
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from tests.web.conftest import ADDRESS
from tests.web.studies import empty_study

ODD = "50% of <b>&'\"ü集群#?+;"


@pytest.fixture
def odd(tmp_path):
    """A site of two studies, one of which has a folder that is called oddly."""
    for name in (ODD, "plain"):
        empty_study(tmp_path / name)
    site = Site(Shelf([tmp_path / ODD, tmp_path / "plain"]), tmp_path / "state")
    return TestClient(make_app(site), base_url=ADDRESS, headers={"accept": "text/html"})


def links(page: str) -> list[str]:
    return [one.replace("&amp;", "&") for one in re.findall(r'href="(/[^"]*)"', page)]


def test_a_study_may_be_called_anything(odd):
    for start in ("/", "/s/plain/data"):
        page = odd.get(start).text
        assert "<b>&" not in page
        own = [one for one in links(page) if one.startswith("/s/50%25")]
        assert own, start
        for link in own:
            around = links(odd.get(link).text)
            assert odd.get(link).status_code == 200, link
            assert f"/api/v1{link}" in around, link
            for other in around:
                assert odd.get(other).status_code == 200, (link, other)


@pytest.mark.parametrize("page", ["", "/data", "/tasks", "/scenarios", "/report", "/add", "/lab",
                                  "/compare", "/data/employment", "/c/apparel-1",
                                  "/lab/apparel-1", "/compare?c=apparel-1,apparel-2"])  # fmt: skip
def test_the_same_by_api_is_offered_where_it_is_there(client, page):
    text = client.get(f"/s/made-up{page}", headers={"accept": "text/html"}).text
    offered = [one for one in links(text) if one.startswith("/api/v1/s/made-up")]
    end = re.search(r'<a href="(/api/v1[^"]*)">Same by API', text)
    assert (end is None) == (page in ("/report", "/add", "/lab", "/compare")), offered
    if end:
        assert client.get(end[1].replace("&amp;", "&")).status_code == 200
