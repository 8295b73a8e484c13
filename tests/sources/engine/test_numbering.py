"""The slow look at a text finds the lines of rows and reads them as the quick look does."""

from io import StringIO
from pathlib import Path

import duckdb
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from milieu.sources.engine.dialect import Dialect
from milieu.sources.engine.numbering import number_rows, records

TWO = Dialect(",", ("x", "y"), skip=1, samples=())


def _records(body: str) -> list[tuple[int, list[str], str]]:
    return [(r.line, r.cells, r.fault) for r in records(StringIO("x,y\n" + body), TWO)]


def test_a_row_has_the_line_in_which_it_begins():
    assert _records('1,2\n\n"a\nb",3\n4,5\n') == [
        (2, ["1", "2"], ""),
        (4, ["a\nb", "3"], ""),
        (6, ["4", "5"], ""),
    ]


def test_a_quote_that_is_not_closed_costs_one_line_only():
    assert _records('1,"2\n3,4\n5,6\n') == [
        (2, [], "a quote that is not closed"),
        (3, ["3", "4"], ""),
        (4, ["5", "6"], ""),
    ]


def test_a_stray_quote_does_not_make_one_row_of_two():
    assert _records('1,"2\n3",,\n') == [
        (2, [], "a quote that is not closed"),
        (3, ['3"', ""], ""),
    ]


@pytest.mark.parametrize("row", ["1,2,", "1,2,,,", '"1" ,2', '1, "2"', "1,2"])
def test_what_says_nothing_does_not_break_a_row(row):
    ((_, cells, fault),) = _records(row + "\n")
    assert ([cell.strip() for cell in cells], fault) == (["1", "2"], "")


def test_a_quote_inside_a_word_is_part_of_it():
    assert _records('1,5" pipe\n') == [(2, ["1", '5" pipe'], "")]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text('ab ",\n', max_size=4), min_size=2, max_size=2), max_size=5))
@example([['a"', '",'], ["", "\n"]])
def test_the_slow_look_reads_what_the_quick_look_reads(tmp_path_factory, rows):
    quoted = ["".join(f'"{c.replace(chr(34), chr(34) * 2)}",' for c in row)[:-1] for row in rows]
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_text("\n".join(["x,y", *quoted]) + "\n")
    slow = [cells for _, cells, _ in _records("\n".join(quoted) + "\n")]
    assert slow == rows
    quick = duckdb.execute(
        f"FROM read_csv('{path}', auto_detect = false, header = false, skip = 1, delim = ',',"
        " quote = '\"', escape = '\"', columns = {'x': 'VARCHAR', 'y': 'VARCHAR'})"
    ).fetchall()
    assert [[cell or "" for cell in row] for row in quick] == rows


def test_broken_rows_are_kept_apart_with_what_is_wrong(tmp_path: Path):
    path = tmp_path / "rows.csv"
    path.write_text("x,y\n1,2\n1,2,3\n")
    numbered = number_rows(path, TWO, tmp_path / "rows.rows")
    assert numbered.broken is not None
    found = duckdb.execute(f"SELECT * FROM read_parquet('{numbered.broken}')").fetchall()
    assert found == [(3, "1,2,3", "3 fields", "2 fields, with quotes in pairs")]
