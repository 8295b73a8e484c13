"""Downstreamness."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.downstreamness import downstreamness
from milieu.indicators.upstreamness import upstreamness

from .input_output_tables import CHAIN, germany_1995, scaled, split, tables, with_idle_industry


def test_counts_the_stages_of_a_chain_weighted_by_what_they_add():
    """The second buys a third of its output from the first; the last half from the second."""
    values = downstreamness(CHAIN.intermediate, CHAIN.output)
    assert_allclose(values, [1, 1 + 1 / 3, 1 + 1 / 2 * (1 + 1 / 3)])


@settings(deadline=None, max_examples=25)
@given(tables())
def test_weighted_means_of_both_distances_are_output_over_value_added_in_a_closed_economy(table):
    """Upstreamness weighted by value added, downstreamness by final use."""
    up = upstreamness(table.intermediate, table.output)
    down = downstreamness(table.intermediate, table.output)
    made = table.output.sum() / table.value_added.sum()
    assert_allclose(np.average(up, weights=table.value_added), made)
    assert_allclose(np.average(down, weights=table.final.sum(axis=1)), made)


def test_matches_the_backward_linkages_of_germany_1995(shared_data):
    """Eurostat manual (2008): the same column sums, four digits."""
    table, _ = germany_1995(shared_data)
    published = [1.7048, 1.8413, 1.8136, 1.6035, 1.5951, 1.3782]
    assert_allclose(downstreamness(table.intermediate, table.output), published, atol=5e-5)


@settings(deadline=None, max_examples=25)
@given(tables())
def test_depends_neither_on_the_currency_nor_on_how_an_industry_is_cut(table):
    whole, other, halves = table, scaled(table, 7.0), split(table, 0)
    values = downstreamness(whole.intermediate, whole.output)
    assert (values >= 1).all()
    assert_allclose(downstreamness(other.intermediate, other.output), values)
    cut = downstreamness(halves.intermediate, halves.output)
    assert_allclose(cut, np.append(values, values[0]))


@settings(deadline=None, max_examples=25)
@given(tables())
def test_an_industry_without_output_has_none_and_disturbs_no_other(table):
    wider = with_idle_industry(table)
    values = downstreamness(wider.intermediate, wider.output)
    assert np.isnan(values[-1])
    assert_allclose(values[:-1], downstreamness(table.intermediate, table.output))


@pytest.mark.parametrize(
    ("intermediate", "output", "message"),
    [
        ([[1.0, 2]], [10.0], "intermediate: has shape"),
        ([[1.0]], [10.0, 5], r"output: has shape \(2,\)"),
        ([[np.nan]], [10.0], "is nan"),
        ([[-1.0]], [10.0], "is -1"),
        ([[10.0]], [10.0], "leave nothing over"),
    ],
)
def test_bad_input_is_one_clear_error(intermediate, output, message):
    with pytest.raises(UserError, match=message):
        downstreamness(np.array(intermediate), np.array(output))
