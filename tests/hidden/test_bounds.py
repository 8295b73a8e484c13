import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from milieu.hidden import Bounds, bounds, exact_bounds
from milieu.hidden.families import ROUNDING
from tests.hidden.tables import hide, nation, tables

kernels = sys.modules["milieu.hidden.bounds"]
TABLE = np.array([[10, 20], [30, 40]])


def test_four_hidden_cells_of_a_two_by_two_table_are_bounded_by_its_margins():
    """Margins 30, 70 and 40, 60: cell (1, 1) lies between 0 and 30, give or take rounding."""
    inner = [(r, i) for r in (1, 2) for i in (1, 2)]
    result = bounds(nation(TABLE, hide(3, 3, *inner)))
    tolerance = 1.5  # three rounded numbers
    assert_allclose(result.high.reshape(3, 3)[1:, 1:], np.array([[30, 30], [40, 60]]) + tolerance)
    assert_allclose(result.low.reshape(3, 3)[1:, 1:], [[0, 0], [10 - 3, 30 - 3]])


def test_a_single_hidden_cell_is_found_up_to_rounding():
    result = bounds(nation(TABLE, hide(3, 3, (1, 2))))
    assert result.low[5] == 20 - 3 * ROUNDING
    assert result.high[5] == 20 + 3 * ROUNDING


def test_known_cells_have_no_width():
    published = nation(TABLE, hide(3, 3, (1, 1), (2, 2)))
    result = bounds(published)
    known = ~published.hidden
    assert (result.low[known] == published.jobs[known]).all()
    assert (result.high[known] == published.jobs[known]).all()


def test_without_anything_known_above_high_is_infinite_and_low_zero():
    result = bounds(nation(TABLE, np.ones((3, 3), bool)))
    assert np.isinf(result.high).all()
    assert (result.low == 0).all()


def test_unknown_establishments_bound_from_above_only():
    published = nation(TABLE, hide(3, 3, (1, 2)))
    blind = replace(published, establishments=np.full(published.n, np.nan))
    result = bounds(blind)
    assert result.low[5] == 0
    assert result.high[5] == 20 + 3 * ROUNDING


def test_contradictory_figures_never_give_an_empty_interval():
    published = nation(TABLE, hide(3, 3, (1, 1), (1, 2), (2, 2)))
    jobs = published.jobs.copy()
    jobs[[1, 3, 6]] = [400, 0, 300]
    result = bounds(replace(published, jobs=jobs))
    assert (result.low <= result.high).all()
    assert np.isfinite(result.high).all()


@settings(max_examples=150, deadline=None)
@given(tables())
def test_bounds_hold_the_truth_and_are_never_empty(table):
    jobs, hidden = table
    truth = nation(jobs).jobs
    result = bounds(nation(jobs, hidden))
    assert (result.low <= truth + 1e-9).all()
    assert (truth <= result.high + 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(tables())
def test_bounds_are_never_tighter_than_the_linear_program(table):
    published = nation(*table)
    result = bounds(published)
    for cell in np.flatnonzero(published.hidden)[:4]:
        low, high = exact_bounds(published, cell)
        assert result.low[cell] <= low + 1e-6
        assert result.high[cell] >= high - 1e-6


@settings(max_examples=100, deadline=None)
@given(tables())
def test_hiding_one_more_cell_never_narrows_a_bound(table):
    jobs, hidden = table
    before = bounds(nation(jobs, hidden))
    more = hidden.copy()
    more.ravel()[np.argmin(more)] = True
    after = bounds(nation(jobs, more))
    assert (after.low <= before.low + 1e-9).all()
    assert (after.high >= before.high - 1e-9).all()


@settings(max_examples=60, deadline=None)
@given(tables())
def test_order_and_codes_of_cells_do_not_matter(table):
    published = nation(*table)
    order = np.random.default_rng(published.n).permutation(published.n)
    turned = np.arange(published.n_regions)[::-1]
    parent = published.region_parents[0]
    relabelled = replace(
        published,
        region=turned[published.region].astype(np.int32)[order],
        industry=published.industry[order],
        establishments=published.establishments[order],
        jobs=published.jobs[order],
        region_parents=(np.where(parent < 0, -1, turned[parent])[::-1].astype(np.int32),),
    )
    assert_allclose(bounds(relabelled).low, bounds(published).low[order], atol=1e-9)
    assert_allclose(bounds(relabelled).high, bounds(published).high[order], atol=1e-9)


def test_compiled_and_plain_kernels_agree(monkeypatch):
    published = nation(
        np.arange(12).reshape(3, 4), hide(4, 5, (1, 1), (1, 2), (2, 1), (2, 2), (0, 3))
    )
    compiled = bounds(published)
    for name in ("sweep_all", "narrow_children", "narrow_parent", "sum_of_bounds"):
        monkeypatch.setattr(kernels, name, getattr(kernels, name).py_func)
    plain = bounds(published)
    assert_allclose(plain.low, compiled.low)
    assert_allclose(plain.high, compiled.high)


@pytest.mark.parametrize("seed", [3])
def test_bounds_of_real_states_are_finite_and_never_tighter_than_exact(three_states, seed):
    published = three_states.publication
    result = bounds(published)
    assert (result.low <= result.high).all()
    assert np.isfinite(result.high).all()
    hidden = np.flatnonzero(published.hidden)
    for cell in np.random.default_rng(seed).choice(hidden, 25, replace=False):
        low, high = exact_bounds(published, cell)
        assert result.low[cell] <= low + 1e-4
        assert result.high[cell] >= high - 1e-4


def test_what_the_office_says_of_a_hidden_cell_bounds_it_and_its_family():
    published = nation(np.array([[10.0, 20.0], [30.0, 40.0]]), hide(3, 3, (1, 1), (1, 2)))
    unknown = np.full(published.n, np.nan)
    hidden = np.flatnonzero(published.hidden)
    low, high = unknown.copy(), unknown.copy()
    low[hidden[0]], high[hidden[0]] = 8.0, 11.0
    free, told = bounds(published), bounds(published, Bounds(low, high))
    assert told.low[hidden[0]] >= 8
    assert told.high[hidden[0]] <= 11
    assert (told.low >= free.low - 1e-9).all()
    assert (told.high <= free.high + 1e-9).all()


def test_unknown_establishments_of_a_complete_table_bound_from_both_sides():
    published = nation(np.array([[10.0, 20.0], [30.0, 40.0]]), hide(3, 3, (1, 1)))
    counts = np.where(published.hidden, np.nan, published.establishments)
    open_, complete = (
        bounds(replace(published, establishments=counts, complete=known)) for known in (False, True)
    )
    (cell,) = np.flatnonzero(published.hidden)
    assert complete.low[cell] > open_.low[cell]
    assert complete.low[cell] <= 10 <= complete.high[cell]
