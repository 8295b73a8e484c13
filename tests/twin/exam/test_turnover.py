import numpy as np
import pytest

from milieu.twin.exam.turnover import mean_rate, turnover
from tests.twin.exam.made_up import lives, run


def test_counts_by_cluster_where_firms_stood_and_stand():
    """In year 11 firm 2 leaves cluster 1, firm 3 enters cluster 2; firm 1 moves from 1 to 2."""
    year = np.concatenate([np.repeat(np.arange(11), 2), [11, 11]])
    firm = np.concatenate([np.tile([1, 2], 11), [1, 3]])
    cluster = np.concatenate([np.ones(22), [2, 2]])
    found = turnover(run(12, clusters=3, year=year, firm=firm, cluster=cluster))
    assert found.firms.tolist() == [[0, 2, 0], [0, 2, 0]]
    assert found.entered.tolist() == [[0, 0, 0], [0, 0, 1]]
    assert found.left.tolist() == [[0, 0, 0], [0, 1, 0]]


def test_the_books_balance_where_nobody_moves():
    found = turnover(lives(np.random.default_rng(1), lambda age, *_: 0.1 + 0 * age, years=20))
    after = found.firms + found.entered - found.left
    assert (after[:-1] == found.firms[1:]).all()


def test_a_rate_leaves_small_years_out():
    assert mean_rate(np.array([3.0, 29.0]), np.array([30.0, 29.0])) == pytest.approx(0.1)
    assert np.isnan(mean_rate(np.array([3.0]), np.array([29.0])))
