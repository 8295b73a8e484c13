import numpy as np
import pytest

from milieu.twin.exam.facts.entry_rate import entry_rate
from milieu.twin.exam.facts.exit_rate import exit_rate
from tests.twin.exam.made_up import lives, run


def columns(years, firms):
    return {"year": np.repeat(years, firms), "firm": np.tile(np.arange(firms), len(years))}


def test_counts_by_hand_who_comes_between_two_year_ends():
    """40 firms stand throughout, 4 more come in year 11, so 4 of 40 in one of two years."""
    made = columns(np.arange(12), 40)
    made = {name: np.append(column, [11] * 4 if name == "year" else range(90, 94))
            for name, column in made.items()}  # fmt: skip
    assert entry_rate(run(years=12, **made)) == pytest.approx((0 / 40 + 4 / 40) / 2)


def test_finds_the_rate_of_known_draws():
    """1,300 firms over 50 years: an error of sqrt(.1 x .9 / 65,000) = .0012."""
    made = lives(np.random.default_rng(1), lambda age, *_: np.full(len(age), -np.log(0.9)))
    assert entry_rate(made) == pytest.approx(0.1, abs=0.005)
    assert exit_rate(made) == pytest.approx(0.1, abs=0.005)


def test_a_move_to_another_cluster_is_no_entry():
    made = columns(np.arange(20), 50)
    moved = run(years=20, **made, cluster=np.repeat(np.arange(20) % 3, 50))
    assert entry_rate(moved) == 0.0


def test_is_unknown_with_fewer_than_30_firms_and_in_short_runs():
    assert np.isnan(entry_rate(run(years=20, **columns(np.arange(20), 29))))
    assert np.isnan(entry_rate(run(years=10, **columns(np.arange(10), 50))))


def test_the_first_ten_years_do_not_count():
    late = {"year": np.repeat(np.arange(5, 20), 40), "firm": np.tile(np.arange(40), 15)}
    assert entry_rate(run(years=20, **late)) == 0.0
