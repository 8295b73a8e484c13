"""Indicators of panels."""

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.hoover import hoover
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.panels import indices, kernel, reading, totals
from milieu.indicators.panels.cells import cell_blocks, write_cells
from milieu.indicators.panels.indices import panel_indicators
from milieu.indicators.panels.panel import Panel, panel_of
from milieu.indicators.panels.reading import Columns, read_panel
from milieu.indicators.panels.totals import panel_totals
from milieu.indicators.symmetric_location_quotient import symmetric_location_quotient

YEARS = (2015, 2016)


def panel_from(cube, order):
    """The cells of (years, regions, industries) as rows, those of no jobs left out."""
    year, region, industry = np.nonzero(cube != 0)
    rows = np.argsort(order[: cube.size].reshape(cube.shape)[year, region, industry])
    codes = [code[rows].astype(np.int32) for code in (region, industry, year)]
    jobs = cube[year, region, industry][rows]
    labels = [
        tuple(f"{mark}{k}" for k in range(n)) for mark, n in zip("ri", cube.shape[1:], strict=True)
    ]
    return Panel(*codes, jobs, *labels, YEARS)


@st.composite
def cubes(draw, hidden=False):
    shape = (2, draw(st.integers(1, 6)), draw(st.integers(1, 6)))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    cube = random.integers(0, 1000, shape) * (random.random(shape) < 0.7).astype(float)
    if hidden:
        cube[random.random(shape) < 0.2] = np.nan
    return cube, random.permutation(cube.size)


def dense(panel, values):
    out = np.full(panel.shape, np.nan)
    out[panel.year, panel.region, panel.industry] = values
    return out


@settings(deadline=None)
@given(cubes())
def test_equals_the_formulas_of_each_years_matrix(case):
    cube, order = case
    panel = panel_from(cube, order)
    found = panel_indicators(panel)
    quotient = dense(panel, found.location_quotient)
    for year, jobs in enumerate(cube):
        there = jobs > 0
        assert_array_equal(quotient[year][there], location_quotient(jobs)[there])
        assert_allclose(found.hoover[year], hoover(jobs), rtol=0, atol=1e-14)
        with np.errstate(invalid="ignore"):
            s, t = jobs / jobs.sum(axis=0), jobs / jobs.sum(axis=1, keepdims=True)
        assert_allclose(found.regions_herfindahl[year], (s**2).sum(axis=0), atol=1e-14)
        assert_allclose(found.industries_herfindahl[year], (t**2).sum(axis=1), atol=1e-14)


@settings(deadline=None)
@given(cubes(hidden=True))
def test_hidden_rows_are_left_out_and_counted(case):
    cube, order = case
    panel = panel_from(cube, order)
    found = panel_indicators(panel)
    quotient = dense(panel, found.location_quotient)
    for year, jobs in enumerate(cube):
        known = np.nan_to_num(jobs)
        assert_array_equal(quotient[year][jobs > 0], location_quotient(known)[jobs > 0])
        assert np.isnan(quotient[year][np.isnan(jobs)]).all()
        assert_allclose(found.hoover[year], hoover(known), rtol=0, atol=1e-14)
        assert_array_equal(found.totals.hidden_in_region[year], np.isnan(jobs).sum(axis=1))
        assert_array_equal(found.totals.hidden_in_industry[year], np.isnan(jobs).sum(axis=0))
    assert found.totals.hidden == np.isnan(cube).sum()


def made_up(rows=5000, seed=1):
    random = np.random.default_rng(seed)
    cube = random.integers(0, 500, (2, 50, 80)).astype(float)
    cube[random.random(cube.shape) < 0.05] = np.nan
    return cube, random.permutation(cube.size)


def everything(found):
    return [*found.totals, *found[2:]]


@pytest.mark.parametrize("threads", [1, 2, 7])
def test_neither_the_order_of_rows_nor_the_number_of_threads_changes_a_bit(threads):
    cube, order = made_up()
    expected = everything(panel_indicators(panel_from(cube, np.arange(cube.size)), threads=1))
    for one, other in zip(
        everything(panel_indicators(panel_from(cube, order), threads)), expected, strict=True
    ):
        assert_array_equal(one, other)


def test_kernels_give_the_same_as_plain_python(monkeypatch):
    cube, order = made_up()
    panel = panel_from(cube[:, :8, :9], order[: 2 * 8 * 9])
    compiled = panel_indicators(panel)
    monkeypatch.setattr(totals, "add_up", kernel.add_up.py_func)
    monkeypatch.setattr(indices, "measure", kernel.measure.py_func)
    plain = panel_indicators(panel, threads=1)
    for one, other in zip(everything(compiled), everything(plain), strict=True):
        assert_array_equal(one, other)
    assert_array_equal(compiled.location_quotient, plain.location_quotient)


def test_refuses_negative_and_infinite_jobs_and_says_where():
    for bad in (-4.0, np.inf):
        jobs = [1.0, bad, 2.0]
        panel = panel_of(["ITC1", "ITC1", "ITC2"], ["C13", "C14", "C13"], [2021] * 3, jobs)
        with pytest.raises(UserError, match=r"row 1: jobs is .*region=ITC1, industry=C14, year=20"):
            panel_indicators(panel)


@pytest.mark.parametrize("most_bits", [0, 2**32])
def test_refuses_a_cell_that_stands_there_twice_also_far_apart(monkeypatch, most_bits):
    monkeypatch.setattr(totals, "MOST_BITS", most_bits)
    industry = [f"{k:03}" for k in range(100)]
    industry[97] = "003"
    panel = panel_of(["a"] * 100, industry, [2021] * 100, np.ones(100))
    with pytest.raises(UserError, match=r"row 97: region=a, industry=003, year=2021 stands"):
        panel_totals(panel)


def test_refuses_a_code_without_a_label():
    code = np.zeros(1, np.int32)
    panel = Panel(code + 3, code, code, np.ones(1), ("a",), ("b",), (2021,))
    with pytest.raises(UserError, match="region=code 3 of 1"):
        panel_totals(panel)


def write(file, panel, row_group_size=700, text=True):
    def keys(labels, code):
        values = pa.array(labels).take(pa.array(code))
        return values if text else pa.array(code.astype(np.int64) * 7 + 1000)

    table = pa.table(
        {
            "area": keys(panel.regions, panel.region),
            "industry": keys(panel.industries, panel.industry),
            "year": pa.array(panel.years).take(pa.array(panel.year)),
            "jobs": pa.array(panel.jobs, from_pandas=True),
        }
    )
    pq.write_table(table, file, row_group_size=row_group_size)


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


def test_writes_every_row_with_its_indicators(tmp_path):
    cube, order = made_up()
    panel = panel_from(cube, order)
    found = panel_indicators(panel)
    write_cells(panel, found, tmp_path / "cells")
    table = pq.read_table(tmp_path / "cells")
    assert_array_equal(table["location_quotient"].to_numpy(), found.location_quotient)
    assert table["jobs"].null_count == np.isnan(panel.jobs).sum()
    again = read_panel(tmp_path / "cells")
    assert_array_equal(again.jobs, panel.jobs)


def test_symmetric_quotients_and_shares_are_those_of_the_matrix():
    cube, order = made_up()
    panel = panel_from(np.nan_to_num(cube), order)
    found = panel_indicators(panel)
    blocks = list(cell_blocks(panel, found, rows=999))
    symmetric = dense(panel, np.concatenate([b.symmetric_location_quotient for b in blocks]))
    share = dense(panel, np.concatenate([b.industry_share for b in blocks]))
    for year, jobs in enumerate(np.nan_to_num(cube)):
        there = jobs > 0
        expected = symmetric_location_quotient(jobs)
        assert_array_equal(symmetric[year][there], expected[there])
        assert_allclose(share[year][there], (jobs / jobs.sum(axis=0))[there])


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
    for name in ("mark", "translate", "fill_known"):
        monkeypatch.setattr(reading, name, getattr(kernel, name).py_func)
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


def test_a_panel_without_rows_has_nothing():
    found = panel_indicators(panel_of([], [], [], []))
    assert found.location_quotient.size == found.hoover.size == found.totals.hidden == 0
