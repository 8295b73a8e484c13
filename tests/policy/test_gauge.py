"""The gauge of the efficiency trap: traps that are there, none, and what can't be told."""

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.policy.gauge import INTENSITY, MONEY, Scaled, gauge, harmful_from, responses, trap
from milieu.twin.digest import digest
from milieu.twin.ensemble import Case, ensemble
from milieu.twin.start import Setting
from tests.twin.steady import Steady

SMALL = Setting(clusters=4, quarters=24)
DOSES = np.array([0.0, 1.0, 2.0, 4.0, 8.0])
RUNS = 40


def outcomes(curve, noise=0.02, seed=1):
    """Return outcomes whose worlds differ much and whose responses differ little."""
    random = np.random.default_rng(seed)
    worlds = random.normal(0, 1, (RUNS, 1))
    return worlds + np.asarray(curve) + random.normal(0, noise, (RUNS, len(DOSES)))


def of(curve, spending=DOSES * 100, noise=0.02):
    flat = np.tile(spending, (RUNS, 1))
    return responses(DOSES, flat, outcomes(curve, noise), outcomes(-np.asarray(curve), noise))


RISING, PEAKED = [0.0, 0.1, 0.2, 0.35, 0.5], [0.0, 0.2, 0.3, 0.2, 0.0]


def test_a_planted_trap_is_found_with_the_money_from_which_on_it_harms():
    found = of(PEAKED)
    assert found.productivity_trap == "trap"
    assert 150 < harmful_from(found.productivity) < 300
    assert found.sentences[0].startswith("Beyond about 2")


def test_a_response_that_rises_shows_no_trap_and_one_that_falls_is_one():
    found = of(RISING)
    assert found.productivity_trap == "no sign" and found.value_trap == "trap"
    assert "no sign of a trap" in found.sentences[0]
    assert np.isnan(harmful_from(found.productivity))
    assert harmful_from(found.net_value_added) == 0
    assert found.sentences[1] == (
        "Even a little of it lowers value added less public money: it falls from the start."
    )


def test_what_drowns_in_noise_can_not_be_told():
    found = of([0.0, 0.01, 0.0, 0.01, 0.0], noise=1.0)
    assert found.productivity_trap == "cannot tell"
    assert found.sentences[0] == (
        "It can not be told how productivity responds to more of it (40 runs)."
    )
    few = responses(DOSES, np.tile(DOSES, (5, 1)), outcomes(PEAKED)[:5], outcomes(RISING)[:5])
    assert few.productivity_trap == few.value_trap == "cannot tell"


def test_noise_alone_is_seldom_taken_for_a_trap():
    flat = [
        trap(responses(DOSES, np.tile(DOSES, (RUNS, 1)), noise, noise).productivity)
        for noise in (outcomes(np.zeros(5), 1.0, seed) for seed in range(60))
    ]
    assert flat.count("trap") <= 9  # four steps, each wrong in 2.5 %
    assert flat.count("no sign") <= 3


def test_where_money_does_not_rise_the_response_is_over_intensity():
    assert of(RISING).dose == MONEY
    found = of(RISING, spending=np.zeros(5))
    assert found.dose == INTENSITY
    np.testing.assert_array_equal(found.productivity.doses, DOSES)


def test_a_scaled_policy_does_the_same_in_another_dose():
    policy = Steady()
    half = Scaled(policy, 0.5)
    np.testing.assert_array_equal(half.doses(9, None), 0.5 * policy.doses(9, None))
    assert digest(half.measures()) == digest(policy.measures())


def test_gauges_a_policy_in_the_twin(tmp_path):
    policy = Steady(add=0.05)
    found = gauge(SMALL, policy, [1, 2, 4], 12, start=8, year=4, folder=tmp_path)
    assert found.intensities == (0, 1, 2, 4) and found.dose == MONEY
    assert found.spending[0] == 0 and (np.diff(found.spending) > 0).all()
    assert {found.productivity_trap, found.value_trap} <= {"trap", "no sign", "cannot tell"}
    again = gauge(SMALL, policy, [0, 1, 2, 4], 12, start=8, year=4, folder=tmp_path, threads=3)
    assert digest(found) == digest(again)
    assert len(list(tmp_path.iterdir())) == 1


def test_says_which_intensities_and_years_it_can_not_take():
    for wrong in ([2, 1], [1], [-1, 0, 1], [0, 1, np.nan]):
        with pytest.raises(UserError, match="must rise from 0"):
            gauge(SMALL, Steady(), wrong, 1, start=8, year=4)
    with pytest.raises(UserError, match="do not all lie"):
        gauge(SMALL, Steady(), [1, 2], 1, start=8, year=5)


def test_an_ensemble_of_intensities_meets_the_same_worlds():
    cases = [Case(str(k), SMALL, Scaled(Steady(start=20), k)) for k in (0.0, 1.0)]
    sales = ensemble(cases, 2)["sales"]
    np.testing.assert_array_equal(sales[:, 0, :5], sales[:, 1, :5])
