"""A run as study tables: they fulfil their contracts, add up, and build to stages."""

from pathlib import Path

import numpy as np
import pytest

from milieu.core.contracts import CONTRACTS
from milieu.core.errors import UserError
from milieu.store.shelf import replace_text
from milieu.study.study import Study
from milieu.twin.run import run
from milieu.twin.start import Setting
from milieu.twin.state import SPIN_OFF
from milieu.twin.tables import INDUSTRY, OTHER, by_year, tables, write_tables

SETTINGS = 'name = "Twin"\nabout = "A simulated country."\n'
ORDER = ("growth", "maturity", "decline")


@pytest.fixture(scope="module")
def seen():
    return run(Setting(clusters=6, quarters=160), 1)


@pytest.fixture(scope="module")
def made(seen):
    return {name: table.to_pandas() for name, table in tables(seen).items()}


def built(seen, folder: Path, until: str, left_out: tuple[str, ...] = ()) -> Study:
    """Return a study of a run, built up to a step."""
    made = {name: table for name, table in tables(seen).items() if name not in left_out}
    (folder / "study").mkdir()
    replace_text(folder / "study" / "study.toml", SETTINGS)
    study = Study.open(folder / "study")
    added = study.add("synthetic", write_tables(made, folder))
    assert sum(one.quarantined for one in added) == 0
    for _ in study.build(until=until):
        pass
    return study


@pytest.mark.parametrize("name", sorted(CONTRACTS))
def test_a_table_has_the_columns_of_its_contract_one_row_a_key_and_values_in_bounds(made, name):
    if name not in made:
        pytest.skip("not of a simulated country")
    table, contract = made[name], CONTRACTS[name]
    assert list(table.columns) == [field.name for field in contract.fields]
    key = [field.name for field in contract.key]
    assert not table[key].isna().any(axis=None)
    assert not table.duplicated(key).any()
    for field in contract.fields:
        if field.low is not None:
            assert not (table[field.name] < field.low).any(), field.name
        if field.high is not None:
            assert not (table[field.name] > field.high).any(), field.name


def test_jobs_of_the_industry_are_the_clusters_means_and_flows_their_sums(seen, made):
    jobs = made["employment"].query(f"industry == '{INDUSTRY}' & region == 'R02' & year == 2010")
    assert jobs["jobs"].item() == pytest.approx(seen.clusters["jobs"][40:44, 2].mean())
    assert jobs["wages"].item() == pytest.approx(seen.books["wages"][40:44, 2].sum())
    output = made["output"].query("region == 'R02' and year == 2010")
    assert output["output"].item() == pytest.approx(seen.books["sales"][40:44, 2].sum())


def test_all_other_jobs_never_change_and_make_location_quotients_possible(made):
    other = made["employment"].query(f"industry == '{OTHER}'")
    assert (other.groupby("region")["jobs"].nunique() == 1).all()
    assert other["wages"].isna().all()
    assert len(made["employment"]) == 2 * 6 * 40


def test_demography_is_the_census_of_firms(seen, made):
    """Incumbents, births and moves less deaths give the incumbents of the next year."""
    rows = made["demography"].set_index(["region", "year"])
    moved = seen.clusters["moved_in"] - seen.clusters["moved_out"]
    for region in range(6):
        for year in (5, 20):
            here = rows.loc[(f"R{region:02d}", 2000 + year)]
            following = rows.loc[(f"R{region:02d}", 2001 + year)]
            moves = moved[4 * year : 4 * year + 4, region].sum()
            left = here["incumbents"] + here["births"] - here["deaths"] + moves
            assert left == following["incumbents"]


def test_firms_open_before_they_are_seen_and_close_after(seen, made):
    firms = made["firms"].set_index("firm")
    rows = seen.firm_years
    assert len(firms) == len(np.unique(rows["firm"]))
    some = rows[:: len(rows) // 50]
    for row in some:
        firm = firms.loc[f"{int(row['firm']):016x}"]
        assert firm["opened"] <= 2000 + row["year"]
        assert not firm["closed"] <= 2000 + row["year"]
    alive = rows["firm"][rows["year"] == 39]
    assert firms.loc[[f"{int(one):016x}" for one in alive], "closed"].isna().all()


def test_a_firm_opens_in_the_year_of_its_birth(seen, made):
    """Less than a year old at the end of a year: born in it."""
    rows = seen.firm_years
    young = rows[rows["age"] < 1]
    firms = made["firms"].set_index("firm")
    for row in young[::20]:
        assert firms.loc[f"{int(row['firm']):016x}", "opened"] == 2000 + row["year"]


def test_every_spin_off_has_a_parent_that_was_there_before_it(seen, made):
    firms = made["firms"].set_index("firm")
    rows = seen.firm_years
    children = {f"{int(one):016x}" for one in rows["firm"][rows["origin"] == SPIN_OFF]}
    parents = firms["parent"].dropna()
    assert set(parents.index) <= children
    assert len(parents) > 0.95 * len(children)
    opened = firms["opened"]
    assert (opened[parents].to_numpy() <= opened[parents.index].to_numpy() - 1).all()


def test_links_tie_firms_that_both_live(seen, made):
    links, firms = made["links"], made["firms"].set_index("firm")
    assert set(links["from"]) | set(links["to"]) <= set(firms.index)
    assert (links["from"] != links["to"]).all()
    assert not (firms["closed"][links["to"]].to_numpy() <= links["year"].to_numpy()).any()
    local = firms["region"][links["from"]].to_numpy() == firms["region"][links["to"]].to_numpy()
    assert local.mean() > 0.5  # those who moved keep their ties


def test_a_run_without_firms_or_a_year_is_refused(seen):
    with pytest.raises(UserError, match="whole year"):
        tables(run(Setting(quarters=3), 1))
    with pytest.raises(UserError, match="records of firms"):
        tables(run(Setting(quarters=8), 1, firms=False))


def test_a_study_of_simulated_data_builds_to_stages_and_all_four_are_called(tmp_path):
    seen = run(Setting(clusters=4), 1)
    study = built(seen, tmp_path, "stages", left_out=("firms", "links"))
    stages = study.table("stages").to_pandas()
    assert stages["cluster"].nunique() == 3
    assert set(stages["stage"]) >= {"budding", "growth", "maturity", "decline"}
    assert (stages["stage"] == "not enough evidence").mean() < 0.1


def sequence(stages: list[str]) -> bool:
    """Return whether growth, maturity and decline are called one after the other."""
    left = list(ORDER)
    for stage in stages:
        if left and stage == left[0]:
            left.pop(0)
    return not left


@pytest.mark.slow
def test_stages_are_called_from_outputs_alone(tmp_path):
    """Five runs of 60 years: the course of most clusters is told, and all large falls are seen."""
    told, fallen, budding = [], [], 0
    for seed in range(2001, 2006):
        folder = tmp_path / str(seed)
        folder.mkdir()
        seen = run(Setting(), seed)
        stages = built(seen, folder, "stages").table("stages").to_pandas()
        stages["region"] = stages["cluster"].str.extract(r"-r(\d+)")[0].astype(int)
        stages = stages.drop_duplicates(["region", "year"]).sort_values("year")
        jobs = by_year(seen)["jobs"]
        for region, course in stages.groupby("region")["stage"]:
            told.append(sequence(list(course)))
            if jobs[-1, region] < 0.7 * jobs[:, region].max():
                fallen.append("decline" in set(course))
            budding += "budding" in set(course)
    assert np.mean(told) > 0.75
    assert np.mean(fallen) > 0.95
    assert budding > 0
