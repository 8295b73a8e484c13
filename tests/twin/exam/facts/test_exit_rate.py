import numpy as np
import pytest

from milieu.twin.exam.facts.exit_rate import exit_rate
from tests.twin.exam.made_up import run


def test_counts_by_hand_who_leaves_between_two_year_ends():
    """Of 40 firms 10 stand for the last time at the end of year 10; nobody else leaves."""
    year = np.concatenate([np.repeat(np.arange(11), 40), np.full(30, 11)])
    firm = np.concatenate([np.tile(np.arange(40), 11), np.arange(30)])
    assert exit_rate(run(years=12, year=year, firm=firm)) == pytest.approx((0 + 10 / 40) / 2)


def test_whoever_stands_at_the_end_of_the_run_has_not_left():
    year, firm = np.repeat(np.arange(15), 40), np.tile(np.arange(40), 15)
    assert exit_rate(run(years=15, year=year, firm=firm)) == 0.0


def test_is_unknown_with_fewer_than_30_firms():
    year, firm = np.repeat(np.arange(20), 20), np.tile(np.arange(20), 20)
    assert np.isnan(exit_rate(run(years=20, year=year, firm=firm)))
