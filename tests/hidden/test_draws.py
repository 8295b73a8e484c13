import os
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from milieu.hidden import bounds, draw, estimate
from milieu.hidden.calibration import (
    CLASSES,
    UNKNOWN_CLASS,
    establishment_class,
    read_width_factors,
)
from milieu.hidden.draws import laid_quantiles
from milieu.hidden.families import COVERING
from tests.hidden.tables import hide, nation

INNER = [(r, i) for r in (1, 2, 3) for i in (1, 2, 3)]
PUBLISHED = nation(np.arange(1, 10).reshape(3, 3) ** 2 * 10, hide(4, 4, *INNER))


def drawn(published=PUBLISHED, draws=60, seed=7):
    limits = bounds(published)
    return draw(published, limits, estimate(published, limits), draws, seed)


def test_the_same_seed_gives_the_same_draws_and_another_seed_others():
    assert (drawn().jobs == drawn().jobs).all()
    assert (drawn().jobs != drawn(seed=8).jobs).any()


def test_more_draws_begin_with_the_same_raw_draws_on_any_number_of_threads(monkeypatch):
    from milieu.hidden.estimate import prepare
    from milieu.hidden.simulation import simulate

    model = prepare(PUBLISHED, bounds(PUBLISHED))
    many, _ = simulate(model, 34, 7)
    monkeypatch.setattr(os, "cpu_count", lambda: 1)
    few, cells = simulate(model, 20, 7)
    assert (many[:20] == few).all()
    assert (cells == np.flatnonzero(PUBLISHED.hidden)).all()


def test_only_hidden_cells_are_stored_as_float32():
    result = drawn(draws=12)
    assert result.jobs.shape == (12, 9)
    assert result.jobs.dtype == np.float32


def test_draws_and_ranges_stay_inside_the_bounds():
    result = drawn()
    low, high = result.ranges(0.95)
    limits = bounds(PUBLISHED)
    assert (low >= limits.low - 1e-9).all()
    assert (high <= limits.high + 1e-9).all()
    inside = limits.low[result.cells], limits.high[result.cells]
    assert (result.jobs >= inside[0] - 1e-3).all()
    assert (result.jobs <= inside[1] + 1e-3).all()


def test_known_cells_have_ranges_without_width():
    result = drawn()
    low, high = result.ranges(0.8)
    known = ~PUBLISHED.hidden
    assert (low[known] == PUBLISHED.jobs[known]).all()
    assert (high[known] == PUBLISHED.jobs[known]).all()


def test_wider_shares_have_wider_ranges_around_the_estimate():
    limits = bounds(PUBLISHED)
    value = estimate(PUBLISHED, limits)
    result = draw(PUBLISHED, limits, value)
    narrow, wide = result.ranges(0.5), result.ranges(0.95)
    assert (wide[0] <= narrow[0]).all()
    assert (wide[1] >= narrow[1]).all()
    assert (narrow[0] <= value + 1e-6).all()
    assert (narrow[1] >= value - 1e-6).all()


def test_joint_draws_add_up_to_the_published_totals():
    result, families = drawn(), PUBLISHED.families
    known = ~np.isnan(PUBLISHED.jobs[families.parent]) & (families.use == COVERING)
    own = known & (families.tree == 0)
    for number in (0, 7, 59):
        gap = families.total(result.replaced(number)) - PUBLISHED.jobs[families.parent]
        assert (np.abs(gap[own]) <= families.tolerance[own] + 1e-3 * result.replaced(0).max()).all()


def test_a_draw_put_in_place_keeps_known_cells():
    result = drawn()
    jobs = result.replaced(3)
    assert (jobs[result.cells] == result.jobs[3]).all()
    assert (jobs[~PUBLISHED.hidden] == PUBLISHED.jobs[~PUBLISHED.hidden]).all()


def test_nothing_hidden_gives_empty_draws_and_ranges_without_width():
    whole = nation(np.arange(4).reshape(2, 2))
    result = drawn(whole)
    assert result.jobs.shape == (60, 0)
    assert (result.ranges(0.8)[0] == whole.jobs).all()


def test_ranges_are_wider_where_establishments_are_unknown():
    counts = np.where(PUBLISHED.hidden, np.nan, PUBLISHED.establishments)
    known = drawn().ranges(0.8)
    unknown = drawn(replace(PUBLISHED, establishments=counts)).ranges(0.8)
    cells = PUBLISHED.hidden
    assert np.median((unknown[1] - unknown[0])[cells] / (known[1] - known[0])[cells]) > 1.2


def test_compiled_and_plain_kernels_agree():
    draws = np.random.default_rng(0).lognormal(3, 1, (21, 5)).astype(np.float32)
    value, edge = np.full(5, 20.0), np.zeros(5)
    factors = np.tile([0.9, 1.0, 1.2], (5, 1))
    given = (value, factors, np.array([0.5, 0.8, 0.95]), edge, edge + 60.0, np.array([0.1, 0.9]))
    both = [f(draws, *given) for f in (laid_quantiles, laid_quantiles.py_func)]
    assert_allclose(*both, rtol=1e-6)
    assert both[0].max() <= 60
    assert (both[0][0] < value).all()
    assert (both[0][1] > value).all()


def test_classes_of_establishments_end_where_the_table_says():
    counts = np.array([0, 2, 3, 5, 6, 10, 11, 20, 21, 900, np.nan])
    assert establishment_class(counts).tolist() == [0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5]


@pytest.mark.parametrize("kind, highest", [(0, 3), (1, 0), (2, 1)])
def test_stored_factors_are_plausible_and_never_smaller_for_unknown_counts(kind, highest):
    table = read_width_factors()[kind, : highest + 1]
    assert table.shape[1] == CLASSES
    assert (table > 0.5).all()
    assert (table[:, :UNKNOWN_CLASS] < 2.5).all()
    assert (np.diff(table, axis=2) >= 0).all()
    assert (table[:, UNKNOWN_CLASS:] >= table[:, :UNKNOWN_CLASS].max(axis=1, keepdims=True)).all()


def test_no_cells_at_all_have_no_draws():
    columns = ("region", "industry", "establishments", "jobs")
    empty = replace(PUBLISHED, **{name: getattr(PUBLISHED, name)[:0] for name in columns})
    assert drawn(empty).jobs.shape == (60, 0)
