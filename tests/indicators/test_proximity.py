"""Who is specialized in what, and how near industries are to each other."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.location_quotient import location_quotient
from milieu.indicators.proximity import proximity, specialized

from .strategies import jobs_matrices

AT_HOME = np.array([[1, 1, 0, 0], [1, 0, 0, 0], [1, 1, 1, 0], [0, 0, 1, 0]], float)


def test_equals_shares_of_regions_counted_by_hand():
    # three regions are at home in the first, two in the second and third, none in the fourth
    expected = [
        [1, 2 / 3, 1 / 3, 0],
        [2 / 3, 1, 1 / 2, 0],
        [1 / 3, 1 / 2, 1, 0],
        [0, 0, 0, np.nan],
    ]
    assert_allclose(proximity(AT_HOME), expected, rtol=1e-7)


def test_the_diagonal_is_left_in_or_written_as_0():
    assert_array_equal(np.diag(proximity(AT_HOME))[:3], 1)
    assert_array_equal(np.diag(proximity(AT_HOME, diagonal=False))[:3], 0)


@given(jobs_matrices())
def test_specialized_means_a_location_quotient_of_at_least_1(jobs):
    quotient = np.nan_to_num(location_quotient(jobs))
    clear = np.abs(quotient - 1) > 1e-9
    assert_array_equal(specialized(jobs)[clear], quotient[clear] >= 1)


def test_a_quotient_of_exactly_1_counts_whatever_the_rounding():
    random = np.random.default_rng(2)
    jobs = np.outer(random.uniform(1, 9, 7), random.uniform(1, 9, 5))
    assert_array_equal(specialized(jobs), 1)


def test_regions_and_industries_without_jobs_are_specialized_in_nothing():
    jobs = np.array([[5.0, 1.0, 0.0], [0.0, 0.0, 0.0], [1.0, 5.0, 0.0]])
    assert_array_equal(specialized(jobs), [[1, 0, 0], [0, 0, 0], [0, 1, 0]])
    assert_array_equal(specialized(0 * jobs), 0)


def test_an_unknown_cell_is_unknown_alone_if_the_totals_are_given():
    jobs = np.array([[5.0, np.nan], [1.0, 5.0]])
    totals = {"region_total": [6, 6], "national": [6, 6], "national_total": 12}
    assert_array_equal(specialized(jobs, **totals), [[1, np.nan], [0, 1]])
    assert np.isnan(specialized(jobs)).all()
    near = proximity(specialized(jobs, **totals))
    assert_array_equal(np.isnan(near), [[False, True], [True, True]])


@given(jobs_matrices(least=1))
def test_does_not_depend_on_unit_and_order(jobs):
    at_home = specialized(jobs)
    assert_array_equal(specialized(jobs * 8), at_home)
    near = proximity(at_home)
    assert_allclose(proximity(at_home[::-1, ::-1]), near[::-1, ::-1])
    assert_allclose(proximity(np.vstack([at_home, 0 * at_home])), near)
    assert np.nanmin(near) >= 0 and np.nanmax(near) <= 1


def test_counts_stay_exact_in_32_bits():
    at_home = np.random.default_rng(0).integers(0, 2, (5000, 8)).astype(float)
    count = at_home.T @ at_home
    expected = count / np.maximum.outer(np.diag(count), np.diag(count))
    assert_allclose(proximity(at_home), expected, rtol=1e-7)


@pytest.mark.parametrize("wrong", [np.array([[2.0]]), np.array([[-1.0]]), np.array([1.0])])
def test_what_is_not_0_to_1_or_no_matrix_is_refused(wrong):
    with pytest.raises(UserError, match="at_home"):
        proximity(wrong)
