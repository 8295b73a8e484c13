"""Trends, and the noise that they are judged by."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import theilslopes

from milieu.lifecycle.alarms.noise import noise
from milieu.lifecycle.alarms.trends import WEIGHTS, median_known, trends

NAN = np.nan


def wandering(clusters, years, walk, error, slope=0.0, seed=0):
    random = np.random.default_rng(seed)
    steps = random.normal(0, walk, (clusters, years))
    level = np.cumsum(steps, axis=1) + slope * np.arange(years)
    return level + random.normal(0, error, (clusters, years))


def test_slope_is_that_of_theil_and_sen_of_the_last_six_years():
    series = np.random.default_rng(3).normal(size=(20, 9))
    found = trends(series, 1.0)
    for row, values in enumerate(series):
        expected = theilslopes(values[-6:], np.arange(6)).slope
        assert found.slope[row, -1] == pytest.approx(expected)


def test_a_straight_line_is_found_exactly_with_its_ends():
    found = trends(2.0 + 0.5 * np.arange(10.0)[None, :], 0.1)
    assert found.slope[0, -1] == pytest.approx(0.5)
    assert (found.then[0, -1], found.now[0, -1]) == pytest.approx((4.0, 6.5))
    assert found.span[0, -1] == 5


def test_one_wrong_year_does_not_move_it():
    series = 2.0 + 0.5 * np.arange(10.0)[None, :]
    series[0, 7] = 100.0
    assert trends(series, 0.1).slope[0, -1] == pytest.approx(0.5)


def test_takes_four_known_years_with_the_last_or_the_one_before():
    line = np.arange(10.0)
    three, old = line.copy(), line.copy()
    three[[5, 6, 8]] = NAN
    old[[8, 9]] = NAN
    late = line.copy()
    late[9] = NAN
    known = np.isfinite(trends(np.stack([three, old, late, line]), 0.1).slope[:, -1])
    assert known.tolist() == [False, False, True, True]


@pytest.mark.parametrize(("walk", "error"), [(0.03, 0.0), (0.0, 0.03), (0.02, 0.02)])
def test_ranges_of_slopes_hold_the_true_one_in_about_80_percent(walk, error):
    series = wandering(1500, 16, walk, error, slope=0.02)
    found = trends(series, 0.05)
    low, high = found.slope_at(0.1)[:, -1], found.slope_at(0.9)[:, -1]
    most = 0.86 if walk else 0.92  # a pure error is not told from a little walk: too wide
    assert 0.77 <= ((low <= 0.02) & (high >= 0.02)).mean() <= most


def test_clusters_that_differ_in_noise_get_ranges_of_their_own():
    series = np.concatenate([wandering(200, 16, 0.01, 0.0), wandering(200, 16, 0.1, 0.0, seed=2)])
    error = trends(series, 0.05).error[:, -1]
    assert np.median(error[200:]) > 4 * np.median(error[:200])
    low, high = (trends(series, 0.05).slope_at(s)[:, -1] for s in (0.1, 0.9))
    held = (low <= 0) & (high >= 0)
    assert 0.75 <= held[:200].mean() <= 0.97 and 0.70 <= held[200:].mean() <= 0.9


def test_noise_tells_a_walk_from_an_error():
    assert noise(wandering(500, 15, 0.05, 0.0), 0.05).rho < 0.05
    assert noise(wandering(500, 15, 0.0, 0.05), 0.05).rho > 0.44
    both = noise(wandering(500, 15, 0.05, 0.05), 0.05)
    assert both.rho == pytest.approx(1 / 3, abs=0.05)
    assert both.variance.mean() == pytest.approx(3 * 0.05**2, rel=0.1)


def test_without_any_change_known_the_declared_noise_stands():
    found = noise(np.full((3, 6), NAN), 0.2)
    assert found.variance == pytest.approx([0.04] * 3)
    assert noise(np.full((3, 1), 1.0), 0.2).variance == pytest.approx([0.04] * 3)


def test_hidden_cells_widen_the_error_by_their_own_variance():
    series, spread = wandering(5, 10, 0.02, 0.0), np.full((5, 10), 0.3)
    plain, wide = trends(series, 0.05).error[:, -1], trends(series, 0.05, spread).error[:, -1]
    added = 1.15 * (WEIGHTS[63] ** 2).sum() * 0.3**2
    assert wide**2 - plain**2 == pytest.approx([added] * 5)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10_000), st.floats(-5, 5), st.floats(0.1, 10))
def test_a_shift_or_scale_of_the_series_shifts_and_scales_the_trend(seed, shift, scale):
    series = wandering(4, 8, 0.5, 0.2, seed=seed)
    series[0, 4] = NAN
    one, other = trends(series, 0.5), trends(shift + scale * series, 0.5 * scale)
    np.testing.assert_allclose(other.slope, scale * one.slope, rtol=1e-6, atol=1e-9)
    np.testing.assert_allclose(other.error, scale * one.error, rtol=1e-6)
    np.testing.assert_allclose(other.now, shift + scale * one.now, rtol=1e-6, atol=1e-7)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.one_of(st.just(NAN), st.floats(-9, 9)), min_size=1, max_size=15))
def test_the_median_of_what_is_known_is_numpys(values):
    known = [v for v in values if not np.isnan(v)]
    found = median_known(np.array([values]))[0]
    assert np.isnan(found) if not known else found == pytest.approx(np.median(known))
