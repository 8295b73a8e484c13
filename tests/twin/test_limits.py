"""Nothing breaks: not anywhere in the declared ranges, and not where all is asked at once."""

import numpy as np
import pytest

from milieu.twin.measures import Measures
from milieu.twin.parameters import LEVERS, PARAMETERS
from milieu.twin.run import run
from milieu.twin.start import Setting
from tests.twin.extremes import Always, drawn_parameters, drawn_policy, everything, faults_of

SHORT, LONG = 40, 1000


def drawn_case(number: int) -> tuple[Setting, Always]:
    random = np.random.default_rng(number)
    parameters = drawn_parameters(random)
    policy = drawn_policy(random, clusters=4)
    return Setting(clusters=4, firms=5, quarters=120, parameters=parameters, slots=2048), policy


def broken(numbers: range) -> dict[int, list[str]]:
    """Return the faults of each drawn case that has any, books that do not close included."""
    found = {}
    for number in numbers:
        setting, policy = drawn_case(number)
        faults = faults_of(setting, number, policy)
        if faults:
            found[number] = faults
    return found


def test_random_parameters_and_measures_break_nothing_and_leak_nothing():
    assert broken(range(SHORT)) == {}


@pytest.mark.slow
def test_a_thousand_random_worlds_break_nothing_and_leak_nothing():
    assert broken(range(SHORT, LONG)) == {}


def costly(cost: float) -> Always:
    """Return an instrument that moves nothing and costs this much a firm and a cluster."""
    limits = np.array([[0.0, np.inf, 0.0, np.inf, 0.0, 3.0]])
    price = np.array([cost])
    made = Measures(np.zeros((1, len(LEVERS))), price, price, np.zeros(1), limits)
    return Always(made, np.ones((4, 1)))


def shocked(size: float) -> dict[int, float]:
    return dict.fromkeys(range(8, 80), size)


EXTREMES = {
    "no demand": (Setting(clusters=4, quarters=80, demand_shocks=shocked(-50)), None),
    "no demand at all": (Setting(clusters=4, quarters=80, demand_shocks=shocked(-745)), None),
    "a boom": (Setting(clusters=4, quarters=80, demand_shocks=shocked(4)), None),
    "no firms": (Setting(clusters=4, firms=0, quarters=80), None),
    "nobody ever": (
        Setting(clusters=4, firms=0, quarters=80, parameters={"start_up.base": 0}),
        None,
    ),
    "all instruments": (Setting(clusters=4, quarters=120), everything(4)),
    "all instruments, no firms": (Setting(clusters=4, firms=0, quarters=40), everything(4)),
    "infinite budget": (Setting(clusters=4, quarters=80), costly(1e12)),
    "one cluster": (Setting(clusters=2, quarters=120), everything(2)),
    "one quarter": (Setting(quarters=1), None),
}


@pytest.mark.parametrize("name", EXTREMES)
def test_an_extreme_breaks_nothing_and_leaks_nothing(name):
    setting, policy = EXTREMES[name]
    assert faults_of(setting, 1, policy) == []


def test_without_demand_most_firms_go_and_little_is_sold():
    """Sales follow demand by at most .06 a quarter, and founders still try."""
    setting, _ = EXTREMES["no demand"]
    seen, plain = run(setting, 1), run(Setting(clusters=4, quarters=80), 1)
    assert seen.world["firms"][-1] < 0.5 * seen.world["firms"][8]
    assert seen.world["sales"][-1] < 0.02 * plain.world["sales"][-1]


def test_without_firms_and_founders_nothing_is_sold_and_all_demand_is_met_outside():
    setting, _ = EXTREMES["nobody ever"]
    seen = run(setting, 1)
    assert seen.world["sales"].max() == 0
    assert len(seen.firm_years) == 0
    np.testing.assert_allclose(seen.world["outside_share"], 1)


def test_an_infinite_budget_ruins_firms_by_its_tax_and_leaves_a_debt():
    setting, policy = EXTREMES["infinite budget"]
    seen, plain = run(setting, 1, 0, policy), run(setting, 1)
    assert seen.world["firms"][-1] < 0.5 * plain.world["firms"][-1]
    assert seen.world["government_balance"][-1] < -1e12


def test_all_instruments_at_their_largest_keep_levers_within_the_declared_ranges():
    policy = everything(2)
    reached = policy.dose[0] @ policy.made.add
    for name, value in zip(LEVERS, reached, strict=True):
        assert PARAMETERS[name].low <= value <= PARAMETERS[name].high, name
