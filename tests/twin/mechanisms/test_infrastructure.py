import pytest

from milieu.twin.mechanisms.infrastructure import infrastructure
from milieu.twin.mechanisms.unit_cost import infrastructure_advantage
from tests.twin.mechanisms.by_hand import lever, place, stage


def test_a_stock_wears_and_is_built_by_hand():
    """100 x .985 + 10 x .01, and 10 x .5 more by policy."""
    twin = stage({"infrastructure.wear": 0.015, "infrastructure.own_investment": 0.01})
    place(twin, infrastructure=100, firms=10)
    infrastructure(twin, 1)
    assert twin.clusters["infrastructure"][1] == pytest.approx(98.6)
    lever(twin, infrastructure_public_investment=0.5)
    infrastructure(twin, 1)
    assert twin.clusters["infrastructure"][1] == pytest.approx(98.6 * 0.985 + 5.1)


def test_more_firms_crowd_it():
    """.03 ln(1 + 30/10) and .03 ln(1 + 30/30)."""
    twin = stage({"infrastructure.effect": 0.03})
    place(twin, infrastructure=30, firms=10)
    assert infrastructure_advantage(twin, 1) == pytest.approx(0.0415888, abs=5e-8)
    place(twin, firms=30)
    assert infrastructure_advantage(twin, 1) == pytest.approx(0.0207944, abs=5e-8)
