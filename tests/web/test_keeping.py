"""Kept pages: made once, answered as they were, forgotten with the version they are of."""

import asyncio
import gzip
import threading
import time

import pytest
from fastapi import FastAPI
from fastapi.responses import HTMLResponse
from fastapi.testclient import TestClient

from milieu.core.language import speaking
from milieu.web.app import make_app
from milieu.web.keeping import MAKERS, Keeping
from milieu.web.kept import Key, Page, Pages, finished, key_of, unpacked
from milieu.web.page import KEEP
from milieu.web.site import Site
from milieu.web.tasks.task import RECORD
from milieu.web.tried import FRESH, tried_stamp
from tests.web.conftest import ADDRESS

PATH = "/s/made-up/c/apparel-1"


def key(site: Site, query: str = "") -> Key:
    return key_of(site.shelf.open("small"), site.shelf.titles(), "/s/small", query)


def page(size: int) -> Page:
    return Page(b"x" * size, 'W/"t"', ())


def test_a_page_is_made_once_and_then_answered_from_memory(own_site):
    client = TestClient(make_app(own_site), base_url=ADDRESS)
    first = client.get(PATH)
    assert len(own_site.pages) == 1
    second = client.get(PATH)
    assert second.content == first.content and second.headers["etag"] == first.headers["etag"]
    assert second.headers["content-security-policy"] == first.headers["content-security-policy"]
    assert KEEP not in second.headers
    assert len(own_site.pages) == 1


def test_who_has_the_page_already_gets_no_body(client):
    first = client.get(PATH)
    again = client.get(PATH, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304 and again.content == b""


def test_the_body_is_compressed_only_for_who_takes_it(client):
    plain = client.get(PATH, headers={"Accept-Encoding": "identity"})
    small = client.get(PATH, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) / 3
    assert small.content == plain.content


def test_head_has_the_headers_and_no_body(client):
    whole, head = client.get(PATH), client.head(PATH)
    assert head.content == b"" and head.headers["etag"] == whole.headers["etag"]


def test_the_order_of_parameters_and_the_cookie_of_a_language_make_no_other_page(own_site):
    assert key(own_site, "a=1&b=2") == key(own_site, "b=2&a=1&lang=en")
    with speaking("zh"):
        assert key(own_site, "a=1") != key(own_site, "b=1")
        chinese = key(own_site)
    assert chinese != key(own_site)


def test_a_page_of_an_earlier_version_is_not_answered_for_a_later_one(own_site):
    opened = own_site.shelf.open("small")
    before = key(own_site)
    file = opened.study.folder / "study.toml"
    file.write_text(file.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert key(own_site) != before


def test_what_was_tried_for_a_cluster_changes_its_page_alone(own_site, monkeypatch):
    monkeypatch.setattr("milieu.web.tried.FRESH", 0.0)
    folder = own_site.shelf.folders["small"]
    assert tried_stamp(folder, "a") == ""
    task = folder / "tasks" / ("0" * 16)
    task.mkdir(parents=True)
    (task / RECORD).write_text(
        '{"id": "0", "kind": "experiment", "options": {"cluster": "a"}, "state": "done"}'
    )
    assert tried_stamp(folder, "a") != "" == tried_stamp(folder, "b")
    assert FRESH > 0


def test_the_room_is_never_exceeded_and_the_oldest_go_first():
    pages = Pages(room=100)
    for name in "abc":
        pages.put((name,), page(40))
        pages.get(("a",))
    assert ("a",) in pages and ("b",) not in pages and pages.bytes == 80
    pages.put(("c",), page(30))
    assert pages.bytes == 70 and len(pages) == 2


def test_a_finished_page_is_unpacked_as_it_was():
    made = finished(b"<p>Text</p>" * 50, [(b"Content-Length", b"1"), (b"content-type", b"text")])
    assert unpacked(made) == b"<p>Text</p>" * 50 == gzip.decompress(made.body)
    assert made.headers == [(b"content-type", b"text")]


def test_equal_requests_at_once_are_answered_by_one_making(own_site):
    """Eight clients ask for the same slow page; it is made once."""
    app, made, token = FastAPI(), [], own_site.shelf.open("small").token

    @app.get("/s/small")
    def slow() -> HTMLResponse:
        made.append(1)
        time.sleep(0.3)
        return HTMLResponse("slow", headers={KEEP: token})

    app.add_middleware(Keeping, site=own_site)
    with TestClient(app, base_url=ADDRESS) as client:
        said: list[str] = []
        asking = [
            threading.Thread(target=lambda: said.append(client.get("/s/small").text))
            for _ in range(8)
        ]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
    assert said == ["slow"] * 8 and len(made) == 1


def test_no_other_page_waits_behind_pages_full_of_drawings(own_site):
    app, turns, go_on = FastAPI(), threading.Semaphore(0), threading.Event()

    @app.get("/s/small/c/{one}")
    def cluster(one: str) -> HTMLResponse:
        turns.release()
        go_on.wait(10)
        return HTMLResponse(one)

    @app.get("/s/small")
    def atlas() -> HTMLResponse:
        return HTMLResponse("at once")

    app.add_middleware(Keeping, site=own_site)
    with TestClient(app, base_url=ADDRESS) as client:
        paths = [f"/s/small/c/{one}" for one in range(MAKERS + 1)]
        asking = [threading.Thread(target=client.get, args=(path,)) for path in paths]
        for one in asking:
            one.start()
        assert all(turns.acquire(timeout=10) for _ in range(MAKERS))
        assert client.get("/s/small").text == "at once"
        assert not turns.acquire(blocking=False)  # one more waits for its turn
        go_on.set()
        for one in asking:
            one.join()


def test_a_page_that_fails_is_neither_kept_nor_waited_for_in_vain(own_site):
    app = FastAPI()

    @app.get("/s/small")
    def broken() -> HTMLResponse:
        raise RuntimeError

    app.add_middleware(Keeping, site=own_site)
    with TestClient(app, base_url=ADDRESS, raise_server_exceptions=False) as client:
        assert [client.get("/s/small").status_code for _ in range(2)] == [500, 500]
    assert len(own_site.pages) == 0


def test_an_answer_that_may_not_be_kept_is_passed_on_at_once(own_site):
    """Its parts are sent as they come, not when it is whole."""
    sent: list[bytes] = []

    async def app(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"1", "more_body": True})
        assert sent == [b"1"]
        await send({"type": "http.response.body", "body": b"2"})

    async def send(message):
        sent.extend([message["body"]] if "body" in message else [])

    async def ask():
        scope = {"type": "http", "method": "GET", "path": "/s/small", "query_string": b"",
                 "headers": []}  # fmt: skip
        await Keeping(app, own_site)(scope, None, send)

    asyncio.run(ask())
    assert sent == [b"1", b"2"]


@pytest.mark.parametrize("path", ["/", "/s/none", "/api/v1/s/small", "/s/small/tasks"])
def test_what_is_no_page_of_a_version_is_not_kept(own_site, path):
    TestClient(make_app(own_site), base_url=ADDRESS).get(path)
    assert len(own_site.pages) == 0
