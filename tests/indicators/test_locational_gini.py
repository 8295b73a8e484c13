"""Locational Gini coefficient."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from numpy.testing import assert_allclose

from milieu.indicators.locational_gini import gini, locational_gini

from .strategies import jobs_matrices

LAENDER_GDP_2015 = "460.69 549.19 124.16 65.29 31.59 109.27 263.44 39.87 258.53 645.59 131.95 \
35.03 112.66 56.22 85.61 56.81"  # billion EUR


def test_matches_doersam_2004():
    assert_allclose(gini([20, 50, 20, 10]), 0.3, atol=1e-12)
    assert_allclose(gini([20, 50, 20, 10], standardized=True), 0.4, atol=1e-12)


def test_matches_the_weighted_example_of_doersam_2004():
    incomes = [500, 1500, 2500, 4000, 7500, 15000]
    households = [1000, 1200, 1600, 400, 200, 600]
    assert_allclose(gini(incomes, households), 0.5278, atol=5e-5)


def test_matches_the_gdp_of_16_german_laender_2015():
    """Wieland, manual of the REAT package; unstandardized."""
    assert_allclose(gini([float(x) for x in LAENDER_GDP_2015.split()]), 0.5009, atol=5e-5)


def test_every_row_of_the_published_examples_is_held(shared_data):
    """The file's Gini rows are those above; a row added there must be added here."""
    rows = pd.read_csv(shared_data / "published_index_examples" / "index_examples.csv")
    ginis = rows[rows["index"].str.startswith("gini")]
    assert list(ginis.published_value) == [0.3, 0.4, 0.5278, 0.5009]
    assert ginis.iloc[3]["input"].split(": ")[1].split(",") == LAENDER_GDP_2015.split()


def test_equals_the_lorenz_curve_worked_out_by_hand():
    # s = 1/4, 3/4 on x = 1/2, 1/2: 1 - 1/2 (1/4) - 1/2 (1 + 1/4)
    assert_allclose(locational_gini(np.array([[10.0], [30.0]]), np.array([100.0, 100.0])), 0.25)


def test_reaches_one_minus_x_for_an_industry_in_one_region():
    index = locational_gini(np.array([[5.0], [0.0], [0.0]]), np.array([20.0, 30.0, 50.0]))
    assert_allclose(index, 0.8)


def test_standardized_it_reaches_one_with_all_jobs_in_one_of_equal_regions():
    jobs = np.array([[5.0], [0.0], [0.0], [0.0]])
    assert_allclose(locational_gini(jobs, np.full(4, 10.0), standardized=True), 1)


def test_standardized_it_does_not_exist_for_one_region():
    assert np.isnan(locational_gini(np.array([[5.0]]), standardized=True)).all()
    assert np.isnan(gini([5.0], standardized=True))


def test_is_the_mean_difference_over_twice_the_mean():
    values = np.random.default_rng(0).lognormal(size=50)
    difference = np.abs(values[:, None] - values).mean()
    assert_allclose(gini(values), difference / 2 / values.mean())


@given(jobs_matrices())
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(jobs):
    index = locational_gini(jobs)
    assert_allclose(locational_gini(jobs * 3), index, atol=1e-12)
    assert_allclose(locational_gini(jobs[::-1]), index, atol=1e-12)
    assert_allclose(locational_gini(np.vstack([jobs, 0 * jobs[:1]])), index, atol=1e-12)


@pytest.mark.parametrize("parts", [2, 5])
def test_cutting_regions_into_equal_parts_changes_nothing(parts):
    jobs = np.random.default_rng(1).integers(1, 50, (6, 3)).astype(float)
    assert_allclose(locational_gini(np.repeat(jobs, parts, axis=0)), locational_gini(jobs))


@given(jobs_matrices(least=1))
def test_merging_two_regions_never_raises_it_and_changes_nothing_if_they_are_alike(jobs):
    merged = np.vstack([jobs[:1] + jobs[1:2], jobs[2:]])
    assert np.all(locational_gini(merged) <= locational_gini(jobs) + 1e-12)
    alike = np.vstack([jobs[:1] / 4, jobs[:1] * 3 / 4, jobs[1:]])
    assert_allclose(locational_gini(alike), locational_gini(jobs), atol=1e-12)
