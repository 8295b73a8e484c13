"""Related variety; that it adds up with unrelated variety is tested there."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.related_variety import related_variety

from .strategies import jobs_matrices


def test_equals_bits_worked_out_by_hand():
    # half of the jobs lie in a group of two equal industries (1 bit), half in a group of one
    jobs = np.array([[2.0, 2.0, 4.0]])
    assert_allclose(related_variety(jobs, np.array([0, 0, 1])), 0.5)


def test_is_zero_where_every_group_has_one_industry():
    jobs = np.array([[2.0, 3.0, 4.0]])
    assert_allclose(related_variety(jobs, np.array([2, 0, 1])), 0, atol=1e-15)


def test_the_correction_counts_the_industries_beyond_the_first_of_each_group():
    jobs, group = np.array([[2.0, 2.0, 4.0, 0.0]]), np.array([0, 0, 1, 1])
    expected = 0.5 + 1 / (2 * 10 * np.log(2))
    assert_allclose(related_variety(jobs, group, np.array([10.0])), expected)


@given(jobs_matrices())
def test_does_not_depend_on_unit_and_order_nor_on_empty_industries(jobs):
    group = np.arange(jobs.shape[1]) % 2
    found = related_variety(jobs, group)
    assert_allclose(related_variety(jobs * 3, group), found, atol=1e-12)
    assert_allclose(related_variety(jobs[::-1, ::-1], group[::-1]), found[::-1], atol=1e-12)
    more = np.column_stack([jobs, 0 * jobs[:, 0]])
    assert_allclose(related_variety(more, np.append(group, 5)), found, atol=1e-12)


def test_a_region_without_jobs_or_with_an_unknown_part_is_nan():
    jobs = np.array([[0.0, 0.0], [np.nan, 1.0], [1.0, 1.0]])
    assert np.isnan(related_variety(jobs, np.array([0, 0]))).tolist() == [True, True, False]
    assert np.isnan(related_variety(jobs, np.array([np.nan, 0]))).tolist() == [True, True, True]


def test_negative_jobs_are_refused():
    with pytest.raises(UserError, match="at least 0"):
        related_variety(np.array([[-1.0, 2.0]]), np.array([0, 0]))
