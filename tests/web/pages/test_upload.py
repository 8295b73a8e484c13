"""Uploads: files, how they are read, columns, check, done; back works and nothing is lost."""

import re
import time
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from milieu.sources.declare import SOURCES
from milieu.study.study import Study
from milieu.web.app import make_app
from milieu.web.safety.rules import Rules
from milieu.web.site import Site
from milieu.web.uploads.guessing import guessed_source, guesses
from milieu.web.uploads.inbox import Inbox
from tests.web.pages.test_data import ADDRESS, text_of

PLACE = "/s/empty/add"
CSV = "Area;NACE code;Jahr;Emp;Memo\nA1;10;2015;120;x\nA1;11;2015;-4;\nA2;10;2015;abc;y\n"
RIGHT = {
    "map.region": "Area",
    "map.industry": "NACE code",
    "map.year": "Jahr",
    "map.jobs": "Emp",
}


@pytest.fixture
def asking(own_site: Site) -> Iterator[TestClient]:
    own = {"Origin": ADDRESS}
    with TestClient(make_app(own_site), base_url=ADDRESS, headers=own) as client:
        yield client


def sent(
    asking: TestClient, content: bytes | str, name: str = "panel.csv", source: str = ""
) -> str:
    """Send a file and return the address of the upload."""
    body = content.encode() if isinstance(content, str) else content
    answer = asking.post(f"{PLACE}/files", files=[("files", (name, body))], data={"source": source})
    assert answer.status_code in (200, 422), text_of(answer.text)
    assert str(answer.url).endswith("/seen")
    return str(answer.url).rsplit("/", 1)[0]


def test_a_file_goes_all_the_way_and_the_rows_that_fit_are_there(asking, own_site: Site):
    base = sent(asking, CSV)
    asking.post(f"{base}/seen", data={"source": "long_table", "go": "on"})
    checked = asking.post(f"{base}/columns", data=RIGHT)
    assert "One row fits, 2 do not" in text_of(checked.text)
    done = asking.post(f"{base}/take")
    assert str(done.url).endswith("/done")
    for _ in range(120):
        time.sleep(0.25)
        page = asking.get(f"{base}/done").text
        if 'data-active="0"' in page:
            break
    said = text_of(page)
    assert "<h1>Taken in</h1>" in page
    assert "panel.csv : one row of employment, 2 in quarantine" in said
    study = Study.open(own_site.shelf.folders["empty"])
    assert study.table("employment")["jobs"].to_pylist() == [120.0]
    assert study.table("quarantine")["line"].to_pylist() == [3, 4]
    assert 'name="kind" value="build"' in asking.get(f"{base}/done").text
    assert "--map &#39;industry=NACE code&#39;" in asking.get(f"{base}/done").text


def test_the_first_rows_are_seen_as_they_were_understood(asking):
    said = text_of(asking.get(f"{sent(asking, CSV)}/seen").text)
    assert "5 columns, encoding UTF-8, delimiter semicolon" in said
    assert "A1 10 2015 120 x" in said


def test_nothing_is_taken_in_before_it_is_asked_for(asking, own_site: Site):
    base = sent(asking, CSV)
    asking.post(f"{base}/columns", data=RIGHT)
    asking.get(f"{base}/check")
    assert len(Study.open(own_site.shelf.folders["empty"]).table("employment")) == 0


MIXED = """kind,area,naics,year,emp,state
County,A,10,2015,5,X
County,B,10,2015,7,X
State,X,10,2015,12,X
State,X,11,2015,3,X
"""


def test_regions_of_several_kinds_in_one_file_are_told_and_one_is_chosen(asking):
    base = sent(asking, MIXED)
    columns = {"map.region": "area", "map.industry": "naics", "map.year": "year", "map.jobs": "emp"}
    checked = asking.post(f"{base}/columns", data=columns)
    said = text_of(checked.text)
    assert "kind tells regions of several kinds apart" in said
    assert "Only County (2 rows)" in said
    assert "state tells" not in said  # one value only
    chosen = asking.post(f"{base}/only", data={"column": "kind", "value": "County"})
    said = text_of(chosen.text)
    assert "2 rows fit" in said
    assert "Only rows whose kind is County." in said
    assert "tells regions" not in said
    asking.post(f"{base}/only", data={"column": "nothing", "value": "x"})
    assert "Only rows whose kind is County." in text_of(asking.get(f"{base}/check").text)


def test_a_column_that_varies_within_a_region_tells_no_kinds(asking):
    base = sent(asking, MIXED.replace("State,X,11", "County,X,11"))
    columns = {"map.region": "area", "map.industry": "naics", "map.year": "year", "map.jobs": "emp"}
    assert "tells regions" not in asking.post(f"{base}/columns", data=columns).text


def test_a_column_of_money_is_known_beside_its_currency():
    found = guesses(
        SOURCES["long_table"], "employment", ["area", "total_wages_usd", "pay_eurozone"]
    )
    assert found == {"region": "area", "wages": "total_wages_usd"}


def test_columns_are_guessed_by_name_and_said_so(asking):
    base = sent(asking, CSV)
    page = asking.get(f"{base}/columns").text
    assert page.count("guessed") >= 4
    chosen = re.findall(r"<option selected>([^<]+)", page)
    assert chosen == ["Area", "NACE code", "Jahr", "Emp"]


def test_what_is_wrong_about_a_column_stands_beside_its_field(asking):
    base = sent(asking, CSV)
    said = {"map.region": "Area", "set.region": "X", "map.year": "Nowhere", "map.jobs": "Emp"}
    answer = asking.post(f"{base}/columns", data=said)
    assert str(answer.url).endswith("/columns")
    words = dict(re.findall(r'id="(\w+)-wrong">([^<]+)', answer.text))
    assert words["region"] == "Choose a column or type a value, not both."
    assert words["year"] == "The file has no column Nowhere."
    assert words["industry"].startswith("Every row needs this")
    assert 'aria-describedby="industry-wrong"' in answer.text
    assert '<a href="#industry">' in answer.text  # and on top, with a link to it
    assert "<option selected>Emp</option>" in answer.text  # what was right is not lost


def test_one_column_can_not_serve_two_of_ours(asking):
    base = sent(asking, CSV)
    answer = asking.post(f"{base}/columns", data={**RIGHT, "map.establishments": "Emp"})
    assert "Emp serves" in answer.text


def test_rows_that_do_not_fit_are_told_by_line_column_found_and_expected(asking):
    base = sent(asking, CSV)
    page = asking.post(f"{base}/columns", data=RIGHT).text
    assert re.search(r'data-label="Line">3<.*?jobs.*?-4.*?at least 0', page, re.DOTALL)
    assert re.search(r'data-label="Line">4<.*?jobs.*?abc.*?a number', page, re.DOTALL)
    again = asking.get(f"{base}/columns").text  # back: the words stand beside the field
    assert re.search(r'id="jobs-wrong">[^<]*-4', again)
    assert "<option selected>Emp</option>" in again


def test_a_wrong_mapping_can_be_mended_after_the_check(asking):
    base = sent(asking, CSV)
    first = asking.post(f"{base}/columns", data={**RIGHT, "map.jobs": "Memo"})
    assert "do not" in text_of(first.text) or "can not be taken in yet" in text_of(first.text)
    second = asking.post(f"{base}/columns", data=RIGHT)
    assert "One row fits" in text_of(second.text)


def test_a_value_for_all_rows_fills_a_column_that_the_file_lacks(asking):
    base = sent(asking, "region,industry,jobs\nA,10,5\n")
    said = {"map.region": "region", "map.industry": "industry", "map.jobs": "jobs"}
    answer = asking.post(f"{base}/columns", data={**said, "set.year": "2015"})
    assert "One row fits" in text_of(answer.text)


def test_only_some_rows_can_be_taken(asking):
    base = sent(asking, "region,industry,year,jobs,kind\nA,10,2015,5,x\nA,11,2015,5,total\n")
    said = {f"map.{name}": name for name in ("region", "industry", "year", "jobs")}
    answer = asking.post(
        f"{base}/columns", data={**said, "where.column": "kind", "where.value": "x"}
    )
    assert "One row fits" in text_of(answer.text)


def test_an_encoding_that_was_not_seen_is_asked_for_beside_its_field(asking):
    base = sent(asking, "region,name\nA,Zürich\nB,Köln\n".encode("latin-1"), "names.csv")
    page = asking.get(f"{base}/seen")
    assert page.status_code == 422
    assert re.search(r'id="encoding-wrong">[^<]*not UTF-8', page.text)
    again = asking.post(f"{base}/seen", data={"encoding": "latin-1", "go": "again"})
    assert again.status_code == 200
    assert "Zürich" in again.text
    assert "<option selected>latin-1</option>" in again.text


def test_a_known_publishers_file_is_recognised_and_needs_no_mapping(asking):
    base = sent(asking, "fipstate,fipscty,naics,emp,ap,est\n36,001,315///,5,9,1\n", "cbp16co.txt")
    page = asking.get(f"{base}/seen").text
    assert '<option value="county_business_patterns" selected>' in page
    said = text_of(asking.get(f"{base}/columns").text)
    assert "are known: there is nothing to choose" in said


def test_another_source_or_table_begins_the_mapping_anew(asking, own_site: Site):
    base = sent(asking, CSV)
    asking.post(f"{base}/columns", data=RIGHT)
    asking.post(f"{base}/seen", data={"source": "long_table", "table": "regions", "go": "on"})
    page = asking.get(f"{base}/columns").text
    assert 'name="map.level"' in page
    assert 'name="map.jobs"' not in page


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "empty.csv", "the file is empty"),
        (b"PK\x03\x04broken", "a.zip", "cut off or damaged"),
        (b"\x00\x01\x02" * 200, "a.csv", "not a text table"),
        (b"PK\x03\x04broken", "a.xlsx", "not an Excel workbook"),
        (b"PAR1broken", "a.parquet", "not a whole Parquet file"),
        (b"a,a\n1,2\n", "twice.csv", "is there twice"),
    ],
)
def test_a_file_that_can_not_be_read_says_why(asking, content, name, said):
    base = sent(asking, content, name)
    assert said in text_of(asking.get(f"{base}/seen").text).replace("The file", "the file")


def test_no_file_is_said_beside_the_field(asking):
    answer = asking.post(f"{PLACE}/files", files=[("files", ("", b""))])
    assert answer.status_code == 400
    assert re.search(r'id="files-wrong"[^>]*>No file was chosen', answer.text)


def test_an_unfinished_upload_is_found_again_and_can_be_thrown_away(asking):
    base = sent(asking, CSV)
    assert "panel.csv" in text_of(asking.get(PLACE).text)
    assert str(asking.get(base.removeprefix(ADDRESS)).url).endswith("/seen")
    asking.post(f"{base}/discard")
    assert "panel.csv" not in text_of(asking.get(PLACE).text)
    assert asking.get(f"{base}/seen").status_code == 404


def test_abandoned_uploads_are_cleaned_up(tmp_path):
    inbox = Inbox(tmp_path, Rules(upload_hours=0.0))
    old = inbox.new("ada")
    inbox.sweep()
    assert not old.folder.exists()
    kept = Inbox(tmp_path, Rules())
    mine = kept.new("ada")
    kept.sweep()
    assert kept.get("ada", mine.id).id == mine.id


def test_taking_twice_asks_for_one_task(asking):
    base = sent(asking, CSV)
    asking.post(f"{base}/columns", data=RIGHT)
    asking.post(f"{base}/take")
    asking.post(f"{base}/take")
    tasks = asking.get("/api/v1/s/empty/tasks").json()["tasks"]
    assert len(tasks) == 1


@pytest.mark.parametrize(
    ("names", "file", "source"),
    [
        (("area_fips", "own_code", "industry_code", "size_code", "year", "disclosure_code",
          "annual_avg_emplvl", "total_annual_wages"), "2016.csv", "qcew"),
        (("nace_r2", "geo", "TIME_PERIOD", "OBS_VALUE"), "sbs.csv", "eurostat"),
        (("region", "industry", "year", "jobs"), "a.csv", "long_table"),
        (("region", "name"), "map.geojson", "regions"),
    ],
)  # fmt: skip
def test_the_source_is_guessed_by_the_columns(names, file, source):
    assert guessed_source(names, file) == source


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("County FIPS", "NAICS", "Year", "Employees"),
         {"region": "County FIPS", "industry": "NAICS", "year": "Year", "jobs": "Employees"}),
        (("地区", "行业", "年份", "从业人员"),
         {"region": "地区", "industry": "行业", "year": "年份", "jobs": "从业人员"}),
        (("jobs", "employment"), {"jobs": "jobs"}),
        (("x", "y", "z"), {}),
    ],
)  # fmt: skip
def test_columns_are_guessed_from_what_others_call_them(names, found):
    assert guesses(SOURCES["long_table"], "employment", names) == found
