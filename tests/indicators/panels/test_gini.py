"""Locational Gini of the industries of a panel."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.locational_gini import locational_gini
from milieu.indicators.panels import gini
from milieu.indicators.panels.gini import panel_locational_gini
from milieu.indicators.panels.panel import panel_of
from milieu.indicators.panels.totals import panel_totals
from tests.indicators.panels.made_up import cubes, made_up, panel_from


@settings(deadline=None)
@given(cubes())
def test_equals_the_indicator_of_each_years_matrix(case):
    cube, order = case
    found = panel_locational_gini(panel_from(cube, order))
    for year, jobs in enumerate(cube):
        assert_allclose(found[year], locational_gini(jobs), rtol=0, atol=1e-12)


@settings(deadline=None)
@given(cubes(hidden=True))
def test_hidden_rows_are_left_out(case):
    cube, order = case
    found = panel_locational_gini(panel_from(cube, order))
    for year, jobs in enumerate(np.nan_to_num(cube)):
        assert_allclose(found[year], locational_gini(jobs), rtol=0, atol=1e-12)


def test_four_regions_of_25_jobs_by_hand():
    """s = 0, 0, .2, .8 and x = .25: G = 1 - .25 (0 + 0 + .2 + (.2 + 1)) = .65."""
    jobs = [[0, 25], [0, 25], [5, 20], [20, 5]]
    region, industry = np.indices((4, 2))
    panel = panel_of(region.ravel(), industry.ravel(), [2021] * 8, np.ravel(jobs))
    assert panel_locational_gini(panel)[0, 0] == pytest.approx(0.65, abs=1e-12)


@pytest.mark.parametrize("rows", [1, 300, 1 << 22])
@pytest.mark.parametrize("threads", [1, 3])
def test_neither_order_nor_threads_nor_blocks_change_a_bit(monkeypatch, rows, threads):
    cube, order = made_up()
    expected = panel_locational_gini(panel_from(cube, np.arange(cube.size)), threads=1)
    monkeypatch.setattr(gini, "ROWS", rows)
    panel = panel_from(cube, order)
    assert_array_equal(panel_locational_gini(panel, panel_totals(panel), threads), expected)


def test_kernels_give_the_same_as_plain_python(monkeypatch):
    cube, order = made_up()
    panel = panel_from(cube[:, :8, :9], order[: 2 * 8 * 9])
    compiled = panel_locational_gini(panel)
    for name in ("count_rows", "gather", "add_areas"):
        monkeypatch.setattr(gini, name, getattr(gini, name).py_func)
    assert_array_equal(panel_locational_gini(panel), compiled)
    assert (compiled > 0).any()


def test_an_industry_without_jobs_and_a_panel_without_rows_have_none():
    panel = panel_of(["a", "b"], ["x", "y"], [2021, 2021], [3.0, 0.0])
    assert_array_equal(np.isnan(panel_locational_gini(panel)), [[False, True]])
    assert panel_locational_gini(panel_of([], [], [], [])).size == 0


def test_a_panel_that_is_wrong_is_refused():
    with pytest.raises(UserError, match="jobs is -4"):
        panel_locational_gini(panel_of(["a"], ["x"], [2021], [-4.0]))
