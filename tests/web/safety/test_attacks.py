"""Attacks that have to fail: paths, SQL, templates, scripts and formulas in names and values.

Each is a case with a name. Those on sessions, by forgery, by size and on the wire stand beside.
"""

import json
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from milieu.web.site import Site
from milieu.web.uploads.arriving import harmless_name
from tests.web.safety.attacking import CSV, SECRET, upload, whole_upload, zipped
from tests.web.safety.conftest import (
    FORMULA,
    SCRIPT,
    TRAP,
    Visit,
)

OUTSIDE = (
    "../../secret.txt",
    "..%2f..%2fsecret.txt",
    "%2e%2e/%2e%2e/secret.txt",
    "..\\..\\secret.txt",
)


PLACES = (
    "/s/{}/data",
    f"/s/{TRAP}/data/{{}}",
    f"/s/{TRAP}/c/{{}}",
    f"/s/{TRAP}/tasks/{{}}",
    f"/api/v1/s/{TRAP}/tasks/0123456789abcdef/results/{{}}",
    f"/api/v1/s/{TRAP}/data/{{}}",
    f"/s/{TRAP}/add/{{}}/seen",
    "/static/{}",
    "/method/{}",
)


EVIL_SQL = ("' OR '1'='1", "1; DROP TABLE clusters --", "x') UNION SELECT * FROM files --", '"; --')


def test_paths_that_leave_their_folder_reach_nothing(visit: Visit, guarded: Site):
    asking = visit("ada")
    for folder in (guarded.state, guarded.shelf.folders[TRAP].parent):
        (folder / "secret.txt").write_text(SECRET)
    for place in PLACES:
        for path in OUTSIDE:
            answer = asking.get(place.format(path))
            assert answer.status_code in (400, 404, 409, 422), (place, path)
            assert SECRET not in answer.text
            assert str(guarded.state) not in answer.text


def test_a_day_that_is_a_path_is_refused(visit: Visit):
    answer = visit("ada").get(f"/s/{TRAP}/data", params={"as_of": "../../../etc"})
    assert answer.status_code in (400, 422)


def test_a_link_that_somebody_laid_into_a_study_leads_nowhere(write_visit: Visit, writable: Site):
    folder = writable.shelf.folders[TRAP]
    secret = writable.state / "secret.txt"
    secret.write_text(json.dumps({"headline": SECRET, "items": []}))
    (folder / "digests").mkdir()
    (folder / "digests" / "2026.json").symlink_to(secret)
    results = folder / "tasks" / "0123456789abcdef" / "results"
    results.mkdir(parents=True)
    (results / "x.csv").symlink_to(secret)
    asking = write_visit("ada")
    assert SECRET not in asking.get(f"/s/{TRAP}/data").text
    place = f"/api/v1/s/{TRAP}/tasks/0123456789abcdef/results/x.csv"
    assert SECRET not in asking.get(place).text


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/etc/passwd", "passwd"),
        ("..", "file"),
        ("", "file"),
        (".bashrc", "bashrc"),
        ("a\x00b\r\n.csv", "ab.csv"),
        ("evil\u202efdp.csv", "evilfdp.csv"),
        (f"{SCRIPT}.csv", "script.csv"),
        ("x" * 500 + ".csv", "x" * 100 + ".csv"),
    ],
)
def test_the_name_of_an_upload_is_only_a_name(said, kept):
    assert harmless_name(said) == kept


def test_an_upload_stays_in_its_folder_whatever_it_is_called(write_visit: Visit, writable: Site):
    asking = write_visit("ann")
    answer = upload(asking, ("../../../../escaped.csv", CSV))
    assert answer.status_code == 303
    assert not list(writable.state.parent.rglob("escaped.csv.*"))
    (found,) = writable.state.parent.rglob("escaped.csv")
    assert found.parent.name == "files"


def test_a_zip_that_wants_out_of_its_folder_is_refused(write_visit: Visit, writable: Site):
    packed = zipped({"../../../outside.csv": CSV})
    said = whole_upload(write_visit("ann"), ("a.zip", packed))
    assert "wants to write outside its folder" in said
    assert not list(writable.state.parent.rglob("outside.csv"))


@pytest.mark.parametrize("sql", EVIL_SQL)
def test_sql_in_values_names_and_orders_is_text(visit: Visit, sql):
    asking = visit("ada")
    for base in (f"/s/{TRAP}/data/clusters", f"/api/v1/s/{TRAP}/data/clusters"):
        chosen = asking.get(base, params={"name": sql})
        assert chosen.status_code == 200  # no cluster is called so
        for wrong in ({sql: "1"}, {"sort": sql}, {"sort": f"-{sql}"}):
            assert asking.get(base, params=wrong).status_code in (400, 404, 422)
    assert asking.get(f"/api/v1/s/{TRAP}/data/clusters").headers["X-Total-Count"] == "4"
    columns = asking.get(f"/api/v1/s/{TRAP}/data/clusters", params={"columns": sql})
    assert columns.status_code in (400, 422)
    rows = asking.get(f"/api/v1/s/{TRAP}/data/clusters", params={"name": sql})
    assert rows.json() == []


def _pages(asking: TestClient) -> dict[str, str]:
    """Return every page of the study that shows its names."""
    cluster = quote("apparel-1", safe="")
    places = ["/", f"/s/{TRAP}", f"/s/{TRAP}/data", f"/s/{TRAP}/data/clusters"]
    places += [f"/s/{TRAP}/data/regions", f"/s/{TRAP}/c/{cluster}", f"/s/{TRAP}/compare"]
    places += [f"/s/{TRAP}/lab/{cluster}", f"/s/{TRAP}/tasks", f"/s/{TRAP}/add"]
    return {place: asking.get(place, follow_redirects=True).text for place in places}


def test_a_script_as_name_of_study_cluster_or_region_is_text_on_every_page(visit: Visit):
    for place, text in _pages(visit("ada")).items():
        assert SCRIPT not in text, place
    assert "&lt;script&gt;" in _pages(visit("ada"))[f"/s/{TRAP}/data/clusters"]


def test_a_template_as_name_is_not_filled_in(visit: Visit):
    for place, text in _pages(visit("ada")).items():
        assert "1337" not in text, place


def test_a_script_in_the_name_and_columns_of_a_file_is_text(write_visit: Visit):
    asking = write_visit("ann")
    content = f"region,{SCRIPT},year,jobs\n{SCRIPT},10,2015,5\n".encode()
    answer = upload(asking, (f"{SCRIPT}.csv", content))
    base = answer.headers["location"].rsplit("/", 1)[0]
    for step in ("seen", "columns", "check"):
        text = asking.get(f"{base}/{step}").text
        assert SCRIPT not in text, step
    assert "&lt;script&gt;" in asking.get(f"{base}/seen").text


@pytest.mark.parametrize(
    "place",
    [
        "/s/{}",
        f"/s/{TRAP}/data/{{}}",
        f"/s/{TRAP}/data/clusters?{{}}=1",
        f"/s/{TRAP}/data/clusters?name={{}}",
        f"/s/{TRAP}/data/clusters?sort={{}}",
        f"/s/{TRAP}?search={{}}",
        f"/s/{TRAP}/compare?add={{}}",
        "/sign-in?next=/{}",
        "/admin/log?q={}",
        "/method/{}/x",
    ],
)
def test_what_is_asked_for_comes_back_as_text(visit: Visit, place):
    asking = visit("ada")
    for said in (SCRIPT, '"><img src=x onerror=alert(1)>', "{{ 7 * 191 }}", "${7*191}"):
        answer = asking.get(place.format(quote(said, safe="")))
        assert said not in answer.text or "<" not in said
        assert "1337" not in answer.text
        assert answer.status_code != 500


def test_no_page_may_run_a_script_that_is_not_our_own(visit: Visit):
    asking = visit("ada")
    for place in ("/", f"/s/{TRAP}/data", "/account", "/admin", "/sign-in", "/nowhere"):
        policy = asking.get(place, follow_redirects=True).headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy or "script-src" not in policy


def test_a_formula_in_a_name_does_not_run_in_a_spreadsheet(visit: Visit):
    text = visit("ada").get(f"/api/v1/s/{TRAP}/data/clusters?format=csv").text
    assert f"'{FORMULA}" in text
    assert f",{FORMULA}" not in text.replace(f"'{FORMULA}", "")
    assert not any(line.startswith(FORMULA) for line in text.splitlines())


def test_somebody_elses_upload_is_not_there(write_visit: Visit):
    ann, bea = write_visit("ann"), write_visit("bea")
    place = upload(ann, ("a.csv", CSV)).headers["location"]
    base = place.rsplit("/", 1)[0]
    assert ann.get(place).status_code == 200
    for step in ("seen", "columns", "check", "done"):
        assert bea.get(f"{base}/{step}").status_code == 404
    assert bea.post(f"{base}/discard").status_code == 404
    assert bea.post(f"{base}/take").status_code == 404
    assert write_visit("vera").get(place).status_code == 403
