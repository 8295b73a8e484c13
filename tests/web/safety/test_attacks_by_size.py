"""Attacks that have to fail: too large, too deep, too many, too odd."""

import gzip
import time
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest

from milieu.web.site import Site
from tests.web.safety.attacking import CSV, FORM, left_behind, upload, zipped
from tests.web.safety.conftest import (
    TRAP,
    Visit,
    visits,
)


def test_a_zip_bomb_is_refused_before_it_is_unpacked(write_visit: Visit, writable: Site):
    packed = zipped({f"{n}.csv": b"0" * (30 << 20) for n in range(3)})
    bounded = replace(writable.rules, unpacked_bytes=64 << 20)
    object.__setattr__(writable, "rules", bounded)
    answer = upload(write_visit("ann"), ("bomb.zip", packed))
    assert answer.status_code == 400
    assert "unpacks to far more" in answer.text
    assert left_behind(writable) == []


def test_a_gz_bomb_is_refused(write_visit: Visit, writable: Site):
    object.__setattr__(writable, "rules", replace(writable.rules, unpacked_bytes=16 << 20))
    answer = upload(write_visit("ann"), ("bomb.csv.gz", gzip.compress(b"0" * (40 << 20))))
    assert answer.status_code == 400
    assert "unpacks to far more" in answer.text


def test_a_body_that_says_it_is_too_large_is_not_read(visit: Visit):
    answer = visit("ada").post(f"/s/{TRAP}/tasks", content=b"x" * ((1 << 20) + 1))
    assert answer.status_code == 413


def test_a_body_that_does_not_say_how_large_it_is_is_cut_off(visit: Visit):
    pieces = (b"x" * 65536 for _ in range(40))
    answer = visit("ada").post(f"/s/{TRAP}/tasks", content=pieces, headers=FORM)
    assert answer.status_code == 413


def test_files_are_cut_off_where_they_are_too_large(write_visit: Visit, writable: Site):
    object.__setattr__(writable, "rules", replace(writable.rules, upload_bytes=1 << 20))
    content = b"region,jobs\n" + b"A,1\n" * 800_000
    said = upload(write_visit("ann"), ("large.csv", content))
    assert said.status_code == 413
    body = (part for part in (_form_head(), b"A,1\n" * 800_000))
    sent = {"Content-Type": "multipart/form-data; boundary=xx"}
    asking = write_visit("bea")
    assert asking.post(f"/s/{TRAP}/add/files", content=body, headers=sent).status_code == 413
    assert left_behind(writable) == []


@pytest.mark.parametrize(
    "body", [b"", b"--xx", b"--xx\r\nbroken", b"\x00" * 100, b"--xx--\r\n" * 3], ids=repr
)
def test_a_broken_form_leaves_nothing_behind(write_visit: Visit, writable: Site, body: bytes):
    asking = write_visit("ann")
    for kind in ("multipart/form-data; boundary=xx", "multipart/form-data", "text/plain", ""):
        sent = {"Content-Type": kind}
        answer = asking.post(f"/s/{TRAP}/add/files", content=body, headers=sent)
        assert answer.status_code == 400
    assert left_behind(writable) == []


def test_nobody_fills_the_disk_with_unfinished_uploads(write_visit: Visit, writable: Site):
    object.__setattr__(writable, "rules", replace(writable.rules, uploads_at_once=3))
    asking = write_visit("ann")
    answers = [upload(asking, (f"{n}.csv", CSV)).status_code for n in range(4)]
    assert answers == [303, 303, 303, 400]
    assert upload(write_visit("bea"), ("b.csv", CSV)).status_code == 303


def test_deep_json_is_answered(visit: Visit):
    deep = b'{"kind":"build","options":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
    sent = {"Content-Type": "application/json"}
    answer = visit("ann").post(f"/api/v1/s/{TRAP}/tasks", content=deep, headers=sent)
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize("number", [10**30, -1, 0, "1e400", "NaN", "٣", "0x10", "9" * 5000])
def test_numbers_beyond_reason_are_refused(visit: Visit, number):
    asking = visit("ada")
    for base in (f"/s/{TRAP}/data/clusters", f"/api/v1/s/{TRAP}/data/clusters", f"/s/{TRAP}/tasks"):
        answer = asking.get(base, params={"page": number})
        assert answer.status_code == 422 or (number == "٣" and answer.status_code == 200)
    days = {"label": "x", "role": "viewer", "days": str(number)}
    assert asking.post("/account/tokens", data=days).status_code == 422
    revoked = asking.post("/account/tokens/revoke", data={"id": str(number)})
    assert revoked.status_code == 303


def test_patterns_that_take_for_ever_are_plain_texts(visit: Visit):
    asking, evil = visit("ada"), "(a+)+$" + "a" * 190 + "!"
    began = time.process_time()
    for place in (
        f"/s/{TRAP}/data/clusters?name={quote(evil)}*",
        f"/api/v1/s/{TRAP}/data/clusters?name={quote(evil)}*",
        f"/s/{TRAP}?search={quote(evil)}",
        f"/s/{TRAP}/compare?add={quote(evil)}",
        f"/admin/log?q={quote(evil)}",
    ):
        assert asking.get(place).status_code in (200, 404, 422)
    assert time.process_time() - began < 10


ODD = ["\x00", "a\x00b", "\ud800", "\u202e", "\uffff", "𝔞𝔡𝔞", "%", "%zz"]


@pytest.mark.parametrize("evil", ODD, ids=ascii)
def test_odd_characters_break_nothing(visit: Visit, evil):
    asking = visit("ada")
    said = quote(evil.encode("utf-8", "surrogatepass"), safe="")
    for place in (
        f"/s/{said}/data",
        f"/s/{TRAP}/data/{said}",
        f"/s/{TRAP}/data/clusters?name={said}",
        f"/s/{TRAP}/data/clusters?{said}=1",
        f"/s/{TRAP}/c/{said}",
        f"/s/{TRAP}?search={said}",
        f"/api/v1/s/{TRAP}/data/clusters?name={said}",
        f"/admin/log?q={said}",
        f"/sign-in?next=/{said}",
    ):
        assert asking.get(place).status_code < 500, place
    answer = asking.post("/sign-in", content=f"name={said}&password={said}", headers=FORM)
    assert answer.status_code < 500


def test_nobody_may_open_streams_without_end(visit: Visit, guarded: Site):
    from milieu.web.safety.crowd import Crowd

    crowd = Crowd(None, guarded)
    scope = {"path": f"/api/v1/s/{TRAP}/tasks/x/events", "state": {"person": None}, "client": None}
    crowd._all[True] = guarded.rules.streams
    assert crowd.refused(scope, {}).status == 503
    crowd._all[True] = guarded.rules.streams_each
    crowd._open[True, "address "] = guarded.rules.streams_each
    assert crowd.refused(scope, {}).status == 429
    assert crowd.refused({**scope, "path": "/"}, {}) is None  # pages are answered all the same


def test_who_asks_without_end_is_told_to_wait(trap: Path, visit: Visit, guarded: Site):
    object.__setattr__(guarded, "rules", replace(guarded.rules, requests="30/minute"))
    guarded.__dict__.pop("pace", None)
    asking = visits(guarded)("vera")
    answers = [asking.get("/api/v1/me") for _ in range(40)]
    assert answers[0].status_code == 200
    assert answers[-1].status_code == 429
    assert int(answers[-1].headers["retry-after"]) >= 1
    assert visits(guarded)("ann").get("/api/v1/me").status_code == 200  # others go on


def test_one_person_can_not_fill_the_queue_for_all(write_visit: Visit, writable: Site):
    ann, bea = write_visit("ann"), write_visit("bea")
    most = writable.tasks.limits.waiting
    writable.tasks.close(0.0)  # nothing is begun: all wait
    answers = [
        ann.post(f"/s/{TRAP}/tasks", data={"kind": "build"}).status_code for _ in range(most + 2)
    ]
    assert answers == [303] * most + [429] * 2
    assert bea.post(f"/s/{TRAP}/tasks", data={"kind": "build"}).status_code == 303


def _form_head() -> bytes:
    said = 'Content-Disposition: form-data; name="files"; filename="a.csv"'
    return f"--xx\r\n{said}\r\n\r\nregion,jobs\n".encode()
