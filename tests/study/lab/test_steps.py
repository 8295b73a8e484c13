"""Runs in growing steps: the command's numbers, kept, stopped, resumed, read again."""

import json
from dataclasses import replace

import numpy as np
import pytest

from milieu.policy.declare import INSTRUMENTS
from milieu.policy.writing import write_scenario
from milieu.study.lab import steps as module
from milieu.study.lab.answer import FILE, Before, plain, read_answer
from milieu.study.lab.asked import asked
from milieu.study.lab.asking import Asking
from milieu.study.lab.grounds import Grounds
from milieu.study.lab.preparing import design, prepared
from milieu.study.lab.spread import errors, is_settled, middle_80, unsettled
from milieu.study.lab.steps import MOST, STEPS, Wanted, answers, steps_to
from milieu.study.lab.stored import Stored
from milieu.twin.ensemble import CHUNK

QUESTION = asked(do="training:2,external_linkage:1", years=4, assume="demand:1")


@pytest.fixture(scope="module")
def tried(built, cluster, tmp_path_factory):
    """A question, the files of its two sides, and its answers in steps of 16 and 32 runs."""
    place = tmp_path_factory.mktemp("tried")
    asking = Asking(built, Grounds(built, built.session()).of(cluster), QUESTION, Stored(place))
    for name, side in (("a", asking.sides.a), ("b", asking.sides.b)):
        write_scenario(side, place / f"{name}.toml")
    wanted = Wanted(cluster, "Here", place / "a.toml", place / "b.toml", QUESTION.doses, most=32)
    return asking, wanted, list(answers(built, replace(wanted, settle=False)))


def test_steps_are_of_whole_chunks_so_that_no_run_is_made_twice():
    assert all(step % CHUNK == 0 for step in STEPS)
    assert steps_to(MOST) == list(STEPS)
    assert steps_to(100) == [24, 64, 100]
    assert steps_to(10) == [10]


def test_each_step_holds_more_runs_and_the_scales_only_grow(tried):
    _, _, found = tried
    assert [one.runs for one in found] == [24, 32]
    for name, (low, high) in found[0].scales.items():
        assert found[1].scales[name][0] <= low <= high <= found[1].scales[name][1]
    fan = found[-1].fans["jobs"]
    assert fan.middle[0] == fan.low_95[0] == fan.high_95[0] == 0.0
    assert found[-1].shown_from + len(fan.middle) - 1 == found[-1].last_year


def test_money_is_a_share_of_the_same_sales_wherever_it_is_said(built, tried, tmp_path):
    asking, _, found = tried
    assert asking.sales == asking.ground.sales  # nothing was run yet
    folder = tmp_path / "tasks" / "one" / "results"
    folder.mkdir(parents=True)
    replace(found[-1], mark=asking.mark).write(folder)
    run = Asking(built, asking.ground, QUESTION, Stored(tmp_path))
    assert run.answer() is not None
    assert run.sales == found[-1].sales != asking.ground.sales


def test_the_command_gives_the_same_numbers(built, tried, cluster):
    _, wanted, found = tried
    last = found[-1]
    made = built.experiment(str(wanted.a), str(wanted.b), clusters=[cluster], runs=last.runs)
    assert plain(made.found) == plain(last.found)
    apart = made.values["jobs"][:, 1, -1, 1] - made.values["jobs"][:, 0, -1, 1]
    assert last.fans["jobs"].middle[-1] == pytest.approx(np.median(apart))
    assert last.fans["jobs"].low_80[-1] == pytest.approx(np.quantile(apart, 0.1))
    assert last.sales == pytest.approx(made.values["sales"][:, 0, :, 1].mean())


def test_an_answer_survives_its_file_and_is_found_by_its_question(tried, tmp_path):
    asking, _, found = tried
    folder = tmp_path / "tasks" / ("a" * 16) / "results"
    folder.mkdir(parents=True)
    found[-1].write(folder)
    again = read_answer(folder / FILE)
    assert plain(again) == plain(found[-1])
    stored = Stored(tmp_path)
    assert stored.find(asking.mark)[0] == "a" * 16
    assert stored.find("of another question") is None
    other = json.loads((folder / FILE).read_text(encoding="utf-8")) | {"version": "of old"}
    (folder / FILE).write_text(json.dumps(other), encoding="utf-8")
    assert Stored(tmp_path).find(asking.mark) is None
    (folder / FILE).write_text("{", encoding="utf-8")
    assert stored.find(asking.mark) is None


def test_when_it_is_stopped_all_finished_runs_count(built, tried, monkeypatch):
    _, wanted, _ = tried
    calls = 0
    whole = module.glimpse

    def stopped(trial, *rest):
        nonlocal calls
        calls += 1
        if calls == 2:  # the second step is under way: its chunks are on the disk
            raise KeyboardInterrupt
        return whole(trial, *rest)

    monkeypatch.setattr(module, "glimpse", stopped)
    seen = []
    with pytest.raises(KeyboardInterrupt):
        for one in answers(built, replace(wanted, settle=False)):
            seen.append(one.runs)
    assert seen == [24, 32]


def test_a_seed_is_another_chance_and_another_answer(built, tried):
    _, wanted, found = tried
    other = next(iter(answers(built, replace(wanted, most=16, seed=5, settle=False))))
    assert other.mark != found[0].mark
    assert other.alike == found[0].alike
    assert other.fans["jobs"].middle != found[0].fans["jobs"].middle


def test_the_gauge_comes_last_and_is_of_one_instrument(built, cluster, tried, tmp_path):
    _, wanted, _ = tried
    found = list(answers(built, replace(wanted, most=10, gauge="training", settle=False)))
    assert [one.gauge is None for one in found] == [True, False]
    assert found[-1].gauge.intensities[-1] == INSTRUMENTS["training"].largest_intensity
    found[-1].write(tmp_path)
    again = read_answer(tmp_path / FILE).gauge
    assert plain(again) == plain(found[-1].gauge)
    assert again.sentences == found[-1].gauge.sentences


def test_it_is_settled_when_the_error_is_below_a_tenth_of_the_range():
    rng = np.random.default_rng(3)
    many = {"jobs": 100 * rng.normal(size=(400, 2))}
    assert is_settled(many)
    assert 0 < unsettled(many) < 0.1
    assert not is_settled({"jobs": many["jobs"][:40]})
    assert unsettled({"jobs": np.zeros((80, 2))}) == 0
    both = {**many, "patents": 100 * rng.standard_t(1.1, (400, 2))}
    assert unsettled(both) > unsettled(many)


def test_the_error_of_a_median_is_that_of_many_repetitions():
    """Of a normal curve, runs 200: standard error of the median sqrt(pi / 2 / runs)."""
    rng = np.random.default_rng(4)
    found = np.mean([errors(rng.normal(size=(200, 1)))[1, 0] for _ in range(200)])
    assert found == pytest.approx(np.sqrt(np.pi / 2 / 200), rel=0.1)
    assert middle_80(np.arange(11.0)[:, None])[:, 0] == pytest.approx([1, 5, 9])


def test_a_quick_estimate_that_was_off_is_told_by_its_own_error(tried):
    _, _, found = tried
    middle = found[-1].fans["jobs"].middle[-1]
    near = Before(0.0, middle, 1.0, 1.0, 20)
    far = Before(0.0, middle + 1e6, 1.0, 1.0, 20)
    assert replace(found[-1], before={"jobs": near}).off("jobs") < 1
    assert replace(found[-1], before={"jobs": far}).off("jobs") > 1
    assert np.isnan(found[-1].off("jobs"))


def test_a_design_tries_each_alone_and_several_within_their_ranges():
    names = ("training", "external_linkage", "rd_grant")
    found = design(names)
    alone = [one for one in found if len(one) == 1]
    assert len(alone) == 9
    assert len(found) > 20
    for one in found:
        assert all(0 < dose <= INSTRUMENTS[name].largest_intensity for name, dose in one.items())
    assert design(names) == found
    assert len(design(("training",))) == 5


def test_prepared_points_make_sliders_answer_at_once_and_are_those_of_experiments(
    own, cluster, tmp_path
):
    question = asked(years=3)
    (points,) = prepared(own, cluster, ("training", "external_linkage"), question, runs=(16,))
    folder = own.folder / "tasks" / ("b" * 16) / "results"
    folder.mkdir(parents=True)
    points.write(folder)
    grounds = Grounds(own, own.session())
    tried = asked(do="training:2", years=3)
    asking = Asking(own, grounds.of(cluster), tried, Stored(own.folder))
    assert asking.between.enough
    assert asking.between.largest == {"training": 4.0, "external_linkage": 5.0}
    for name, side in (("a", asking.sides.a), ("b", asking.sides.b)):
        write_scenario(side, tmp_path / f"{name}.toml")
    wanted = Wanted(cluster, "Here", tmp_path / "a.toml", tmp_path / "b.toml", tried.doses, most=16)
    (answer,) = answers(own, replace(wanted, settle=False))
    same = next(one for one in points.points if one.doses == {"training": 2.0})
    assert same.values["jobs"] == pytest.approx(answer.point.values["jobs"])
    beyond = Asking(own, grounds.of(cluster), asked(do="rd_grant:2", years=3), asking.stored)
    assert (beyond.quick(), beyond.between.holds({"rd_grant": 2.0})) == ({}, False)
    later = Asking(own, grounds.of(cluster), asked(do="training:2@growth", years=3), asking.stored)
    assert later.quick() == {}
    other = Asking(
        own, grounds.of(cluster), asked(do="training:2", years=3, assume="demand:1"), asking.stored
    )
    assert other.quick() == {}
