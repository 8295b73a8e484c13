"""Drawing firms out of groups: by weight, from the group asked for, nobody from an empty one."""

import numpy as np
import pytest

from milieu.sources.made_up.pool import Pool


@pytest.fixture
def pool():
    """Firms 10 to 13 in groups 2, 0, 2 and 0; group 1 is empty, and nobody asks firm 13."""
    return Pool.of(
        np.array([10, 11, 12, 13]), np.array([2, 0, 2, 0]), np.array([1.0, 5.0, 3.0, 0.0]), 3
    )


def test_firms_come_from_the_group_asked_for_and_nobody_from_an_empty_one(pool):
    group = np.tile([0, 1, 2], 500)
    drawn = pool.draw(np.random.default_rng(1), group)
    assert set(drawn[group == 0]) == {11}
    assert set(drawn[group == 1]) == {-1}
    assert set(drawn[group == 2]) == {10, 12}


def test_heavier_firms_come_more_often(pool):
    drawn = pool.draw(np.random.default_rng(1), np.full(4000, 2))
    assert 0.72 < (drawn == 12).mean() < 0.78
