"""Shrunken rates."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import gamma

from milieu.core.errors import UserError
from milieu.indicators.shrunken_rate import shrunken_rate


def simulated(seed: int = 0, number: int = 5000):
    """True gamma rates with mean 0.4 and variance 0.08, exposures 1 to 1,000, Poisson events."""
    random = np.random.default_rng(seed)
    exposure = np.ceil(random.lognormal(2, 1.5, number))
    truth = random.gamma(2.0, 0.2, number)
    return truth, random.poisson(truth * exposure).astype(float), exposure


def test_equals_the_weights_worked_out_by_hand():
    # m = 6/30 = 0.2; 20 x 0.1^2 x ... : spread (10 0.2^2 + 20 0.1^2)/30 = 0.02; A = 0.02 - 0.2/15
    result = shrunken_rate([4.0, 2.0], [10.0, 20.0])
    variance = 0.02 - 0.2 / 15
    weight = variance / (variance + 0.2 / np.array([10, 20]))
    assert_allclose(result.prior_variance, variance)
    assert_allclose(result.rate, 0.2 + weight * (np.array([0.4, 0.1]) - 0.2))


def test_finds_the_distribution_of_the_true_rates_and_beats_the_raw_ones():
    truth, events, exposure = simulated()
    result = shrunken_rate(events, exposure)
    assert_allclose(result.prior_mean, 0.4, atol=0.02)
    assert_allclose(result.prior_variance, 0.08, atol=0.015)
    raw_error = ((events / exposure - truth) ** 2).mean()
    assert ((result.rate - truth) ** 2).mean() < 0.6 * raw_error


def test_holds_the_true_rate_as_often_as_promised_if_the_model_is_right():
    truth, events, exposure = simulated(1)
    for level in (0.5, 0.8, 0.95):
        result = shrunken_rate(events, exposure, level)
        held = (result.low <= truth) & (truth <= result.high)
        assert_allclose(held.mean(), level, atol=0.02)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 500)), min_size=2, max_size=20))
def test_lies_between_the_raw_rate_and_the_mean(pairs):
    events, exposure = np.array(pairs, float).T
    result = shrunken_rate(events, exposure)
    raw, mean = events / exposure, result.prior_mean
    assert np.all(result.rate >= np.minimum(raw, mean) - 1e-12)
    assert np.all(result.rate <= np.maximum(raw, mean) + 1e-12)
    assert np.all(result.low <= result.rate)
    assert np.all(result.rate <= result.high)


def test_is_the_mean_everywhere_if_chance_explains_all_differences():
    result = shrunken_rate([2.0, 2.0, 2.0], [10.0, 10.0, 10.0])
    assert result.prior_variance == 0
    assert_allclose(result.rate, 0.2)
    assert (result.low < 0.15).all(), "three units do not prove that all true rates are equal"
    assert (result.high > 0.25).all()


def test_no_events_at_all_do_not_prove_a_rate_of_zero():
    result = shrunken_rate([0.0, 0.0, 0.0], [10.0, 20.0, 30.0])
    assert_array_equal(result.rate, 0)
    assert_array_equal(result.low, 0)
    assert_allclose(np.exp(-result.high * 60), 0.1)  # none among 60 has the chance of one tail


def test_many_units_have_the_range_of_the_gamma_posterior_and_few_a_wider_one():
    _, events, exposure = simulated(number=3000)
    result = shrunken_rate(events, exposure)
    shape = result.prior_mean**2 / result.prior_variance + events
    per = result.prior_mean / result.prior_variance + exposure
    assert_allclose(result.low, gamma.ppf(0.1, shape, scale=1 / per))
    assert_allclose(result.high, gamma.ppf(0.9, shape, scale=1 / per))
    few = shrunken_rate(events[:1900], exposure[:1900])
    assert_allclose(few.low, result.low[:1900], atol=0.02)
    assert_allclose(few.high, result.high[:1900], atol=0.04)


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 500)), min_size=2, max_size=20))
def test_depends_on_no_order_and_on_the_unit_of_exposure_only_as_a_rate_does(pairs):
    events, exposure = np.array(pairs, float).T
    result = shrunken_rate(events, exposure)
    turned, larger = (
        shrunken_rate(events[::-1], exposure[::-1]),
        shrunken_rate(events, exposure * 7),
    )
    for k in range(3):
        assert_allclose(turned[k][::-1], result[k], rtol=1e-6, atol=1e-12)
        assert_allclose(larger[k] * 7, result[k], rtol=1e-6, atol=1e-12)


def test_unknown_stays_unknown_and_no_exposure_gets_the_mean():
    result = shrunken_rate([np.nan, 0.0, 9.0, 1.0], [10.0, 0.0, 10.0, 10.0])
    assert_array_equal(np.isnan(result.rate), [True, False, False, False])
    assert_array_equal(np.isnan(result.low), [True, False, False, False])
    assert_allclose(result.rate[1], result.prior_mean)
    assert np.isnan(shrunken_rate([np.nan], [1.0]).rate).all()


def test_refuses_a_level_that_is_none():
    with pytest.raises(UserError, match="level: is 80"):
        shrunken_rate([1.0], [1.0], level=80)
