import numpy as np
import pytest

from milieu.twin.mechanisms.labor_and_land import labor_and_land
from tests.twin.mechanisms.by_hand import lever, place, stage

PLAIN = {"labor_and_land.labor_share": 0.35, "labor_and_land.wage_speed": 0.06,
         "labor_and_land.migration": 0.2, "labor_and_land.talent_growth": 0.002,
         "labor_and_land.land": 100, "labor_and_land.rent_power": 0.8}  # fmt: skip


def test_wage_talent_and_rent_by_hand():
    """Jobs 350 of talent 350 e^-.1: wage .06 x .1; talent grows .2 x .006 + .002; rent .8 ln 2."""
    twin = stage(PLAIN)
    place(twin, sales=1000, talent=350 * np.exp(-0.1), firms=100)
    labor_and_land(twin, 1)
    found = twin.clusters[1]
    assert found["log_wage"] == pytest.approx(0.006)
    assert found["log_rent"] == pytest.approx(0.5545177, abs=5e-8)
    assert np.log(found["talent"] / 350) == pytest.approx(-0.1 + 0.0032)
    assert found["jobs"] == pytest.approx(350 * np.exp(-0.006))


def test_wages_move_by_three_percent_at_most_and_policy_brings_talent():
    twin = stage(PLAIN | {"labor_and_land.migration": 0})
    place(twin, sales=1e6, talent=100)
    lever(twin, labor_and_land_talent_inflow=0.01)
    labor_and_land(twin, 1)
    assert twin.clusters["log_wage"][1] == pytest.approx(0.03)
    assert twin.clusters["talent"][1] == pytest.approx(100 * np.exp(0.012))
