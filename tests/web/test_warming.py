"""Pages made ahead by another process are those that the server would make."""

import io
import json
import subprocess
import sys
import time

import pytest
from fastapi.testclient import TestClient

from milieu.web.app import make_app
from milieu.web.kept import Pages, key_of, unpacked
from milieu.web.warming import NICENESS, Warming, read, write
from tests.web.conftest import ADDRESS


@pytest.fixture(scope="module")
def written(folders, site) -> bytes:
    out = io.BytesIO()
    write("made-up", site.shelf.open("made-up").token, list(folders.values()), out)
    return out.getvalue()


def test_they_are_the_pages_that_the_server_makes(written, site, client):
    found = dict(read(io.BytesIO(written)))
    assert len(found) == 2 * 12  # clusters, in each language
    path = "/s/made-up/c/apparel-3"
    page = found[key_of(site.shelf.open("made-up"), site.shelf.titles(), path)]
    asked = client.get(path)
    assert unpacked(page) == asked.content
    heads = dict(page.headers)
    assert heads[b"content-security-policy"].decode() == asked.headers["content-security-policy"]


def test_a_page_that_is_cut_off_is_left_out(written):
    assert len(list(read(io.BytesIO(written[:-1])))) == 23
    assert list(read(io.BytesIO(b"no page\n"))) == []
    assert list(read(io.BytesIO(json.dumps({"size": "x"}).encode() + b"\n"))) == []


def test_another_version_is_not_made(folders):
    out = io.BytesIO()
    write("made-up", "another", list(folders.values()), out)
    assert out.getvalue() == b""


@pytest.mark.slow
def test_a_process_of_its_own_makes_them(own_site):
    warming, pages = Warming(own_site.pages, list(own_site.shelf.folders.values())), own_site.pages
    own_site.shelf.when_read = warming.begin
    own_site.shelf.warm()
    own_site.shelf.settle()
    shelf, path = own_site.shelf, "/s/made-up/c/apparel-1"
    key = key_of(shelf.open("made-up"), shelf.titles(), path)
    until = time.monotonic() + 90
    while key not in pages and time.monotonic() < until:
        time.sleep(0.2)
    warming.close()
    kept, before = pages.get(key), len(pages)
    assert kept is not None
    client = TestClient(make_app(own_site), base_url=ADDRESS)
    assert client.get(path).content == unpacked(kept) and len(pages) == before


def test_pages_end_where_the_room_ends(written):
    pages = Pages(room=10_000)
    for key, page in read(io.BytesIO(written)):
        pages.put(key, page)
    assert pages.bytes <= 10_000


@pytest.mark.skipif(sys.platform != "linux", reason="a scheduling policy of Linux")
def test_everything_else_goes_before_it():
    asked = "from milieu.web.warming import yield_to_all as y; y(); import os"
    told = "print(os.sched_getscheduler(0) == os.SCHED_IDLE, os.nice(0))"
    done = subprocess.run(
        [sys.executable, "-c", f"{asked}; {told}"], capture_output=True, text=True
    )
    idle, niceness = done.stdout.split()
    assert idle == "True" and int(niceness) >= NICENESS
