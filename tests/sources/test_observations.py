"""Cited facts: a number without citation or unit is none."""

from pathlib import Path

import duckdb
import pytest

from milieu.sources.engine.intake import Intake, take_in
from milieu.sources.observations import observations

HEAD = "cluster,period,indicator,value,unit,quality,source,note\n"
FACT = ["Hsinchu", "2000", "sales", "929.3", "NT$ bn", "reported", "DGBAS 2005", ""]


def taken(tmp_path: Path, *facts: list[str]) -> Intake:
    file = tmp_path / "facts.csv"
    file.write_text(HEAD + "".join(",".join(fact) + "\n" for fact in facts), "utf-8")
    (intake,) = take_in(observations, file, tmp_path / "scratch")
    return intake


def test_fact_keeps_its_citation(tmp_path):
    intake = taken(tmp_path, FACT)
    (row,) = duckdb.execute(
        f"SELECT * EXCLUDE (file) FROM read_parquet('{intake.rows}')"
    ).fetchall()
    assert row == ("Hsinchu", "2000", "sales", "DGBAS 2005", 929.3, "NT$ bn", "reported", None)


@pytest.mark.parametrize(
    ("at", "column"), [(6, "citation"), (4, "unit"), (3, "value"), (1, "period"), (2, "indicator")]
)
def test_fact_without_what_makes_it_one_goes_to_quarantine(tmp_path, at, column):
    bare = [*FACT[:at], "", *FACT[at + 1 :]]
    intake = taken(tmp_path, FACT, bare)
    assert (intake.count, intake.quarantined) == (1, 1)
    assert f"line 3: {column} is " in intake.problem


def test_two_publications_may_disagree_but_one_may_not_contradict_itself(tmp_path):
    other = [*FACT[:3], "930", *FACT[4:6], "CTIMES 2005", ""]
    itself = [*FACT[:3], "931", *FACT[4:]]
    assert taken(tmp_path, FACT, other).count == 2
    again = tmp_path / "again"
    again.mkdir()
    assert taken(again, FACT, itself).quarantined == 2


def test_all_published_cluster_facts_are_taken(tmp_path, shared_data):
    file = shared_data / "cluster_histories" / "cluster_facts.csv"
    (intake,) = take_in(observations, file, tmp_path)
    assert (intake.count, intake.quarantined, intake.left_out) == (108, 0, 0)
