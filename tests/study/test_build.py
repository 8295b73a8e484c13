"""Adding, building, showing: the chain on a small study."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from milieu.core.contracts import Field
from milieu.core.errors import UserError
from milieu.study.results import RESULTS
from milieu.study.selection import Selection
from milieu.study.step import in_order
from milieu.study.study import Study
from tests.study.small import INDUSTRIES, MAP, REGIONS, jobs_of, make_study, totals, write_panel


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Study:
    study = make_study(tmp_path_factory.mktemp("built"))
    states = {o.step: o.state for o in study.build()}
    assert {states[s] for s in ("cells", "clusters", "indicators", "relatedness")} == {"done"}
    assert states["value_chain"] == "skipped"
    return study


def test_every_result_has_exactly_the_columns_that_are_declared(built):
    lacks = {
        "firms",
        "input_output",
        "links",
        "observations",
    }  # tables without which a step is skipped
    skipped = {made for step in in_order() if lacks & set(step.needs) for made in step.makes}
    for name, result in RESULTS.items():
        if name in skipped:
            continue
        assert built.table(name).column_names == [f.name for f in result.fields]


def test_totals_and_levels_of_one_classification_are_not_counted_twice(built):
    cells = built.table("cells", year=2000).to_pandas()
    expected = sum(jobs_of(r, i, 2000) for r in range(len(REGIONS)) for i in range(6))
    assert set(cells.industry) == set(INDUSTRIES)
    with built.session() as session:
        hidden = session.execute("SELECT sum(jobs) FROM _draws WHERE year = 2000").fetchone()[0]
    shown = cells.jobs[cells.status == "published"].sum()
    assert shown + hidden == pytest.approx(expected, rel=0.002)


def test_hidden_cells_are_ranges_that_hold_the_truth_and_are_marked(built):
    cells = built.table("cells").to_pandas()
    hidden = cells[cells.status != "published"]
    assert len(hidden) == 3 * 5 * 2
    for row in hidden.itertuples():
        truth = jobs_of(REGIONS.index(row.region), INDUSTRIES.index(row.industry), row.year)
        assert row.least - 1 <= truth <= row.most + 1
        if row.status == "estimated":
            assert row.jobs_low <= row.jobs <= row.jobs_high
        else:
            assert row.establishments <= 2
            assert np.isnan(row.jobs)
    published = cells[cells.status == "published"]
    assert (published.jobs_low == published.jobs_high).all()
    assert published.file.notna().all()
    assert hidden.file.isna().all()


def test_cells_of_one_or_two_establishments_are_shown_as_ranges_only(tmp_path):
    study = Study.create(tmp_path / "s", template="us")
    lines = ["region,industry,year,jobs,establishments"]
    for r in range(4):
        lines += [f"R{r},31,2000,{300 + r},10", f"R{r},311,2000,,2", f"R{r},312,2000,,8"]
    (tmp_path / "p.csv").write_text("\n".join(lines), encoding="utf-8")
    study.add("long_table", [tmp_path / "p.csv"])
    list(study.build(until="cells"))
    cells = study.table("cells", industry="311").to_pandas()
    assert set(cells.status) == {"range only"}
    assert cells.jobs.isna().all()
    assert (cells.jobs_low < cells.jobs_high).all()


def test_planted_concentrations_are_found_and_keep_their_names(built):
    clusters = built.table("clusters").to_pandas().set_index("cluster")
    assert {"311-north", "313-west"} <= set(clusters.index)
    assert clusters.loc["311-north", "first_year"] == 2000
    assert clusters.loc["311-north", "last_year"] == 2002
    assert clusters.robustness.between(0, 1).all()
    assert clusters.name["311-north"] == "Food manufacturing in North"


def test_every_range_holds_its_value(built):
    for name, stem in (("clusters", "jobs"), ("cluster_years", "location_quotient")):
        rows = built.table(name).to_pandas().dropna(subset=[stem])
        assert (rows[f"{stem}_low"] <= rows[stem] + 1e-9).all()
        assert (rows[stem] <= rows[f"{stem}_high"] + 1e-9).all()
    measured = built.table("indicators").to_pandas().dropna(subset=["low", "value", "high"])
    assert (measured.low <= measured.value + 1e-9).all()
    assert (measured.value <= measured.high + 1e-9).all()


def test_a_second_build_has_nothing_to_do_and_new_data_makes_it_stale(tmp_path):
    study = make_study(tmp_path)
    list(study.build())
    assert {o.state for o in study.build()} == {"up to date", "skipped"}
    study.add("long_table", [write_panel(tmp_path / "new.csv", years=(2003,))], map=MAP)
    assert {o.state for o in study.build()} == {"done", "skipped"}


def test_two_builds_of_the_same_study_give_the_same_figures(built, tmp_path):
    shutil.copytree(built.folder, tmp_path / "again")
    shutil.rmtree(tmp_path / "again" / "results")
    again = Study.open(tmp_path / "again")
    list(again.build())
    for name in built.store.results.entry().versions.keys() & RESULTS.keys():
        assert again.table(name).equals(built.table(name)), name


def test_a_build_as_of_a_day_before_a_revision_shows_what_was_known(tmp_path):
    study = make_study(tmp_path)
    known = study.store.tables.entry().time
    study.add("long_table", [write_panel(tmp_path / "new.csv", years=(2003,))], map=MAP)
    entries = study.store.tables.entries()
    earlier = entries[0].time.replace(known[:10], "2020-05-05", 1)
    rewritten = [{**vars(e), "time": earlier if e.number == 1 else e.time} for e in entries]
    import json

    (study.folder / "tables" / "ledger.json").write_text(json.dumps(rewritten), encoding="utf-8")
    list(study.build(as_of="2020-05-05"))
    list(study.build())
    assert max(study.table("cells", as_of="2020-05-05")["year"].to_pylist()) == 2002
    assert max(study.table("cells")["year"].to_pylist()) == 2003
    with pytest.raises(UserError, match="no tables yet as of 2019-01-01"):
        list(study.build(as_of="2019-01-01"))


def test_the_same_file_again_is_nothing_new(tmp_path):
    study = make_study(tmp_path)
    before = totals(study)
    (added,) = study.add("long_table", [tmp_path / "panel.csv"], map=MAP)
    assert added.known_already
    assert (totals(study) == before).all()
    assert len(study.store.tables.entries()) == 1


def test_a_newer_file_supersedes_and_the_older_figures_stay_readable(tmp_path):
    study = make_study(tmp_path)
    first = study.store.tables.entry()
    revised = tmp_path / "revised.csv"
    revised.write_text("area,naics,year,emp,estabs\nNorth,311,2000,5,1\n", encoding="utf-8")
    study.add("long_table", [revised], map=MAP)
    now = study.table("employment", region="North", industry="311", year=2000)
    assert now["jobs"].to_pylist() == [5]
    with study.store.open(first.when) as session:
        then = session.execute(
            "SELECT jobs FROM employment WHERE region='North' AND industry='311' AND year=2000"
        ).fetchall()
    assert then == [(jobs_of(0, 0, 2000),)]


def test_two_files_of_one_call_that_contradict_each_other_are_refused(tmp_path):
    study = Study.create(tmp_path / "s", template="us")
    files = []
    for name, jobs in (("a.csv", 5), ("b.csv", 6)):
        files.append(tmp_path / name)
        files[-1].write_text(f"region,industry,year,jobs\nR,311,2000,{jobs}\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"same row of employment is in more than one file"):
        study.add("long_table", files)
    assert study.store.tables.entries() == []
    assert not (study.folder / "raw").exists()


def test_every_row_can_be_traced_to_its_file_and_lines(built):
    with built.session() as session:
        (record,) = session.execute(
            "SELECT name, rows, first_line, last_line, licence, sha256 FROM files"
        ).fetchall()
        (files,) = session.execute("SELECT list(DISTINCT file) FROM employment").fetchone()
    assert record[0] == "panel.csv"
    assert record[1:4] == (240, 2, 241)
    assert files == [record[5][:12]]
    assert (built.folder / "raw" / f"{files[0]}-panel.csv").is_file()


def test_rows_that_do_not_fit_are_in_quarantine_and_strict_refuses_them(tmp_path):
    study = Study.create(tmp_path / "s", template="us")
    file = tmp_path / "p.csv"
    file.write_text("region,industry,year,jobs\nA,311,2000,7\nA,312,2000,-4\n", encoding="utf-8")
    with pytest.raises(UserError, match=r"p\.csv, line 3: jobs is -4, but it must be at least 0"):
        study.add("long_table", [file], strict=True)
    assert study.store.tables.entries() == []
    (added,) = study.add("long_table", [file])
    assert (added.rows, added.quarantined) == (1, 1)
    (row,) = study.table("quarantine").to_pylist()
    assert (row["file_name"], row["line"], row["column_name"]) == ("p.csv", 3, "jobs")
    assert (row["found"], row["expected"]) == ("-4", "at least 0")


def test_a_dry_run_changes_nothing(tmp_path):
    study = Study.create(tmp_path / "s", template="us")
    (added,) = study.add("long_table", [write_panel(tmp_path / "p.csv")], map=MAP, dry_run=True)
    assert added.rows == 240
    assert study.store.tables.entries() == []


def test_selections_name_the_nearest_column(built):
    with pytest.raises(UserError, match=r"no column 'regio'. Did you mean 'region'\?"):
        built.show("cells", Selection(only={"regio": "x"}))
    with pytest.raises(UserError, match=r"no result or table 'clutsers'. Did you mean 'clusters'"):
        built.show("clutsers", Selection())


def test_selected_values_are_data_and_never_sql(built):
    assert len(built.show("cells", Selection(only={"region": "x' OR '1'='1"}))) == 0


def test_a_result_that_is_not_built_says_so(tmp_path):
    study = make_study(tmp_path)
    with pytest.raises(UserError, match="not built yet"):
        study.table("clusters")


def test_location_quotients_are_those_of_the_jobs(built):
    cells = built.table("cells", year=2001).to_pandas()
    with built.session() as session:
        drawn = session.execute(
            "SELECT region, industry, jobs FROM _draws WHERE year = 2001"
        ).fetchall()
    jobs = {(r, i): j for r, i, j in cells[["region", "industry", "jobs"]].itertuples(index=False)}
    jobs |= {(r, i): j for r, i, j in drawn}
    region = {r: sum(jobs[r, i] for i in INDUSTRIES) for r in REGIONS}
    industry = {i: sum(jobs[r, i] for r in REGIONS) for i in INDUSTRIES}
    rows = built.table("indicators", indicator="location_quotient", year=2001).to_pylist()
    assert len(rows) == 60
    for row in rows:
        r, i = row["region"], row["industry"]
        expected = jobs[r, i] / region[r] / (industry[i] / sum(region.values()))
        assert np.isclose(row["value"], expected)


@pytest.mark.parametrize("day", ["yesterday", "2026-13-01", "../../etc", "2026-1-1", "26-01-01"])
def test_what_is_not_a_day_is_refused_and_never_becomes_a_path(built, day):
    for call in (lambda: list(built.build(as_of=day)), lambda: built.table("cells", as_of=day)):
        with pytest.raises(UserError, match="is not a day"):
            call()


def test_results_of_another_version_are_not_shown_as_todays(built, tmp_path, monkeypatch):
    shutil.copytree(built.folder, tmp_path / "old")
    old = RESULTS["clusters"]
    monkeypatch.setitem(
        RESULTS, "clusters", replace(old, fields=(*old.fields, Field("new", "text")))
    )
    study = Study.open(tmp_path / "old")
    with pytest.raises(UserError, match="another version"):
        study.table("clusters")
    with study.session() as session:
        assert session.execute("SELECT count(*) FROM clusters").fetchone() == (0,)
