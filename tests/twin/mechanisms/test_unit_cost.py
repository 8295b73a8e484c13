import numpy as np
import pytest

from milieu.twin.mechanisms.unit_cost import shared_cost, unit_cost
from tests.twin.mechanisms.by_hand import place, stage, world


def test_what_all_firms_of_a_place_pay_by_hand():
    """.35 x .2 + .05 x .4 - .04 ln 2 - .03 ln 2 + .05 x (1 - .6)."""
    twin = stage({"unit_cost.scale": 0.04, "unit_cost.scale_jobs": 800})
    place(twin, log_wage=0.2, log_rent=0.4, jobs=800, room=1, firms=10, infrastructure=10)
    place(twin, service_consulting=0.6)
    shared_cost(twin, 1)
    assert twin.clusters["shared_cost"][1] == pytest.approx(0.0614797, abs=5e-8)


def test_a_firms_own_cost_by_hand():
    """.02 (bought outside) + .1 - (.3 + .05) + .156 x 10 / 100."""
    twin = stage({"unit_cost.below_scale": 0.156}, log_productivity=0.3, efficiency=0.05)
    world(twin, log_minimum_scale=np.log(10))
    place(twin, shared_cost=0.1)
    twin.log_cost[0] = 0.02
    unit_cost(twin, 0, 1)
    assert twin.log_cost[0] == pytest.approx(-0.2144)
