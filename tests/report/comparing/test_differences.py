"""Differences carry the range that both figures' own ranges leave."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.report.comparing.differences import Named, change, difference, known, overlap
from milieu.report.words import Amount

VALUE = st.floats(1, 1e6)
WIDTH = st.floats(0, 0.9)


def ranged(value: float, below: float, above: float) -> Amount:
    return Amount(value * (1 - below), value, value * (1 + above))


AMOUNTS = st.builds(ranged, VALUE, WIDTH, WIDTH)


def test_the_range_of_a_difference_is_that_of_both_errors_together():
    """Worked by hand: sqrt(3^2 + 4^2) = 5 below, sqrt(6^2 + 8^2) = 10 above."""
    found = difference(Amount(97, 100, 106), Amount(32, 40, 44))
    assert (found.low, found.value, found.high) == (55, 60, 70)


def test_matches_the_difference_of_proportions_of_zou_and_donner_2008():
    """Newcombe's data by Wilson's limits: 56 of 70 less 48 of 80 gives 0.0524 to 0.3339."""
    one = Amount(0.6918, 0.8, 0.8771)
    other = Amount(0.4905, 0.6, 0.7002)
    found = difference(one, other)
    assert found.low == pytest.approx(0.0524, abs=2e-4)
    assert found.high == pytest.approx(0.3339, abs=2e-4)


def test_the_difference_of_exact_figures_is_exact():
    assert difference(Amount(None, 7, None), Amount(None, 4, None)).exact


def test_proven_bounds_are_kept_in_the_worst_case():
    found = difference(Amount(10, None, 20, proven=True), Amount(1, 2, 3))
    assert (found.low, found.value, found.high, found.proven) == (7, None, 19, True)


def test_nothing_is_said_of_what_is_unknown():
    found = difference(Amount(None, None, None), Amount(None, 4, None))
    assert found.value is None and found.low is None
    assert change(Amount(None, 5, None), Amount(None, 0, None)).value is None


def test_a_change_is_a_share_of_what_was_before():
    assert change(Amount(None, 150, None), Amount(None, 100, None)).value == pytest.approx(0.5)
    found = change(Amount(135, 150, 165), Amount(None, 100, None))
    assert found.low == pytest.approx(0.35) and found.high == pytest.approx(0.65)


@given(AMOUNTS, AMOUNTS)
def test_turned_around_a_difference_is_its_negative(one: Amount, other: Amount):
    there, back = difference(one, other), difference(other, one)
    assert there.value == pytest.approx(-back.value)
    if not there.exact:
        assert there.low == pytest.approx(-back.high) and there.high == pytest.approx(-back.low)
        assert there.low <= there.value <= there.high


@given(AMOUNTS, AMOUNTS)
def test_figures_whose_ranges_are_apart_differ_surely(one: Amount, other: Amount):
    assert overlap(one, other) == overlap(other, one)
    found = difference(one, other)
    if not overlap(one, other) and not found.exact:
        assert found.low > 0 or found.high < 0


def test_a_range_without_a_value_stands_at_its_middle_and_the_highest_comes_first():
    figures = [
        Named("A", Amount(None, 5, None)),
        Named("B", Amount(8, None, 12)),
        Named("C", Amount(None, None, None)),
    ]
    assert [one.letter for one in known(figures)] == ["B", "A"]
    assert math.isnan(figures[2].middle)
