import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.twin.exam.declare import FACTS
from milieu.twin.exam.marks import joint, marks, wilson


def passing(seeds=100):
    """Values in the middle of each band."""
    return {
        name: np.full(seeds, known.low + min(0.5, (known.high - known.low) / 2))
        for name, known in FACTS.items()
    }


@pytest.mark.parametrize(
    ("passed", "seeds", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_matches_the_intervals_printed_by_newcombe_1998(passed, seeds, low, high):
    """Statistics in Medicine 17: 857-872, table I, method 3 (score), four digits."""
    found = wilson(passed, seeds)
    assert (found.low, found.high) == (
        pytest.approx(low, abs=5e-5),
        pytest.approx(high, abs=5e-5),
    )


@given(st.integers(0, 300), st.integers(1, 300))
def test_a_share_lies_within_its_range_and_the_range_within_zero_and_one(passed, seeds):
    passed = min(passed, seeds)
    found, mirrored = wilson(passed, seeds), wilson(seeds - passed, seeds)
    assert 0 <= found.low <= found.share <= found.high <= 1
    assert found.low == pytest.approx(1 - mirrored.high)


def test_no_seeds_and_impossible_counts():
    assert np.isnan(wilson(0, 0).share)
    with pytest.raises(UserError, match="5 of 4"):
        wilson(5, 4)


def test_unknown_counts_as_not_passed_and_is_counted_apart():
    values = np.array([1.0] * 70 + [2.0] * 10 + [np.nan] * 20)
    (mark,) = marks({"size_tail_exponent": values})
    assert mark.rate.share == pytest.approx(0.7)
    assert mark.unknown_share == pytest.approx(0.2)
    assert mark.mean == pytest.approx((70 + 20) / 80)
    assert (mark.low, mark.high) == (1.0, pytest.approx(2.0))
    assert not mark.met


@pytest.mark.parametrize(
    ("name", "passed", "met", "surely"),
    [
        ("size_tail_exponent", 79, False, False),
        ("size_tail_exponent", 80, True, False),
        ("size_tail_exponent", 95, True, True),
        ("shake_out", 60, True, False),
        ("shake_out", 75, True, True),
    ],
)
def test_the_share_needed_is_that_of_the_fact(name, passed, met, surely):
    values = passing()[name]
    values[passed:] = np.nan
    (mark,) = marks({name: values})
    assert (mark.met, mark.surely_met) == (met, surely)


def test_all_at_once_counts_seeds_that_pass_every_unstarred_fact():
    values = passing(10)
    values["entry_rate"][:2] = 0.5
    values["exit_rate"][1:4] = np.nan
    values["spin_off_hazard_ratio"][:] = 9.0
    assert joint(values).passed == 6
    assert all(mark.met for mark in marks(passing(10)))


def test_all_at_once_needs_all_of_them():
    values = passing(10)
    del values["entry_rate"], values["spin_off_hazard_ratio"]
    with pytest.raises(UserError, match="no values of entry_rate"):
        joint(values)


def test_starred_facts_stand_last():
    found = [mark.fact.starred for mark in marks(passing(3))]
    assert found == sorted(found)


def test_unequal_seeds_and_misspelt_facts_are_refused():
    with pytest.raises(UserError, match="different numbers of seeds"):
        marks({"entry_rate": [0.1], "exit_rate": [0.1, 0.1]})
    with pytest.raises(UserError, match="Did you mean 'entry_rate'"):
        marks({"entry_rats": [0.1]})


def test_no_seeds_give_unknown_marks():
    (mark,) = marks({"entry_rate": []})
    assert np.isnan(mark.mean) and np.isnan(mark.unknown_share)
    assert not mark.met
