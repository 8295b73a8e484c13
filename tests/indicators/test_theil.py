"""Theil indices."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.theil import theil, theil_split

from .strategies import jobs_matrices

EXAMPLE = np.array([[10.0], [10.0], [10.0], [20.0], [50.0]])
EQUAL = np.full(5, 100.0)


def test_matches_the_published_example():
    """(10, 10, 10, 20, 50) against equal shares; seven digits are printed."""
    assert_allclose(theil(EXAMPLE, EQUAL, "L"), 0.2326302, atol=5e-8)
    assert_allclose(theil(EXAMPLE, EQUAL, "T"), 0.2502012, atol=5e-8)


def test_l_is_infinite_and_t_is_not_where_a_region_has_none_of_the_industry():
    jobs = np.array([[0.0], [5.0]])
    total = np.array([10.0, 10.0])
    assert np.isposinf(theil(jobs, total, "L")).all()
    assert_allclose(theil(jobs, total, "T"), np.log(2))


@given(jobs_matrices())
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(jobs):
    for form in ("T", "L"):
        index = theil(jobs, form=form)
        assert_allclose(theil(jobs * 3, form=form), index, atol=1e-12)
        assert_allclose(theil(jobs[::-1], form=form), index, atol=1e-12)
        assert_allclose(theil(np.vstack([jobs, 0 * jobs[:1]]), form=form), index, atol=1e-12)


@given(jobs_matrices(least=1), st.sampled_from(["T", "L"]))
def test_merging_two_regions_never_raises_it_and_changes_nothing_if_they_are_alike(jobs, form):
    merged = np.vstack([jobs[:1] + jobs[1:2], jobs[2:]])
    assert np.all(theil(merged, form=form) <= theil(jobs, form=form) + 1e-12)
    alike = np.vstack([jobs[:1] / 4, jobs[:1] * 3 / 4, jobs[1:]])
    assert_allclose(theil(alike, form=form), theil(jobs, form=form), atol=1e-12)


@given(jobs_matrices(), st.integers(1, 4), st.sampled_from(["T", "L"]))
def test_between_and_within_add_up_to_the_total(jobs, groups, form):
    group = np.arange(len(jobs)) % groups
    split = theil_split(jobs, group, form=form)
    assert_allclose(split.between + split.within, theil(jobs, form=form), rtol=1e-9, atol=1e-12)
    assert_allclose(split.by_group.sum(axis=0), split.within, rtol=1e-12)
    known = ~np.isnan(split.between)
    assert np.all(split.between[known] >= -1e-12)
    assert np.all(split.within[known] >= -1e-12)


def test_nothing_is_within_groups_of_one_region_and_nothing_between_a_single_group():
    jobs = np.array([[10.0, 20.0], [40.0, 15.0], [5.0, 50.0]])
    assert_allclose(theil_split(jobs, np.arange(3)).within, 0, atol=1e-15)
    assert_allclose(theil_split(jobs, np.zeros(3)).between, 0, atol=1e-15)


def test_refuses_another_form_and_a_group_that_is_no_number():
    with pytest.raises(UserError, match="form of the Theil index 't'"):
        theil(EXAMPLE, EQUAL, "t")
    with pytest.raises(UserError, match=r"group\[1\]: is -1"):
        theil_split(EXAMPLE, np.array([0, -1, 0, 0, 0]))
    with pytest.raises(UserError, match="group: has shape"):
        theil_split(EXAMPLE, np.array([0]))
