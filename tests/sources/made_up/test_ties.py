"""Ties of the made-up country: they last, and turn inwards where a cluster is locked in."""

import numpy as np
import pandas as pd
import pytest

from milieu.sources.made_up import world
from milieu.sources.made_up.ties import TURNOVER, draw_ties, years_turning
from milieu.sources.synthetic import TABLES, make_country


@pytest.fixture(scope="module")
def country():
    return make_country()


@pytest.fixture(scope="module")
def supply(country):
    """Sales with the cells of both ends."""
    return with_cells(country, "supply")


def with_cells(country, kind):
    links = country.tables["links"].to_pandas()
    firms = country.tables["firms"].to_pandas().set_index("firm")
    cell = firms.region + "/" + firms.industry
    links = links[links.kind == kind]
    return links.assign(seller=links["from"].map(cell), buyer=links.to.map(cell))


def cells_of(one):
    return [f"{region}/{industry}" for region in one.regions for industry in one.industries]


def openness_of(one, supply, years):
    """Return the external share and the concentration of buyers of a planted cluster by year."""
    sells, buys = supply.seller.isin(cells_of(one)), supply.buyer.isin(cells_of(one))
    tied = supply[sells | buys].groupby("year").weight.sum()
    outside = supply[sells != buys].groupby("year").weight.sum()
    sold = supply[sells].groupby(["year", "to"]).weight.sum()
    by_year = sold.groupby("year").sum()
    concentration = (sold**2).groupby("year").sum() / by_year**2
    return (outside.reindex(years, fill_value=0) / tied).to_numpy(), concentration[years].to_numpy()


def changes_of_openness(country, supply, of_fate):
    """Return for each cluster how its openness changes from before the turn to the fate's end."""
    years, found = list(country.truth.years), []
    for one in country.truth.clusters:
        if (one.fate == "lock-in") == of_fate:
            showing = [y for y in years if one.shows_fate(y)] or years[6:19]
            first, last = years.index(showing[0]), years.index(showing[-1])
            share, buyers = openness_of(one, supply, years)
            before, after = slice(max(0, first - 5), max(1, first - 2)), slice(last - 2, last + 1)
            found.append(
                (
                    share[after].mean() - share[before].mean(),
                    np.log(buyers[after].mean() / buyers[before].mean()),
                )
            )
    return np.array(found)


def test_ties_are_of_two_firms_that_live_in_the_year_and_not_too_many(country):
    links = country.tables["links"].to_pandas()
    assert 50_000 < len(links) < 150_000
    assert set(links.kind) == {"supply", "co-invention"}
    assert (links["from"] != links.to).all() and (links.weight > 0).all()
    jobs = pd.DataFrame(country.truth.firm_jobs, country.tables["firms"]["firm"].to_pylist())
    jobs.columns = country.truth.years
    for year, of_year in links.groupby("year"):
        assert (jobs.loc[of_year["from"], year] > 0).all()
        assert (jobs.loc[of_year.to, year] > 0).all()


def test_inventors_have_no_order(country):
    links = country.tables["links"].to_pandas()
    pairs = links[links.kind == "co-invention"]
    assert (pairs["from"] < pairs.to).all()


def test_ties_of_clusters_under_lock_in_turn_inwards_to_few_buyers_and_others_do_not(
    country, supply
):
    locked, others = (changes_of_openness(country, supply, fate) for fate in (True, False))
    assert len(locked) == 4 and len(others) == 11
    assert (locked[:, 0] < -0.05).all() and locked[:, 0].mean() < -0.2
    assert (locked[:, 1] > 0).all() and locked[:, 1].mean() > 0.7
    assert abs(others[:, 0].mean()) < 0.06 and abs(others[:, 1].mean()) < 0.4


def test_ties_last_for_years(supply):
    pairs = supply[["year", "from", "to"]]
    again = pairs.assign(year=pairs.year + 1).merge(pairs)
    lasting = len(again) / (pairs.year < pairs.year.max()).sum()
    assert 0.8 * (1 - TURNOVER) < lasting < 1 - TURNOVER


@pytest.mark.parametrize(
    ("fate", "turning"),
    [
        ([0, 0, 0, 0, 1, 2, 3], [0, 1, 2, 3, 4, 5, 6]),
        ([0, 0, 0, 0, 0, 0], [0, 0, 0, 0, 0, 0]),
        ([1, 2, 3, 1.5, 0.75], [1.5, 0.75, 0.75, 0.75, 0.75]),
    ],
)
def test_ties_turn_three_years_before_the_fate_shows_and_before_it_ends(fate, turning):
    np.testing.assert_array_equal(years_turning(np.array(fate, float)), turning)


def test_ties_take_no_random_numbers_from_other_tables(monkeypatch):
    usual = make_country(3, 16, 24, 8)

    def others(rng, *given):
        return draw_ties(np.random.default_rng(99), *given)

    monkeypatch.setattr(world, "draw_ties", others)
    again = make_country(3, 16, 24, 8)
    assert not again.tables["links"].equals(usual.tables["links"])
    for name in set(TABLES) - {"links"}:
        assert again.tables[name].equals(usual.tables[name]), name
