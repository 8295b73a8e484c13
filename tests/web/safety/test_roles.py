"""Every route and every role: what is not allowed by this table is refused."""

from itertools import product

import pytest
from fastapi.routing import APIRoute

from milieu.web.app import routers
from milieu.web.safety.gate import least_role
from milieu.web.safety.people import ADMINISTRATOR, ANALYST, ROLES, VIEWER
from tests.web.safety.conftest import Visit

NOBODY = ""
SAFE = ("GET", "HEAD")
ROUTES = sorted(
    {
        (method, route.path)
        for folder in ("pages", "api")
        for router in routers(folder)
        for route in router.routes
        if isinstance(route, APIRoute)
        for method in route.methods
    }
)
PEOPLE = {NOBODY: "", VIEWER: "vera", ANALYST: "ann", ADMINISTRATOR: "ada"}


def expected(method: str, path: str) -> str:
    """Return who may do what, as it is promised; written without looking at the gate."""
    if path in ("/sign-in", "/api/v1/me") or (path.startswith("/static/") and method in SAFE):
        return NOBODY
    if path == "/admin" or path.startswith("/admin/"):
        return ADMINISTRATOR
    if path == "/account" or path.startswith("/account/"):
        return VIEWER
    if "/add" in path and path.startswith("/s/"):
        return ANALYST  # also to look at an upload, which is its owner's alone
    return VIEWER if method in SAFE else ANALYST


def filled(path: str) -> str:
    """Return a path whose study does not exist, so that what is allowed changes nothing."""
    for part in ("{study}", "{id}", "{task}", "{table}", "{kind}", "{name}", "{format}"):
        path = path.replace(part, "nothing")
    while "{" in path:
        before, _, rest = path.partition("{")
        path = f"{before}nothing{rest.partition('}')[2]}"
    return path


@pytest.mark.parametrize("role", PEOPLE, ids=lambda role: role or "nobody")
def test_every_route_is_refused_to_who_may_not_ask_it(visit: Visit, role: str):
    for method, path in ROUTES:
        asking = visit(PEOPLE[role])  # a fresh one: some of the routes sign out
        answer = asking.request(method, filled(path))
        needed = expected(method, path)
        allowed = needed == NOBODY or (role and ROLES.index(role) >= ROLES.index(needed))
        signed_out = answer.status_code == 303 and "/sign-in?" in answer.headers["location"]
        refused = answer.status_code in (401, 403) or signed_out
        if path == "/sign-in":
            continue  # 401 is what it says of a wrong password
        if "nothing" in filled(path) and allowed:
            assert not refused, (method, path)
        elif not allowed and "/add" in path and role == VIEWER and method in SAFE:
            assert answer.status_code in (403, 404), (method, path)  # no study, or no right
        else:
            assert refused != bool(allowed), (method, path, answer.status_code)


def test_there_are_routes_of_every_kind():
    needed = {expected(method, path) for method, path in ROUTES}
    assert needed == {NOBODY, *ROLES}
    assert len(ROUTES) > 40


def test_what_nobody_thought_of_is_refused():
    assert least_role("GET", "/new/page") == VIEWER
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "ANYTHING", "get"):
        assert least_role(method, "/new/page") == ANALYST
    for path in ("/adminx", "/accounts", "/sign-in-twice", "/staticx", "/ADMIN"):
        assert least_role("GET", path) == VIEWER
    for path in ("/admin", "/admin/", "/admin/x/y"):
        assert least_role("GET", path) == ADMINISTRATOR
    assert least_role("POST", "/static/x") == ANALYST


def test_each_role_may_do_what_the_one_before_may(visit: Visit):
    for lower, higher in product(ROLES, ROLES):
        if ROLES.index(lower) <= ROLES.index(higher):
            assert visit(PEOPLE[higher]).get("/api/v1/me").json()["role"] == higher


def test_where_there_are_no_accounts_whoever_is_at_the_machine_may_do_all(open_site):
    from fastapi.testclient import TestClient

    from milieu.web.app import make_app
    from tests.web.safety.conftest import ADDRESS

    asking = TestClient(make_app(open_site), base_url=ADDRESS)
    said = {"name": "you", "role": "administrator", "by": "machine", "tasks": 0}
    assert asking.get("/api/v1/me").json() == said
    assert asking.get("/admin").status_code == 200


def test_on_a_network_nobody_enters_when_the_last_account_is_gone(visit: Visit, guarded):
    for name in ("ann", "bea", "vera", "ada"):
        guarded.accounts.remove(name)
    assert not guarded.accounts.exist
    assert visit().get("/api/v1/studies").status_code == 401
