"""Unrelated variety and the entropy it is a part of."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.related_variety import related_variety
from milieu.indicators.unrelated_variety import entropy, unrelated_variety

from .strategies import jobs_matrices


def test_equals_bits_worked_out_by_hand():
    # groups hold 1/2, 1/4 and 1/4 of the jobs: 1/2 * 1 + 2 * 1/4 * 2
    jobs = np.array([[1.0, 3.0, 2.0, 2.0]])
    assert_allclose(unrelated_variety(jobs, np.array([0, 0, 1, 2])), 1.5)


@given(jobs_matrices(), st.data())
def test_unrelated_and_related_variety_add_up_to_the_entropy(jobs, data):
    industries = jobs.shape[1]
    group = np.array(
        data.draw(st.lists(st.integers(0, 3), min_size=industries, max_size=industries))
    )
    plants = 1 + (jobs > 0).sum(axis=1)
    parts = unrelated_variety(jobs, group) + related_variety(jobs, group)
    assert_allclose(parts, entropy(jobs), atol=1e-12)
    corrected = unrelated_variety(jobs, group, plants) + related_variety(jobs, group, plants)
    extra = ((jobs > 0).sum(axis=1) - 1) / (2 * plants * np.log(2))
    assert_allclose(corrected, entropy(jobs) + extra, atol=1e-12)


@given(jobs_matrices(least=1))
def test_does_not_depend_on_unit_and_names_of_groups(jobs):
    group = np.arange(jobs.shape[1]) // 2
    found = unrelated_variety(jobs, group)
    assert_allclose(unrelated_variety(jobs * 3, group), found, atol=1e-12)
    assert_allclose(unrelated_variety(jobs, group.max() - group), found, atol=1e-12)
    assert_allclose(unrelated_variety(jobs[:, ::-1], group[::-1]), found, atol=1e-12)
    assert_allclose(unrelated_variety(jobs, group + 2), found, atol=1e-12)


def test_coarser_groups_never_raise_it():
    jobs = np.random.default_rng(4).integers(0, 50, (20, 8)).astype(float) + 1
    fine, coarse = np.arange(8) // 2, np.arange(8) // 4
    assert (unrelated_variety(jobs, coarse) <= unrelated_variety(jobs, fine) + 1e-12).all()


def test_the_correction_of_miller_and_madow_halves_the_bias_of_few_plants():
    random = np.random.default_rng(5)
    plants = random.multinomial(40, np.full(8, 1 / 8), size=2000).astype(float)
    group = np.arange(8)
    plain = unrelated_variety(plants, group).mean()
    corrected = unrelated_variety(plants, group, np.full(2000, 40.0)).mean()
    assert plain < 3 - 0.1  # the truth is log2 8
    assert abs(corrected - 3) < 0.5 * (3 - plain)


def test_a_region_without_jobs_or_with_an_unknown_part_is_nan():
    jobs = np.array([[0.0, 0.0, 0.0], [1.0, np.nan, 1.0], [1.0, 1.0, 0.0], [1.0, 1.0, 2.0]])
    found = unrelated_variety(jobs, np.array([0.0, 1.0, np.nan]))
    assert np.isnan(found[[0, 1, 3]]).all()
    assert_allclose(found[2], 1)


@pytest.mark.parametrize("group", [[0, 1.5], [0, -1], [0]])
def test_a_group_that_is_no_number_from_0_is_refused(group):
    with pytest.raises(UserError, match="group"):
        unrelated_variety(np.ones((2, 2)), np.array(group))
