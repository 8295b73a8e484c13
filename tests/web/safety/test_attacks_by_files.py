"""Attacks that have to fail: files that are not what they look like."""

import io
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from openpyxl import Workbook

from milieu.web.safety.rules import Rules
from milieu.web.site import Site
from milieu.web.uploads.arriving import MOST_BYTES, harmless_name
from milieu.web.uploads.checking import UNPACKED
from milieu.web.uploads.weighing import unpacked_bytes
from tests.web.safety.attacking import SECRET, left_behind, upload, whole_upload, zipped
from tests.web.safety.conftest import TRAP, Visit

ROWS = 20_000_000  # of one value


@pytest.fixture(scope="module")
def swollen() -> bytes:
    """A Parquet file of a few hundred kilobytes that says one thing very often."""
    made = io.BytesIO()
    column = pa.repeat(pa.scalar("A"), ROWS)
    pq.write_table(pa.table({"region": column}), made, row_group_size=ROWS, compression="zstd")
    return made.getvalue()


def test_a_table_that_says_one_thing_a_billion_times_is_weighed_by_its_cells(swollen, tmp_path):
    file = tmp_path / "a.parquet"
    file.write_bytes(swollen)
    assert len(swollen) < ROWS / 20
    assert unpacked_bytes(file, UNPACKED) >= ROWS


def test_a_swollen_table_is_refused(write_visit: Visit, writable: Site, swollen):
    object.__setattr__(writable, "rules", Rules(network=True, unpacked_bytes=ROWS // 2))
    answer = upload(write_visit("ann"), ("a.parquet", swollen))
    assert answer.status_code == 400
    assert "unpacks to far more" in answer.text
    assert left_behind(writable) == []


@pytest.mark.parametrize("letter", ["x", "省", "𝄞a", "é"])
def test_a_name_is_never_longer_than_a_system_of_files_takes(letter):
    kept = harmless_name(letter * 119 + ".csv")
    assert kept.endswith(".csv")
    assert len(kept.encode()) <= MOST_BYTES


def test_a_long_name_in_another_script_arrives(write_visit: Visit):
    said = whole_upload(
        write_visit("ann"), ("省" * 119 + ".csv", b"region,industry,year,jobs\nA,1,2015,5\n")
    )
    assert "One row fits" in said


LAUGHS = (
    "<!DOCTYPE x [<!ENTITY a0 'ha'>"
    + "".join(f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 10))
    + "]>"
)
OUTSIDE = "<!DOCTYPE x [<!ENTITY a9 SYSTEM 'file:///etc/passwd'>]>"


@pytest.mark.parametrize("entity", [LAUGHS, OUTSIDE], ids=["laughs", "outside"])
def test_entities_in_a_workbook_are_not_filled_in(write_visit: Visit, entity: str):
    made = io.BytesIO()
    book = Workbook()
    book.active.append(["region", "industry", "year", "jobs"])
    book.active.append(["KEEP", "1", 2015, 5])
    book.save(made)
    with zipfile.ZipFile(made) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    for name in members:
        if name.endswith(".xml") and b"KEEP" in members[name]:
            text = members[name].decode().replace("KEEP", "&a9;")
            head, sep, rest = text.partition("?>")
            members[name] = (f"{head}{sep}{entity}{rest}" if sep else f"{entity}{text}").encode()
    said = whole_upload(write_visit("ann"), ("a.xlsx", zipped(members)))
    assert "root:" not in said
    assert "hahaha" not in said


def deep(levels: int) -> bytes:
    return b'{"type":"FeatureCollection","features":' + b"[" * levels + b"]" * levels + b"}"


HOLLOW = {
    "deep.geojson": deep(200_000),
    "numbers.geojson": b'{"type":"FeatureCollection","features":[{"type":"Feature","properties":'
    b'{"id":"a"},"geometry":{"type":"Polygon","coordinates":[[[1e308,-1e308],[NaN,0],[0,0]]]}}]}',
    "nothing.xlsx": zipped({"xl/workbook.xml": b"<a/>"}),
    "wrong.parquet": b"PAR1" + b"\xff" * 400 + b"PAR1",
    "short.parquet": b"PAR1",
    "zip.csv": zipped({"a/../../x.csv": b"a,b\n1,2\n"}),
    "nested.zip": zipped({"inner.zip": zipped({"a.csv": b"a,b\n1,2\n"})}),
    "nul.csv": b"region,industry,year,jobs\n\x00,\x00,\x00,\x00\n",
    "wide.csv": b",".join(b"c%d" % n for n in range(20_000)) + b"\n" + b"," * 19_999 + b"\n",
    "quote.csv": b'region,industry,year,jobs\n"' + b"x" * 3_000_000,
    "same.csv": b"region,region,region,jobs\nA,B,C,1\n",
    "bom.csv": b"\xff\xfe\x00",
    "utf7.csv": b"+ADw-script+AD4-,b\n1,2\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HOLLOW)
def test_whatever_a_file_holds_is_answered_in_words(write_visit: Visit, writable: Site, name: str):
    asking = write_visit("ann")
    source = "regions" if name.endswith("geojson") else ""
    sent = [("files", (name, HOLLOW[name], "text/csv"))]
    answer = asking.post(f"/s/{TRAP}/add/files", files=sent, data={"source": source})
    assert answer.status_code in (303, 400), answer.text
    if answer.status_code == 303:
        base = answer.headers["location"].rsplit("/", 1)[0]
        said = {f"map.{n}": n for n in ("region", "industry", "year", "jobs")}
        only = {"column": "region", "value": "A"}
        for step in (
            asking.get(f"{base}/seen"),
            asking.post(f"{base}/columns", data=said),
            asking.get(f"{base}/check"),
            asking.post(f"{base}/only", data=only),
        ):
            assert step.status_code < 500, (name, step.text)
            assert str(writable.shelf.folders[TRAP]) not in step.text
            assert SECRET not in step.text
