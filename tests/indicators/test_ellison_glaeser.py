"""Ellison-Glaeser index."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.ellison_glaeser import (
    ellison_glaeser,
    ellison_glaeser_bounds,
    ellison_glaeser_of_plants,
    herfindahl_bounds,
    plant_sizes,
)

# Farhauer and Kroell (2014): ten plants in Wien, Linz and Graz
PLANTS = np.array([200, 650, 12000, 100, 50, 16000, 13000, 1500, 1500, 25000.0])
REGION = np.array([0] * 5 + [1] * 4 + [2])
TOTALS = np.array([500_000.0, 400_000.0, 100_000.0])
BAND_LOW = np.array([1.0, 5, 10, 20, 50, 100, 250, 500, 1000])
BAND_HIGH = np.array([4.0, 9, 19, 49, 99, 249, 499, 999, np.inf])


def test_matches_farhauer_and_kroell_2014():
    """The book prints eight digits of gamma; H and z are those of the same example."""
    index = ellison_glaeser_of_plants(PLANTS, REGION, TOTALS)
    assert_allclose(index.gamma, 0.05990628, atol=5e-9)
    assert_allclose(index.herfindahl, 0.244689, atol=5e-7)
    assert_allclose(index.z, 0.1959, atol=5e-5)


def test_gives_each_industry_of_farhauer_and_kroell_what_it_gives_alone(shared_data):
    """Their fictional 42 firms; the book's answers are not known, the identity is."""
    firms = pd.read_csv(shared_data / "published_index_examples" / "farhauer_kroell_2014_firms.csv")
    industry, names = pd.factorize(firms.industry)
    region, totals = firms.region.to_numpy() - 1, np.array([360e3, 108e3, 132e3])
    together = ellison_glaeser_of_plants(firms.emp_firm.to_numpy(), region, totals, industry)
    for code in range(len(names)):
        own = industry == code
        alone = ellison_glaeser_of_plants(firms.emp_firm.to_numpy()[own], region[own], totals)
        assert_allclose([part[code] for part in together], [part[0] for part in alone])
    assert (together.z[names == "Textiles dyeing"] > together.z[names == "Forestry"]).all()


def test_null_variance_and_z_are_those_of_plants_that_choose_at_random():
    random = np.random.default_rng(0)
    share = TOTALS / TOTALS.sum()
    raw = []
    for _ in range(4000):
        jobs = np.bincount(random.choice(3, 10, p=share), PLANTS, 3)
        raw.append(((jobs / PLANTS.sum() - share) ** 2).sum())
    index = ellison_glaeser_of_plants(PLANTS, REGION, TOTALS)
    assert_allclose(np.var(raw), index.variance[0], rtol=0.08)
    assert_allclose(np.mean(raw), (1 - (share**2).sum()) * index.herfindahl[0], rtol=0.03)


def test_does_not_exist_for_a_single_plant_or_a_single_region():
    one = ellison_glaeser_of_plants(np.array([10.0]), np.array([1]), TOTALS)
    assert np.isnan(one.gamma).all()
    assert np.isnan(ellison_glaeser(np.array([[4.0]]), np.array([0.5])).gamma).all()


@st.composite
def plants(draw):
    """Plants of one industry with their regions and the regions' totals."""
    number = draw(st.integers(2, 30))
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    jobs = np.ceil(random.lognormal(3, 1.5, number))
    region = random.integers(0, 5, number)
    totals = np.bincount(region, jobs, 5) + random.integers(1, 5000, 5)
    return jobs, region, totals


@given(plants())
def test_does_not_depend_on_unit_order_or_empty_regions(case):
    jobs, region, totals = case
    gamma = ellison_glaeser_of_plants(jobs, region, totals).gamma
    assert_allclose(ellison_glaeser_of_plants(jobs * 3, region, totals * 3).gamma, gamma)
    swapped = ellison_glaeser_of_plants(jobs[::-1], 4 - region[::-1], totals[::-1])
    assert_allclose(swapped.gamma, gamma, rtol=1e-9, atol=1e-12)
    wider = ellison_glaeser_of_plants(jobs, region, np.r_[totals, 0, 0])
    assert_allclose(wider.gamma, gamma, rtol=1e-9, atol=1e-12)


@settings(max_examples=200)
@given(plants())
def test_bounds_from_size_bands_contain_the_index_from_the_plants(case):
    jobs, region, totals = case
    band = np.searchsorted(BAND_LOW, jobs, side="right") - 1
    counts = np.bincount(band, minlength=len(BAND_LOW))[None, :].astype(float)
    truth = ellison_glaeser_of_plants(jobs, region, totals)
    low, high = herfindahl_bounds(counts, BAND_LOW, BAND_HIGH, np.array([jobs.sum()]))
    assert low <= truth.herfindahl * (1 + 1e-9)
    assert truth.herfindahl <= high * (1 + 1e-9)
    matrix = np.bincount(region, jobs, 5)[:, None]
    bounds = ellison_glaeser_bounds(matrix, low, high, totals)
    if high < 1:
        assert bounds.low <= truth.gamma + 1e-9
        assert truth.gamma <= bounds.high + 1e-9


def test_bounds_of_the_herfindahl_index_close_where_the_bands_leave_no_choice():
    bounds = herfindahl_bounds(np.array([[4.0, 0.0]]), [5.0, 10.0], [5.0, 20.0], np.array([20.0]))
    assert_allclose([bounds.low[0], bounds.high[0]], 0.25)


def test_bounds_of_the_herfindahl_index_equal_those_worked_out_by_hand():
    # two plants of 10 to 30 with 40 jobs: 20, 20 at one end, 10, 30 at the other
    bounds = herfindahl_bounds(np.array([[2.0]]), [10.0], [30.0], np.array([40.0]))
    assert_allclose([bounds.low[0], bounds.high[0]], [800 / 1600, 1000 / 1600])


def test_refuses_jobs_that_do_not_fit_the_size_bands():
    with pytest.raises(UserError, match=r"jobs\[0\]: is 5, but the plants' sizes add up to 20 to"):
        herfindahl_bounds(np.array([[2.0]]), [10.0], [30.0], np.array([5.0]))


def test_refuses_a_herfindahl_index_above_one_and_a_region_that_is_not_there():
    with pytest.raises(UserError, match=r"herfindahl\[0\]: is 1.2, but it must be between 0 and 1"):
        ellison_glaeser(np.ones((2, 1)), np.array([1.2]))
    with pytest.raises(UserError, match=r"plant_region\[0\]: is 3, .* from 0 to 2"):
        ellison_glaeser_of_plants(np.array([10.0]), np.array([3]), TOTALS)


def test_herfindahl_of_equal_plants_is_one_over_their_number():
    sizes = plant_sizes(np.full(4, 7.0), np.zeros(4))
    assert_allclose(sizes.herfindahl, 0.25)
    assert_allclose(sizes.fourth, 1 / 64)


def test_herfindahl_of_doersam_2004():
    assert_allclose(plant_sizes(np.array([20.0, 50, 20, 10]), np.zeros(4)).herfindahl, 0.34)
