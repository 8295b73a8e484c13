"""Scenarios as arrays: measures, shocks, costs."""

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.policy.budget import check_budget, cost_of, costs, eligible_share
from milieu.policy.declare import Eligibility, instruments
from milieu.policy.scenario import measures_of
from milieu.policy.schedule import Measure
from milieu.twin.measures import Measures
from milieu.twin.parameters import LEVERS
from tests.policy.made import measure, parsed


def test_measures_are_arrays_over_all_instruments_and_levers():
    found = parsed("").measures()
    assert isinstance(found, Measures)
    assert found.add.shape == (20, len(LEVERS)) and found.eligibility.shape == (20, 6)
    assert (found.add >= 0).all() and (found.add.sum(axis=1) > 0).all()
    grant = found.add[1]
    assert grant[LEVERS.index("government.grant_share")] == 0.004 and (grant > 0).sum() == 1
    assert found.administration_share[1] == 0.08


def test_no_lever_is_lost_on_the_way_into_the_array():
    total = sum(lever.add for one in instruments() for lever in one.levers)
    assert parsed("").measures().add.sum() == pytest.approx(total)


def test_eligibility_is_open_unless_the_instrument_or_the_scenario_narrows_it():
    inf = np.inf
    scenario = parsed(measure(eligible="{ jobs_max = 50, age_max = 5 }"))
    found = scenario.measures().eligibility
    np.testing.assert_array_equal(found[6], [-inf, 50, -inf, 5, -inf, inf])
    np.testing.assert_array_equal(found[0], [-inf, inf, -inf, inf, -inf, inf])
    np.testing.assert_array_equal(found[10], [-inf, inf, -inf, 3, -inf, inf])


def test_a_lever_that_the_twin_lacks_is_an_error():
    with pytest.raises(UserError, match="instrument infrastructure: no parameter that a policy"):
        measures_of(("infrastructure.publik_investment",), {})


def test_a_demand_shock_passes_and_a_technology_shock_stays():
    shocks = parsed(
        '[[shock]]\nkind = "demand"\nsize = -0.2\nfrom = "2026Q2"\nto = "2026Q3"\n'
        '[[shock]]\nkind = "demand"\nsize = 0.5\nfrom = "2026Q3"\nto = "2026Q3"\n'
        '[[shock]]\nkind = "technology"\nsize = 0.1\nfrom = 2027\nto = 2027\n'
    )
    demand, jumps = shocks.demand_shocks(), shocks.position_shocks()
    assert demand == {1: pytest.approx(np.log(0.8)), 2: pytest.approx(np.log(0.8 * 1.5))}
    assert jumps == dict.fromkeys(range(4, 8), 0.025)
    assert shocks.position_shocks(begins=100) == dict.fromkeys(range(104, 108), 0.025)


def test_without_an_explanation_its_parameters_are_off_and_its_instruments_left_out():
    scenario = parsed(
        measure("external_linkage")
        + measure("incubator")
        + '[world]\n"graft.outside" = 0.3\n"spin_off.hazard" = 0.01\n'
        + '[[explanation]]\nname = "links"\nmechanism = "graft"\n'
        + 'switch_off = { "graft.outside" = 0 }\nleave_out = ["external_linkage"]\n'
    )
    off = scenario.without(scenario.explanations[0])
    assert off.world == {"graft.outside": 0.0, "spin_off.hazard": 0.01}
    assert [one.instrument for one in off.schedule] == ["incubator"]
    assert off.name == "Try, without links"
    assert scenario.world["graft.outside"] == 0.3


def test_the_share_of_firms_by_size_follows_axtell():
    """P(jobs >= s) = s^-1.059: half of all firms have one job, 98.5 % fewer than 51."""
    assert eligible_share(Eligibility()) == 1
    assert eligible_share(Eligibility(jobs_max=1)) == pytest.approx(1 - 2**-1.059)
    assert eligible_share(Eligibility(jobs_min=50, jobs_max=250)) == pytest.approx(
        50**-1.059 - 251**-1.059
    )
    assert eligible_share(Eligibility(jobs_max=0.5)) == 0


def test_cost_counts_firms_offices_and_what_is_paid_out_with_its_administration():
    assert cost_of(Measure("rd_grant", 5, 0, 1), 100) == pytest.approx(5 * 100 * 0.18 * 1.08)
    assert cost_of(Measure("external_linkage", 2, 0, 1), 100) == pytest.approx(2 * (4 + 4))
    assert cost_of(Measure("external_linkage", 0, 0, 1), 100) == 0


def test_costs_of_a_scenario_follow_dates_and_places():
    text = measure("external_linkage", begin="2030", places='["south"]') + measure(
        "court_and_arbitration"
    )
    found = costs(parsed(text), {"north": 100.0, "south": 50.0})
    assert found.shape == (40,)
    court = 8 + 0.5 + 8 + 0.25
    assert found[0] == pytest.approx(court)
    assert found[16] == pytest.approx(court + 4 + 2)


def test_of_measures_that_wait_for_different_stages_the_dearest_counts():
    text = measure("external_linkage", intensity="2", when='{ stage = "growth" }') + measure(
        "external_linkage", intensity="1", when='{ stage = "decline" }'
    )
    assert costs(parsed(text), {"north": 100.0})[0] == pytest.approx(2 * 8)


def test_elsewhere_costs_nothing():
    assert costs(parsed(measure()), {"elsewhere": 1000.0}).sum() == 0


def test_a_scenario_within_its_budget_passes_and_one_of_nothing_costs_nothing():
    check_budget(parsed(""), {"north": 1e6})
    check_budget(parsed(measure()), {"north": 1e6})
