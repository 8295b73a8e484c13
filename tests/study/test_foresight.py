"""Life cycle, alarms, peers and outlook as results of a build, and replay and watch of them."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.lifecycle.stage import NOT_ENOUGH, STAGES
from milieu.study.settings import FILE
from milieu.study.step import Work
from milieu.study.study import Study
from milieu.study.trajectories import Reading, member_wages
from tests.study.part import build_part
from tests.study.small import MAP, make_study, write_panel
from tests.study.test_links import with_links

YEARS = tuple(range(2000, 2012))
WATCHING = """
[sources.long_table]
watch = "incoming/*.csv"

[sources.long_table.map]
region = "area"
industry = "naics"
jobs = "emp"
establishments = "estabs"
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Study:
    study = make_study(tmp_path_factory.mktemp("foresight"), years=YEARS)
    list(study.build())
    return study


def reading(study: Study) -> Reading:
    return Reading(Work(study.session(), study.settings, study.folder, lambda what, share: None))


def test_a_cluster_is_followed_in_its_home_and_its_jobs_are_those_of_its_cells(built):
    known = reading(built).all()
    assert (known.years == np.array(YEARS)).all()
    years = built.table("cluster_years", cluster="311-north").to_pandas().set_index("year")
    at = known.names.index("311-north")
    np.testing.assert_allclose(known["jobs"][at], years.jobs[list(YEARS)])
    assert np.isnan(known["wage"]).all()
    assert member_wages(Work(built.session(), built.settings, built.folder, print), known) is None


def test_the_nation_of_a_cluster_is_without_the_cluster_itself(built):
    known = reading(built).all()
    at = known.names.index("313-west")
    cells = built.table("cells", industry="313").to_pandas()
    whole = cells.groupby("year").jobs.sum()
    np.testing.assert_allclose(known["nation_jobs"][at], whole - known["jobs"][at])


def test_an_estimate_that_says_nothing_is_unknown(built):
    read = reading(built)
    known = read.all()
    spread = known["jobs_log_spread"]
    assert (spread[np.isfinite(known["jobs"])] <= 0.3).all()


def test_probabilities_of_stages_add_up_to_one_or_say_why_no_stage_is_named(built):
    rows = built.table("stages").to_pandas()
    for suffix in ("", "_today"):
        total = rows[[f"{stage}{suffix}" for stage in STAGES]].sum(axis=1)
        np.testing.assert_allclose(total, 1)
    last = rows[(rows.year == YEARS[-1]) & (rows.stage != NOT_ENOUGH)]
    assert len(last)
    for row in last.to_dict("records"):
        assert row[f"{row['stage']}_today"] == max(row[f"{s}_today"] for s in STAGES) > 0.5
    unsure = rows[rows.stage == NOT_ENOUGH]
    assert len(unsure)
    assert (unsure.note.str.len() > 0).all()
    assert len(rows) == len(YEARS) * rows.cluster.nunique()


def test_alarms_that_can_not_be_told_say_what_would_be_needed(built):
    rows = built.table("alarms", year=YEARS[-1]).to_pandas()
    assert set(rows.alarm) == {"lock_in", "race_to_the_bottom", "efficiency_trap"}
    unknown = rows[rows.state == "cannot tell"]
    assert unknown.sentence.str.contains("Needed besides|a trend needs").all()
    assert unknown.probability.isna().all()


def test_ranges_of_the_outlook_lie_in_each_other_and_sums_add_up(built):
    rows = built.table("outlook").to_pandas()
    told = rows[rows.value.notna()]
    bands = ["low_95", "low_80", "low_50", "value", "high_50", "high_80", "high_95"]
    assert (told[bands].diff(axis=1).iloc[:, 1:] >= -1e-6).all(axis=None)
    assert (told.low_95 >= 0).all()
    assert {"cluster", "industry", "region", "nation"} <= set(rows.of)
    assert set(rows[rows.of == "nation"].year) == set(range(2012, 2017))


def test_past_forecasts_stand_beside_what_came(built):
    past = built.table("outlook_past").to_pandas()
    jobs = past[(past.measure == "jobs") & (past.code == "311-north")]
    truth = built.table("cluster_years", cluster="311-north").to_pandas().set_index("year").jobs
    np.testing.assert_allclose(jobs.actual, truth[list(jobs.year)])
    within = (jobs.low_80 <= jobs.actual) & (jobs.actual <= jobs.high_80)
    assert (jobs.inside == within).all()
    record = built.table("outlook_record").to_pandas()
    everything = record[(record["size"] == "all") & (record.measure == "jobs")]
    assert everything.cover_80.between(0, 1).all()
    assert everything.forecasts.sum() == (past.measure == "jobs").sum()


def test_a_replay_knows_nothing_of_later_years(built, tmp_path):
    whole = built.replay(2008)
    shorter = make_study(tmp_path, years=tuple(range(2000, 2009)))
    list(shorter.build())
    then = shorter.replay(2008)
    ours = {r["cluster"]: r for r in whole.said.to_pylist() if r["year"] == 2008}
    for row in then.said.to_pylist():
        if row["cluster"] in ours:
            for stage in STAGES:
                assert ours[row["cluster"]][stage] == pytest.approx(row[stage], abs=1e-6)


def test_a_replay_as_a_page_and_for_chosen_clusters(built, tmp_path):
    replayed = built.replay(2009, clusters=["311-north"])
    assert set(replayed.said["cluster"].to_pylist()) == {"311-north"}
    assert set(replayed.said["known"].to_pylist()) == {
        f"today's figures until {year}" for year in (2009, 2010, 2011)
    }
    text = replayed.page(tmp_path / "replay.html").read_text(encoding="utf-8")
    assert "Small" in text
    assert "<svg" in text


@pytest.mark.parametrize(
    ("first", "last"), [(1990, None), (2000, None), (2005, 2020), (2009, 2008)]
)
def test_years_that_a_study_does_not_have_can_not_be_replayed(built, first, last):
    with pytest.raises(UserError, match="choose years from 2001 on"):
        built.replay(first, last)


def test_a_replay_of_an_unknown_cluster_names_the_nearest(built):
    with pytest.raises(UserError, match="311-north"):
        built.replay(2010, clusters=["311-nort"])


@pytest.fixture
def watched(tmp_path) -> Study:
    made = make_study(tmp_path, years=YEARS[:10])
    settings = made.folder / FILE
    settings.write_text(settings.read_text(encoding="utf-8") + WATCHING, encoding="utf-8")
    (made.folder / "incoming").mkdir()
    study = Study.open(made.folder)
    assert len(study.watch().items) == 1  # it is watched from now on
    return study


def test_nothing_new_is_no_news(watched):
    assert watched.watch().items == []


def test_a_watch_takes_new_files_in_and_tells_what_changed(watched):
    file = write_panel(watched.folder / "incoming" / "new.csv", (2009, 2010))
    text = file.read_text(encoding="utf-8").replace("South,312,2009,", "South,312,2009,3")
    file.write_text(text, encoding="utf-8")
    (watched.folder / "incoming" / "bad.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    items = watched.watch().items
    kinds = {item.kind for item in items}
    assert {"source", "revision", "forecast"} <= kinds
    assert any(item.name == "bad.csv" and item.importance == 3 for item in items)
    revised = next(item for item in items if item.kind == "revision")
    assert "2009" in revised.sentence
    kept = sorted((watched.folder / "digests").glob("*.json"))
    assert len(json.loads(kept[-1].read_text(encoding="utf-8"))["items"]) == len(items)
    assert [item.name for item in watched.watch().items] == ["bad.csv"]  # as long as it lies there


def test_the_exit_code_of_a_watch_says_whether_there_is_news(watched):
    environment = {**os.environ, "COLUMNS": "80"}
    command = [sys.executable, "-m", "milieu", "watch", str(watched.folder)]
    quiet = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    assert quiet.returncode == 0
    assert "No news" in quiet.stdout
    write_panel(watched.folder / "incoming" / "new.csv", (2010,))
    news = subprocess.run(
        [*command, "--format", "json"], capture_output=True, text=True, env=environment, check=False
    )
    assert news.returncode == 1
    assert json.loads(news.stdout)["items"]


def test_results_of_a_vintage_are_used_in_its_replay(tmp_path, monkeypatch):
    study = make_study(tmp_path, years=YEARS[:9])
    entries = study.store.tables.entries()
    assert entries
    ledger = study.folder / "tables" / "ledger.json"
    told = json.loads(ledger.read_text(encoding="utf-8"))
    for entry in told:
        entry["time"] = "2009-06-01T00:00:00+00:00"
    ledger.write_text(json.dumps(told), encoding="utf-8")
    study.add("long_table", [write_panel(tmp_path / "late.csv", YEARS[6:])], map=MAP)
    list(study.build())
    said = study.replay(2008, 2009).said
    assert set(said["known"].to_pylist()) == {"as of 2009-12-31"}
    assert set(said["year"].to_pylist()) == {2008}


TIES = (
    (2001, "a", "c", "supply", 2),
    (2002, "a", "b", "supply", 3),
    (2002, "a", "c", "supply", 6),
    (2002, "a", "d", "supply", 1),
    (2002, "a", "d", "co-invention", 9),
    (2010, "d", "e", "co-invention", 2),  # a year without cells
)


def test_ties_of_a_cluster_are_told_by_the_kind_that_is_known_in_most_years(tmp_path):
    known = reading(with_links(tmp_path, TIES)).all()
    at = known.names.index("311-north")
    np.testing.assert_allclose(known["external_link_share"][at], [np.nan, 1, 0.7])
    bought = np.array([3, 6, 1]) / 10
    np.testing.assert_allclose(known["buyer_concentration"][at], [np.nan, 1, (bought**2).sum()])


def test_a_study_without_ties_knows_nothing_of_them(built):
    known = reading(built).all()
    assert not known.has("external_link_share") and not known.has("buyer_concentration")


def test_entry_is_known_of_a_cluster_and_of_its_industry_elsewhere(tmp_path):
    study = make_study(tmp_path, hide=False)
    rows = [("North", 4, 40), ("South", 3, 10), ("West", 0, 20)]
    lines = [f"{region},311,2002,{births},0,{there}" for region, births, there in rows]
    file = tmp_path / "demography.csv"
    header = "region,industry,year,births,deaths,incumbents"
    file.write_text("\n".join([header, *lines]), encoding="utf-8")
    study.add("synthetic", [file])
    build_part(study, "cells", "clusters")
    known = reading(study).all()
    at = known.names.index("311-north")
    np.testing.assert_allclose(known["entry_rate"][at], [np.nan, np.nan, 0.1])
    np.testing.assert_allclose(known["nation_entry_rate"][at], [np.nan, np.nan, 0.1])
