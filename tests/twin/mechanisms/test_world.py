import numpy as np
import pytest

from milieu.twin.draws import WORLD_DRIFT, normal
from milieu.twin.mechanisms.world import around, circle_distance, world
from tests.twin.mechanisms.by_hand import stage
from tests.twin.mechanisms.by_hand import world as set_world

CALM = {"world.drift": 0, "world.jump_probability": 0, "world.demand_growth": 0.1}


def test_the_circle_by_hand():
    assert circle_distance(0.1, 0.9) == pytest.approx(0.2)
    assert circle_distance(0.9, 0.1) == pytest.approx(-0.2)
    assert around(1.25) == pytest.approx(0.25)
    assert around(-0.25) == pytest.approx(0.75)


def test_demand_frontier_and_scale_by_hand():
    """500 + .1 x 500 x (1 - 500/1,000); frontier .2 + .006; scale 10 exp(1.1 x .206)."""
    twin = stage(CALM | {"world.demand_ceiling": 1000, "world.frontier_growth": 0.006,
                         "exit.minimum_sales": 10, "exit.scale_growth": 1.1})  # fmt: skip
    set_world(twin, demand=500, frontier=0.2)
    world(twin)
    now = twin.world[0]
    assert now["demand"] == now["demand_now"] == pytest.approx(525)
    assert now["frontier"] == pytest.approx(0.206)
    assert np.exp(now["log_minimum_scale"]) == pytest.approx(10 * np.exp(0.2266))


def test_demand_above_its_ceiling_falls_no_faster_than_it_could_grow():
    twin = stage(CALM | {"world.demand_ceiling": 1000})
    set_world(twin, demand=1e6)
    world(twin)
    assert twin.world["demand"][0] == pytest.approx(9e5)


def test_tastes_drift_by_the_draw_of_the_quarter():
    twin = stage(CALM | {"world.drift": 0.01})
    world(twin)
    drawn = normal(twin.key, np.uint64(0), WORLD_DRIFT)
    assert twin.world["sweet_spot"][0] == pytest.approx(0.5 + 0.01 * drawn)
