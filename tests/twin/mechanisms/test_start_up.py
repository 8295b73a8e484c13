import numpy as np
import pytest

from milieu.twin.draws import CHILD_IDEAS, FOUNDINGS, normal, poisson, uniform
from milieu.twin.mechanisms.founding import child_identity
from milieu.twin.mechanisms.start_up import found, found_some, pulls
from milieu.twin.state import SEED, START_UP
from tests.twin.mechanisms.by_hand import place, stage, world

CHILD = np.uint64(12345)


def test_pulls_by_hand():
    """exp(20 (.06 - .01)) = e, at most e^1.4; exp(-.2 x 1.1 x .5) by the rising scale."""
    twin = stage({"start_up.profit_pull": 20, "start_up.plain_profit": 0.01,
                  "start_up.scale_barrier": 0.2, "exit.scale_growth": 1.1})  # fmt: skip
    place(twin, 0, profit_rate=0.9)
    place(twin, 1, profit_rate=0.06)
    world(twin, frontier=0.5)
    pulls(twin)
    np.testing.assert_allclose(twin.clusters["pull"], np.exp([1.4, 1.0]))
    assert twin.world["entry_factor"][0] == pytest.approx(np.exp(-0.11))


def test_foundings_are_a_poisson_number():
    twin = stage(firms=0)
    found_some(twin, 1, START_UP, 4.0)
    address = np.uint64(child_identity(np.uint64(8 + START_UP), 0))
    expected = poisson(4.0, uniform(twin.key, address, FOUNDINGS))
    assert twin.clusters["births"][1] == expected
    assert (twin.firms.cluster >= 0).sum() == expected


def test_founders_begin_behind_and_seed_firms_ahead_by_hand():
    """Half-way .15 between .1 and .2, less .14; seed firms .2 + .3, ten times the least scale."""
    twin = stage({"start_up.gap": 0.14, "start_up.spread": 0.1, "start_up.seed_lead": 0.3,
                  "start_up.seed_size": 10})  # fmt: skip
    place(twin, mean_productivity=0.1)
    world(twin, frontier=0.2, log_minimum_scale=np.log(7))
    luck = 0.1 * normal(twin.key, CHILD, CHILD_IDEAS)
    found(twin, 1, CHILD, 1, START_UP)
    found(twin, 2, CHILD, 1, SEED)
    assert twin.firms.log_productivity[1:3] == pytest.approx([0.01 + luck, 0.5 + luck])
    assert twin.firms.sales[2] == pytest.approx(70)
