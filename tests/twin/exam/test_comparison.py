import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.twin.exam.comparison import compare, late_response


def test_means_difference_and_what_remains_by_hand():
    before, after = np.array([0.1, 0.2, 0.3] * 5), np.array([0.0, 0.1, 0.2] * 5)
    found = compare(before, after, "falls")
    assert found.mean_with == pytest.approx(0.2)
    assert found.difference == pytest.approx(-0.1)
    assert found.low == pytest.approx(-0.1) and found.high == pytest.approx(-0.1)
    assert found.remaining == pytest.approx(0.5)
    assert found.remaining_low <= 0.5 <= found.remaining_high
    assert found.found == "as expected"
    assert compare(before, after, "rises").found == "the other way"


def test_pairing_takes_the_worlds_luck_away():
    random = np.random.default_rng(1)
    world = random.normal(0, 10, 60)
    paired = compare(world, world - 0.5 + random.normal(0, 0.5, 60), "falls")
    apart = compare(world, random.permutation(world) - 0.5, "falls")
    assert paired.found == "as expected"
    assert apart.found == "cannot tell"


def test_the_range_holds_the_difference_as_often_as_it_says():
    """Skewed shares, many of them zero, as lock-in is; 50 seeds."""
    random, held = np.random.default_rng(2), []
    for _ in range(200):
        before = np.where(random.random(50) < 0.5, 0.0, random.exponential(0.2, 50))
        found = compare(before, np.zeros(50), "falls")
        held.append(found.low <= -0.1 <= found.high)
    assert 0.87 <= np.mean(held) <= 0.99


def test_no_effect_is_seldom_taken_for_one():
    random = np.random.default_rng(3)
    said = [compare(*random.normal(0, 1, (2, 50)), "rises").found for _ in range(200)]
    assert said.count("cannot tell") >= 180


def test_unknown_pairs_are_left_out_and_ten_are_needed():
    values = np.arange(12.0)
    holed = np.where(np.arange(12) < 3, np.nan, values - 1)
    found = compare(values, holed, "falls")
    assert (found.seeds, found.left_out, found.found) == (9, 3, "cannot tell")
    assert np.isnan(found.low)
    assert found.difference == pytest.approx(-1)


def test_nothing_known_is_unknown_and_not_zero():
    found = compare(np.full(20, np.nan), np.zeros(20), "falls")
    assert np.isnan(found.difference) and np.isnan(found.mean_with)
    assert (found.seeds, found.left_out) == (0, 20)


def test_what_remains_of_nothing_is_unknown():
    found = compare(np.zeros(20), np.ones(20), "rises")
    assert np.isnan(found.remaining) and np.isnan(found.remaining_low)
    assert found.found == "as expected"


def test_unequal_numbers_of_seeds_are_refused():
    with pytest.raises(UserError, match="same seeds"):
        compare(np.zeros(20), np.zeros(21), "falls")


def test_the_late_response_is_the_last_step():
    assert late_response(np.array([0, 1, 2]), np.array([[1.0, 5.0, 3.0]])).tolist() == [-2.0]
    with pytest.raises(UserError, match="there are 3 doses"):
        late_response(np.array([0, 1, 2]), np.array([1.0, 5.0, 3.0]))
