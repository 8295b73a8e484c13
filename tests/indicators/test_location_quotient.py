"""Location quotient: by hand, in books, and as the US Bureau of Labor Statistics publishes it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from numpy.testing import assert_allclose, assert_array_equal
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack, vstack

from milieu.core.errors import UserError
from milieu.indicators.location_quotient import location_quotient

from .strategies import jobs_matrices

HALF_DIGIT = 0.005  # BLS prints two decimals


def test_equals_the_shares_worked_out_by_hand():
    jobs = np.array([[10.0, 30.0], [10.0, 50.0]])
    # 10 of 40 against 20 of 100
    assert_allclose(location_quotient(jobs)[0, 0], 1.25)


def test_matches_farhauer_and_kroell_2013():
    """1,714 of 79,006 jobs against 879,213 of 15,593,224; the book prints seven digits."""
    quotient = location_quotient(
        np.array([[1714.0]]), np.array([79006.0]), np.array([879213.0]), 15593224
    )
    assert_allclose(quotient, 0.3847623, atol=5e-8)


def test_does_not_exist_in_an_empty_region_or_an_empty_industry():
    quotient = location_quotient(np.array([[1.0, 0.0, 4.0], [0.0, 0.0, 0.0]]))
    assert_array_equal(np.isnan(quotient), [[False, True, False], [True, True, True]])


def test_an_unknown_cell_stays_unknown_alone_if_the_totals_are_given():
    jobs = np.array([[np.nan, 30.0], [10.0, 50.0]])
    assert np.isnan(location_quotient(jobs)).all()
    quotient = location_quotient(jobs, np.array([40.0, 60.0]), np.array([20.0, 80.0]), 100)
    assert_array_equal(np.isnan(quotient), [[True, False], [False, False]])


@pytest.mark.parametrize(
    ("jobs", "totals", "message"),
    [
        ([[-4.0, 1.0]], {}, r"jobs\[0, 0\]: is -4"),
        ([1.0, 2.0], {}, "jobs: has shape"),
        ([[5.0, 9.0]], {"region_total": [7.0]}, r"jobs\[0, 1\]: is 9, more than its total"),
        ([[5.0]], {"national": [2.0]}, "national 2"),
        ([[5.0]], {"region_total": [5.0], "national": [9.0]}, "national_total: is missing"),
        ([[5.0]], {"region_total": [8.0], "national_total": 6.0}, "more than its total"),
    ],
)
def test_says_where_an_input_is_wrong_and_what_to_do(jobs, totals, message):
    totals = {k: np.asarray(v) for k, v in totals.items()}
    with pytest.raises(UserError, match=message) as mistake:
        location_quotient(np.array(jobs), **totals)
    assert mistake.value.next


@given(jobs_matrices())
def test_does_not_depend_on_the_unit_or_the_order_of_regions_and_industries(jobs):
    quotient = location_quotient(jobs)
    assert_allclose(location_quotient(jobs * 7), quotient, rtol=1e-12)
    assert_allclose(location_quotient(jobs[::-1, ::-1]), quotient[::-1, ::-1], rtol=1e-12)


@given(jobs_matrices())
def test_averages_to_one_over_regions_weighted_by_their_jobs(jobs):
    weights = jobs.sum(axis=1) / jobs.sum()
    mean = np.nansum(location_quotient(jobs) * weights[:, None], axis=0)
    assert_allclose(mean[jobs.sum(axis=0) > 0], 1, rtol=1e-12)


@given(jobs_matrices())
def test_an_empty_region_changes_nothing_for_the_others(jobs):
    wider = np.vstack([jobs, np.zeros(jobs.shape[1])])
    assert_allclose(location_quotient(wider)[:-1], location_quotient(jobs), rtol=1e-12)


@pytest.fixture(scope="module")
def published_by_bls(shared_data: Path) -> pd.DataFrame:
    """Quotients of private jobs in December 2016, 51 states and 388 metropolitan areas x NAICS 3.

    Industry 521 (central bank, seven quotients) has no recovered national share and is left out.
    """
    folder = shared_data / "us_qcew_2016"
    files = [folder / f"bls_lq_{kind}_naics3_2016q4.parquet" for kind in ("state", "msa")]
    table = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
    nation = pd.read_csv(folder / "national_naics_recovered.csv", dtype={"industry_code": str})
    nation = nation[nation.level == "naics3"].set_index("industry_code")
    table["national_share"] = table.industry_code.map(nation.share_of_total_covered)
    totals = pd.read_parquet(folder / "area_totals.parquet").query("ownership == 'total_covered'")
    table["annual_total"] = table.area_fips.map(totals.set_index("area_fips").emp)
    return table.dropna(subset="national_share")


def _as_computed(table: pd.DataFrame, total: np.ndarray, share: np.ndarray) -> np.ndarray:
    """The formula's answer for each row, from total of the area and share of the nation."""
    nation = 143_800_000.0  # total covered jobs, December 2016; cancels out
    row, areas = pd.factorize(table.area_fips)
    column, industries = pd.factorize(table.industry_code)
    jobs = np.full((len(areas), len(industries)), np.nan)
    jobs[row, column] = table.emp_dec
    region_total, national = np.zeros(len(areas)), np.zeros(len(industries))
    region_total[row], national[column] = total, share * nation
    return location_quotient(jobs, region_total, national, nation)[row, column]


def test_all_24699_quotients_of_bls_follow_from_one_set_of_totals(published_by_bls):
    """The printed quotients leave each December total open within an interval; one choice fits.

    BLS prints neither the areas' total covered jobs in December nor the nation's by industry: 439
    totals and 91 shares are solved for (linear in logarithms, the most room to every bound), and
    the formula then gives every one of 24,699 printed quotients to the printed digit. A wrong base
    could not: private instead of total covered jobs, or any formula that is not a product of one
    number for the area and one for the industry.
    """
    table = published_by_bls
    some = table[table.emp_dec > 0]
    row, areas = pd.factorize(some.area_fips)
    column, industries = pd.factorize(some.industry_code)
    printed, jobs = some.bls_lq_emp_dec.to_numpy(), some.emp_dec.to_numpy()
    # jobs / (printed + half) <= total x share <= jobs / (printed - half)
    with np.errstate(divide="ignore"):
        lowest = np.log(jobs / (printed + HALF_DIGIT))
        highest = np.log(jobs / np.maximum(printed - HALF_DIGIT, 0))
    bounded = np.isfinite(highest)
    number, unknowns = len(some), len(areas) + len(industries)
    places = np.r_[row, len(areas) + column]
    sums = csr_array((np.ones(2 * number), (np.tile(np.arange(number), 2), places)))
    room = np.ones((number, 1))
    rows = vstack([hstack([-sums, room]), hstack([sums[bounded], room[bounded]])])
    solution = linprog(
        np.r_[np.zeros(unknowns), -1],
        A_ub=rows.tocsr(),
        b_ub=np.r_[-lowest, highest[bounded]],
        bounds=[(None, None)] * (unknowns + 1),
        method="highs",
    )
    assert solution.x[-1] > 0  # room on all sides: the system is not even tight
    total = pd.Series(np.exp(solution.x[: len(areas)]), areas)
    share = pd.Series(np.exp(solution.x[len(areas) : -1]), industries)
    scale = (share / some.groupby("industry_code").national_share.first()).median()
    total, share = total * scale, share / scale

    answer = _as_computed(
        table, table.area_fips.map(total).to_numpy(), table.industry_code.map(share).to_numpy()
    )
    apart = np.abs(answer - table.bls_lq_emp_dec.to_numpy())
    assert len(apart) == 24_699
    assert (apart <= HALF_DIGIT + 1e-9).all()
    # and what was solved for is what it should be
    recovered = some.groupby("industry_code").national_share.first()
    assert_allclose(share, recovered[share.index], rtol=0.01)
    yearly = total / some.groupby("area_fips").annual_total.first()[total.index]
    assert 0.86 < yearly.min() < yearly.median() < yearly.max() < 1.17  # season: Ocean City, ...
    assert_allclose(yearly.median(), 1.01, atol=0.005)


def test_more_than_95_percent_of_bls_quotients_follow_from_recovered_shares(published_by_bls):
    """With the shares as recovered (relative error 0.3 %) and one total an area from its own.

    The rest miss the second decimal, because a large quotient amplifies the error of the share.
    """
    table = published_by_bls
    large = table[table.bls_lq_emp_dec > 0.5]
    total = (large.emp_dec / large.national_share / large.bls_lq_emp_dec).groupby(large.area_fips)
    answer = _as_computed(
        table, table.area_fips.map(total.median()).to_numpy(), table.national_share.to_numpy()
    )
    printed = table.bls_lq_emp_dec.to_numpy()
    assert np.mean(np.abs(answer - printed) <= HALF_DIGIT + 1e-9) > 0.95
    assert np.mean(np.abs(answer - printed) <= HALF_DIGIT + 0.01 * printed) > 0.999


@pytest.mark.parametrize(
    ("table", "area", "industry", "published"),
    [
        ("county_naics4", "18039", "3362", 197),  # Elkhart, Indiana: motor vehicle bodies
        ("msa_naics4", "C2114", "3362", 197),
        ("msa_naics4", "C2586", "3371", 54),  # Hickory, North Carolina: furniture
    ],
)
def test_known_clusters_stand_out_as_published(shared_data, table, area, industry, published):
    """Neither cell is hidden; yearly means for the area, a December share for the nation."""
    folder = shared_data / "us_qcew_2016"
    cells = pd.read_parquet(folder / f"{table}.parquet")
    cell = cells[(cells.area_fips == area) & (cells.industry_code == industry)].iloc[0]
    assert not cell.suppressed
    totals = pd.read_parquet(folder / "area_totals.parquet").query("ownership == 'total_covered'")
    nation = pd.read_csv(folder / "national_naics_recovered.csv", dtype={"industry_code": str})
    share = nation.set_index("industry_code").share_of_total_covered[industry]
    quotient = location_quotient(
        np.array([[float(cell.emp)]]),
        totals[totals.area_fips == area].emp.to_numpy(),
        np.array([share * 143_800_000]),
        143_800_000,
    )
    assert_allclose(quotient[0, 0], published, atol=0.5)
