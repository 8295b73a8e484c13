"""The demonstration: made, built and reported, and held against what is known to be true."""

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.sources.synthetic import make_country
from milieu.study.demo import COUNTRY, make_demo
from milieu.study.study import Study


@pytest.fixture(scope="module")
def demo(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return folder, make_demo(folder)


@pytest.fixture(scope="module")
def country():
    return make_country(2025)


def test_every_study_has_a_page_and_the_index_links_them(demo):
    _, pages = demo
    index = pages[0].read_text(encoding="utf-8")
    assert {p.name for p in pages[1:]} == {"country.html", "hsinchu.html", "bangalore.html"}
    for page in pages[1:]:
        assert f'href="{page.name}"' in index


def test_the_made_up_country_says_so_and_the_cases_do_not(demo):
    _, pages = demo
    says = {p.stem: "made up" in p.read_text(encoding="utf-8").lower() for p in pages[1:]}
    assert says == {"country": True, "hsinchu": False, "bangalore": False}


def test_the_page_on_bangalore_says_where_the_claim_disagrees_with_the_statistics(demo):
    _, pages = demo
    text = next(p for p in pages if p.stem == "bangalore").read_text(encoding="utf-8")
    assert "Disagrees with the statistics" in text
    assert "36 %" in text


def test_a_second_demo_has_nothing_to_build_and_a_foreign_folder_is_refused(demo, tmp_path):
    folder, _ = demo
    again = {o.state for o in Study.open(folder / COUNTRY).build()}
    assert again == {"up to date", "skipped"}
    (tmp_path / "letter.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(UserError, match="not the demo"):
        make_demo(tmp_path)


def test_hidden_cells_of_the_country_lie_in_their_bounds_and_mostly_in_their_ranges(demo, country):
    folder, _ = demo
    cells = Study.open(folder / COUNTRY).table("cells").to_pandas()
    truth = country.truth.hidden.to_pandas()[["region", "industry", "year", "jobs"]]
    both = cells.merge(truth, on=["region", "industry", "year"], suffixes=("", "_true"))
    assert len(both) > 20_000
    inside = (both.least <= both.jobs_true) & (both.jobs_true <= both.most)
    assert inside.mean() >= 0.999
    covered = (both.jobs_low <= both.jobs_true) & (both.jobs_true <= both.jobs_high)
    assert 0.7 < covered.mean() < 0.97


def test_large_planted_clusters_are_found_where_they_were_planted(demo, country):
    folder, _ = demo
    members = Study.open(folder / COUNTRY).table("cluster_members").to_pandas()
    found = set(members[["region", "industry", "year"]].itertuples(index=False, name=None))
    jobs = {
        (row["region"], row["industry"], row["year"]): row["jobs"]
        for row in country.truth.employment.to_pylist()
    }
    hits, largest = 0, 0
    for planted in country.truth.clusters:
        cells = [
            (region, industry, year)
            for region in planted.regions
            for industry in planted.industries
            for year in country.truth.years
        ]
        size = {cell: jobs.get(cell, 0.0) for cell in cells}
        peak = max(size, key=size.__getitem__)
        if size[peak] >= 300:
            largest += 1
            hits += peak in found
    assert largest >= 10
    assert hits / largest >= 0.9


def test_growing_stages_grow_and_declining_ones_shrink_in_what_the_build_shows(demo, country):
    folder, _ = demo
    years = Study.open(folder / COUNTRY).table("cluster_members").to_pandas()
    stages = {
        (row["cluster"], row["year"]): row["stage"] for row in country.truth.stages().to_pylist()
    }
    change: dict[str, list[float]] = {}
    for planted in country.truth.clusters:
        own = years[years.region.isin(planted.regions) & years.industry.isin(planted.industries)]
        jobs = own.groupby("year").jobs.sum()
        for year in jobs.index[1:]:
            if jobs.get(year - 1, 0) >= 200 and jobs[year] > 0:
                stage = stages[planted.cluster, year]
                change.setdefault(stage, []).append(float(np.log(jobs[year] / jobs[year - 1])))
    assert (
        np.median(change["growth"]) > np.median(change["maturity"]) > np.median(change["decline"])
    )


def test_firms_of_planted_clusters_are_nearer_to_each_other_than_chance_would_have_them(demo):
    folder, _ = demo
    curves = Study.open(folder / COUNTRY).table("k_density").to_pandas()
    assert curves.industry.nunique() == 6
    assert (curves.local_low <= curves.local_high).all()
    assert (curves.global_low <= curves.local_low + 1e-12).all()
    near = curves[curves.distance < 15]
    localized = (near.density > near.global_high).groupby(near.industry).any()
    assert localized.mean() >= 0.5


def test_near_industries_form_one_tree_and_some_neighbors_stand_out(demo):
    folder, _ = demo
    study = Study.open(folder / COUNTRY)
    pairs = study.table("proximity").to_pandas()
    codes = set(pairs.industry) | set(pairs.other)
    assert len(codes) == 120
    assert pairs.proximity.between(0, 1).all()
    assert 119 <= len(pairs) < 1000
    spatial = study.table("spatial").to_pandas()
    assert (spatial.p < 0.01).any()
    assert (spatial[spatial.discovery].p < 0.05).all()


def test_lock_in_can_be_told_of_most_large_clusters_and_seldom_alarms_without_cause(demo, country):
    folder, _ = demo
    study = Study.open(folder / COUNTRY)
    alarms = study.table("alarms", alarm="lock_in").to_pandas()
    large = study.table("cluster_years").to_pandas().groupby("cluster").jobs.mean()
    alarms = alarms[alarms.cluster.isin(large[large >= 300].index) & (alarms.year >= 2004)]
    told = alarms[alarms.state != "cannot tell"]
    assert len(told) / len(alarms) > 0.5
    members = study.table("cluster_members").to_pandas()
    locked = {
        (region, industry)
        for planted in country.truth.clusters
        if planted.fate == "lock-in"
        for region in planted.regions
        for industry in planted.industries
    }
    is_locked = [cell in locked for cell in zip(members.region, members.industry, strict=True)]
    others = told[~told.cluster.isin(members.cluster[is_locked])]
    assert (others.state == "alarm").mean() < 0.01


def test_ties_of_both_kinds_are_measured_for_clusters_in_all_years(demo, country):
    folder, _ = demo
    openness = Study.open(folder / COUNTRY).table("openness").to_pandas()
    of_clusters = openness[openness.cluster.notna()]
    assert set(of_clusters.kind) == {"supply", "co-invention"}
    assert set(of_clusters.year) == set(country.truth.years)
    assert of_clusters.external_share.dropna().between(0, 1).all()
    assert of_clusters.buyer_concentration[of_clusters.kind == "co-invention"].isna().all()
