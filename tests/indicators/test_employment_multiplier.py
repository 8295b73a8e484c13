"""Employment and income multipliers."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.employment_multiplier import employment_multiplier, income_multiplier

from .input_output_tables import (
    MILLER_BLAIR,
    germany_1995,
    netherlands_2000,
    scaled,
    tables,
    with_idle_industry,
)


def test_matches_the_compensation_multipliers_of_the_netherlands_2000(shared_data):
    """Multiplier sheet of the project Spicosa, kept in the tests of iotables; three digits."""
    table, pay = netherlands_2000(shared_data)
    values = income_multiplier(table.coefficients, pay, table.output).multiplier
    assert_allclose(values, [2.466, 2.333, 1.84, 2.372, 1.953, 1.417], atol=5e-4)


def test_jobs_by_hand_in_two_industries():
    """w = (0.1, 0.02), L = ((0.95, 0.25), (0.20, 0.85)) / 0.7575."""
    values = employment_multiplier(
        MILLER_BLAIR.coefficients, np.array([100.0, 40]), MILLER_BLAIR.output
    )
    assert_allclose(values.direct, [0.1, 0.02])
    assert_allclose(values.total, [0.099 / 0.7575, 0.042 / 0.7575])
    assert_allclose(values.multiplier, [0.99 / 0.7575, 2.1 / 0.7575])


def test_all_jobs_of_germany_are_found_again_behind_its_final_use(shared_data):
    table, jobs = germany_1995(shared_data)
    values = employment_multiplier(table.coefficients, jobs, table.output)
    final = table.output - table.intermediate.sum(axis=1)
    assert_allclose(values.total @ final, jobs.sum())


@settings(deadline=None, max_examples=25)
@given(tables())
def test_multipliers_are_at_least_one_and_do_not_depend_on_the_currency(table):
    jobs = np.arange(1.0, len(table.output) + 1)
    one = employment_multiplier(table.coefficients, jobs, table.output)
    other = scaled(table, 40.0)
    two = employment_multiplier(other.coefficients, jobs, other.output)
    assert (one.multiplier >= 1 - 1e-12).all()
    assert_allclose(two.multiplier, one.multiplier)
    assert_allclose(two.total * 40, one.total)


@settings(deadline=None, max_examples=25)
@given(tables())
def test_no_multiplier_exists_without_jobs_or_without_output(table):
    wider = with_idle_industry(table)
    jobs = np.append(np.ones(len(table.output)), 0)
    jobs[0] = 0
    values = employment_multiplier(wider.coefficients, jobs, wider.output)
    assert np.isnan(values.multiplier[[0, -1]]).all()
    assert np.isfinite(values.multiplier[1:-1]).all()
    assert np.isfinite(values.total).all()


@pytest.mark.parametrize(
    ("jobs", "output", "message"),
    [
        ([1.0], [10.0, 10], r"jobs: has shape \(1,\)"),
        ([1.0, -1], [10.0, 10], r"jobs\[1\]: is -1"),
        ([1.0, np.nan], [10.0, 10], r"jobs\[1\]: is nan"),
        ([1.0, 1], [10.0], r"output: has shape \(1,\)"),
    ],
)
def test_bad_input_is_one_clear_error(jobs, output, message):
    with pytest.raises(UserError, match=message):
        employment_multiplier(np.full((2, 2), 0.1), np.array(jobs), np.array(output))
