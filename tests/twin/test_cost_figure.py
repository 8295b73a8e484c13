"""The cost figure splits exactly, agrees with the kernel, and reads as it says."""

from dataclasses import replace

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.twin.cost_figure import (
    against_alone,
    against_elsewhere,
    between_scenarios,
    by_size,
    course,
    curve,
    rows,
)
from milieu.twin.cost_parts import CAUSES, NAMES, Place, parts_of, snapshot
from milieu.twin.mechanisms.division_of_labor import division_of_labor
from milieu.twin.mechanisms.unit_cost import unit_cost
from milieu.twin.observe import firm_year
from milieu.twin.parameters import parameter_values
from milieu.twin.run import go_on, run
from milieu.twin.start import Setting, begin
from milieu.twin.state import EMPTY

EXACT = 1e-12
YEAR = 30


@pytest.fixture(scope="module")
def seen():
    return run(Setting(quarters=160), 1)


def test_seven_causes_stand_in_the_order_of_the_model():
    assert (
        *("labor", "land", "knowledge", "scale", "infrastructure"),
        *("division_of_labor", "services"),
    ) == NAMES
    assert all(cause.label and cause.about for cause in CAUSES)


@pytest.mark.parametrize("figure", [against_elsewhere, against_alone])
def test_parts_of_every_cluster_add_up_to_the_whole(seen, figure):
    found = figure(seen, YEAR, None)
    assert found.parts.shape == (12, 7)
    np.testing.assert_allclose(found.parts.sum(axis=-1), found.whole, atol=EXACT, rtol=0)


def test_parts_are_the_log_cost_that_the_kernel_itself_uses():
    """One block of the kernel's scratch `log_cost` against the sum of the parts."""
    twin = go_on(begin(Setting(clusters=4, quarters=41), 3, 0), 40)
    firms = firm_year(twin, 9)
    alive = np.flatnonzero(twin.firms.cluster != EMPTY)
    assert alive.max() < 2048
    twin.firms.log_productivity[:] = twin.firms.next_productivity
    twin.firms.sales[:] = np.exp(twin.firms.log_sales + twin.world[0].shift)
    division_of_labor(twin, 0, int(alive.max()) + 1)
    unit_cost(twin, 0, int(alive.max()) + 1)

    class Stood:
        states, world = twin.history, twin.world_history

    from milieu.twin.cost_parts import places

    place = places(Stood, 39, twin.p[0]).of(firms["cluster"])
    parts = parts_of(firms, place, float(twin.world[0].log_minimum_scale), twin.p[0])
    np.testing.assert_allclose(parts.sum(axis=1), twin.log_cost[alive], atol=EXACT, rtol=0)


def test_parts_by_hand():
    """A firm of 100 in sales, trust .5, in a place with gain .2 and friction .25."""
    firms = np.zeros(1, [(n, "f8") for n in ("log_sales", "trust", "log_productivity")])
    firms["log_sales"], firms["trust"], firms["log_productivity"] = np.log(100), 0.5, 0.3
    p = parameter_values({"division_of_labor.trust": 2, "division_of_labor.curvature": 0.6,
                          "unit_cost.below_scale": 0.156})[0]  # fmt: skip
    one = np.ones(1)
    place = Place(
        0.1 * one, 0.02 * one, -0.05 * one, -0.01 * one, 0.04 * one, 0.2 * one, 0.25 * one
    )
    found = dict(zip(NAMES, parts_of(firms, place, np.log(10), p)[0], strict=True))
    gain = 0.2 - 0.25 * np.exp(-1)  # .108030
    assert found["division_of_labor"] == pytest.approx(-(gain**2) / 1.2)
    assert found["scale"] == pytest.approx(-0.05 + 0.0156)
    assert found["knowledge"] == -0.3
    assert sum(found.values()) == pytest.approx(
        0.1 + 0.02 - 0.0344 - 0.01 + 0.04 - 0.3 - gain**2 / 1.2
    )


def test_services_are_those_that_consulting_leaves_wanting(seen):
    p = parameter_values()[0]
    services = snapshot(seen, YEAR).place.services
    wanting = 1 - seen.states[4 * YEAR + 3]["service_consulting"]
    np.testing.assert_allclose(services, p.unit_cost_services * wanting, atol=EXACT)


def test_against_the_same_firm_alone_knowledge_is_no_cause(seen):
    parts = dict(zip(NAMES, against_alone(seen, YEAR, None).parts.T, strict=True))
    assert np.abs(parts["knowledge"]).max() < EXACT
    assert (parts["infrastructure"] < 1).all()
    assert (parts["services"] <= 0).all()
    assert (parts["division_of_labor"] <= 0).all()
    assert (parts["land"] >= 0).all()


def test_scale_and_services_lower_cost_more_in_larger_clusters_and_rents_raise_it(seen):
    found = curve(by_size(seen, against="alone"), classes=5)
    parts = dict(zip(NAMES, found.parts.T, strict=True))
    assert (np.diff(found.jobs) > 0).all()
    assert parts["scale"][-1] < parts["scale"][0]
    assert parts["services"][-1] < parts["services"][0]
    assert parts["land"][-1] > parts["land"][0]
    assert ((found.low <= found.whole) & (found.whole <= found.high)).all()
    np.testing.assert_allclose(found.parts.sum(axis=1), found.whole, atol=1e-11)


def test_the_figure_by_size_has_a_point_for_each_cluster_and_year_with_firms(seen):
    found = by_size(seen)
    assert (np.diff(found.jobs) >= 0).all()
    assert len(found.jobs) <= 12 * 40
    np.testing.assert_allclose(found.parts.sum(axis=1), found.whole, atol=EXACT, rtol=0)


def test_within_years_large_clusters_are_held_against_small_ones_of_their_time(seen):
    """Adding a trend of the years to a part changes nothing but the mean."""
    found = by_size(seen, against="alone")
    trend = found.parts.copy()
    trend[:, 0] += 0.1 * found.years
    moved = replace(found, parts=trend)
    plain, shifted = (curve(one, 5, within_years=True).parts for one in (found, moved))
    np.testing.assert_allclose(shifted[:, 0] - plain[:, 0], 0.1 * found.years.mean(), atol=1e-9)
    np.testing.assert_allclose(shifted[:, 1:], plain[:, 1:], atol=1e-12)


def test_a_firms_course_begins_with_what_the_place_alone_does(seen):
    firm = longest_lived(seen)
    found = course(seen, firm)
    knowledge = found.figure.parts[:, NAMES.index("knowledge")]
    assert knowledge[0] == 0
    own = seen.firm_years[seen.firm_years["firm"] == firm]["log_productivity"]
    np.testing.assert_allclose(knowledge, own[0] - own, atol=EXACT)
    np.testing.assert_allclose(found.figure.parts.sum(1), found.figure.whole, atol=EXACT, rtol=0)


def longest_lived(seen):
    inside = seen.firm_years[seen.firm_years["cluster"] > 0]
    names, years = np.unique(inside["firm"], return_counts=True)
    return names[np.argmax(years)]


def test_a_scenario_does_not_differ_from_itself(seen):
    found = between_scenarios(seen, seen, YEAR)
    assert found.whole == 0
    assert np.abs(found.parts).max() == 0


def test_cheaper_infrastructure_shows_as_infrastructure():
    setting = Setting(quarters=80)
    better = Setting(quarters=80, parameters={"infrastructure.own_investment": 0.05})
    found = between_scenarios(
        run(better, 1), run(setting, 1), 19, parameters=better.parameters, other_parameters={}
    )
    parts = dict(zip(NAMES, found.parts, strict=True))
    assert parts["infrastructure"] < -0.01
    assert found.parts.sum() == pytest.approx(float(found.whole), abs=EXACT)


def test_a_table_has_a_column_for_each_cause_and_the_whole(seen):
    table = rows(against_elsewhere(seen, YEAR, None))
    assert tuple(table[0]) == (*NAMES, "inside", "outside", "whole", "jobs", "firms", "years")
    assert sum(table[3][name] for name in NAMES) == pytest.approx(table[3]["whole"], abs=EXACT)


def test_a_year_without_record_and_an_unknown_firm_are_refused(seen):
    with pytest.raises(UserError, match="years 0 to 39"):
        snapshot(seen, 40)
    with pytest.raises(UserError, match="no firm 1"):
        course(seen, 1)
    with pytest.raises(UserError, match="nowhere"):
        by_size(seen, against="nowhere")
