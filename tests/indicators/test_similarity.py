"""Similarity of industries."""

import numpy as np
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.indicators.similarity import co_location, input_output_share, mean_similarity

from .strategies import jobs_matrices


def made_up(seed=0):
    return np.random.default_rng(seed).lognormal(2, 1, (20, 5))


def test_co_location_is_the_correlation_over_regions():
    counts = made_up()
    assert_allclose(co_location(counts), np.corrcoef(counts.T), atol=1e-12)


@given(jobs_matrices())
def test_co_location_has_no_unit_and_no_order(counts):
    found = co_location(counts)
    assert_allclose(co_location(counts * 3), found, atol=1e-9)
    assert_allclose(co_location(counts[::-1, ::-1]), found[::-1, ::-1], atol=1e-9)


def test_an_industry_that_is_the_same_everywhere_or_unknown_has_no_correlation():
    counts = made_up()
    counts[:, 1], counts[0, 2] = 0.1, np.nan
    found = co_location(counts)
    assert np.isnan(found[1:3]).all() and np.isnan(found[:, 1:3]).all()
    assert np.isfinite(found[np.ix_([0, 3, 4], [0, 3, 4])]).all()
    assert np.isnan(co_location(counts[:1])).all() and np.isnan(co_location(counts[:0])).all()


def test_input_output_share_is_the_largest_of_four_worked_out_by_hand():
    flows = np.array([[0.0, 30.0, 10.0], [10.0, 0.0, 40.0], [10.0, 70.0, 30.0]])
    # 0 and 1: 30/100 of 1's inputs, 30/40 of 0's sales, 10/20 of 0's inputs, 10/50 of 1's sales
    found = input_output_share(flows)
    assert_allclose(found[0, 1], 0.75)
    assert_allclose(found[2, 2], 30 / 80)
    assert_array_equal(found, found.T)


def test_industries_without_flows_and_unknown_flows_are_nan():
    flows = np.array([[0.0, 0.0, 0.0], [0.0, 0.0, 0.0], [0.0, 0.0, 5.0]])
    found = input_output_share(flows)
    assert np.isnan(found[:2, :2]).all() and found[2, 2] == 1 and found[0, 2] == 0
    flows = np.arange(1.0, 17).reshape(4, 4)
    flows[0, 1] = np.nan
    found = input_output_share(flows)
    assert np.isnan(found[:2]).all() and np.isfinite(found[2:, 2:]).all()


def test_the_mean_is_of_values_standardized_over_the_pairs():
    one, two = co_location(made_up(1)), co_location(made_up(2))
    upper = np.triu_indices(5, 1)
    expected = [(m[upper] - m[upper].mean()) / m[upper].std() for m in (one, two)]
    found = mean_similarity(one, 7 * two + 3)
    assert_allclose(found[upper], np.mean(expected, axis=0), atol=1e-12)
    assert_array_equal(found, found.T)
    assert np.isnan(np.diag(found)).all()


def test_a_pair_rests_on_the_matrices_that_know_it():
    one, two = co_location(made_up(1)), co_location(made_up(2))
    two[0, :] = two[:, 0] = np.nan
    found = mean_similarity(one, two)
    assert_allclose(found[0, 1:], mean_similarity(one)[0, 1:])
    assert_allclose(mean_similarity(one, np.ones((5, 5))), mean_similarity(one))
    assert np.isnan(mean_similarity(np.full((3, 3), np.nan))).all()


def test_wrong_matrices_are_refused():
    with pytest.raises(UserError, match=r"similarities\[1\]"):
        mean_similarity(np.eye(3), np.eye(4))
    with pytest.raises(UserError, match="symmetric"):
        mean_similarity(np.triu(np.ones((3, 3))))
    with pytest.raises(UserError, match="at least one"):
        mean_similarity()
    with pytest.raises(UserError, match="flows"):
        input_output_share(np.ones((2, 3)))
