"""Requests drawn from the API's own description: no 500, answers as described, nothing leaks."""

import json
import random
import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
import schemathesis
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from milieu.web.api.description import described
from milieu.web.app import make_app
from milieu.web.shelf import Shelf
from milieu.web.site import Site
from milieu.web.tasks import events
from milieu.web.tasks.declare import KINDS
from milieu.web.tasks.limits import Limits
from milieu.web.tasks.task import State

ADDRESS = "http://127.0.0.1"
CHECKS = [
    not_a_server_error,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
]
LEAKS = ("Traceback", 'File "', "site-packages", "/tmp/", "/home/", "/work/", "duckdb.", ".py")
UNLIMITED = "1000000/second"
SHORT, LONG = 5, 1_000  # cases of an operation
NASTY = (
    "", "\x00", "..", "../../etc/passwd", "%2e%2e%2f", "' OR '1'='1", '"; DROP TABLE x; --', "*",
    "=1+1", "<script>alert(1)</script>", "{{7*7}}", "${7*7}", "-1", "1e309", "nan", "9" * 400,
    "\ud7ff\uffff", "a" * 5000, "2026-02-30", "0001-01-01", "\r\nSet-Cookie: a=b", "jobs,,jobs",
)  # fmt: skip
OPTIONS = ({}, {"until": "cells"}, {"runs": 3}, {"cluster": "x"}, {"source": "qcew"}, [], None)
NAMES = ("small", "made-up")  # of studies with clusters
HEADERS = ("Accept", "If-None-Match", "Last-Event-ID", "Accept-Language", "Range")
TAME = {  # values that are right, by the parameter of the query
    "columns": ("cluster", "jobs", "year"), "sort": ("-jobs", "year"), "page": ("1", "2"),
    "per_page": ("0", "1", "7"), "format": ("json", "csv", "parquet", "svg", "vega"),
    "as_of": ("2100-01-01",), "lang": ("en", "zh"), "stage": ("growth",), "alarm": ("any",),
    "state": ("waiting", "done"), "screen": ("wide", "narrow"), "q": ("jobs",), "year": ("2005",),
}  # fmt: skip
OPERATIONS = schemathesis.openapi.from_dict(
    described(make_app(Site(shelf=Shelf([]), state=Path("state-of-nothing"))))
)
ALL = [result.ok() for result in OPERATIONS.get_all_operations()]


@pytest.fixture(scope="module")
def site(folders: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Copies of the studies on a site without limits of pace, whose tasks wait and never run."""
    place = tmp_path_factory.mktemp("fuzzed")
    copies = [Path(shutil.copytree(folder, place / name)) for name, folder in folders.items()]
    made = Site(shelf=Shelf(copies), state=place / "state", limits=Limits(at_once=0))
    made.state.mkdir()
    return replace(made, rules=replace(made.rules, requests=UNLIMITED, changes=UNLIMITED))


@pytest.fixture(scope="module")
def client(site: Site) -> Iterator[TestClient]:
    """Ask as a browser on the machine would; what breaks is answered, not raised."""
    with TestClient(
        make_app(site),
        base_url=ADDRESS,
        headers={"Origin": ADDRESS},
        raise_server_exceptions=False,
    ) as asking:
        yield asking


@pytest.fixture(scope="module")
def real(site: Site) -> dict[str, list[str]]:
    """Names that exist, by the parameter of the path that they can stand for."""
    done = site.tasks.submit("small", "build", {}).changed(state=State.DONE)
    (done.folder / "results" / "steps.json").write_text("[]", encoding="utf-8")
    waits = site.tasks.submit("small", "build", {"until": "cells"})
    return {
        "study": ["small", "small", "made-up", "made-up", "hsinchu", "empty"],
        **{f"cluster of {n}": [c.id for c in site.shelf.open(n).content.clusters] for n in NAMES},
        "figure": ["course", "quotient", "placement", "peers", "jobs", "film", "indicators"],
        "table": site.shelf.open("small").study.names(),
        "kind": ["indicators", "mechanisms", "sources", "instruments", "results"],
        "name": ["location_quotient", "theil", "cells", "rd_grant"],
        "task": [done.id, waits.id],
        "file": ["steps.json"],
        "doomed": [site.tasks.stop("small", id).id for id in _waiting(site, 8)],
    }


def _waiting(site: Site, count: int) -> list[str]:
    return [site.tasks.submit("small", "build", {}, owner="x").id for _ in range(count)]


def changed(case: schemathesis.Case, real: dict[str, list[str]], seed: int) -> dict[str, str]:
    """Exchange some of what was drawn for real names and for nastier ones; return headers."""
    chance = random.Random(seed)
    given_path = case.path_parameters or {}
    for name in sorted(given_path, key=lambda one: one != "study"):  # a cluster is of a study
        if name == "cluster" and given_path["study"] in NAMES:
            name_of = f"cluster of {given_path['study']}"
        else:
            name_of = name
        known = "doomed" if name == "task" and case.method == "DELETE" else name_of
        if known in real and chance.random() < 0.8:
            case.path_parameters[name] = chance.choice(real[known])
            if name == "study" and "/lab/" in case.operation.path:
                case.path_parameters[name] = "small"  # the twin begins from a build's own draws
        elif chance.random() < 0.3:
            case.path_parameters[name] = quote(chance.choice(NASTY) or "x", safe="")
    query = {} if chance.random() < 0.6 else dict(case.query or {})
    for name in TAME:
        if chance.random() < 0.12:
            query[name] = chance.choice(TAME[name] if chance.random() < 0.8 else NASTY)
    if "compare" in case.operation.path and given_path["study"] in NAMES and chance.random() < 0.9:
        ids = real[f"cluster of {given_path['study']}"]
        query["c"] = ",".join(chance.sample(ids, chance.randint(1, min(4, len(ids)))))
    declared = {p["name"] for p in case.operation.definition.raw.get("parameters", ())}
    if chance.random() < 0.8:  # else what the operation does not know stays
        query = {name: value for name, value in query.items() if name in {*declared, "lang", "c"}}
    case.query = query
    if case.method == "POST" and case.operation.path.endswith("/tasks") and chance.random() < 0.5:
        case.body = {"kind": chance.choice(sorted(KINDS)), "options": chance.choice(OPTIONS)}
    return {n: chance.choice(NASTY).strip() for n in HEADERS if chance.random() < 0.05}


def ask(client: TestClient, case: schemathesis.Case, real: dict[str, list[str]], seed: int) -> int:
    """Send a case and check what comes back; returns its status."""
    headers = changed(case, real, seed)
    sent = case.as_transport_kwargs(base_url=ADDRESS)
    sent.pop("cookies", None)
    safe = {name: text for name, text in headers.items() if text.isascii() and text.isprintable()}
    sent["headers"] = {**dict(sent.get("headers") or {}), **safe}
    response = client.request(**sent, follow_redirects=False)
    if response.status_code == 307:  # an address with a slash too many
        assert response.headers["location"].startswith(f"{ADDRESS}/")
        return 307
    case.validate_response(response, checks=CHECKS)
    assert "a=b" not in response.headers.get("set-cookie", "")
    if "json" in response.headers.get("content-type", "") and response.content:
        json.loads(response.content, parse_constant=lambda word: pytest.fail(f"JSON holds {word}"))
    if response.status_code >= 400:
        echo = str(sent)  # what was sent may come back
        leaked = [leak for leak in LEAKS if leak in response.text and leak not in echo]
        assert not leaked, (leaked, response.text)
    return response.status_code


def fuzz(client: TestClient, operation: object, real: dict[str, list[str]], cases: int) -> None:
    statuses: Counter[int] = Counter()

    @settings(
        max_examples=cases,
        deadline=None,
        database=None,
        derandomize=cases == SHORT,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(operation.as_strategy(), st.integers(0, 2**32))
    def one(case: schemathesis.Case, seed: int) -> None:
        statuses[ask(client, case, real, seed)] += 1

    one()
    print(operation.label, dict(statuses))


@pytest.fixture(autouse=True)
def short_streams(monkeypatch: pytest.MonkeyPatch) -> None:
    """End what would stay open for minutes."""
    monkeypatch.setattr(events, "LONGEST", 0.1)
    monkeypatch.setattr(events, "LOOK", 0.05)


@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.label)
def test_every_operation_answers_as_described_and_leaks_nothing(client, operation, real):
    fuzz(client, operation, real, SHORT)


@pytest.mark.slow
@pytest.mark.parametrize("operation", ALL, ids=lambda one: one.label)
def test_every_operation_stands_many_requests(client, operation, real):
    fuzz(client, operation, real, LONG)


def test_the_description_names_every_operation_and_its_errors():
    assert len(ALL) >= 20
    for operation in ALL:
        raw = operation.definition.raw
        assert raw["summary"] and raw["description"] and raw["tags"], operation.label
        for parameter in raw.get("parameters", ()):
            assert parameter.get("description"), (operation.label, parameter["name"])
