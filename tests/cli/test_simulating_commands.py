"""The commands on the twin: data on standard output, what must be said on standard error."""

import csv
import io
import json

import pytest

from milieu.cli.main import main
from milieu.cli.manual_twin import TWIN


def run(capsys, *arguments: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as ended:
        main([str(a) for a in arguments])
    out, err = capsys.readouterr()
    return int(ended.value.code or 0), out, err


def test_a_simulation_prints_a_table_and_says_that_it_is_no_forecast(capsys):
    code, out, err = run(capsys, "simulate", "-", "baseline", "--runs", 2, "--years", 2)
    assert code == 0
    assert out.splitlines()[0].split()[:3] == ["outcome", "unit", "cluster"]
    assert "no forecast" in err
    assert "exam" in err


def test_formats_hold_every_outcome_cluster_and_year(capsys, tmp_path):
    asked = ("simulate", "-", "--runs", 2, "--years", 2, "--folder", tmp_path, "--format")
    code, out, err = run(capsys, *asked, "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert len({row["outcome"] for row in rows}) > 15
    assert {row["year"] for row in rows} == {"1", "2"}
    assert str(tmp_path / "baseline") in err
    _, again, _ = run(capsys, *asked, "json")
    assert len(json.loads(again)) == len(rows)


def test_an_experiment_prints_effects_firms_and_costs(capsys, tmp_path):
    page = tmp_path / "page.html"
    asked = ("experiment", "-", "baseline", "hsinchu", "--runs", 10, "--years", 2, "--at", "1,2")
    code, out, err = run(capsys, *asked, "--html", page)
    assert code == 0, err
    assert [line for line in out.splitlines() if line.endswith(":")] == [
        "effects:",
        "firms:",
        "costs:",
    ]
    assert "<html" in page.read_text(encoding="utf-8")
    code, _, err = run(capsys, *asked, "--html", page, "--language", "zh")
    assert code == 0, err
    assert 'lang="zh-Hans"' in page.read_text(encoding="utf-8")
    _, costs, _ = run(capsys, *asked, "--what", "costs", "--format", "json")
    assert {row["of"] for row in json.loads(costs)} == {"jobs", "patents", "value_added"}


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        ('instrument = "rd_grnt"', ["line 5", "Did you mean 'rd_grant'"]),
        ('instrument = "rd_grant"\nintensity = -1', ["line 6", "can not be negative"]),
        ('instrument = "rd_grant"\nfrom = 2050', ["line 6", "outside the horizon"]),
        ('instrument = "rd_grant"\nintensty = 1', ["line 6", "Did you mean 'intensity'"]),
    ],
)
def test_a_wrong_scenario_is_one_line_with_its_place_and_exit_code_2(
    capsys, tmp_path, text, messages
):
    file = tmp_path / "wrong.toml"
    head = 'name = "wrong"\nstart = 2030\nhorizon_years = 5\n[[measure]]\n'
    file.write_text(head + text, encoding="utf-8")
    for asked in (("simulate", "-", file), ("experiment", "-", "baseline", file)):
        code, out, err = run(capsys, *asked)
        assert (code, out) == (2, "")
        for message in messages:
            assert message in err.splitlines()[-1]


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        (("simulate", "nowhere"), "there is no study here"),
        (("simulate", "-", "hsinchoo"), "Did you mean 'hsinchu'"),
        (("simulate", "-", "--outcomes", "jobz", "--runs", 1, "--years", 1), "Did you mean 'jobs'"),
        (("experiment", "-", "baseline", "hsinchu", "--at", "five"), "'five' is no year"),
        (("experiment", "-", "baseline", "hsinchu", "--gauge", "grant"), "no instrument 'grant'"),
    ],
)
def test_other_mistakes_are_answered_too(capsys, asked, message):
    code, _, err = run(capsys, *asked)
    assert code == 2
    assert message in err.splitlines()[-1]


def test_a_language_that_is_not_there_is_refused_before_anything_is_run(capsys):
    code, out, err = run(capsys, "experiment", "-", "baseline", "hsinchu", "--language", "fr")
    assert (code, out) == (2, "")
    assert "--language: no language 'fr'" in err


@pytest.mark.parametrize("kind", TWIN)
def test_lists_of_the_twin_come_from_the_declarations(capsys, kind):
    code, out, _ = run(capsys, "list", kind)
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()] == [name for name, _ in TWIN[kind].rows()]
    assert all(about for _, about in TWIN[kind].rows())
    assert TWIN[kind].text().count("### ") == len(TWIN[kind].rows())


def test_the_twin_has_22_mechanisms_and_20_instruments():
    assert len(TWIN["mechanisms"].rows()) >= 22
    assert len(TWIN["instruments"].rows()) == 20
    assert len(TWIN["facts"].rows()) >= 14
