import numpy as np
import pytest

from milieu.twin.draws import SHOCK
from milieu.twin.mechanisms.market import market, meet_demand, utility
from tests.twin.mechanisms.by_hand import normal, place, stage, world


def test_utility_by_hand():
    """.5 - 2.5 (.1 + .12 x .6 + .2) - 21.7 x .01 - .06 ln 10 = -.785155."""
    twin = stage({"market.size_drag": 0.06, "market.distance_weight": 21.7, "quality.cost": 0.12},
                 quality=0.6)  # fmt: skip
    place(twin, seen_share=0.5, reputation=0.4, log_markup=0.2)
    world(twin, sweet_spot=0.4, log_minimum_scale=np.log(10))
    twin.log_cost[0] = 0.1
    assert utility(twin, 0, 1) == pytest.approx(-78.5155, abs=5e-5)
    assert twin.firms.utility[0] == pytest.approx(-0.785155, abs=5e-7)


def test_selection_by_hand():
    """.03 x 1, and .12 at most; a spread of .2 adds its shock and takes .4 x .02 off."""
    twin = stage({"market.selection": 0.03, "market.bound": 0.12, "risk.correction": 0.4},
                 firms=3, utility=[1.0, 50.0, 0.0])  # fmt: skip
    twin.spread[:3] = 0, 0, 0.2
    market(twin, 0, 3)
    moved = twin.firms.log_sales[:3] - np.log(100)
    expected = [0.03, 0.12, 0.2 * normal(twin, 2, SHOCK) - 0.008]
    np.testing.assert_allclose(moved, expected, atol=1e-12)


def test_sales_meet_demand_but_by_no_more_than_six_percent():
    """99 and outside 100 under demand of 200: ln(100/99). 50: .06, and the rest comes outside."""
    twin = stage(sales=99.0)
    world(twin, demand_now=200, outside_sales=100)
    meet_demand(twin)
    assert twin.world["shift"][0] == pytest.approx(np.log(100 / 99))
    assert twin.world["outside_sales"][0] == pytest.approx(100)
    twin = stage(sales=50.0)
    world(twin, demand_now=200, outside_sales=100)
    meet_demand(twin)
    assert twin.world["shift"][0] == pytest.approx(0.06)
    assert twin.world["outside_sales"][0] == pytest.approx(200 - 50 * np.exp(0.06))
