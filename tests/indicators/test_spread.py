"""How far indicators move with the hidden cells."""

import tracemalloc
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.cells import no_draws, published
from milieu.core.errors import UserError
from milieu.indicators.base_multiplier import base_multiplier
from milieu.indicators.hoover import hoover
from milieu.indicators.krugman_specialization import krugman_specialization
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.location_quotient_interval import location_quotient_interval
from milieu.indicators.locational_gini import locational_gini
from milieu.indicators.spread import drawn_scores, probability_in_list, spread
from milieu.indicators.standardized_location_quotient import standardized_location_quotient
from milieu.indicators.theil import theil

from .strategies import cells_with_hidden, jobs_matrices


@st.composite
def hidden_cells(draw):
    """Cells of which some are hidden, perhaps none, perhaps all."""
    jobs = draw(jobs_matrices(least=1))
    seed = draw(st.integers(0, 1000))
    hidden = np.random.default_rng(seed).random(jobs.shape) < draw(st.floats(0, 1))
    return cells_with_hidden(jobs, hidden, seed=seed)


@pytest.fixture
def small_blocks(monkeypatch):
    """Three industries at a time."""
    monkeypatch.setattr("milieu.indicators.spread.BLOCK", 120)


def many_cells(regions: int, industries: int, draws: int = 12):
    random = np.random.default_rng(5)
    jobs = random.poisson(random.lognormal(2, 1, (regions, industries))).astype(float)
    return cells_with_hidden(jobs, random.random(jobs.shape) < 0.6, draws)


def draw_by_draw(formula, cells, share, **other):
    """The same by the shortest way: keep all draws of everything."""
    drawn = [formula(cells.drawn(number), **other) for number in range(len(cells.draws))]
    ends = np.nanquantile(np.array(drawn), [(1 - share) / 2, (1 + share) / 2], axis=0)
    value = formula(cells.jobs, **other)
    return np.fmin(ends[0], value), np.fmax(ends[1], value)


@pytest.mark.parametrize(
    "formula",
    [
        location_quotient,
        standardized_location_quotient,
        hoover,
        theil,
        locational_gini,
        krugman_specialization,
        partial(locational_gini, standardized=True),
        lambda jobs: jobs.sum(),
    ],
)
@pytest.mark.filterwarnings("ignore:All-NaN slice")
def test_a_few_industries_at_a_time_give_what_the_whole_matrix_gives(formula, small_blocks):
    cells = many_cells(40, 31)
    interval = spread(formula, cells, share=0.5)
    low, high = draw_by_draw(formula, cells, 0.5)
    exists = ~np.isnan(interval.value)
    assert_allclose(interval.low[exists], low[exists], rtol=1e-5, atol=1e-6)
    assert_allclose(interval.high[exists], high[exists], rtol=1e-5, atol=1e-6)
    assert np.mean(interval.high[exists] > interval.low[exists]) > 0.9


def test_totals_that_are_given_do_not_vary(small_blocks):
    cells = many_cells(40, 31)
    totals = {
        "region_total": cells.jobs.sum(axis=1) * 3 + 500,
        "national": cells.jobs.sum(axis=0) * 2 + 500,
        "national_total": cells.jobs.sum() * 4,
    }
    interval = spread(location_quotient, cells, **totals)
    shown = ~cells.hidden & (cells.jobs > 0)
    assert_array_equal(interval.width[shown], 0)
    low, high = draw_by_draw(location_quotient, cells, 0.8, **totals)
    exists = ~np.isnan(interval.value)
    assert_allclose(interval.low[exists], low[exists], rtol=1e-5, atol=1e-6)
    assert_allclose(interval.high[exists], high[exists], rtol=1e-5, atol=1e-6)


def test_national_totals_alone_are_the_base_as_in_the_formula():
    cells = many_cells(40, 30)
    national = cells.jobs.sum(axis=0) * 9 + 500
    interval = spread(location_quotient, cells, national=national)
    low, _ = draw_by_draw(location_quotient, cells, 0.8, national=national)
    assert_allclose(interval.low, low, rtol=1e-5, atol=1e-6)


def test_a_draw_above_a_published_total_does_not_stop_it():
    jobs = np.array([[50.0, 50.0], [50.0, 50.0]])
    cells = cells_with_hidden(jobs, np.eye(2, dtype=bool), draws=60)
    assert cells.draws.jobs.max() > 100
    interval = spread(location_quotient, cells, region_total=np.array([100.0, 100.0]))
    assert np.isfinite(interval.high).all()


@settings(deadline=None)
@given(hidden_cells(), st.sampled_from([location_quotient, hoover, krugman_specialization]))
def test_the_range_holds_the_value_and_is_a_point_if_nothing_is_hidden(cells, formula):
    interval = spread(formula, cells)
    known = ~np.isnan(interval.value)
    assert np.all((interval.low <= interval.value)[known])
    assert np.all((interval.value <= interval.high)[known])
    if not cells.hidden.any():
        assert_array_equal(interval.width[known], 0)


@settings(deadline=None)
@given(hidden_cells(), st.floats(0.1, 0.6))
def test_a_larger_share_of_the_draws_never_has_a_narrower_range(cells, share):
    narrow, wide = (spread(location_quotient, cells, share=s) for s in (share, share + 0.3))
    assert np.all(wide.width >= narrow.width - 1e-6 * np.abs(narrow.value))


def test_hiding_one_more_cell_widens_the_range_of_the_cell_and_counts_it():
    """True of the cell itself; other cells may gain, since draws of two cells can cancel out."""
    jobs = np.random.default_rng(0).integers(20, 100, (6, 5)).astype(float)
    hidden = np.zeros(jobs.shape, bool)
    hidden[0, :2] = True
    before = spread(location_quotient, cells_with_hidden(jobs, hidden, 60))
    hidden[3, 3] = True
    after = spread(location_quotient, cells_with_hidden(jobs, hidden, 60))
    assert after.width[3, 3] > before.width[3, 3]
    assert np.all(after.hidden >= before.hidden)


def test_counts_the_hidden_cells_that_the_value_rests_on():
    jobs = np.ones((2, 3))
    hidden = np.array([[True, True, False], [False, True, False]])
    cells = cells_with_hidden(jobs, hidden)
    assert_array_equal(spread(location_quotient, cells).hidden, hidden)
    assert_array_equal(spread(krugman_specialization, cells).hidden, [2, 1])
    assert_array_equal(spread(hoover, cells).hidden, [1, 2, 0])
    assert spread(lambda jobs: jobs.sum(), cells).hidden == 3


def test_of_a_square_matrix_the_declaration_tells_regions_from_industries():
    cells = cells_with_hidden(np.ones((2, 2)), np.array([[True, True], [False, False]]))
    assert_array_equal(spread(hoover, cells).hidden, [1, 1])
    assert_array_equal(spread(krugman_specialization, cells).hidden, [2, 0])
    assert_array_equal(spread(partial(krugman_specialization), cells).hidden, [2, 0])


def test_takes_the_declared_part_of_a_formula_that_returns_several():
    cells = many_cells(8, 5)
    interval = spread(location_quotient_interval, cells)
    assert_array_equal(interval.value, location_quotient_interval(cells.jobs).low)


def test_nothing_hidden_needs_no_draws():
    cells = published(2016, ("a", "b"), ("x", "y"), np.array([[1.0, 2.0], [3.0, 4.0]]))
    interval = spread(location_quotient, cells)
    assert_array_equal(interval.low, interval.high)
    assert interval.hidden.sum() == 0


def test_hidden_cells_without_draws_are_refused_and_so_is_a_formula_that_fits_nothing():
    cells = many_cells(4, 3)
    bare = type(cells)(**{**cells.__dict__, "draws": no_draws()})
    with pytest.raises(UserError, match="cells are hidden, but none were drawn"):
        spread(location_quotient, bare)
    with pytest.raises(UserError, match="fits neither cells, regions nor industries"):
        spread(lambda jobs: np.zeros(7), cells)
    with pytest.raises(UserError, match="share: is 80"):
        spread(location_quotient, cells, share=80)


def test_a_certain_cell_is_in_the_list_for_sure_and_the_sum_is_its_length():
    jobs = np.array([[900.0, 10.0], [5.0, 800.0], [6.0, 700.0], [4.0, 650.0]])
    hidden = np.zeros(jobs.shape, bool)
    hidden[1:, 0] = True
    cells = cells_with_hidden(jobs, hidden, draws=50)
    chance = probability_in_list(drawn_scores(location_quotient, cells), 2)
    assert chance.shape == jobs.shape
    assert chance[0, 0] == 1
    assert_allclose(chance.sum(), 2)


def test_the_chance_is_the_share_of_draws_counted_by_hand():
    scores = [np.array([1.0, 2.0, np.nan, 3.0]), np.array([5.0, 2.0, 9.0, 3.0])]
    assert_array_equal(probability_in_list(iter(scores), 2), [0.5, 0.5, 0.5, 0.5])


def test_a_score_that_does_not_exist_is_never_in_the_list():
    assert_array_equal(probability_in_list([np.array([np.nan, 1.0])], 2), [0, 1])


def test_the_list_of_published_cells_is_certain():
    cells = published(2016, ("a", "b"), ("x", "y"), np.array([[1.0, 2.0], [3.0, 4.0]]))
    chance = probability_in_list(drawn_scores(location_quotient, cells), 1)
    assert_array_equal(np.sort(chance.ravel()), [0, 0, 0, 1])


def test_a_list_needs_a_length_and_a_draw():
    with pytest.raises(UserError, match="k: is 0"):
        probability_in_list([np.ones(3)], 0)
    with pytest.raises(UserError, match="scores: has no draws"):
        probability_in_list([], 3)


def test_memory_stays_bounded_by_a_few_blocks_of_draws():
    """A third of the nation: 330,000 cells; all their draws at once would take 79 MB twice."""
    cells = many_cells(3300, 100, draws=60)
    tracemalloc.start()
    spread(location_quotient, cells)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100e6


def test_as_many_regions_as_industries_do_not_confuse_regions_with_industries():
    cells = many_cells(300, 300)
    found = spread(base_multiplier, cells)
    assert found.value.shape == (300,)
    assert (found.hidden == cells.hidden.sum(axis=1)).all()
