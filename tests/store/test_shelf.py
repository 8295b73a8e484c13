"""A shelf changes whole or not at all, and forgets nothing it is told to keep."""

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from milieu.core.errors import UserError
from milieu.store.shelf import LEDGER, UNFINISHED, Change, Shelf


def parquet(folder: Path, name: str, *values: float) -> Path:
    file = folder / f"{name}.parquet"
    pq.write_table(pa.table({"value": pa.array(values, pa.float64())}), file)
    return file


def values(shelf: Shelf, table: str, entry=None) -> list[float]:
    files = shelf.files(table, entry or shelf.entry())
    return sorted(v for f in files for v in pq.read_table(f)["value"].to_pylist())


def put(shelf: Shelf, tmp_path: Path, *numbers: float, replace: bool = False, table: str = "t"):
    change = Change((parquet(tmp_path, "new", *numbers),), replace=replace)
    return shelf.write("test", {table: change}, {})


def test_appending_adds_and_replacing_drops_what_was_there(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    put(shelf, tmp_path, 1, 2)
    put(shelf, tmp_path, 3)
    assert values(shelf, "t") == [1, 2, 3]
    put(shelf, tmp_path, 9, replace=True)
    assert values(shelf, "t") == [9]


def test_every_vintage_stays_readable_as_of_its_time(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    entries = [put(shelf, tmp_path, n, replace=True) for n in (1, 2, 3)]
    assert [values(shelf, "t", shelf.entry(e.when)) for e in entries] == [[1], [2], [3]]
    assert shelf.entry(datetime(1999, 1, 1, tzinfo=UTC)).versions == {}


def test_a_shelf_that_keeps_two_versions_deletes_older_files(tmp_path):
    shelf = Shelf(tmp_path / "shelf", keep=2)
    for n in range(6):
        put(shelf, tmp_path, n, replace=True)
    assert values(shelf, "t") == [5]
    assert len(list((shelf.folder / "t").glob("*.parquet"))) == 2


def test_what_a_killed_writer_left_is_not_seen_and_swept_by_the_next(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    put(shelf, tmp_path, 1)
    ledger = (shelf.folder / LEDGER).read_bytes()
    put(shelf, tmp_path, 2)
    put(shelf, tmp_path, 7, table="unseen")
    (shelf.folder / LEDGER).write_bytes(ledger)  # as if killed before the ledger was replaced
    (shelf.folder / UNFINISHED).touch()
    assert values(shelf, "t") == [1]
    put(shelf, tmp_path, 3)
    assert values(shelf, "t") == [1, 3]
    assert not (shelf.folder / "unseen").exists()
    assert len(list((shelf.folder / "t").glob("*.parquet"))) == 2


def test_a_writer_killed_before_its_first_commit_leaves_nothing_to_undo(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    put(shelf, tmp_path, 1)
    (shelf.folder / UNFINISHED).touch()
    parquet(shelf.folder / "t", "moved-not-committed", 5)
    put(shelf, tmp_path, 2)
    assert values(shelf, "t") == [1, 2]
    assert not (shelf.folder / "t" / "moved-not-committed.parquet").exists()


def test_several_tables_change_together(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    changes = {name: Change((parquet(tmp_path, name, 1),)) for name in ("a", "b")}
    entry = shelf.write("both", changes, {"note": 1})
    assert set(entry.versions) == {"a", "b"}
    assert shelf.entry().notes == {"note": 1}


def test_a_shelf_can_be_moved(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    put(shelf, tmp_path, 1)
    shelf.folder.rename(tmp_path / "elsewhere")
    assert values(Shelf(tmp_path / "elsewhere"), "t") == [1]


def test_a_damaged_ledger_is_one_clear_error(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    put(shelf, tmp_path, 1)
    (shelf.folder / LEDGER).write_text("[{", encoding="utf-8")
    with pytest.raises(UserError, match="ledger can not be read"):
        shelf.entry()


def test_a_reader_beside_a_writer_always_sees_one_whole_version(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    put(shelf, tmp_path, *range(10), replace=True)
    seen: list[list[float]] = []
    stop = threading.Event()

    def read() -> None:
        while not stop.is_set():
            seen.append(values(shelf, "t"))

    reader = threading.Thread(target=read)
    reader.start()
    for n in range(1, 15):
        put(shelf, tmp_path, *range(10 * n, 10 * n + 10), replace=True)
    stop.set()
    reader.join()
    assert seen
    assert all(v == list(range(int(v[0]), int(v[0]) + 10)) for v in seen)


def test_the_ledger_says_when_and_what(tmp_path):
    shelf = Shelf(tmp_path / "shelf")
    put(shelf, tmp_path, 1)
    (entry,) = json.loads((shelf.folder / LEDGER).read_text(encoding="utf-8"))
    assert entry["what"] == "test"
    assert datetime.fromisoformat(entry["time"]).tzinfo is not None
