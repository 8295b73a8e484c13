"""Pace, hosts, origins, audit: the small parts by themselves."""

import json
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.web.safety import audit
from milieu.web.safety.audit import Audit
from milieu.web.safety.forms import own_address
from milieu.web.safety.hosts import without_port
from milieu.web.safety.pace import Pace, network_of
from milieu.web.safety.rules import Rules


def test_the_wait_for_another_try_grows():
    pace = Pace(Rules())
    waits = []
    for _ in range(10):
        if not pace.wait_to_sign_in("ada", "10.0.0.1"):
            pace.failed("ada", "10.0.0.1")
        waits.append(pace.wait_to_sign_in("ada", "10.0.0.1"))
    assert waits[:4] == [0.0] * 4
    assert 1 <= waits[5] <= 60


def test_a_slow_guesser_runs_into_the_longer_window():
    pace = Pace(replace(Rules(), tries_of_both="100/minute; 3/hour"))
    for _ in range(3):
        pace.failed("ada", "10.0.0.1")
    assert 60 < pace.wait_to_sign_in("ada", "10.0.0.1") <= 3600


def test_a_guesser_does_not_keep_the_owner_out_who_is_elsewhere():
    pace = Pace(Rules())
    for _ in range(20):
        pace.failed("ada", "10.0.0.1")
    assert pace.wait_to_sign_in("ada", "10.0.0.1")
    assert not pace.wait_to_sign_in("ada", "10.0.0.2")


def test_tries_at_once_are_no_more_than_one_after_the_other():
    pace = Pace(Rules())
    with ExitStack() as trying:
        begun = 0
        while begun < 50 and not pace.wait_to_sign_in("ada", "10.0.0.1"):
            trying.enter_context(pace.trying("ada", "10.0.0.1"))
            begun += 1
        assert begun == 5
    assert not pace.wait_to_sign_in("ada", "10.0.0.1")  # none of them failed


def test_whoever_enters_in_the_end_has_no_slips():
    pace = Pace(Rules())
    for _ in range(5):
        pace.failed("ada", "10.0.0.1")
    pace.succeeded("ada", "10.0.0.1")
    assert not pace.wait_to_sign_in("ada", "10.0.0.1")


def test_a_refused_request_does_not_lengthen_the_wait():
    pace = Pace(replace(Rules(), changes="2/minute", requests="100/minute"))
    assert [pace.wait_to_ask("x", change=True) > 0 for _ in range(4)] == [False, False, True, True]
    assert pace.wait_to_ask("x", change=False) == 0


@pytest.mark.parametrize(
    ("address", "client"),
    [
        ("10.0.0.1", "10.0.0.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
    ],
)
def test_a_client_of_ipv6_is_its_network(address, client):
    assert network_of(address) == client


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("example.org", "example.org"),
        ("Example.ORG:8765", "example.org"),
        ("127.0.0.1:1", "127.0.0.1"),
        ("[::1]:80", "[::1]"),
        ("[::1]", "[::1]"),
        ("example.org:x", ""),
        ("a:b:80", "a:b"),
    ],
)
def test_the_port_is_no_part_of_a_name(host, name):
    assert without_port(host) == name


@settings(deadline=None)
@given(st.text(max_size=60))
def test_where_one_goes_on_is_always_on_this_server(text):
    place = own_address(text)
    assert place.startswith("/")
    assert not place.startswith(("//", "/\\"))
    assert place.isascii() and place.isprintable()


def test_the_log_keeps_its_newest_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(audit, "ROTATED_AT", 2_000)
    monkeypatch.setattr(audit, "KEPT", 2)
    log = Audit(tmp_path)
    for n in range(200):
        log.note("change", who="ada", number=n)
    files = sorted(one.name for one in tmp_path.iterdir())
    assert files == ["audit.jsonl", "audit.jsonl.1", "audit.jsonl.2"]
    assert all(one.stat().st_size <= 2_000 for one in tmp_path.iterdir())
    found = [line["number"] for line in log.newest(1000)]
    assert found == sorted(found, reverse=True)
    assert found[0] == 199
    assert len(found) > 30


def test_the_log_is_found_again_by_what_it_contains(tmp_path: Path):
    log = Audit(tmp_path)
    log.note("signed in", who="ada", address="10.0.0.1")
    log.note("signed in", who="周", address="10.0.0.2")
    assert [line["who"] for line in log.newest(9, "周")] == ["周"]
    assert [line["from"] for line in log.newest(9, "ADA")] == ["10.0.0.1"]
    assert log.newest(9, '"') == []


@settings(deadline=None)
@given(st.text(max_size=80))
def test_whatever_is_noted_is_one_line_of_plain_characters(tmp_path_factory, text):
    log = Audit(tmp_path_factory.mktemp("log"))
    log.note(text, who=text, path=text)
    raw = log.file.read_text(encoding="ascii")
    assert raw.count("\n") == 1
    assert json.loads(raw)["who"] == text


def test_refusals_without_end_do_not_push_the_rest_out_of_the_log():
    pace = Pace(Rules())
    noted = [pace.worth_noting("10.0.0.1") for _ in range(100)]
    assert noted == [True] * 60 + [False] * 40
    assert pace.worth_noting("10.0.0.2")
