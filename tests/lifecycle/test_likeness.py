"""Distances between trajectories."""

import numpy as np
import pytest

from milieu.lifecycle.likeness import lagged, squared_distances, traits
from milieu.lifecycle.trajectories import Trajectories


def test_distances_are_weighted_means_over_what_is_known_of_both():
    random = np.random.default_rng(1)
    left, right = random.normal(size=(7, 5)), random.normal(size=(9, 5))
    left[random.random((7, 5)) < 0.2] = np.nan
    weights = np.array([1.0, 2, 0.5, 1, 1])
    found = squared_distances(left, right, weights)
    for i, a in enumerate(left):
        for j, b in enumerate(right):
            both = np.isfinite(a) & np.isfinite(b)
            w = weights[both]
            expected = (w * (a - b)[both] ** 2).sum() / w.sum() if w.sum() >= 2.75 else np.inf
            assert found[i, j] == pytest.approx(expected, rel=1e-4, abs=1e-5)


def test_a_cluster_is_at_no_distance_from_its_like():
    side = np.random.default_rng(1).normal(size=(20, 14))
    assert np.diag(squared_distances(side, side, np.ones(14))).max() < 1e-5


def test_traits_look_back_seven_years_and_no_year_ahead():
    jobs = 100 * np.exp(np.random.default_rng(2).normal(0, 0.1, (40, 12)).cumsum(axis=1))
    known = Trajectories(tuple("abcdefghij" * 4), np.arange(2000, 2012), {"jobs": jobs})
    features, weights = traits(known, None)
    assert features.shape == (40, 12, len(weights)) == (40, 12, 10)
    assert np.isfinite(features[:, 7:, :7]).all() and np.isnan(features[:, 6, 6]).all()
    assert np.isnan(features[:, :, 8]).all()  # the nation is not known
    path = np.log(jobs[:, 4]) - np.log(jobs[:, 9])
    assert np.corrcoef(path, features[:, 9, 4])[0, 1] > 0.98


def test_values_of_years_before_are_shifted_and_unknown_at_the_start():
    values = np.arange(4.0)[None]
    np.testing.assert_array_equal(lagged(values, 2), [[np.nan, np.nan, 0, 1]])
    assert np.isnan(lagged(values, 9)).all()
