import numpy as np
import pytest

from milieu.twin.draws import CHILD_IDEAS, normal
from milieu.twin.mechanisms.founding import child_identity
from milieu.twin.mechanisms.mutual_credit import tied
from milieu.twin.mechanisms.spin_off import drawn_by, have_child, led_by
from milieu.twin.state import SPIN_OFF, TIES
from tests.twin.mechanisms.by_hand import place, stage, world


def test_a_hazard_by_hand():
    """.01 (1 + .3 x 1) x pull 2 x .5 for a plain firm; times 1 + 3 x .1 for a lead of .1."""
    twin = stage({"spin_off.hazard": 0.01, "spin_off.venture": 0.3, "spin_off.lead": 3},
                 log_productivity=0.3)  # fmt: skip
    place(twin, venture_heat=1, pull=2, mean_productivity=0.2)
    world(twin, entry_factor=0.5)
    assert drawn_by(twin, 1) == pytest.approx(0.013)
    assert led_by(twin, 0, 1) == pytest.approx(1.3)


def test_a_child_inherits_by_hand():
    """Mean .1 + .9 of the parent's lead of .2, .08 of luck, less .02; next door, tied to home."""
    twin = stage({"spin_off.inherited": 0.9, "spin_off.local": 1}, log_productivity=0.3, tier=2)
    place(twin, mean_productivity=0.1)
    have_child(twin, 0)
    child = np.uint64(child_identity(twin.firms.identity[0], 0))
    slot = int(np.flatnonzero(twin.firms.identity == child)[0])
    luck = 0.08 * normal(twin.key, child, CHILD_IDEAS)
    assert twin.firms.log_productivity[slot] == pytest.approx(0.1 + 0.18 + luck - 0.02)
    assert twin.firms.cluster[slot] == 1
    assert twin.firms.origin[slot] == SPIN_OFF
    assert twin.firms.tier[slot] == 1
    assert 0 in [tied(twin.firms, slot, k) for k in range(TIES)]
    assert twin.clusters["births"][1] == 1
