import numpy as np
from numpy.testing import assert_allclose
from scipy.stats import norm

from milieu.outlook.scores import (
    LEVELS,
    asked_levels,
    crps,
    mean_yearly_change,
    score,
    size_thirds,
    weighted_mean,
)


def test_the_crps_of_a_normal_forecast_is_the_closed_form():
    """Gneiting and Raftery 2007, eq. 21: s (z (2 Phi(z) - 1) + 2 phi(z) - 1 / sqrt(pi))."""
    for actual in (-0.5, 0.0, 1.3):
        quantiles = norm.ppf(LEVELS)[:, None, None]
        exact = actual * (2 * norm.cdf(actual) - 1) + 2 * norm.pdf(actual) - 1 / np.sqrt(np.pi)
        assert_allclose(crps(quantiles, np.array([[actual]]))[0, 0], exact, rtol=0.02)


def test_a_point_forecast_is_scored_by_its_absolute_error():
    quantiles = np.full((len(LEVELS), 1, 1), 3.0)
    assert_allclose(crps(quantiles, np.array([[5.0]])), 2.0)


def test_the_ranges_count_what_lies_inside():
    quantiles = norm.ppf(asked_levels())[:, None, None] * np.ones((1, 3, 1))
    inside = score(quantiles, np.array([[0.0], [1.0], [1.9]]), np.ones(3)).inside[:, :, 0]
    assert inside.tolist() == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]


def test_what_is_unknown_or_never_changed_is_not_scored():
    quantiles = np.ones((len(asked_levels()), 3, 1))
    scores = score(quantiles, np.array([[np.nan], [1.0], [2.0]]), np.array([1.0, 0.0, 2.0]))
    assert np.isnan(scores.crps[:, 0]).tolist() == [True, True, False]
    assert scores.error[2, 0] == 0.5


def test_the_scale_is_the_mean_of_the_known_changes():
    assert mean_yearly_change(np.array([[1, 3, np.nan, 5, 4.0]])).tolist() == [1.5]
    assert np.isnan(mean_yearly_change(np.array([[1, np.nan, 2]]))).all()


def test_thirds_and_weighted_means():
    assert size_thirds(np.array([[9.0], [1.0], [5.0]])).tolist() == [2, 0, 1]
    assert weighted_mean(np.array([[1.0], [3.0]]), np.array([3.0, 1.0])) == 1.5
    assert np.isnan(weighted_mean(np.array([[np.nan]])))
