"""Reading a panel from Parquet."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from numpy.testing import assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.panels import columns, kernel, reading
from milieu.indicators.panels.cells import write_cells
from milieu.indicators.panels.indices import panel_indicators
from milieu.indicators.panels.panel import Panel
from milieu.indicators.panels.reading import Columns, read_panel
from tests.indicators.panels.made_up import YEARS, made_up, panel_from, write


def test_reads_what_was_written_in_several_files_and_row_groups(tmp_path):
    cube, order = made_up()
    panel = panel_from(cube, order)
    half = len(panel) // 2
    for name, part in (("a", slice(None, half)), ("b", slice(half, None))):
        arrays = (panel.region[part], panel.industry[part], panel.year[part], panel.jobs[part])
        write(tmp_path / name, Panel(*arrays, panel.regions, panel.industries, panel.years))
    again = read_panel([tmp_path / "a", tmp_path / "b"], Columns(region="area"))
    assert again.regions == tuple(sorted(panel.regions))
    assert again.years == YEARS
    assert_array_equal(again.jobs, panel.jobs)
    for one, other in ((again.region, panel.region), (again.industry, panel.industry)):
        labels = (again.regions, panel.regions) if other is panel.region else (
            again.industries, panel.industries)  # fmt: skip
        assert_array_equal(np.array(labels[0])[one], np.array(labels[1])[other])


def test_reads_whole_numbers_as_keys_and_keeps_only_those_that_occur(tmp_path):
    cube, order = made_up()
    panel = panel_from(cube, order)
    write(tmp_path / "numbers", panel, text=False)
    again = read_panel(tmp_path / "numbers", Columns(region="area"), threads=1)
    assert again.regions == tuple(1000 + 7 * k for k in range(50))
    assert_array_equal(again.region, panel.region)
    assert_array_equal(again.industry, panel.industry)


def test_refuses_a_missing_file_a_missing_column_and_an_empty_key(tmp_path):
    with pytest.raises(UserError, match="is not there"):
        read_panel(tmp_path / "no.parquet")
    table = pa.table(
        {"region": ["a", None], "industry": ["x", "y"], "year": [1, 1], "jobs": [1, 2]}
    )
    pq.write_table(table, tmp_path / "keys")
    with pytest.raises(UserError, match=r"no column 'job'\. Did you mean 'jobs'"):
        read_panel(tmp_path / "keys", Columns(jobs="job"))
    with pytest.raises(UserError, match="region, row 1: is empty"):
        read_panel(tmp_path / "keys")


def test_reading_in_plain_python_and_in_small_batches_gives_the_same(monkeypatch, tmp_path):
    cube, order = made_up()
    panel = panel_from(cube[:, :8, :9], order[: 2 * 8 * 9])
    write(tmp_path / "text", panel, row_group_size=40)
    expected = read_panel(tmp_path / "text", Columns(region="area"))
    monkeypatch.setattr(reading, "BATCH", 7)
    for name in ("mark", "translate", "fill"):
        monkeypatch.setattr(columns, name, getattr(kernel, name).py_func)
    plain = read_panel(tmp_path / "text", Columns(region="area"), threads=1)
    assert plain.regions == expected.regions
    for name in ("region", "industry", "year", "jobs"):
        assert_array_equal(getattr(plain, name), getattr(expected, name))
    assert np.isnan(plain.jobs).any()


def test_a_label_that_comes_late_is_sorted_in(tmp_path):
    for name, region in (("one", ["b", "d"]), ("two", ["c", "a"])):
        keys = {"region": region, "industry": ["x", "x"], "year": [2021, 2019]}
        pq.write_table(pa.table({**keys, "jobs": [1, 2]}), tmp_path / name)
    panel = read_panel([tmp_path / "one", tmp_path / "two"])
    assert panel.regions == ("a", "b", "c", "d")
    assert panel.years == (2019, 2021)
    assert panel.region.tolist() == [1, 3, 2, 0]
    assert panel.year.tolist() == [1, 0, 1, 0]


def bytes_a_row(panel):
    arrays = (panel.region, panel.industry, panel.year, panel.jobs)
    return sum(array.itemsize for array in arrays)


def test_whole_jobs_and_few_labels_take_ten_bytes_a_row_with_the_same_results(tmp_path):
    cube, order = made_up()
    panel = panel_from(cube, order)
    write(tmp_path / "whole", panel)
    narrow = read_panel(tmp_path / "whole", Columns(region="area"))
    assert (bytes_a_row(narrow), bytes_a_row(panel)) == (10, 20)
    one, other = panel_indicators(narrow), panel_indicators(panel)
    assert_array_equal(one.location_quotient, other.location_quotient)
    for of_narrow, of_wide in zip(
        [*one.totals, *one[2:]], [*other.totals, *other[2:]], strict=True
    ):
        assert_array_equal(of_narrow, of_wide)
    write_cells(narrow, one, tmp_path / "narrow")
    write_cells(panel, other, tmp_path / "wide")
    written = pq.read_table(tmp_path / "narrow")
    assert written.select(written.column_names[2:]).equals(
        pq.read_table(tmp_path / "wide").select(written.column_names[2:])
    )


@pytest.mark.parametrize("at", [3, -3])  # in the first row group or in the last
@pytest.mark.parametrize("number", [0.1, 2**24 + 1, 1e300])
def test_jobs_that_single_precision_would_change_are_kept_as_they_are(tmp_path, at, number):
    cube, order = made_up()
    panel = panel_from(cube, order)
    panel.jobs[at] = number
    write(tmp_path / "file", panel)
    again = read_panel(tmp_path / "file", Columns(region="area"))
    assert_array_equal(again.jobs, panel.jobs)
    assert_array_equal(again.region, panel.region)
    assert bytes_a_row(again) == 14


def test_missing_numbers_written_as_nan_are_hidden_and_still_narrow(tmp_path):
    keys = {"region": ["a", "b"], "industry": ["x", "x"], "year": [1, 1]}
    jobs = pa.array(np.array([np.nan, 3.0]))
    assert jobs.null_count == 0
    pq.write_table(pa.table({**keys, "jobs": jobs}), tmp_path / "nan")
    panel = read_panel(tmp_path / "nan")
    assert_array_equal(panel.jobs, [np.nan, 3.0])
    assert bytes_a_row(panel) == 10


def test_more_labels_than_two_bytes_hold_are_kept_apart(tmp_path):
    regions = [f"{k:06}" for k in range(70_000)]
    order = np.random.default_rng(5).permutation(70_000)
    keys = {"region": pa.array(regions).take(pa.array(order)), "industry": ["x"] * 70_000}
    table = pa.table({**keys, "year": [2021] * 70_000, "jobs": order})
    for row_group_size in (100_000, 10_000):  # found out in the first group, and later
        pq.write_table(table, tmp_path / "many", row_group_size=row_group_size)
        panel = read_panel(tmp_path / "many")
        assert panel.regions == tuple(regions)
        assert_array_equal(panel.region, order)
        assert_array_equal(panel.jobs, order)
        assert bytes_a_row(panel) == 12


def test_a_file_without_rows_is_a_panel_without_rows(tmp_path):
    keys = {name: pa.array([], pa.string()) for name in ("region", "industry", "year")}
    pq.write_table(pa.table({**keys, "jobs": pa.array([], pa.float64())}), tmp_path / "empty")
    panel = read_panel(tmp_path / "empty")
    assert (len(panel), panel.shape) == (0, (0, 0, 0))


def test_the_number_of_threads_changes_nothing(tmp_path):
    """Rows sorted by region: every row group brings new labels, whoever reads it first."""
    cube, _ = made_up()
    panel = panel_from(cube, np.argsort(np.argsort(np.indices(cube.shape)[1].ravel())))
    write(tmp_path / "sorted", panel, row_group_size=300)
    one = read_panel(tmp_path / "sorted", Columns(region="area"), threads=1)
    assert one.regions == panel.regions
    assert_array_equal(one.region, panel.region)
    for threads in (2, 7):
        other = read_panel(tmp_path / "sorted", Columns(region="area"), threads=threads)
        for name in ("region", "industry", "year", "jobs"):
            assert_array_equal(getattr(other, name), getattr(one, name))
