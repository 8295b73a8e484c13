"""Input-output tables: what is accepted, and their inverses."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.input_output import InputOutput, inverse_of

from .input_output_tables import (
    MILLER_BLAIR,
    germany_1995,
    leather,
    numbers,
    rows_of,
    scaled,
    tables,
    with_idle_industry,
)

Z = np.array([[10.0, 20], [30, 5]])
FINAL = np.array([[70.0], [65]])
OUTPUT = np.array([100.0, 100])
VALUE_ADDED = np.array([60.0, 75])


def test_matches_the_two_industries_of_miller_and_blair_2009():
    """Their L of section 2.3.4 prints four digits."""
    assert_allclose(MILLER_BLAIR.coefficients, [[0.15, 0.25], [0.2, 0.05]])
    assert_allclose(MILLER_BLAIR.leontief, [[1.2541, 0.3300], [0.2640, 1.1221]], atol=5e-5)


def test_matches_value_added_in_output_of_decompr(shared_data):
    """Leather, v L x: the first and the last number in the tests of decompr."""
    table = leather(shared_data)
    made = table.value_added_coefficients[:, None] * table.leontief * table.output
    assert_allclose([made[0, 0], made[-1, -1]], [66.75361799, 96.78316785], atol=5e-9)


def test_germany_1995_adds_up_with_imports_and_taxes_as_inputs_from_outside(shared_data):
    table, _ = germany_1995(shared_data)
    assert_allclose(table.output.sum(), 3110430, atol=50)
    assert table.outside.sum() == 222143 + 38510


def test_a_table_in_whole_billions_needs_a_larger_tolerance(shared_data):
    """Germany 2009: agriculture sells 41 and makes 42."""
    rows = rows_of(shared_data / "input_output" / "germany_2009_un_manual.csv")
    rows = {row[3]: row[4:] for row in rows.values()}
    names = list(rows)[1:7]
    z, final = numbers(rows, names, slice(0, 6)), numbers(rows, names, slice(7, 12))
    outside = numbers(rows, ["imports", "net_tax_products"], slice(0, 6)).sum(axis=0)
    gva, output = numbers(rows, ["gva", "output"], slice(0, 6))
    with pytest.raises(UserError, match="raise the tolerance"):
        InputOutput(z, final, gva, output, outside)
    rounded = InputOutput(z, final, gva, output, outside, tolerance=0.05)
    assert_allclose(rounded.leontief @ (output - z.sum(axis=1)), output)


@settings(deadline=None, max_examples=25)
@given(tables())
def test_inverses_give_back_output_from_final_use_and_from_value_added(table):
    assert_allclose(table.leontief @ table.final.sum(axis=1), table.output)
    assert_allclose(table.value_added @ table.ghosh, table.output)
    assert_allclose(table.value_added_coefficients @ table.leontief, 1)


@settings(deadline=None, max_examples=25)
@given(tables())
def test_coefficients_and_inverses_do_not_depend_on_the_currency(table):
    other = scaled(table, 1234.5)
    assert_allclose(other.leontief, table.leontief)
    assert_allclose(other.ghosh, table.ghosh)


@settings(deadline=None, max_examples=25)
@given(tables())
def test_an_industry_that_makes_nothing_stays_and_changes_no_other(table):
    wider = with_idle_industry(table)
    assert_allclose(wider.leontief[:-1, :-1], table.leontief)
    assert_allclose(wider.leontief[-1], np.eye(len(wider.output))[-1])
    assert (wider.coefficients[:, -1] == 0).all()
    assert (wider.output_coefficients[-1] == 0).all()


def test_stocks_may_shrink_and_value_added_may_be_negative():
    final = np.array([[80.0, -10], [65, 0]])
    assert InputOutput(Z, final, VALUE_ADDED, OUTPUT).final[0, 1] == -10
    subsidized = InputOutput(Z, FINAL, [-10, 75], OUTPUT, outside=np.array([70.0, 0]))
    assert subsidized.value_added[0] == -10


def test_a_table_does_not_change_with_the_arrays_it_was_made_of():
    z = Z.copy()
    table = InputOutput(z, FINAL, VALUE_ADDED, OUTPUT)
    z[0, 0] = 99
    assert table.intermediate[0, 0] == 10
    with pytest.raises(ValueError, match="read-only"):
        table.intermediate[0, 0] = 99


def test_final_use_may_be_one_column():
    assert InputOutput(Z, FINAL[:, 0], VALUE_ADDED, OUTPUT).final.shape == (2, 1)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"intermediate": Z[:, :1]}, r"intermediate: has shape \(2, 1\), but 2 x 2"),
        ({"intermediate": np.empty((0, 0))}, "intermediate: is empty"),
        ({"intermediate": [[10, np.nan], [30, 5]]}, r"intermediate\[0, 1\]: is nan"),
        ({"intermediate": [[10, 20], [-30, 5]]}, r"intermediate\[1, 0\]: is -30.*at least 0"),
        ({"final": np.ones((3, 1))}, r"final: has shape \(3, 1\)"),
        ({"final": [[70.0], [np.inf]]}, r"final\[1, 0\]: is inf"),
        ({"value_added": [60.0]}, r"value_added: has shape \(1,\)"),
        ({"output": [100.0, -100]}, r"output\[1\]: is -100"),
        ({"outside": [1.0, np.nan]}, r"outside\[1\]: is nan"),
        ({"final": [[70.0], [60]]}, "row 1 .*adds up to 95, but output is 100.*final use"),
        ({"value_added": [60.0, 70]}, "column 1 .*adds up to 95, but output is 100"),
        ({"output": [100.0, 0]}, r"output\[1\]: is 0, but the industry sells"),
        ({"country": [0, 1]}, r"country\[1\]: is 1, but it must be a whole number from 0 to 0"),
        ({"country": [0]}, r"country: has shape \(1,\)"),
        ({"final": [[40, 30.0], [65, 0]], "country": [0, 0]}, "country 1 has no row"),
    ],
)
def test_a_table_that_can_not_be_right_is_answered_with_one_clear_error(change, message):
    whole = {"intermediate": Z, "final": FINAL, "value_added": VALUE_ADDED, "output": OUTPUT}
    with pytest.raises(UserError, match=message):
        InputOutput(**(whole | change))


@pytest.mark.parametrize(
    "coefficients",
    [
        [[0.5, 0.5], [0.5, 0.5]],  # nothing is left over: singular
        [[0.9, 0.5], [0.5, 0.9]],  # more is used than made: an inverse below zero
        [[1.0]],
    ],
)
def test_coefficients_that_leave_nothing_over_have_no_inverse(coefficients):
    with pytest.raises(UserError, match=r"leave nothing over.*Check industry 0"):
        inverse_of(coefficients)
