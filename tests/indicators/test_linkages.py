"""Backward and forward linkages."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.linkages import linkages
from milieu.indicators.output_multiplier import output_multiplier

from .input_output_tables import CHAIN, germany_1995, scaled, split, tables, with_idle_industry


def test_backward_linkages_match_the_eurostat_manual_for_germany_1995(shared_data):
    table, _ = germany_1995(shared_data)
    published = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]
    values = linkages(table.intermediate, table.output).backward
    assert_allclose(values, published, atol=5e-5)


def test_forward_linkages_match_the_eurostat_manual_for_germany_1995(shared_data):
    """Five of six; for industry 1.6691 is handed down, while the same table gives 1.6910.

    The five others agree to four digits. All six come from one inverse, and coefficients rounded
    to 2, 3 or 4 digits give 1.7003, 1.6883 and 1.6909: 1.6691 looks like a misprint of 1.6910.
    """
    table, _ = germany_1995(shared_data)
    values = linkages(table.intermediate, table.output).forward
    published = [2.1126, 1.3558, 1.5848, 2.1037, 1.2106]
    assert_allclose(values[[0, 2, 3, 4, 5]], published, atol=5e-5)
    assert_allclose(values[1], 1.6910, atol=5e-5)


def test_first_of_a_chain_pushes_and_last_one_pulls():
    values = linkages(CHAIN.intermediate, CHAIN.output)
    assert_allclose(values.forward, [3, 2, 1])
    assert_allclose(values.backward, [1, 4 / 3, 1 + 0.5 + 1 / 6])


def test_key_industries_are_above_the_mean_both_ways():
    hub = np.array([[0.0, 5, 0], [10, 20, 10], [0, 5, 0]])
    values = linkages(hub, np.array([50.0, 50, 50]))
    assert values.key.tolist() == [False, True, False]


@settings(deadline=None, max_examples=25)
@given(tables())
def test_relative_linkages_have_mean_one_and_an_idle_industry_has_none(table):
    wider = with_idle_industry(table)
    values = linkages(wider.intermediate, wider.output)
    for part in values:
        assert np.isnan(part[-1])
    assert_allclose(values.backward_relative[:-1].mean(), 1)
    assert_allclose(values.forward_relative[:-1].mean(), 1)
    assert_allclose(values.backward[:-1], output_multiplier(table.coefficients))


@settings(deadline=None, max_examples=25)
@given(tables())
def test_linkages_depend_neither_on_the_currency_nor_on_how_an_industry_is_cut(table):
    whole = linkages(table.intermediate, table.output)
    other, halves = scaled(table, 0.01), split(table, 0)
    for part, again in zip(whole, linkages(other.intermediate, other.output), strict=True):
        assert_allclose(again, part)
    cut = linkages(halves.intermediate, halves.output)
    assert_allclose(cut.backward, np.append(whole.backward, whole.backward[0]))
    assert_allclose(cut.forward, np.append(whole.forward, whole.forward[0]))


@pytest.mark.parametrize(
    ("intermediate", "output", "message"),
    [
        ([[1.0, 2]], [10.0], "intermediate: has shape"),
        ([[1.0, np.nan], [0, 0]], [10.0, 10], "is nan"),
        ([[5.0, 5], [5, 5]], [10.0, 10], "leave nothing over"),
        ([[1.0]], [-1.0], r"output\[0\]: is -1"),
    ],
)
def test_bad_input_is_one_clear_error(intermediate, output, message):
    with pytest.raises(UserError, match=message):
        linkages(np.array(intermediate), np.array(output))
