"""Attacks that have to fail: sessions, tokens and passwords."""

import sqlite3
import statistics
import time
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from milieu.web.app import make_app
from milieu.web.safety.accounts import Accounts
from milieu.web.safety.passwords import Passwords
from milieu.web.safety.records import FILE, Records
from milieu.web.site import Site
from tests.web.safety.conftest import (
    PASSWORD,
    TRAP,
    Visit,
    cookie_of,
)


def _asks_to_sign_in(asking: TestClient) -> bool:
    assert asking.get("/api/v1/me").json()["name"] == ""
    answers = [asking.get("/account"), asking.get("/api/v1/studies")]
    return [a.status_code for a in answers] == [303, 401]


@pytest.mark.parametrize(
    "token", ["", "x", "0" * 43, "' OR 1=1 --", "%00", "é" * 20, "a" * 5000, "../..", "null"]
)
def test_a_forged_session_is_none(visit: Visit, token):
    asking = visit()
    sent = {"Cookie": f"milieu={token}".encode()}
    answer = asking.get("/api/v1/studies", headers=sent)
    assert answer.status_code == 401


def test_a_changed_session_is_none(visit: Visit):
    asking = visit("ada")
    token = cookie_of(asking)
    for changed in (token[:-1], token + "A", token[::-1], token.upper(), token.lower()):
        asking.cookies.clear()
        asking.cookies["milieu"] = changed
        assert _asks_to_sign_in(asking)


@pytest.mark.parametrize("later", [3601, 12 * 3600 + 1])
def test_an_old_session_is_none(visit: Visit, guarded: Site, later):
    asking = visit("ada")
    with Records(guarded.state).open() as opened:
        column = "seen" if later < 4000 else "began"
        opened.execute(f"UPDATE sessions SET {column} = {column} - ?", [later])
    assert _asks_to_sign_in(asking)


def test_a_session_can_not_be_used_again_after_signing_out(visit: Visit):
    asking = visit("ada")
    token = cookie_of(asking)
    assert asking.post("/account/sign-out").status_code == 303
    asking.cookies["milieu"] = token
    assert _asks_to_sign_in(asking)


def test_a_stolen_session_ends_everywhere_with_sign_out_everywhere_and_a_new_password(visit: Visit):
    mine, stolen = visit("ada"), visit("ada")
    mine.post("/account/sign-out-everywhere")
    assert _asks_to_sign_in(stolen)
    mine, stolen = visit("ada"), visit("ada")
    fresh = "nine orange bicycles"
    said = {"old": PASSWORD, "password": fresh, "again": fresh}
    assert mine.post("/account/password", data=said).status_code == 303
    assert _asks_to_sign_in(stolen)
    assert mine.get("/account").status_code == 200


def test_a_session_ends_with_its_account_and_follows_its_role(visit: Visit, guarded: Site):
    asking = visit("ann")
    guarded.accounts.change_role("ann", "viewer")
    assert asking.post(f"/s/{TRAP}/tasks", data={"kind": "build"}).status_code == 403
    guarded.accounts.remove("ann")
    assert _asks_to_sign_in(asking)


def test_a_session_that_somebody_laid_into_the_browser_is_not_taken_over(visit: Visit):
    asking = visit()
    asking.cookies["milieu"] = "known-to-the-attacker"
    asking.post("/sign-in", data={"name": "ada", "password": PASSWORD})
    tokens = {c.value for c in asking.cookies.jar}
    assert "known-to-the-attacker" not in tokens - {"known-to-the-attacker"}
    other = visit()
    other.cookies["milieu"] = "known-to-the-attacker"
    assert _asks_to_sign_in(other)


def test_a_sign_in_ends_the_session_that_the_browser_had(visit: Visit):
    asking = visit("ada")
    before = cookie_of(asking)
    asking.post("/sign-in", data={"name": "vera", "password": PASSWORD})
    other = visit()
    other.cookies["milieu"] = before
    assert _asks_to_sign_in(other)


def test_two_sessions_at_once_are_none(visit: Visit):
    token = cookie_of(visit("ada"))
    for cookies in (f"milieu={token}; milieu=other", f"milieu=other; milieu={token}"):
        assert visit().get("/account", headers={"Cookie": cookies}).status_code == 303


def test_whoever_reads_the_records_can_not_enter_with_them(visit: Visit, guarded: Site):
    asking = visit("ada")
    made = asking.post("/account/tokens", data={"label": "x", "role": "viewer", "days": "9"})
    token = made.text.partition("<code>milieu_")[2].partition("<")[0]
    assert len(token) == 43
    with sqlite3.connect(guarded.state / FILE) as opened:
        held = "\n".join(opened.iterdump())
    for secret in (cookie_of(asking), token, PASSWORD):
        assert secret not in held
    assert "$argon2id$" in held


def test_the_cookie_is_kept_from_scripts_and_other_sites(visit: Visit, guarded: Site):
    answer = visit().post("/sign-in", data={"name": "ada", "password": PASSWORD})
    said = answer.headers["set-cookie"]
    assert "HttpOnly" in said
    assert "samesite=strict" in said.lower()
    object.__setattr__(guarded, "rules", replace(guarded.rules, secure=True))
    asking = TestClient(make_app(guarded), base_url="https://127.0.0.1", follow_redirects=False)
    sent = {"Origin": "https://127.0.0.1"}
    answer = asking.post("/sign-in", data={"name": "ada", "password": PASSWORD}, headers=sent)
    said = answer.headers["set-cookie"]
    assert said.startswith("__Host-milieu=")
    assert "Secure" in said
    assert "Domain" not in said
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_a_token_has_no_more_than_its_owner_and_makes_no_other(visit: Visit, guarded: Site):
    ann, said = visit("ann"), {"label": "x", "days": "9"}
    refused = ann.post("/account/tokens", data={**said, "role": "administrator"})
    assert refused.status_code == 422
    made = ann.post("/account/tokens", data={**said, "role": "analyst"})
    token = "milieu_" + made.text.partition("<code>milieu_")[2].partition("<")[0]
    script = visit(Authorization=f"Bearer {token}")
    me = script.get("/api/v1/me").json()
    assert me == {"name": "ann", "role": "analyst", "by": "token", "tasks": 0}
    assert script.post("/account/tokens", data={**said, "role": "viewer"}).status_code == 403
    assert script.get("/admin").status_code == 403
    guarded.accounts.change_role("ann", "viewer")
    assert script.get("/api/v1/me").json()["role"] == "viewer"
    forged = visit("ada", Authorization=f"Bearer {token[:-1]}x")  # and no cookie makes up for it
    assert forged.get("/api/v1/studies").status_code == 401


def test_a_password_can_not_be_tried_often(visit: Visit):
    answers = [_try(visit(), "ada", f"guess {n}") for n in range(12)]
    assert answers[:5] == [401] * 5
    assert set(answers[5:]) == {429}
    assert _try(visit(), "ada", PASSWORD) == 429  # not even the right one tells a guesser
    assert _try(visit(), "vera", PASSWORD) == 303  # others are not kept out


def test_one_password_can_not_be_tried_on_many_names(visit: Visit):
    answers = [_try(visit(), f"name{n}", "summer2026!") for n in range(30)]
    assert answers[:20] == [401] * 20
    assert set(answers[20:]) == {429}


def test_words_do_not_tell_which_names_exist(visit: Visit):
    said = [
        visit().post("/sign-in", data={"name": name, "password": "wrong"}).text.replace(name, "?")
        for name in ("vera", "nobody-of-this-name")
    ]
    assert said[0] == said[1]


def test_time_does_not_tell_which_names_exist(tmp_path: Path):
    accounts = Accounts(Records(tmp_path), Passwords)
    accounts.add("ada", "administrator", PASSWORD)
    accounts.check("nobody", "x")  # the first makes what nobody's are compared with

    def spent(name: str) -> float:
        began = time.process_time()
        assert accounts.check(name, "wrong") is None
        return time.process_time() - began

    known, unknown = ([spent(name) for _ in range(2)] for name in ("ada", "nobody"))
    ratio = statistics.median(known) / statistics.median(unknown)
    assert 1 / 3 < ratio < 3


def test_a_name_that_looks_like_another_is_the_same_or_refused(guarded: Site):
    for name in ("ADA", "ａｄａ", " ada "):  # capitals, full width, spaces: the same name
        with pytest.raises(Exception, match="already"):
            guarded.accounts.add(name, "viewer", PASSWORD)
    for name in ("a\u200bda", "ad\u202ea", "ada\x00", "you", "", "a b", "x" * 65):
        with pytest.raises(Exception, match="a name is"):
            guarded.accounts.add(name, "viewer", PASSWORD)


def _try(asking: TestClient, name: str, password: str) -> int:
    return asking.post("/sign-in", data={"name": name, "password": password}).status_code


def test_a_link_from_elsewhere_asks_once_more_before_it_asks_for_a_password(visit: Visit):
    asking, sent = visit(), {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
    first = asking.get("/sign-in?next=/account", headers=sent)
    assert 'http-equiv="refresh"' in first.text
    assert "<form" not in first.text.partition("<main")[2]
    again = asking.get("/sign-in?next=/account", headers={**sent, "Sec-Fetch-Site": "same-origin"})
    assert 'name="password"' in again.text
    entered = visit("ada").get("/sign-in?next=/account", headers=sent)
    assert entered.headers["location"] == "/account"
