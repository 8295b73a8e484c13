"""Saved scenarios: names that are safe, nothing lost, errors with their line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Measure
from milieu.study import scenarios
from milieu.study.study import Study

FIRST = 8100


@pytest.fixture
def study(tmp_path) -> Study:
    return Study.create(tmp_path / "study", name="Empty")


def scenario(dose: float = 1.0) -> Scenario:
    return Scenario("x", FIRST, 5, schedule=(Measure("training", dose, FIRST, FIRST + 19),))


def test_what_is_saved_is_listed_read_and_found_by_its_name(study):
    made = scenarios.save(study, "  Fairs & more".replace("& ", "and "), scenario())
    assert made.name == "fairs-and-more"
    assert made.scenario.name == "Fairs and more"
    assert scenarios.names(study) == ("fairs-and-more",)
    assert scenarios.load(study, "fairs-and-more").schedule == scenario().schedule
    with pytest.raises(UserError, match="Did you mean 'fairs-and-more'"):
        scenarios.load(study, "fairs-and-mor")


def test_nothing_is_written_over_unless_it_is_asked_for_and_then_the_old_one_is_kept(study):
    scenarios.save(study, "Fairs", scenario(1))
    with pytest.raises(UserError, match="already"):
        scenarios.save(study, "fairs", scenario(2))
    scenarios.save(study, "Fairs", scenario(2), over=True)
    assert scenarios.load(study, "fairs").schedule[0].intensity == 2
    assert len(list((study.folder / "scenarios" / ".trash").iterdir())) == 1


def test_a_deleted_scenario_is_taken_back(study):
    scenarios.save(study, "Fairs", scenario(3))
    gone = scenarios.delete(study, "fairs")
    assert scenarios.saved(study) == []
    assert scenarios.restore(study, gone).name == "fairs"
    assert scenarios.load(study, "fairs").schedule[0].intensity == 3
    with pytest.raises(UserError, match="not in the trash"):
        scenarios.restore(study, gone)


def test_a_name_that_is_taken_meanwhile_is_not_written_over_by_taking_back(study):
    scenarios.save(study, "Fairs", scenario(3))
    gone = scenarios.delete(study, "fairs")
    scenarios.save(study, "Fairs", scenario(1))
    with pytest.raises(UserError, match="already"):
        scenarios.restore(study, gone)
    assert scenarios.load(study, "fairs").schedule[0].intensity == 1


def test_a_scenario_gets_another_name(study):
    scenarios.save(study, "Fairs", scenario())
    assert scenarios.rename(study, "fairs", "Big fairs").name == "big-fairs"
    assert scenarios.names(study) == ("big-fairs",)
    assert scenarios.rename(study, "big-fairs", "Big Fairs").scenario.name == "Big Fairs"
    scenarios.save(study, "Other", scenario())
    with pytest.raises(UserError, match="already"):
        scenarios.rename(study, "other", "big fairs")


@pytest.mark.parametrize(
    "name",
    ["", " ", "..", "../x", "a/b", "a\\b", ".hidden", "x.toml", "a\x00b", "-", "none", "baseline",
     "x" * 61, "con:", "a\nb/..", "%2e%2e", "<b>"],
)  # fmt: skip
def test_a_name_that_could_lead_elsewhere_is_refused(study, name):
    with pytest.raises(UserError):
        scenarios.save(study, name, scenario())
    assert not (study.folder / "x.toml").exists()


@given(st.text(max_size=80))
def test_a_name_is_refused_or_stays_within_the_folder(name):
    try:
        slug = scenarios.slug_of(name)
    except UserError:
        return
    assert "/" not in slug and "\\" not in slug and "." not in slug and "\x00" not in slug
    assert slug == scenarios.slug_of(slug)


def test_chinese_names_are_names(study):
    assert scenarios.save(study, "展会 二", scenario()).name == "展会-二"


def test_links_and_hidden_files_are_not_seen(study, tmp_path):
    scenarios.save(study, "Fairs", scenario())
    secret = tmp_path / "secret.toml"
    secret.write_text("name = 'secret'", encoding="utf-8")
    (study.folder / "scenarios" / "link.toml").symlink_to(secret)
    assert scenarios.names(study) == ("fairs",)
    with pytest.raises(UserError, match="no saved scenario"):
        scenarios.load(study, "link")


def test_a_file_that_is_wrong_is_listed_with_what_is_wrong(study):
    scenarios.save(study, "Fairs", scenario())
    file = study.folder / "scenarios" / "fairs.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("training", "trainin"), "utf-8")
    (found,) = scenarios.saved(study)
    assert found.scenario is None
    assert "Did you mean 'training'" in found.wrong
    assert str(study.folder) not in found.wrong


def test_a_text_is_read_with_the_line_of_its_mistake():
    text = "name = 'x'\nstart = 2026\nhorizon_years = 3\n[[measure]]\ninstrument = 'trainng'\n"
    with pytest.raises(UserError) as raised:
        scenarios.read_text(text)
    assert raised.value.where == "scenario, line 5"
    assert "Did you mean 'training'" in str(raised.value)
    with pytest.raises(UserError, match="UTF-8"):
        scenarios.read_text(b"\xff\xfe\x00")
    with pytest.raises(UserError, match="larger"):
        scenarios.read_text("#" * (scenarios.MOST_BYTES + 1))
