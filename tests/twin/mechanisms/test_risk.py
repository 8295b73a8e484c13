import numpy as np
import pytest

from milieu.twin.draws import BUNCH, EFFICIENCY
from milieu.twin.mechanisms.risk import efficiency, risk
from tests.twin.mechanisms.by_hand import chance, normal, place, stage


def test_a_spread_by_hand():
    """At e xmin: .2 (1 - .5 x .4); e^2 times as large: times exp(-.6); tiny: 2.5 x .2."""
    parameters = {"risk.spread": 0.2, "risk.size_slope": 0.3, "risk.trust": 0.5,
                  "exit.minimum_sales": 10}  # fmt: skip
    twin = stage(parameters, firms=3, sales=10 * np.exp([1.0, 3.0, -9.0]))
    place(twin, mean_trust=0.4)
    risk(twin, 0, 3)
    np.testing.assert_allclose(twin.spread[:3], [0.16, 0.16 * np.exp(-0.6), 0.5], rtol=1e-12)


def test_customers_come_in_a_geometric_number_once_a_year():
    """M with P(M > m) = (8/9)^(m+1), and v = sqrt(M / 8); others keep last year's."""
    twin = stage({"risk.customers": 8}, firms=40, bunch=0.25)
    risk(twin, 0, 40)
    turn = (twin.firms.identity[:40] & np.uint64(3)) == 0
    drawn = np.array([chance(twin, i, BUNCH) for i in range(40)])
    expected = np.sqrt(np.floor(np.log(1 - drawn) / np.log(8 / 9)) / 8)
    assert 0 < turn.sum() < 40
    np.testing.assert_allclose(twin.firms.bunch[:40][turn], expected[turn], rtol=1e-6)
    assert (twin.firms.bunch[:40][~turn] == 0.25).all()


def test_passing_efficiency_reverts_by_hand():
    """.2 x .4 + .1 times the shock of the quarter."""
    twin = stage({"risk.persistence": 0.2, "risk.efficiency": 0.1}, efficiency=0.4)
    efficiency(twin, 0, 1)
    assert twin.firms.efficiency[0] == pytest.approx(0.08 + 0.1 * normal(twin, 0, EFFICIENCY))
