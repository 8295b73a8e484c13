"""Experiments and the exam as a study runs them."""

import json

import pytest

from milieu.core.errors import UserError
from milieu.study.examining import examine, write_exam
from milieu.study.experimenting import experiment_with
from milieu.study.simulating import exam_words
from milieu.twin.start import Setting


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    file = tmp_path_factory.mktemp("tried") / "grant.toml"
    file.write_text(
        'name = "Grants"\nstart = 2001\nhorizon_years = 4\n[[measure]]\n'
        'instrument = "rd_grant"\nintensity = 5\nplaces = ["here"]\n',
        encoding="utf-8",
    )
    return experiment_with(None, "baseline", str(file), runs=12, after=5, instrument="rd_grant")


def test_an_experiment_compares_the_named_place_from_the_policy_on(made):
    assert made.world.places[1] == "here"
    assert (made.found.where, made.found.start, made.found.years) == ((1,), 20, (2, 4))
    assert made.values["jobs"].shape == (12, 2, 9, 13)
    before = made.values["jobs"][:, :, :5]
    assert (before[:, 0] == before[:, 1]).all()


def test_tables_tell_differences_firms_and_costs_with_ranges(made):
    rows = made.table("effects").to_pylist()
    aid = next(r for r in rows if (r["outcome"], r["where"]) == ("aid", "treated clusters"))
    assert aid["found"] == "higher"
    assert aid["low"] <= aid["difference"] <= aid["high"]
    assert {row["by"] for row in made.table("firms").to_pylist()} >= {"jobs", "age", "tier", "aid"}
    assert {row["of"] for row in made.table("costs").to_pylist()} == {
        "jobs",
        "patents",
        "value_added",
    }
    short = made.table("effects", everything=False)
    assert set(short["year"].to_pylist()) == {4}
    assert "error" not in short.column_names


def test_the_gauge_has_every_intensity_and_says_a_sentence_that_may_be_cannot_tell(made):
    rows = made.table("gauge").to_pylist()
    assert {row["outcome"] for row in rows} == {"productivity", "net_value_added"}
    assert [row["intensity"] for row in rows[:6]] == [0, 3.125, 6.25, 12.5, 25, 50]
    assert made.said[:2] == made.gauge.sentences


def test_wrong_tables_and_instruments_are_answered_with_the_nearest(made):
    with pytest.raises(UserError, match="Did you mean 'effects'"):
        made.table("efects")
    with pytest.raises(UserError, match="Did you mean 'rd_grant'"):
        experiment_with(None, "baseline", "hsinchu", instrument="rd_grants")


def test_a_pack_without_its_explanation_is_the_other_side_of_an_experiment():
    found = experiment_with(
        None, "bangalore", "bangalore", switched_off="talent", years=3, runs=10, compare=[2]
    )
    assert found.scenarios[0].name == "Bangalore, without talent"
    spent = found.found.effect("spending", 2)
    assert spent.found == "higher"


def test_the_exam_can_be_sat_again_recorded_and_read(tmp_path):
    done = examine(4, seeds=2, pairs=2, setting=Setting(4, 6, 80))
    text = done.markdown()
    assert text.startswith("In 2 fresh seeds (seed 4)")
    assert "| fact |" in text
    assert "| switched off |" in text
    assert done.table("facts").num_rows > 10
    file = write_exam(done.record, tmp_path / "record.json")
    assert json.loads(file.read_text(encoding="utf-8"))["seed"] == 4
    assert done.record.sentence in exam_words(done.record)
    assert "not recorded" in exam_words(None)
    with pytest.raises(UserError, match="too few"):
        examine(4, seeds=0)
