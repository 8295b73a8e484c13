"""Indicators of panels."""

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.hoover import hoover
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.panels import indices, kernel, totals
from milieu.indicators.panels.cells import cell_blocks, write_cells
from milieu.indicators.panels.indices import panel_indicators, panel_indices
from milieu.indicators.panels.panel import Panel, panel_of
from milieu.indicators.panels.reading import read_panel
from milieu.indicators.panels.totals import panel_totals
from milieu.indicators.symmetric_location_quotient import symmetric_location_quotient
from tests.indicators.panels.made_up import cubes, dense, made_up, panel_from


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


def test_a_panel_without_rows_has_nothing():
    found = panel_indicators(panel_of([], [], [], []))
    assert found.location_quotient.size == found.hoover.size == found.totals.hidden == 0


def test_blocks_of_rows_pass_on_every_quotient_once(monkeypatch):
    cube, order = made_up()
    panel = panel_from(cube, order)
    expected = panel_indicators(panel)
    monkeypatch.setattr(indices, "BLOCK", 77)
    passed_on = np.zeros(len(panel))
    times = np.zeros(len(panel), int)

    def each(first, quotient):
        passed_on[first : first + len(quotient)] = quotient
        times[first : first + len(quotient)] += 1

    found = panel_indices(panel, each=each)
    assert (times == 1).all()
    assert_array_equal(passed_on, expected.location_quotient)
    for one, other in zip([*found.totals, *found[1:]], everything(expected), strict=True):
        assert_array_equal(one, other)
