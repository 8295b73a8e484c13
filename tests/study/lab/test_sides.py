"""Both sides of a question, always in the same world."""

import math
from dataclasses import replace

import numpy as np
import pytest

from milieu.lifecycle.trajectories import Trajectories
from milieu.policy.declare import INSTRUMENTS
from milieu.policy.reading import parse_scenario
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Measure
from milieu.policy.writing import scenario_text
from milieu.study.diagnosing import diagnosed
from milieu.study.lab.asked import asked
from milieu.study.lab.grounds import Grounds
from milieu.study.lab.sides import question_of, scenario_of, sides_of
from milieu.study.scenarios import read_text, save
from milieu.study.staging import staged, wage

FIRST, WAGE = 8100, 12_000.0


def test_an_assumption_moves_both_sides(own):
    sides = sides_of(own, asked(do="training:1", assume="demand:1.5,captivity:50"), FIRST, WAGE)
    assert sides.a.world == sides.b.world != {}
    assert sides.a.shocks == sides.b.shocks
    assert (len(sides.a.schedule), len(sides.b.schedule)) == (0, 1)


def test_a_saved_scenario_as_baseline_is_tried_in_the_world_of_the_question(own):
    save(own, "Fairs", scenario_of(asked(do="external_linkage:2"), FIRST, WAGE))
    sides = sides_of(own, asked(do="training:1", against="fairs", assume="demand:1"), FIRST, WAGE)
    assert [one.instrument for one in sides.a.schedule] == ["external_linkage"]
    assert sides.a.shocks == sides.b.shocks != ()
    assert sides.a.name == "Fairs"


def test_sliders_hold_what_they_made_and_say_so_of_what_they_can_not():
    question = asked(do="training:1.5@growth", assume="demand:1.5,frontier:3", budget=500_000)
    scenario = scenario_of(question, FIRST, WAGE)
    assert question_of(scenario, WAGE, FIRST) == question
    again = read_text(scenario_text(scenario))
    assert question_of(again, WAGE, FIRST).doses == {"training": 1.5}
    dated = replace(scenario, schedule=(Measure("training", 1.0, FIRST, FIRST + 3),))
    assert question_of(dated, WAGE, FIRST) is None
    assert question_of(replace(scenario, world={"graft.reach": 0.3}), WAGE, FIRST) is None


def test_names_do_not_change_what_is_asked():
    one = scenario_of(asked(do="training:1"), FIRST, WAGE)
    two = replace(one, name="Another", about="Other words.")
    nothing = Scenario("none", FIRST, 10)
    from milieu.study.lab.sides import Sides

    assert Sides(nothing, one).mark == Sides(nothing, two).mark
    assert Sides(nothing, one).mark != Sides(nothing, replace(one, horizon_years=9)).mark


def test_a_budget_in_money_is_one_in_quarterly_wages():
    scenario = scenario_of(asked(do="training:1", budget=480_000), FIRST, WAGE)
    assert scenario.budget == pytest.approx(10.0)
    assert math.isinf(scenario_of(asked(do="training:1", budget=1), FIRST, math.nan).budget)


def test_grounds_tell_the_same_as_a_diagnosis_and_a_beginning_of_their_own(
    built, grounds: Grounds, cluster
):
    ground = grounds.of(cluster)
    stage = staged(built, [cluster])
    assert ground.stage.clusters == stage.clusters
    assert (ground.stage.elsewhere, ground.stage.year) == (stage.elsewhere, stage.year)
    assert ground.diagnosed == diagnosed(built, cluster)
    assert ground.first == 4 * (stage.year + 1)


def test_those_that_answer_the_diagnosis_come_first_and_nothing_is_left_out(grounds, cluster):
    ground = grounds.of(cluster)
    names = [one.name for one in ground.in_order()]
    first = names[: len(ground.candidates)]
    assert sorted(first) == sorted(ground.candidates)
    untimely = [ground.is_untimely(INSTRUMENTS[name]) for name in first]
    assert untimely == sorted(untimely)  # what suits the stage comes before what does not
    assert len(set(names)) == len(names) == 20
    assert ground.cost("training", 2.0) == pytest.approx(2 * ground.cost("training"))


def test_a_scenario_of_the_lab_can_be_read_from_its_file():
    text = scenario_text(scenario_of(asked(do="training:1@loss", assume="demand:-2"), FIRST, WAGE))
    from milieu.policy.reading import Known

    assert parse_scenario(text, "x", Known()).shocks[0].size == pytest.approx(-0.02)


def paid(*wages: float) -> Trajectories:
    """Return two clusters whose wages, the same in both, are known in some years."""
    years = np.arange(2020, 2020 + len(wages))
    jobs = np.array([np.full(len(wages), 100.0), np.full(len(wages), 300.0)])
    wage = np.array([wages, 2 * np.array(wages)])
    return Trajectories(["a", "b"], years, {"jobs": jobs, "wage": wage})


@pytest.mark.parametrize(
    ("wages", "found", "then"),
    [
        ((1.0, 2.0, 3.0, 4.0, 8.0), 8 * 7 / 4 / 4, 4),
        ((1.0, 2.0, 3.0, 4.0, math.nan), 4 * 7 / 4 / 4, 3),
        ((1.0, 2.0, math.nan, math.nan, math.nan), 2 * 7 / 4 / 4, 1),
        ((1.0, math.nan, math.nan, math.nan, math.nan), math.nan, 4),
        ((math.nan,), math.nan, 0),
    ],
)
def test_wages_are_the_newest_that_are_known_and_at_most_three_years_old(wages, found, then):
    assert wage(paid(*wages), len(wages) - 1) == (pytest.approx(found, nan_ok=True), then)
