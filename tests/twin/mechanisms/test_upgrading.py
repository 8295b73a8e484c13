import numpy as np

from milieu.twin.draws import UPGRADE
from milieu.twin.mechanisms.upgrading import upgrading
from tests.twin.mechanisms.by_hand import chance, stage, world

FIRMS = 60


def test_steps_come_at_the_hazard_by_hand():
    """.1 x (1 - .5) x absorption 1.3 = .065, for those above the frontier by more than .05."""
    twin = stage({"upgrading.hazard": 0.1, "upgrading.captivity": 0.5, "upgrading.bar": 0.05},
                 firms=FIRMS, log_productivity=0.16)  # fmt: skip
    world(twin, frontier=0.1)
    upgrading(twin, 0, FIRMS)
    expected = np.array([chance(twin, i, UPGRADE) < 0.065 for i in range(FIRMS)])
    assert 0 < expected.sum() < 15
    assert (twin.firms.tier[:FIRMS] == expected).all()


def test_nobody_climbs_below_the_bar_or_beyond_brand():
    twin = stage({"upgrading.hazard": 0.1, "upgrading.captivity": 0, "upgrading.bar": 0.05},
                 firms=FIRMS, log_productivity=0.14)  # fmt: skip
    world(twin, frontier=0.1)
    upgrading(twin, 0, FIRMS)
    assert (twin.firms.tier[:FIRMS] == 0).all()
    twin.firms.next_productivity[:FIRMS], twin.firms.tier[:FIRMS] = 1.0, 3
    upgrading(twin, 0, FIRMS)
    assert (twin.firms.tier[:FIRMS] == 3).all()
