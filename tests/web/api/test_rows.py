"""Rows of tables: the bytes of `milieu show`, pages, filters, tags."""

import io
import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from fastapi.testclient import TestClient

from milieu.cli.main import main
from milieu.study.adding import Reading
from milieu.study.results import RESULTS
from milieu.study.study import Study
from milieu.web.api import rows
from milieu.web.api.data import OWN

TABLE = "/api/v1/s/small/data/clusters"


def shown(folder: Path, output: Path, *arguments: str) -> bytes:
    """Return what `milieu show` writes."""
    with pytest.raises(SystemExit) as ended:
        main(["show", str(folder), *arguments, "--output", str(output)])
    assert ended.value.code == 0
    return output.read_bytes()


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
@pytest.mark.parametrize(
    ("command", "query"),
    [
        (("clusters",), "clusters?per_page=0"),
        (("clusters", "--top", "3"), "clusters?per_page=3"),
        (("cells", "--only", "year=2005", "--only", "region=*1"),
         "cells?year=2005&region=*1&per_page=0"),
        (("cells", "--columns", "jobs,region", "--sort", "-jobs,region", "--top", "7"),
         "cells?columns=jobs,region&sort=-jobs,region&per_page=7"),
        (("employment",), "employment?per_page=0"),
        (("quarantine",), "quarantine?per_page=0"),
        (("outlook",), "outlook?per_page=0"),
    ],
)  # fmt: skip
def test_a_download_has_the_bytes_of_the_command(
    client: TestClient, folders, tmp_path: Path, format: str, command, query: str
):
    wanted = shown(folders["small"], tmp_path / "rows", *command, "--format", format)
    answer = client.get(f"/api/v1/s/small/data/{query}&format={format}")
    assert answer.status_code == 200
    assert answer.content == wanted


@pytest.mark.parametrize("format", ["csv", "json", "parquet"])
def test_a_large_table_comes_from_another_process_in_the_same_bytes(
    client: TestClient, folders, tmp_path: Path, monkeypatch, format: str
):
    wanted = shown(folders["small"], tmp_path / "rows", "cells", "--format", format)
    monkeypatch.setattr(rows, "SMALL", 10)
    address = f"/api/v1/s/small/data/cells?per_page=0&format={format}"
    answer = client.get(address)
    assert "content-length" not in answer.headers  # it streams
    assert answer.content == wanted
    assert client.head(address).headers["etag"] == answer.headers["etag"]
    wrong = client.get(f"{address}&sort=jbos")
    assert wrong.status_code == 400 and "jbos" in wrong.json()["detail"]


def test_the_header_accept_chooses_where_no_format_is_named(client: TestClient):
    csv = client.get(TABLE, headers={"Accept": "text/csv;q=0.9, */*;q=0.1"})
    assert csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert csv.headers["content-disposition"] == "attachment; filename*=utf-8''small-clusters.csv"
    parquet = client.get(TABLE, headers={"Accept": "application/vnd.apache.parquet"})
    assert len(pq.read_table(io.BytesIO(parquet.content))) == int(parquet.headers["x-total-count"])
    assert client.get(TABLE).headers["content-type"] == "application/json"
    assert client.get(f"{TABLE}?format=csv").text == csv.text


def test_every_page_tells_how_many_rows_there_are_even_one_beyond_the_last(client: TestClient):
    whole = len(client.get("/api/v1/s/small/data/clusters?per_page=0").json())
    for size in (1, whole - 1, whole, whole + 1):
        for page in (1, 2, 99):
            asked = client.get(f"/api/v1/s/small/data/clusters?per_page={size}&page={page}")
            assert asked.headers["x-total-count"] == str(whole)
            assert len(asked.json()) == min(max(whole - (page - 1) * size, 0), size)


def test_pages_put_together_are_the_whole_and_name_each_other(client: TestClient):
    whole = client.get("/api/v1/s/small/data/cells?per_page=0").json()
    address, found = "/api/v1/s/small/data/cells?per_page=700&page=1", []
    while address:
        answer = client.get(address)
        assert int(answer.headers["x-total-count"]) == len(whole)
        found += answer.json()
        links = dict(reversed(part.split("; rel=")) for part in answer.headers["link"].split(", "))
        assert set(links) >= {'"first"', '"last"'}
        address = links.get('"next"', "").strip("<>")
    assert found == whole


def test_a_page_after_the_last_is_empty(client: TestClient):
    assert client.get(f"{TABLE}?page=999").json() == []


def test_a_tag_is_strong_and_another_for_another_question(client: TestClient):
    first = client.get(TABLE)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert client.get(TABLE).headers["etag"] == tag
    for query in ("?page=2", "?format=csv", "?level=county", "?as_of=2100-01-01"):
        assert client.get(TABLE + query).headers.get("etag") != tag
    for wanted in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        again = client.get(TABLE, headers={"If-None-Match": wanted})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
    assert client.get(TABLE, headers={"If-None-Match": '"x"'}).status_code == 200
    for nothing in ("/api/v1/s/small/data/nothing", "/api/v1/s/small/c/nothing"):
        assert client.get(nothing, headers={"If-None-Match": "*"}).status_code == 404


def test_head_has_the_headers_and_no_body(client: TestClient):
    got, head = client.get(TABLE), client.head(TABLE)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "x-total-count", "link"):
        assert head.headers[name] == got.headers[name]


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("clusters?levle=county", 422, "levle: there is no such parameter. Did you mean 'level'?"),
        ("clusters?colums=a", 422, "Did you mean 'columns'?"),
        ("clusters?level=a&level=b", 422, "level: it is said twice"),
        ("clusters?page=0", 422, "page: input should be greater than or equal to 1"),
        ("clusters?page=x", 422, "page: input should be a valid integer"),
        ("clusters?per_page=-1", 422, "per_page"),
        ("clusters?per_page=999999999", 422, "per_page"),
        ("clusters?format=xls", 400, "format: no format 'xls'"),
        ("clusters?sort=jbos", 400, "no column 'jbos'. Did you mean 'jobs'?"),
        ("clusters?columns=x%22y", 400, "no column"),
        ("clusters?as_of=yesterday", 422, "as_of"),
        ("clusters?as_of=2026-02-30", 400, "as_of: '2026-02-30' is not a day"),
        ("clusters?as_of=2000-01-01", 409, "not built yet"),
        ("clusers", 404, "Did you mean 'clusters'?"),
        ("..%2F..%2Fstudy.toml", 404, ""),
    ],
)
def test_what_is_wrong_is_named_with_the_nearest_that_is_right(
    client: TestClient, query: str, status: int, said: str
):
    answer = client.get(f"/api/v1/s/small/data/{query}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status and problem["errors"]
    assert said in problem["detail"]


@pytest.mark.parametrize(
    "value", ["' OR 1=1 --", "2005; DROP TABLE cells", "%", "*", "\x00", "é\U0001f600"]
)
def test_values_are_data_and_never_sql(client: TestClient, value: str):
    answer = client.get("/api/v1/s/small/data/cells", params={"region": value})
    assert answer.status_code == 200
    if value != "*":
        assert answer.json() == []


def test_a_text_that_a_spreadsheet_would_run_is_guarded(own_site, tmp_path: Path):
    from milieu.web.app import make_app

    folder = own_site.shelf.folders["small"]
    file = tmp_path / "regions.csv"
    file.write_text("region,name\n99999,=HYPERLINK(1)\n", encoding="utf-8")
    Study.open(folder).add("long_table", [file], reading=Reading(table="regions"))
    with TestClient(make_app(own_site), base_url="http://127.0.0.1") as asking:
        address = "/api/v1/s/small/data/regions?region=99999&columns=name"
        assert asking.get(f"{address}&format=csv").text == "name\n'=HYPERLINK(1)\n"
        assert asking.get(address).json() == [{"name": "=HYPERLINK(1)"}]


def test_no_column_is_called_as_a_parameter():
    columns = {field.name for result in RESULTS.values() for field in result.fields}
    assert not columns & set(OWN)


def test_every_table_of_a_written_study_is_json_without_nan(client: TestClient):
    tables = client.get("/api/v1/s/made-up/data").json()["tables"]
    for table in tables:
        if not table["there"]:
            continue
        answer = client.get(f"{table['address']}?per_page=50")
        assert answer.status_code == 200, table["name"]
        json.loads(answer.text, parse_constant=lambda word: pytest.fail(word))
        assert int(answer.headers["x-total-count"]) == table["rows"]
