"""The made-up country: it adds up, hides as an office does, and has the truth that was planted."""

import json
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as some
from pyarrow.csv import write_csv
from pyarrow.parquet import write_table

from milieu.core.contracts import CONTRACTS
from milieu.core.errors import UserError
from milieu.sources.declare import SOURCES
from milieu.sources.engine.intake import take_in
from milieu.sources.made_up.clusters import STAGE_NAMES, TYPES
from milieu.sources.made_up.tables import ARROW_TYPES
from milieu.sources.synthetic import TABLES, make_country


@pytest.fixture(scope="module")
def country():
    return make_country()


@pytest.fixture(scope="module")
def true(country):
    """The true employment table with levels of regions and digits of industries."""
    return with_levels(country, country.truth.employment)


@pytest.fixture(scope="module")
def published(country):
    return with_levels(country, country.tables["employment"])


def with_levels(country, table):
    regions = country.tables["regions"].to_pandas().set_index("region")
    industries = country.tables["industries"].to_pandas().set_index("industry")
    frame = table.to_pandas()
    return frame.assign(
        level=frame.region.map(regions.level),
        above=frame.region.map(regions.parent),
        digits=frame.industry.map(industries.digits),
        group=frame.industry.map(industries.parent),
    )


def sums_and_wholes(frame, column):
    """Yield for both trees the sums over children beside the parents' values."""
    whole = frame.set_index(["region", "industry", "year"])[column]
    for parent, key in (
        ("above", ["above", "industry", "year"]),
        ("group", ["region", "group", "year"]),
    ):
        sums = frame.dropna(subset=[parent]).groupby(key)[column].sum()
        yield sums.to_numpy(), whole.loc[sums.index].to_numpy()


def jobs_in_clusters(country):
    """Return the true jobs of each planted cluster, shape (clusters, years)."""
    cells = country.truth.employment.to_pandas().set_index(["region", "industry"])
    jobs = cells.pivot_table(index=["region", "industry"], columns="year", values="jobs")
    return np.array(
        [
            jobs.loc[pd.MultiIndex.from_product([one.regions, one.industries])].sum().to_numpy()
            for one in country.truth.clusters
        ]
    )


def small(seed, regions=16, industries=24, years=8):
    return make_country(seed, regions, industries, years)


# Contracts and labels -----------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
def test_table_has_the_columns_types_keys_and_bounds_of_its_contract(country, name):
    table, contract = country.tables[name], CONTRACTS[name]
    assert table.column_names == [field.name for field in contract.fields]
    frame = table.to_pandas()
    assert len(frame) and not frame.duplicated([field.name for field in contract.key]).any()
    assert not frame[[field.name for field in contract.key]].isna().any(axis=None)
    for field in contract.fields:
        assert table.schema.field(field.name).type == ARROW_TYPES[field.kind]
        if field.kind not in ("text", "flag", "date"):
            values = frame[field.name].dropna()
            assert field.low is None or (values >= field.low).all(), field.name
            assert field.high is None or (values <= field.high).all(), field.name


def test_everything_says_that_it_is_made_up(country):
    assert country.name.endswith("(made up)")
    assert all(table.schema.metadata[b"note"] == b"made up" for table in country.tables.values())
    assert set(country.tables["employment"]["flags"].to_pylist()) == {"made up"}
    assert country.tables["output"]["price_basis"][0].as_py().endswith("made up")
    assert all(name.startswith("made-up-") for name in country.tables["firms"]["firm"].to_pylist())
    assert "made-up" in SOURCES["synthetic"].title


def test_rows_refer_to_regions_industries_and_firms_that_exist(country):
    regions, industries, firms = (
        set(country.tables[table][key].to_pylist())
        for table, key in (("regions", "region"), ("industries", "industry"), ("firms", "firm"))
    )
    for name in ("employment", "output", "demography", "innovation", "firms"):
        assert set(country.tables[name]["region"].unique().to_pylist()) <= regions
        assert set(country.tables[name]["industry"].unique().to_pylist()) <= industries
    assert set(country.tables["firms"]["parent"].drop_null().to_pylist()) <= firms
    names = country.tables["regions"]["name"].to_pylist()
    assert len(set(names)) == len(names)


# Sums and hidden cells ----------------------------------------------------------------------


@pytest.mark.parametrize("column", ["jobs", "establishments", "wages"])
def test_true_cells_add_up_over_both_trees(true, column):
    for sums, wholes in sums_and_wholes(true, column):
        np.testing.assert_array_equal(sums, wholes)


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("demography", "births"),
        ("demography", "deaths"),
        ("innovation", "patenting_firms"),
        ("innovation", "rd_spending"),
        ("innovation", "patents"),
    ],
)
def test_tables_without_hidden_cells_add_up_over_both_trees(country, table, column):
    for sums, wholes in sums_and_wholes(with_levels(country, country.tables[table]), column):
        np.testing.assert_allclose(sums, wholes, rtol=1e-12, atol=1e-9)


def test_no_family_shows_a_hidden_cell_as_the_difference_of_known_ones(published):
    marked = published.assign(number=published.suppressed.astype(int))
    for hidden_children, hidden_parent in sums_and_wholes(marked, "number"):
        assert not (hidden_children + hidden_parent == 1).any()


def test_office_hides_few_establishments_and_all_below_hidden_cells(published):
    few = published.establishments.between(1, 2)
    assert published.suppressed[few].all()
    hidden = published.set_index(["region", "industry", "year"]).suppressed
    for parent, key in (
        ("above", ["above", "industry", "year"]),
        ("group", ["region", "group", "year"]),
    ):
        below = published.dropna(subset=[parent])
        under_hidden = hidden.loc[pd.MultiIndex.from_frame(below[key])].to_numpy()
        assert below.suppressed[under_hidden & (below.establishments > 0)].all()


def test_hidden_cells_are_empty_and_the_others_are_true(country, published, true):
    assert published.jobs.isna().equals(published.suppressed)
    assert published.wages.isna().equals(published.suppressed)
    shown = ~published.suppressed
    assert published.jobs[shown].equals(true.jobs[shown])
    hidden = country.truth.hidden.to_pandas()
    assert len(hidden) == published.suppressed.sum()
    assert hidden.jobs.to_numpy().tolist() == true.jobs[published.suppressed].tolist()


def test_output_is_hidden_where_jobs_are(country, published):
    output = country.tables["output"].to_pandas()
    key = ["region", "industry", "year"]
    hidden = published.set_index(key).suppressed.loc[pd.MultiIndex.from_frame(output[key])]
    assert (output.output.isna().to_numpy() == hidden.to_numpy()).all()
    known = output.dropna(subset=["output"])
    assert (known.value_added <= known.output).all() and (known.exports <= known.output).all()


def test_about_as_many_cells_are_hidden_as_in_official_statistics(published):
    """63 percent of the cells of counties and 4-digit industries are hidden in the QCEW of 2016."""
    cells = published[
        (published.level == "region") & (published.digits == 4) & (published.establishments > 0)
    ]
    assert 0.45 < cells.suppressed.mean() < 0.75


# Firms --------------------------------------------------------------------------------------


def test_jobs_of_firms_sum_to_the_true_jobs_of_cells_in_every_year(country, true):
    firms = country.tables["firms"].to_pandas()
    classes = true[(true.level == "region") & (true.digits == 4)]
    for at, year in enumerate(country.truth.years):
        jobs = firms.assign(jobs=country.truth.firm_jobs[:, at])
        jobs = jobs[jobs.jobs > 0].groupby(["region", "industry"]).jobs.agg(["sum", "size"])
        cells = classes[classes.year == year].set_index(["region", "industry"])
        cells = cells[cells.establishments > 0].sort_index()
        assert jobs["sum"].tolist() == cells.jobs.tolist()
        assert jobs["size"].tolist() == cells.establishments.tolist()


def test_a_firm_has_jobs_from_its_opening_to_its_closing_and_in_no_other_year(country):
    firms, years = country.tables["firms"].to_pandas(), np.array(country.truth.years)
    closed = firms.closed.fillna(9999).to_numpy()[:, None]
    alive = (firms.opened.to_numpy()[:, None] <= years) & (years < closed)
    np.testing.assert_array_equal(country.truth.firm_jobs > 0, alive)


def test_spin_offs_open_while_their_parent_is_alive(country):
    firms = country.tables["firms"].to_pandas().set_index("firm")
    children = firms.dropna(subset="parent")
    parents = firms.loc[children.parent]
    assert len(children) > 500
    assert (parents.opened.to_numpy() < children.opened.to_numpy()).all()
    assert (parents.closed.fillna(9999).to_numpy() > children.opened.to_numpy()).all()


def test_establishments_change_by_births_less_deaths(country, true):
    key = ["region", "industry", "year"]
    moves = country.tables["demography"].to_pandas().set_index(key)
    count = true.set_index(key).establishments
    before = count.rename(lambda year: year + 1, level="year").reindex(moves.index)
    now = count.loc[moves.index]
    assert (before + moves.births - moves.deaths == now).all()
    assert (moves.incumbents == now - moves.births).all()


def test_sizes_of_firms_and_regions_are_skewed_as_in_life(country, true):
    jobs = country.truth.firm_jobs[:, 0]
    jobs = jobs[jobs > 0]
    assert len(jobs) > 20_000 and len(country.truth.firm_jobs) < 60_000
    assert np.median(jobs) < 0.6 * jobs.mean() < 18 and jobs.max() > 1_000
    regions = true[(true.level == "region") & (true.digits == 0) & (true.year == 2000)]
    by_size = np.sort(regions.jobs.to_numpy())[::-1]
    slope = np.polyfit(np.log(3 + np.arange(len(by_size))), np.log(by_size), 1)[0]
    assert -1.1 < slope < -0.7


# The map ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def places(country):
    frame = country.tables["regions"].to_pandas().set_index("region")
    return frame.assign(shape=[shapely.from_geojson(text) for text in frame.geometry])


def test_regions_tile_their_provinces_and_the_nation(places):
    assert all(shape.is_valid and shape.area > 0 for shape in places["shape"])
    for code in places.index[places.level != "region"]:
        below = places[places.parent == code]
        assert shapely.coverage_is_valid(list(below["shape"]))
        merged = shapely.union_all(list(below["shape"]))
        assert merged.symmetric_difference(places["shape"][code]).area < 1e-9
        assert below.area_km2.sum() == pytest.approx(places.area_km2[code])


def test_map_has_the_asked_numbers_and_every_region_has_a_neighbor(places):
    assert places.level.value_counts().to_dict() == {"region": 60, "province": 7, "country": 1}
    shapes = places["shape"][places.level == "region"].tolist()
    shared = shapely.length(shapely.intersection(np.array(shapes)[:, None], np.array(shapes)))
    np.fill_diagonal(shared, 0)
    assert (shared > 0).any(axis=1).all()


def test_outer_rings_run_counterclockwise_as_geojson_wants(places):
    for text in places.geometry:
        found = json.loads(text)
        parts = [found["coordinates"]] if found["type"] == "Polygon" else found["coordinates"]
        assert all(shapely.LinearRing(part[0]).is_ccw for part in parts)


def test_firms_and_towns_stand_in_their_region(country, places):
    firms = country.tables["firms"].to_pandas()
    for code, here in firms.groupby("region"):
        assert shapely.contains_xy(places["shape"][code], here.longitude, here.latitude).all()
    assert shapely.contains_xy(
        np.array(places["shape"].tolist()), places.longitude, places.latitude
    ).all()


# Planted clusters ---------------------------------------------------------------------------


def test_clusters_share_no_cell_and_cover_all_types_stages_and_fates(country):
    clusters = country.truth.clusters
    cells = [(r, i) for one in clusters for r in one.regions for i in one.industries]
    assert len(cells) == len(set(cells)) and 12 <= len(clusters) <= 18
    assert {one.type for one in clusters} == set(TYPES)
    assert {stage for one in clusters for stage in one.stages} == set(STAGE_NAMES)
    assert {one.fate for one in clusters} == {"", "lock-in", "race to the bottom"}
    assert any(len(one.regions) > 1 for one in clusters)
    assert any(len({region[:2] for region in one.regions}) > 1 for one in clusters)


def test_jobs_grow_in_each_stage_as_planted(country):
    jobs = jobs_in_clusters(country)
    growth = np.diff(np.log(jobs), axis=1)
    stage = np.array([one.stages[1:] for one in country.truth.clusters])
    mean = {name: growth[stage == name].mean() for name in STAGE_NAMES}
    assert mean["growth"] > mean["maturity"] + 0.03 > mean["decline"] + 0.06
    assert mean["budding"] > mean["maturity"] + 0.02 and mean["renewal"] > mean["decline"] + 0.05
    assert -0.09 < mean["decline"] < -0.02 < mean["maturity"] < 0.03


def test_clusters_have_location_quotients_from_3_to_20_when_largest(country, true):
    jobs = true.set_index(["region", "industry", "year"]).jobs
    for one, in_cluster in zip(country.truth.clusters, jobs_in_clusters(country), strict=True):
        year = country.truth.years[int(in_cluster.argmax())]
        regions = jobs.loc[list(one.regions), "00", year].sum()
        industries = jobs.loc["X", list(one.industries), year].sum()
        quotient = in_cluster.max() / regions / (industries / jobs.loc["X", "00", year])
        assert 3 <= quotient <= 20, one


def test_clusters_hold_5_to_15_percent_of_jobs_and_few_cells(country, true):
    total = true[(true.level == "country") & (true.digits == 0)].jobs.to_numpy()
    share = jobs_in_clusters(country).sum(axis=0) / total
    assert (share > 0.04).all() and share.max() < 0.15


def test_nation_grows_by_one_percent_a_year_with_recessions(true):
    total = true[(true.level == "country") & (true.digits == 0)].set_index("year").jobs
    growth = np.log(total).diff()
    assert 0.005 < growth.mean() < 0.015
    assert (growth[[2009, 2020]] < -0.015).all() and growth[2008] < 0.005


def test_types_differ_in_concentration_and_ownership(country):
    firms = country.tables["firms"].to_pandas().assign(jobs=country.truth.firm_jobs[:, 12])
    firms = firms[firms.jobs > 0]
    found = {name: [] for name in TYPES}
    for one in country.truth.clusters:
        here = firms[firms.region.isin(one.regions) & firms.industry.isin(one.industries)]
        share = here.jobs.nlargest(2).sum() / here.jobs.sum()
        owned = here.groupby("owner").jobs.sum() / here.jobs.sum()
        found[one.type].append((share, owned.get("outside", 0.0), owned.get("public", 0.0)))
    mean = {name: np.mean(values, axis=0) for name, values in found.items()}
    assert mean["hub-and-spoke"][0] > mean["Marshallian"][0] + 0.1
    assert mean["satellite platform"][1] > 0.5 > mean["Marshallian"][1] + 0.3
    assert mean["state-anchored"][2] > mean["Marshallian"][2] + 0.1


def test_race_to_the_bottom_lowers_prices_wages_and_margins_while_volume_per_job_rises(
    country, true
):
    output = country.tables["output"].to_pandas().set_index(["region", "industry", "year"])
    jobs = true.set_index(["region", "industry", "year"])
    racing = [one for one in country.truth.clusters if one.fate == "race to the bottom"]
    assert racing
    for one in racing:
        first = one.fate_from - 1
        last = max(y for y in country.truth.years if one.shows_fate(y))
        here = [(r, i) for r in one.regions for i in one.industries]
        years = last - first

        def mean(frame, column, year, cells=here):
            return np.nanmean([frame[column].get((r, i, year), np.nan) for r, i in cells])

        nation = [("X", i) for i in one.industries]
        price = np.log(mean(output, "unit_value", last) / mean(output, "unit_value", first))
        usual = np.log(
            mean(output, "unit_value", last, nation) / mean(output, "unit_value", first, nation)
        )
        assert price - usual < -0.015 * years
        wage = jobs.assign(wage=jobs.wages / jobs.jobs)
        rise = np.log(mean(wage, "wage", last) / mean(wage, "wage", first))
        assert rise < 0.013 * years - 0.01 * years
        volume = output.assign(per_job=output.output / jobs.jobs.reindex(output.index))
        more = np.log(mean(volume, "per_job", last) / mean(volume, "per_job", first))
        assert more > 0.013 * years + 0.03 * years
        wages = jobs.wages.reindex(output.index)
        margin = output.assign(margin=(output.value_added - wages) / output.output)
        assert mean(margin, "margin", last) < mean(margin, "margin", first) - 0.05


def test_locked_in_clusters_narrow_to_their_first_industry(country, true):
    jobs = true.set_index(["region", "industry", "year"]).jobs
    change = []
    for one in country.truth.clusters:
        if one.fate == "lock-in":
            last = max(y for y in country.truth.years if one.shows_fate(y))
            first, all_of = (
                [jobs.loc[list(one.regions), list(of), [one.fate_from - 1, last]] for of in of_both]
                for of_both in ([one.industries[:1]], [one.industries])
            )
            share = first[0].groupby("year").sum() / all_of[0].groupby("year").sum()
            change.append(share.iloc[1] - share.iloc[0])
    assert len(change) > 2 and np.mean(change) > 0.05


def test_table_of_stages_says_what_was_planted(country):
    stages = country.truth.stages().to_pandas()
    assert len(stages) == len(country.truth.clusters) * len(country.truth.years)
    one = country.truth.clusters[0]
    assert stages[stages.cluster == one.cluster].stage.tolist() == list(one.stages)
    assert set(stages[stages.fate != ""].stage) <= {"growth", "maturity", "decline"}


# As a source --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("write", [write_csv, write_table])
def test_tables_written_to_files_are_taken_in_without_a_loss(tmp_path, name, write):
    table = small(1).tables[name]
    file = tmp_path / f"{name}.{'csv' if write is write_csv else 'parquet'}"
    write(table, file)
    (taken,) = take_in(SOURCES["synthetic"], file, tmp_path / "scratch")
    assert (taken.table, taken.count) == (name, table.num_rows)
    assert taken.quarantined == taken.left_out == 0


# Seeds and sizes ----------------------------------------------------------------------------


def test_the_same_seed_gives_the_same_country_and_another_seed_another():
    first, again, other = small(1), small(1), small(2)
    for name in TABLES:
        assert first.tables[name].equals(again.tables[name])
    assert first.truth.clusters != other.truth.clusters
    for name in ("regions", "employment", "firms", "output", "innovation", "links"):
        assert not first.tables[name].equals(other.tables[name])


@settings(max_examples=12, deadline=None)
@given(
    some.integers(0, 10**6),
    some.integers(12, 40),
    some.sampled_from([24, 42, 60]),
    some.integers(5, 12),
)
def test_countries_of_all_sizes_add_up_and_hide_safely(seed, regions, industries, years):
    made = make_country(seed, regions, industries, years)
    for sums, wholes in sums_and_wholes(with_levels(made, made.truth.employment), "jobs"):
        np.testing.assert_array_equal(sums, wholes)
    marked = with_levels(made, made.tables["employment"])
    marked = marked.assign(number=marked.suppressed.astype(int))
    for children, parent in sums_and_wholes(marked, "number"):
        assert not (children + parent == 1).any()
    assert made.tables["regions"].num_rows > regions
    assert made.tables["industries"].num_rows == 1 + industries // 6 + industries
    for one in made.truth.clusters:
        assert one.regions and one.industries and len(one.stages) == years
        switches = sum(a != b for a, b in pairwise(one.stages))
        assert switches <= 3


def test_a_region_whose_piece_leans_towards_a_neighbor_is_not_left_without_land():
    made = small(22986, 12, 24, 5)
    assert min(made.tables["regions"]["area_km2"].to_pylist()) > 0


@pytest.mark.parametrize(
    ("wrong", "what"),
    [
        ({"regions": 3}, "regions is 3, but it must be from 12 to 300"),
        ({"years": 100}, "years is 100"),
        ({"industries": 25}, "multiple of 6"),
    ],
)
def test_a_country_of_impossible_size_is_refused(wrong, what):
    with pytest.raises(UserError, match=what):
        make_country(**wrong)
