import numpy as np
import pytest

from milieu.twin.draws import CHILD_SIZE, uniform
from milieu.twin.mechanisms.founding import child_identity, enter, founded_size
from milieu.twin.slots import open_slot
from tests.twin.mechanisms.by_hand import place, stage, world

CHILD = np.uint64(12345)


def test_an_identity_is_a_hash_of_parent_and_event():
    names = {int(child_identity(np.uint64(p), q)) for p in (1, 2) for q in range(50)}
    assert len(names) == 100


def test_a_size_by_hand():
    """ln 10 + ln 1.5 + .7 of a chance + .5 x .1."""
    twin = stage({"founding.size": 1.5, "founding.size_lead": 0.5})
    place(twin, mean_productivity=0.2)
    world(twin, log_minimum_scale=np.log(10))
    luck = 0.7 * uniform(twin.key, CHILD, CHILD_SIZE)
    expected = np.log(15) + luck + 0.05
    assert founded_size(twin, 1, CHILD, 0.3) == pytest.approx(expected)


def test_a_founder_brings_cash_and_is_counted():
    """.5 x 100 + 8 quarterly wages."""
    twin = stage({"founding.cash": 8})
    slot = open_slot(twin, 1)
    enter(twin, slot, CHILD, 1, 0, np.log(100), 0.1, 0.5, 0.5)
    assert slot == 1
    assert twin.firms.cash[slot] == pytest.approx(58)
    assert twin.ledger["founders"][1] == pytest.approx(58)
    assert twin.clusters["births"][1] == 1
    assert twin.world["used"][0] == 2
