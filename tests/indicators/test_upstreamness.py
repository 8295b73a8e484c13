"""Upstreamness."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.linkages import linkages
from milieu.indicators.upstreamness import upstreamness

from .input_output_tables import CHAIN, germany_1995, scaled, split, tables, with_idle_industry


def test_counts_the_stages_of_a_chain():
    assert_allclose(upstreamness(CHAIN.intermediate, CHAIN.output), [3, 2, 1])


def test_an_industry_that_uses_half_of_its_own_good_is_two_stages_away():
    """U = 1 + 1/2 U."""
    assert_allclose(upstreamness(np.array([[5.0]]), np.array([10.0])), [2])


@settings(deadline=None, max_examples=25)
@given(tables())
def test_is_the_forward_linkage_in_a_closed_economy(table):
    assert_allclose(
        upstreamness(table.intermediate, table.output),
        linkages(table.intermediate, table.output).forward,
    )


@settings(deadline=None, max_examples=25)
@given(tables())
def test_is_at_least_one_and_no_more_than_the_share_of_final_use_allows(table):
    values = upstreamness(table.intermediate, table.output)
    assert (values >= 1).all()
    assert values.max() <= (table.output / table.final.sum(axis=1)).max() * (1 + 1e-9)


@settings(deadline=None, max_examples=25)
@given(tables(), st.floats(0.05, 0.9))
def test_goods_that_leave_are_taken_to_be_used_as_those_that_stay(table, share):
    """More output that is all exported in proportion changes nothing once exports are known."""
    closed = upstreamness(table.intermediate, table.output)
    output = table.output / (1 - share)
    opened = upstreamness(table.intermediate, output, exports=output * share)
    assert_allclose(opened, closed)
    assert (upstreamness(table.intermediate, output) <= closed + 1e-12).all()


def test_imports_and_stocks_enter_with_their_signs():
    """Absorption is 10 - 4 + 3 - (-1) = 10, of which 5 are used by the industry itself."""
    values = upstreamness(
        np.array([[5.0]]), np.array([10.0]), np.array([4.0]), np.array([3.0]), np.array([-1.0])
    )
    assert_allclose(values, [2])


def test_exports_of_germany_1995_make_its_industry_look_nearer_to_use_than_it_is(shared_data):
    table, _ = germany_1995(shared_data)
    stocks, exports = table.final[:, 3], table.final[:, 4]
    plain = upstreamness(table.intermediate, table.output)
    corrected = upstreamness(table.intermediate, table.output, exports, inventories=stocks)
    assert (corrected > plain).all()
    assert corrected[1] - plain[1] == max(corrected - plain)


@settings(deadline=None, max_examples=25)
@given(tables())
def test_depends_neither_on_the_currency_nor_on_how_an_industry_is_cut(table):
    whole, other, halves = table, scaled(table, 7.0), split(table, 0)
    values = upstreamness(whole.intermediate, whole.output)
    assert_allclose(upstreamness(other.intermediate, other.output), values)
    cut = upstreamness(halves.intermediate, halves.output)
    assert_allclose(cut, np.append(values, values[0]))


@settings(deadline=None, max_examples=25)
@given(tables())
def test_an_industry_without_output_has_none_and_disturbs_no_other(table):
    wider = with_idle_industry(table)
    values = upstreamness(wider.intermediate, wider.output)
    assert np.isnan(values[-1])
    assert_allclose(values[:-1], upstreamness(table.intermediate, table.output))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"output": [10.0]}, r"output: has shape \(1,\)"),
        ({"output": [10.0, np.nan]}, r"output\[1\]: is nan"),
        ({"exports": [-1.0, 0]}, r"exports\[0\]: is -1"),
        ({"imports": [0.0]}, r"imports: has shape \(1,\)"),
        ({"inventories": [0.0, np.nan]}, r"inventories\[1\]: is nan"),
        ({"exports": [10.0, 0]}, "industry 0 makes 10 and leaves 0 for use at home"),
        ({"exports": [9.0, 0]}, "the shares of use: leave nothing over"),
        ({"intermediate": [[1.0, 2], [1, -1]]}, r"intermediate\[1, 1\]: is -1"),
    ],
)
def test_bad_input_is_one_clear_error(change, message):
    whole = {"intermediate": [[1.0, 2], [1, 1]], "output": [10.0, 10]}
    with pytest.raises(UserError, match=message):
        upstreamness(**{name: np.array(array) for name, array in (whole | change).items()})
