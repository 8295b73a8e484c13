"""Attacks that have to fail: requests, origins, hosts, addresses, caches and logs."""

import json

import pytest
from fastapi.testclient import TestClient

from milieu.study.study import Study
from milieu.web.app import make_app, routers
from milieu.web.safety.forms import own_address
from milieu.web.site import Site
from tests.web.safety.conftest import (
    ADDRESS,
    PASSWORD,
    TRAP,
    Visit,
    cookie_of,
    visits,
)


@pytest.mark.parametrize(
    "to",
    [
        "//evil.example",
        "https://evil.example",
        "http:evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "/\n//evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/s/x\r\nSet-Cookie: milieu=forged",
        "///evil.example",
        "/%0d%0aSet-Cookie:x",
        "http://[broken",
        "",
    ],
)
def test_nobody_is_sent_elsewhere_after_signing_in(visit: Visit, to):
    said = {"name": "ada", "password": PASSWORD, "next": to}
    answer = visit().post("/sign-in", data=said)
    assert answer.headers["location"] in ("/", "/%0d%0aSet-Cookie:x")  # the second stays encoded
    assert len(answer.headers.get_list("set-cookie")) == 1
    assert own_address("/s/trap?sort=-jobs") == "/s/trap?sort=-jobs"


def test_a_slash_at_the_end_does_not_lead_to_another_host(visit: Visit):
    answer = visit("ada").get("//evil.example/account/")
    assert "evil.example" not in answer.headers.get("location", "").split("?")[0]


@pytest.mark.parametrize("path", ["//evil.example", "//evil.example/s/x", "///evil.example/a"])
def test_a_page_that_is_not_there_links_to_no_other_host(visit: Visit, path: str):
    for asking in (visit("ada"), visit()):
        answer = asking.get(f"{ADDRESS}{path}", headers={"accept": "text/html"})
        assert answer.status_code in (303, 404)
        assert 'href="//' not in answer.text
        assert not answer.headers.get("location", "").startswith("//")


def test_lines_can_not_be_forged_in_the_log(visit: Visit, guarded: Site):
    asking = visit("ada")
    asking.post("/s/x%0d%0a%7B%22what%22:%22forged%22%7D/tasks\u202e")
    asking.post("/sign-in", data={"name": 'x\n{"what": "forged"}', "password": "y"})
    raw = guarded.audit.file.read_text(encoding="ascii")
    lines = [json.loads(line) for line in raw.splitlines()]
    assert all(line["what"] != "forged" for line in lines)
    assert raw.isprintable() or set(raw) - {"\n"} <= set(map(chr, range(32, 127)))


def test_secrets_never_reach_the_log(visit: Visit, guarded: Site):
    asking = visit("ada")
    visit().post("/sign-in", data={"name": "my secret password", "password": "typed"})
    asking.post("/account/tokens", data={"label": "x", "role": "viewer", "days": "9"})
    asking.post(f"/s/{TRAP}/tasks?token=hidden-in-query", data={"kind": "nothing"})
    raw = guarded.audit.file.read_text(encoding="ascii")
    for secret in ("my secret password", "typed", PASSWORD, "hidden-in-query", "milieu_"):
        assert secret not in raw
    assert cookie_of(asking) not in raw


FORGERIES = {
    "foreign origin": {"Origin": "https://evil.example"},
    "null origin": {"Origin": "null"},
    "form post from another site": {"Sec-Fetch-Site": "cross-site"},
    "form post from a sibling": {"Sec-Fetch-Site": "same-site"},
    "own origin, yet from another site": {"Origin": ADDRESS, "Sec-Fetch-Site": "cross-site"},
    "another port": {"Origin": f"{ADDRESS}:81"},
    "another scheme": {"Origin": "https://127.0.0.1"},
    "longer name": {"Origin": f"{ADDRESS}.evil.example"},
    "typed in": {"Sec-Fetch-Site": "none"},
    "no header at all": {},
    "only a referrer": {"Referer": f"{ADDRESS}/account"},
}


@pytest.mark.parametrize("forged", FORGERIES.values(), ids=FORGERIES)
@pytest.mark.parametrize("alone", [True, False], ids=["this machine", "network"])
def test_changes_that_another_site_asks_for_are_refused(
    open_site: Site, visit: Visit, forged: dict[str, str], alone: bool
):
    asking = TestClient(make_app(open_site), base_url=ADDRESS) if alone else visit("ada")
    asking.headers.pop("Origin", None)
    for place in (f"/s/{TRAP}/tasks", "/account/sign-out", "/sign-in", "/admin/accounts"):
        answer = asking.post(place, data={"kind": "build"}, headers=forged)
        assert answer.status_code == 403, place
    assert asking.delete(f"/api/v1/s/{TRAP}/tasks/x", headers=forged).status_code == 403


def test_an_origin_said_twice_is_none(visit: Visit):
    asking = visit("ada")
    for name, values in (
        ("Origin", (ADDRESS, "https://evil.example")),
        ("Sec-Fetch-Site", ("same-origin", "cross-site")),
    ):
        asking.headers.pop("Origin", None)
        sent = [(name, value) for value in values]
        answer = asking.post(f"/s/{TRAP}/tasks", data={"kind": "build"}, headers=sent)
        assert answer.status_code == 403, name


@pytest.mark.parametrize(
    "path",
    ["/static/nothing.css", f"/static/../s/{TRAP}", f"/static/x/s/{TRAP}/c/a", "/sign-in/x",
     "/sign-in", f"/s/{TRAP}", f"/sign-in?next=/s/{TRAP}"],
)  # fmt: skip
def test_nobody_is_told_what_is_studied_here(guarded: Site, path: str):
    object.__setattr__(guarded.shelf, "titles", lambda: {"a": "Secret one", "b": "Secret two"})
    guarded.shelf.warm()
    guarded.shelf.settle()
    title = Study.open(guarded.shelf.folders[TRAP]).settings.name
    nobody = visits(guarded)("", accept="text/html")
    for answer in (nobody.get(path, follow_redirects=True), nobody.post(path)):
        assert "Secret" not in answer.text
        assert f">{title}<" not in answer.text
        assert "/compare" not in answer.text


def test_the_method_can_not_be_hidden(visit: Visit):
    asking = visit("vera")
    for header in ("X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"):
        answer = asking.get(f"/s/{TRAP}/tasks", headers={header: "POST"})
        assert answer.status_code == 200
    assert asking.post("/sign-in?_method=GET", data={"_method": "GET"}).status_code == 401
    assert asking.get(f"/s/{TRAP}/tasks?_method=POST&kind=build").status_code == 200
    assert asking.get(f"/api/v1/s/{TRAP}/tasks").json()["total"] == 0
    for method in ("TRACE", "CONNECT", "PROPFIND", "GETX", "post"):
        assert asking.request(method, f"/s/{TRAP}/data").status_code in (403, 405)


def test_another_site_can_not_take_our_pages_in(visit: Visit):
    asking = visit("ada")
    sent = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert asking.get(f"/s/{TRAP}/data", headers=sent).status_code == 403
    assert asking.get("/api/v1/me", headers={**sent, "Sec-Fetch-Mode": "cors"}).status_code == 403
    answer = asking.get(f"/s/{TRAP}/data")
    assert answer.headers["x-frame-options"] == "DENY"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in answer.headers
    preflight = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = asking.options(f"/s/{TRAP}/tasks", headers=preflight)
    assert "access-control-allow-origin" not in answer.headers


def test_nothing_is_taken_for_another_kind_of_file(visit: Visit):
    asking = visit("ada")
    for place in ("/", f"/api/v1/s/{TRAP}/data/clusters?format=csv", "/static/icon.svg", "/x"):
        answer = asking.get(place, follow_redirects=True)
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["content-type"]


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "evil.example:80", "", "127.0.0.1:x", "[::1"]
)
def test_another_name_of_the_server_is_refused(open_site: Site, host):
    asking = TestClient(make_app(open_site), base_url=ADDRESS)
    answer = asking.get("/", headers={"Host": host})
    assert answer.status_code == 421
    assert "evil" not in answer.text


def test_headers_of_a_proxy_that_is_none_change_nothing(visit: Visit, guarded: Site):
    forged = {
        "X-Forwarded-Host": "evil.example",
        "X-Forwarded-Proto": "https",
        "X-Forwarded-For": "127.0.0.1",
        "X-Original-URL": "/admin",
        "X-Rewrite-URL": "/admin",
        "Forwarded": "host=evil.example",
    }
    answer = visit().get("/", headers=forged)
    assert answer.headers["location"] == "/sign-in?next=%2F"
    answer = visit("vera").get(f"/s/{TRAP}/data/", headers=forged, follow_redirects=True)
    assert "evil.example" not in answer.text + str(answer.url)
    visit().post("/sign-in", data={"name": "x", "password": "y"}, headers=forged)
    assert guarded.audit.newest(1)[0]["from"] == "testclient"


def test_no_cache_between_us_keeps_what_somebody_saw(visit: Visit):
    asking = visit("ada")
    for place in (f"/s/{TRAP}/data", f"/api/v1/s/{TRAP}/data", f"/api/v1/s/{TRAP}/data/clusters"):
        said = asking.get(place).headers
        assert "private" in said["cache-control"] or "no-store" in said["cache-control"], place
        assert "Cookie" in said["vary"]
    for place in ("/account", "/admin", "/admin/log", "/sign-in"):
        assert asking.get(place).headers["cache-control"] == "no-store"


def test_one_page_in_memory_is_not_given_to_who_may_not_see_it(visit: Visit):
    assert visit("ada").get(f"/s/{TRAP}/data").status_code == 200
    answer = visit().get(f"/s/{TRAP}/data")
    assert answer.status_code == 303
    assert "Written" not in answer.text


def test_pages_of_a_study_say_nothing_of_who_looks(visit: Visit):
    for place in (f"/s/{TRAP}/data", f"/s/{TRAP}/data/clusters", f"/s/{TRAP}/tasks"):
        texts = {visit(name).get(place).text for name in ("ada", "ann", "vera")}
        assert len(texts) == 1, place


def test_errors_tell_nothing_of_this_machine(visit: Visit, guarded: Site):
    asking = visit("ada")
    for route in [r for folder in ("pages", "api") for one in routers(folder) for r in one.routes]:
        for method in sorted(route.methods):
            answer = asking.request(method, route.path.replace("{", "").replace("}", ""))
            assert answer.status_code != 500, route.path
            for telling in (str(guarded.state), "Traceback", "site-packages", '.py"'):
                assert telling not in answer.text, route.path
        asking = visit("ada") if "sign-out" in route.path else asking
