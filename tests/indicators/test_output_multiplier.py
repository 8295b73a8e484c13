"""Output multiplier."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.output_multiplier import output_multiplier

from .input_output_tables import MILLER_BLAIR, germany_1995, split, tables, with_idle_industry


def test_matches_the_two_industries_of_miller_and_blair_2009():
    assert_allclose(output_multiplier(MILLER_BLAIR.coefficients), [1.518, 1.452], atol=5e-4)


def test_matches_the_eurostat_manual_for_germany_1995(shared_data):
    table, _ = germany_1995(shared_data)
    published = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]
    assert_allclose(output_multiplier(table.coefficients), published, atol=5e-5)


def test_an_industry_that_buys_nothing_has_a_multiplier_of_one():
    assert output_multiplier(np.array([[0.0, 0.3], [0, 0.2]]))[0] == 1


@settings(deadline=None, max_examples=25)
@given(tables())
def test_two_equal_halves_of_an_industry_have_its_multiplier(table):
    whole, halves = (output_multiplier(t.coefficients) for t in (table, split(table, 0)))
    assert_allclose(halves[:-1], whole)
    assert_allclose(halves[-1], whole[0])


@settings(deadline=None, max_examples=25)
@given(tables())
def test_lies_between_one_and_what_the_smallest_value_added_share_allows(table):
    values = output_multiplier(with_idle_industry(table).coefficients)
    assert (values >= 1).all()
    assert (values <= 1 / table.value_added_coefficients.min() * (1 + 1e-9)).all()
    assert values[-1] == 1


@pytest.mark.parametrize(
    ("coefficients", "message"),
    [
        ([[0.1, 0.2]], "shape"),
        ([[0.1, -0.2], [0, 0]], "at least 0"),
        ([[np.nan]], "is nan"),
        ([[1.0]], "leave nothing over"),
    ],
)
def test_bad_coefficients_are_one_clear_error(coefficients, message):
    with pytest.raises(UserError, match=message):
        output_multiplier(np.array(coefficients))
