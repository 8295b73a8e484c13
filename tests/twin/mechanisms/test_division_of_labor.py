import pytest

from milieu.twin.mechanisms.division_of_labor import division_of_labor, saving, supply
from tests.twin.mechanisms.by_hand import place, stage


def test_a_saving_by_hand():
    """g .3, v .6: half is bought and saves .075; g .9: all is bought; no gain, no saving."""
    assert saving(0.3, 0.6) == pytest.approx(-0.075)
    assert saving(0.9, 0.6) == pytest.approx(-0.6)
    assert saving(-0.1, 0.6) == 0


def test_suppliers_and_law_by_hand():
    """.035 ln 10 and .25 exp(-.5)."""
    twin = stage()
    place(twin, suppliers=9, service_legal=0.5)
    supply(twin, 1)
    assert twin.clusters["supply_gain"][1] == pytest.approx(0.0805905, abs=5e-8)
    assert twin.clusters["friction"][1] == pytest.approx(0.1516327, abs=5e-8)


def test_trust_opens_the_market_of_suppliers():
    """Gain .1; friction .2 without trust leaves nothing, exp(-2 x 1) of it leaves .07293."""
    twin = stage(firms=2, trust=[0.0, 1.0])
    place(twin, supply_gain=0.1, friction=0.2)
    division_of_labor(twin, 0, 2)
    assert twin.log_cost[0] == 0
    assert twin.log_cost[1] == pytest.approx(-(0.0729329**2) / 1.2, rel=1e-5)
