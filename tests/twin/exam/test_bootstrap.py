import numpy as np
import pytest

from milieu.twin.exam.bootstrap import (
    complete,
    high_alone,
    low_together,
    ranges_together,
    resampling,
    studentized,
)


def test_weights_of_a_resample_add_up_and_are_the_same_each_time():
    weights = resampling(30)
    assert weights.sum(axis=1) == pytest.approx(1)
    assert (weights == resampling(30)).all()


def test_a_seed_unknown_under_one_condition_is_not_complete():
    assert complete(np.array([[1.0, 2.0], [np.nan, 1.0], [1.0, np.inf]])).tolist() == [1, 0, 0]


def draws(random, heavy):
    return random.standard_t(3, (40, 5)) if heavy else random.normal(0, 1, (40, 5))


@pytest.mark.parametrize("heavy", [False, True])
def test_ranges_hold_all_means_at_once_as_often_as_they_say(heavy):
    random, weights = np.random.default_rng(1), resampling(40, 500)
    held, above = [], []
    for _ in range(400):
        values = draws(random, heavy)
        low, high = ranges_together(values, weights, 0.9)
        held.append((low <= 0).all() and (high >= 0).all())
        above.append((low_together(values, weights, 0.9) <= 0).all())
    assert 0.84 <= np.mean(held) <= 0.97
    assert 0.84 <= np.mean(above) <= 0.97


def test_an_end_by_itself_is_nearer_than_one_for_all_at_once():
    values, weights = np.random.default_rng(2).normal(0, 1, (40, 6)), resampling(40)
    alone = high_alone(values, weights, 0.95)
    assert (alone < -low_together(-values, weights, 0.95)).all()
    error = values.std(axis=0, ddof=1) / 40**0.5
    assert (alone - values.mean(axis=0)) / error == pytest.approx(1.68, abs=0.25)


def test_seeds_that_all_agree_have_ranges_without_width():
    values, weights = np.full((20, 2), 0.1), resampling(20)
    low, high = ranges_together(values, weights, 0.95)
    assert low == pytest.approx(0.1, abs=1e-12)
    assert high == pytest.approx(0.1, abs=1e-12)


def test_one_seed_that_differs_is_no_evidence():
    """In a third of the resamples it is not there, and the rest have no spread to hold it by."""
    values = np.zeros((20, 1))
    values[0] = 1.0
    assert low_together(values, resampling(20), 0.975)[0] < 0
    assert np.isfinite(studentized(values[:, :1] + 5, resampling(20))).mean() < 1
