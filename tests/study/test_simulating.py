"""Simulating from a study and from scratch: what is run, kept, shown and refused."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from milieu.core.errors import UserError
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Measure
from milieu.policy.triggers import Trigger
from milieu.study.simulated_stages import STAGE_NAMES, SimulatedStages, watched
from milieu.study.simulating import Computing, simulate, slug
from milieu.study.staging import staged
from milieu.study.study import Study
from milieu.study.worlds import World, read, world_of
from milieu.twin.run import run
from milieu.twin.start import Setting
from tests.study.small import make_study

GRANT = """
name = "Grants in the North"
start = "{start}"
horizon_years = 3
[[measure]]
instrument = "rd_grant"
intensity = 2
places = ["{place}"]
{more}
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    study = make_study(tmp_path_factory.mktemp("small"), hide=False)
    for _ in study.build(until="clusters"):
        pass
    return study


def scenario(folder, start="2003Q1", place="311-north", more=""):
    file = folder / "grant.toml"
    file.write_text(GRANT.format(start=start, place=place, more=more), encoding="utf-8")
    return str(file)


def test_a_study_tells_firms_and_jobs_of_its_clusters_and_of_the_rest(small):
    stage = staged(small, ["311-north"])
    (cluster,) = stage.clusters
    rows = small.table("employment", year=2002, industry="311").to_pylist()
    north = next(row for row in rows if row["region"].lower() == "north")
    assert (cluster.jobs, cluster.firms) == (north["jobs"], north["establishments"])
    assert cluster.jobs + stage.elsewhere.jobs == sum(row["jobs"] for row in rows)
    assert cluster.firms + stage.elsewhere.firms == sum(row["establishments"] for row in rows)
    assert stage.year == 2002


def test_a_baseline_has_every_outcome_in_every_year_and_begins_after_the_study(small):
    made = simulate(small, clusters=["311-north"], years=2, runs=3)
    rows = made.table()
    assert set(rows["year"].to_pylist()) == {2003, 2004}
    assert set(rows["cluster"].to_pylist()) == {"elsewhere", "311-north"}
    first = made.table(["jobs"]).to_pylist()
    north = next(row for row in first if row["cluster"] == "311-north")
    assert north["low"] <= north["mean"] <= north["high"]
    assert north["mean"] == pytest.approx(made.world.stage.clusters[0].jobs, rel=0.1)
    assert made.table(["jobs"], every_year=False).num_rows == 2


def test_what_is_kept_is_what_was_shown_and_says_what_it_hangs_on(small):
    made = simulate(small, clusters=["311-north"], years=2, runs=3)
    assert made.kept == small.folder / "simulations" / "baseline"
    assert pq.read_table(made.kept / "outcomes.parquet").equals(made.table())
    about = json.loads((made.kept / "about.json").read_text(encoding="utf-8"))
    assert (about["runs"], about["seed"]) == (3, 0)
    assert any("no forecast" in sentence for sentence in about["said"])
    assert any("exam" in sentence for sentence in about["said"])


def test_a_simulation_that_is_stopped_goes_on_where_it_stopped(small, tmp_path):
    def stop(what, share):
        if 0 < share < 1:
            raise KeyboardInterrupt

    kept = Computing(threads=1, folder=tmp_path / "kept")
    whole = {"clusters": ["311-north"], "years": 1, "runs": 10}
    with pytest.raises(KeyboardInterrupt):
        simulate(small, computing=kept, progress=stop, **whole)
    (part,) = (tmp_path / "kept" / "runs").rglob("replicates-*.npz")
    written = part.stat().st_mtime_ns
    resumed = simulate(small, computing=kept, **whole)
    assert part.stat().st_mtime_ns == written
    other = Computing(threads=2, folder=tmp_path / "other")
    assert resumed.table().equals(simulate(small, computing=other, **whole).table())


def test_a_scenario_spends_where_it_says_and_from_when_it_says(small, tmp_path):
    made = simulate(small, scenario(tmp_path, "2004Q1"), clusters=["311-north"], runs=2)
    spent = made.values["spending"]
    assert made.world.years == 4
    assert (spent[:, 0] == 0).all()
    assert (spent[:, 1:, 1] > 0).all()
    assert (spent[:, :, 0] == 0).all()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"place": "311-nroth"}, "Did you mean '311-north'"),
        ({"start": "2001Q1"}, "the study's figures end with 2002"),
        ({"more": "[world]\n'exit.minimum_sales' = 5.0"}, "follows from the study"),
        ({"more": "[world]\n'graft.outsid' = 0.2"}, "Did you mean 'graft.outside'"),
    ],
)
def test_a_scenario_that_does_not_fit_the_study_is_refused(small, tmp_path, changes, message):
    with pytest.raises(UserError, match=message):
        simulate(small, scenario(tmp_path, **changes), clusters=["311-north"], runs=2)


@pytest.mark.parametrize(
    ("clusters", "message"),
    [(["311-nort"], "Did you mean '311-north'"), (["311-north", "312-south"], "one market")],
)
def test_clusters_that_are_unknown_or_of_two_industries_are_refused(small, clusters, message):
    with pytest.raises(UserError, match=message):
        staged(small, clusters)


def test_scenarios_and_explanations_that_are_misspelt_are_answered_with_the_nearest():
    with pytest.raises(UserError, match="Did you mean 'hsinchu'"):
        simulate(None, "hsinchuu")
    with pytest.raises(UserError, match="Did you mean 'talent'"):
        simulate(None, "bangalore", switched_off="talents", runs=1)
    with pytest.raises(UserError, match="Leave --clusters out"):
        simulate(None, clusters=["x"])


def test_a_pack_runs_from_scratch_in_its_own_years_with_its_own_place():
    made = simulate(None, "hsinchu", years=2, runs=2)
    assert made.world.places[:3] == ("elsewhere", "hsinchu", "place 2")
    assert (made.world.first_year, made.world.years) == (1980, 3)
    assert made.kept is None
    later = simulate(None, "hsinchu", years=1, after=5, runs=1)
    assert (later.world.first_year, later.world.years) == (1975, 7)
    assert (later.values["spending"][:, :5] == 0).all()


def test_two_scenarios_share_a_world_that_is_long_enough_for_both(tmp_path):
    early, late = tmp_path / "a.toml", tmp_path / "b.toml"
    early.write_text('name = "a"\nstart = "2000Q3"\nhorizon_years = 2', encoding="utf-8")
    late.write_text('name = "b"\nstart = 2003\nhorizon_years = 5', encoding="utf-8")
    world, (a, b) = world_of(None, [str(early), str(late)])
    assert (world.start(a), world.start(b), world.years) == (2, 12, 8)
    _, (base, _) = world_of(None, ["baseline", str(late)])
    assert (base.start, base.horizon_years) == (b.start, 5)


def test_stages_of_a_run_are_known_year_by_year_and_never_from_what_comes_later():
    whole = run(Setting(5, quarters=32), 2, 0, firms=False)
    early = whole._replace(
        clusters=whole.clusters[:20], world=whole.world[:20], books=None, states=None
    )
    seen, before = SimulatedStages()(whole), SimulatedStages()(early)
    for name in STAGE_NAMES:
        assert np.array_equal(seen[name][:20], before[name], equal_nan=True)
        assert np.isnan(seen[name][:3]).all()
        assert np.isnan(seen[name][:, 0]).all()
    total = sum(seen[name][3:, 1:] for name in STAGE_NAMES)
    assert total == pytest.approx(1)


def test_a_measure_that_waits_for_a_stage_begins_when_the_stage_is_seen():
    growth = Measure("rd_grant", 2.0, 0, 79, when=Trigger("growth", above=0.3, keep_above=0.2))
    tried = Scenario("when it grows", 0, 20, schedule=(growth,))
    assert watched(tried)
    world = World(("elsewhere", *(f"place {k}" for k in range(1, 5))), 0, 20)
    case = world.case(tried)
    seen = run(case.setting, 1, 0, case.policy, firms=False)
    spent = seen.clusters["spending"][:, 1:] > 0
    likely = SimulatedStages()(seen)["growth"][:, 1:]
    assert spent.any()
    first = spent.argmax(axis=0)
    for place, quarter in enumerate(first):
        if spent[quarter, place]:
            assert likely[quarter - 1 - 4, place] >= 0.3


def test_names_of_scenarios_become_names_of_folders():
    assert slug("Grants, in the North!") == "grants-in-the-north"
    assert slug("../..") == "scenario"


def test_the_first_run_can_be_taken_in_as_a_study_of_its_own(tmp_path):
    made = simulate(None, runs=1, years=3)
    files = made.write_tables(tmp_path / "tables")
    study = Study.create(tmp_path / "study")
    added = study.add("synthetic", files)
    assert len(files) == 8 and not any(one.quarantined for one in added)
    jobs = study.table("employment", industry="C1")["jobs"].to_numpy(zero_copy_only=False)
    last = made.table(["jobs"]).to_pylist()
    whole = sum(row["mean"] for row in last)
    assert jobs.sum() == pytest.approx(whole, rel=1e-9)


def test_a_folder_of_the_same_name_does_not_hide_a_pack(tmp_path, monkeypatch):
    (tmp_path / "hsinchu").mkdir()
    monkeypatch.chdir(tmp_path)
    assert read("hsinchu", None).schedule
