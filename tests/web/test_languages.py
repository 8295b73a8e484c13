"""Languages of requests: the address wins and is remembered, else the cookie, else the browser."""

import csv
from collections.abc import Iterator
from importlib.resources import files

import pytest
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool
from fastapi.testclient import TestClient
from starlette.datastructures import Headers

from milieu.core.language import language
from milieu.web.languages import DEFAULT, Languages, liked
from tests.english import left
from tests.test_catalogs import DATA, sources

PAGES = (
    "/",
    "/s/small",
    "/s/made-up",
    "/s/made-up/c/apparel-1",
    "/s/made-up/compare?c=apparel-1,apparel-2",
    "/s/made-up/compare",
    "/s/made-up/lab",
    "/s/small/data",
    "/s/empty",
    "/s/empty/data",
    "/s/small/tasks",
    "/method/exam",
    "/sign-in",
    "/account",
)
OF_STUDIES = (
    "Written by hand",
    "Nothing yet",
    "Cited facts, no estimates.",
    "Elkhart",
    "panel.csv",
    "regions regions.geojson",
)


@pytest.fixture
def heard() -> Iterator[TestClient]:
    """Ask a site of which every answer is the language that is spoken."""
    app = FastAPI()

    @app.get("/thread")
    def thread() -> str:
        return language()

    @app.get("/task")
    async def task() -> list[str]:
        return [language(), await run_in_threadpool(language)]

    app.add_middleware(Languages)
    with TestClient(app) as asking:
        yield asking


@pytest.mark.parametrize(
    ("accepted", "spoken"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("zh;q=0.4, en;q=0.6", "en"),
        ("de-DE,de;q=0.9,zh-Hant-TW;q=0.2", "zh"),
        ("zh;q=0, en;q=0.1", "en"),
        ("de,*;q=0.5", "en"),
        ("ZH-hans", "zh"),
        ("fr", ""),
        ("", ""),
        ("zh;q=very", ""),
        ("zh;q=7,en;q=0.1", "en"),
        (",;q=,=;,zh;q=0.3", "zh"),
    ],
)
def test_the_browser_gets_what_it_likes_best_of_what_is_spoken(accepted: str, spoken: str):
    assert liked(Headers({"accept-language": accepted})) == spoken


def test_without_any_wish_the_default_is_spoken(heard: TestClient):
    heard.headers["accept-language"] = "fr"
    assert heard.get("/thread").json() == DEFAULT


def test_the_language_is_spoken_in_threads_and_tasks_alike(heard: TestClient):
    heard.headers["accept-language"] = "zh"
    assert heard.get("/thread").json() == "zh"
    assert heard.get("/task").json() == ["zh", "zh"]
    assert language() == DEFAULT  # and not after the request


def test_the_address_wins_and_is_remembered_without_saying_who_asks(heard: TestClient):
    heard.headers["accept-language"] = "en"
    first = heard.get("/thread?lang=zh")
    cookie = first.headers["set-cookie"]
    assert first.json() == "zh" and cookie.startswith("lang=zh;")
    assert "SameSite=Lax" in cookie and "HttpOnly" in cookie
    assert heard.get("/thread").json() == "zh"
    assert heard.get("/thread?lang=en").json() == "en"


def test_an_answer_says_its_language_and_what_it_depends_on(heard: TestClient):
    said = heard.get("/thread", headers={"accept-language": "zh-CN"}).headers
    assert said["content-language"] == "zh-Hans"
    assert "Accept-Language" in said["vary"] and "Cookie" in said["vary"]
    assert "set-cookie" not in said


@pytest.mark.parametrize("cookie", ["lang=xx", "lang", "lang=", "=;;lang=../en", "a=b; lang=zh;"])
def test_a_cookie_that_is_none_is_ignored(heard: TestClient, cookie: str):
    expected = "zh" if "=zh" in cookie else "en"
    asked = {"cookie": cookie, "accept-language": "en"}
    assert heard.get("/thread", headers=asked).json() == expected


@pytest.mark.parametrize("asked", ["xx", "zh_CN", "<b>", "中"])
def test_an_unknown_language_is_refused_in_words(client: TestClient, asked: str):
    page = client.get("/", params={"lang": asked}, headers={"accept": "text/html"})
    assert page.status_code == 400 and "set-cookie" not in page.headers
    assert "zh (简体中文)" in page.text and "<b>'" not in page.text
    told = client.get("/api/v1/s/small", params={"lang": asked})
    assert told.status_code == 400 and told.json()["errors"][0]["where"] == "lang"


def test_the_switch_keeps_the_address_and_the_page_says_its_language(client: TestClient):
    page = client.get("/s/small?sort=jobs&lang=zh", headers={"accept": "text/html"})
    client.cookies.delete("lang")
    assert page.status_code == 200 and '<html lang="zh-Hans"' in page.text
    assert "sort=jobs" in page.text.partition('hreflang="en"')[0].rpartition("<a ")[2]


@pytest.mark.parametrize("page", PAGES)
def test_a_chinese_page_has_no_english_sentence(client: TestClient, page: str):
    spoken = {"accept": "text/html", "accept-language": "zh-CN"}
    got = client.get(page, headers=spoken)
    assert got.status_code == 200 and '<html lang="zh-Hans"' in got.text
    assert left(got.text, [*DATA, *OF_STUDIES, *titles(), *sources()]) == []


def titles() -> list[str]:
    """Return the titles of industries, which stay as their office prints them."""
    found = []
    for name in ("titles_naics.csv", "titles_nace.csv"):
        lines = files("milieu.core").joinpath(name).read_text("utf-8").splitlines()[1:]
        found += [row["title"] for row in csv.DictReader(lines)]
    return found
