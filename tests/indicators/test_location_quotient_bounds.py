"""Proven bounds of the location quotient."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.location_quotient_bounds import location_quotient_bounds

from .strategies import jobs_matrices


@st.composite
def bounded_cells(draw):
    """Jobs with bounds that hold them."""
    jobs = draw(jobs_matrices())
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    hidden = random.random(jobs.shape) < draw(st.floats(0, 1))
    low = np.where(hidden, np.floor(jobs * random.random(jobs.shape)), jobs)
    high = np.where(hidden, jobs + random.integers(0, 50, jobs.shape), jobs)
    return jobs, low, high, random


def holds(bounds, quotient):
    exists = ~np.isnan(quotient)
    low, high = bounds.low[exists], bounds.high[exists]
    value = quotient[exists]
    return np.all((low <= value * (1 + 1e-9) + 1e-12) & (value <= high * (1 + 1e-9) + 1e-12))


def test_equals_the_corners_worked_out_by_hand():
    low = np.array([[10.0, 30.0], [10.0, 50.0]])
    high = low.copy()
    high[0, 0] = 20
    bounds = location_quotient_bounds(low, high)
    # 10/40 : 20/100 = 1.25, 20/50 : 30/110 = 1.4667
    assert_allclose(bounds.low[0, 0], 1.25)
    assert_allclose(bounds.high[0, 0], 20 / 50 / (30 / 110))


@settings(max_examples=150)
@given(bounded_cells())
def test_hold_the_quotient_of_any_jobs_within_the_bounds(cells):
    jobs, low, high, random = cells
    bounds = location_quotient_bounds(low, high)
    for _ in range(10):
        within = low + (high - low) * random.choice([0, 1, random.random()], jobs.shape)
        assert holds(bounds, location_quotient(within))
    assert holds(bounds, location_quotient(jobs))


def test_are_reached_where_the_cells_vary_freely():
    """All corners of small matrices and a fine grid for the cell itself find no wider range."""
    random = np.random.default_rng(3)
    for _ in range(20):
        low = random.integers(0, 9, (2, 2)).astype(float)
        high = low + random.integers(1, 30, (2, 2))
        bounds = location_quotient_bounds(low, high)
        corners = np.array(np.meshgrid(*[[0, 1]] * 3)).reshape(3, -1).T
        own = np.linspace(low[0, 0], high[0, 0], 400)
        a, b, c = (
            low.ravel()[1:] + corners * (high - low).ravel()[1:]
        ).T  # rest of the region, of the industry, and the fourth cell
        with np.errstate(invalid="ignore"):
            own = own[:, None]
            found = own * (own + a + b + c) / ((own + a) * (own + b))
        assert_allclose(np.nanmin(found), bounds.low[0, 0], rtol=1e-9)
        if low[0, 0] > 0:
            assert_allclose(np.nanmax(found), bounds.high[0, 0], rtol=1e-3)


@given(bounded_cells())
def test_hiding_more_cells_never_narrows_them(cells):
    jobs, low, high, random = cells
    more = random.random(jobs.shape) < 0.5
    bounds = location_quotient_bounds(low, high)
    wider = location_quotient_bounds(np.where(more, low // 2, low), np.where(more, 2 * high, high))
    exists = ~np.isnan(bounds.low)
    assert np.all((wider.low <= bounds.low * (1 + 1e-9) + 1e-12)[exists])
    assert np.all((wider.high >= bounds.high * (1 - 1e-9) - 1e-12)[exists])


@given(jobs_matrices())
def test_close_on_the_quotient_if_nothing_is_hidden(jobs):
    quotient, bounds = location_quotient(jobs), location_quotient_bounds(jobs, jobs)
    assert_allclose(bounds.low, quotient, rtol=1e-9)
    assert_allclose(bounds.high, quotient, rtol=1e-9)


@settings(max_examples=150)
@given(bounded_cells(), st.booleans())
def test_hold_the_quotient_with_a_base_that_is_known(cells, know_nation):
    jobs, low, high, _ = cells
    region_total, nation = jobs.sum(axis=1) * 1.2 + 1, jobs.sum() * 2 + 10
    if know_nation:
        national = jobs.sum(axis=0) * 1.5
        quotient = location_quotient(jobs, region_total, national, nation)
        bounds = location_quotient_bounds(low, high, region_total, national, nation)
    else:
        quotient = location_quotient(jobs, region_total, None, nation)
        bounds = location_quotient_bounds(low, high, region_total, None, nation)
    assert holds(bounds, quotient)


def test_an_industry_that_can_only_be_here_has_all_its_jobs_here():
    low, high = np.array([[0.0, 5.0], [0.0, 5.0]]), np.array([[9.0, 5.0], [0.0, 5.0]])
    bounds = location_quotient_bounds(low, high, np.array([20.0, 20.0]), None, 40.0)
    assert_allclose([bounds.low[0, 0], bounds.high[0, 0]], 2)


def test_do_not_exist_where_no_jobs_can_be():
    low, high = np.zeros((2, 2)), np.array([[0.0, 4.0], [0.0, 0.0]])
    assert_array_equal(
        np.isnan(location_quotient_bounds(low, high).high), [[True, False], [True, True]]
    )


def test_refuse_bounds_that_cross_and_half_a_base():
    with pytest.raises(UserError, match=r"low\[0, 0\]: is 3, more than its total, high 2"):
        location_quotient_bounds(np.array([[3.0]]), np.array([[2.0]]))
    with pytest.raises(UserError, match="belong together"):
        location_quotient_bounds(np.ones((1, 1)), np.ones((1, 1)), region_total=np.ones(1))
    with pytest.raises(UserError, match="national: is given without"):
        location_quotient_bounds(np.ones((1, 1)), np.ones((1, 1)), national=np.ones(1))
