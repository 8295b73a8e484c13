import numpy as np
import pytest

from milieu.twin.draws import CHILD_WHERE, MOVE_WHERE
from milieu.twin.mechanisms.location_choice import attraction, chosen, move
from tests.twin.mechanisms.by_hand import place, stage


def test_attraction_by_hand():
    """exp(5 (6 x .02 + .3 x .1 - .5 x .04)) with firms; a fifth of 1 without."""
    twin = stage({"location_choice.sharpness": 5, "location_choice.profit": 6})
    place(twin, firms=3, profit_rate=0.02, venture_heat=0.1, shared_cost=0.04)
    attraction(twin)
    found = twin.clusters["attractiveness"]
    np.testing.assert_allclose(found, [0.2, np.exp(0.65)])
    assert twin.world["attraction_total"][0] == pytest.approx(found.sum())


def choices(twin, count: int) -> np.ndarray:
    return np.array([chosen(twin, np.uint64(7919 * k), CHILD_WHERE) for k in range(count)])


def test_choice_follows_attraction():
    """1 against 3: a quarter of 4,000 firms choose elsewhere, within four standard errors."""
    twin = stage()
    place(twin, 0, attractiveness=1)
    place(twin, 1, attractiveness=3)
    found = [chosen(twin, np.uint64(1000 * k), MOVE_WHERE) for k in range(4000)]
    assert np.mean(found) == pytest.approx(0.75, abs=4 * np.sqrt(0.75 * 0.25 / 4000))


def test_a_place_that_gains_takes_firms_but_never_makes_them_trade_other_places():
    twin = stage()
    place(twin, 0, attractiveness=1)
    place(twin, 1, attractiveness=3)
    before = [chosen(twin, np.uint64(1000 * k), MOVE_WHERE) for k in range(500)]
    place(twin, 0, attractiveness=2)
    after = [chosen(twin, np.uint64(1000 * k), MOVE_WHERE) for k in range(500)]
    assert sum(after) < sum(before)
    assert all(now <= then for now, then in zip(after, before, strict=True))


def test_who_moves_takes_cash_and_debt_along():
    twin = stage(cash=7.0, debt=3.0)
    move(twin, 0, 1, 0)
    assert twin.firms.cluster[0] == 0
    assert twin.ledger["cash_moved_out"][1] == twin.ledger["cash_moved_in"][0] == 7
    assert twin.ledger["debt_moved_out"][1] == twin.ledger["debt_moved_in"][0] == 3
