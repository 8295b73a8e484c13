"""Shift-share."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.indicators.shift_share import (
    dynamic_shift_share,
    esteban_marquillas_shift_share,
    shift_share,
)

# Farhauer and Kroell (2013): regions A, B, C and the nation X, four industries
BEFORE = np.array([[90.0, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]])
AFTER = np.array([[100.0, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]])
NATION = np.array([400.0, 150, 150, 400]), np.array([440.0, 210, 135, 480])

WHOLE = st.integers(0, 500).map(float)


@st.composite
def years(draw, number: int = 2):
    """Jobs of some regions and industries over years, zeros among them."""
    shape = (number, draw(st.integers(1, 5)), draw(st.integers(1, 5)))
    return draw(arrays.arrays(np.float64, shape, elements=WHOLE))


def test_matches_region_a_of_farhauer_and_kroell_2013():
    """27 + 1 - 3 = 25 with the nation as printed."""
    parts = shift_share(BEFORE[:1], AFTER[:1], *NATION)
    assert_allclose([part.sum() for part in parts], [27, 1, -3, 0], atol=1e-9)


def test_regional_parts_of_all_regions_cancel_out_within_each_industry():
    parts = shift_share(BEFORE, AFTER)
    assert_allclose(parts.regional.sum(axis=0), 0, atol=1e-9)
    assert_allclose(shift_share(BEFORE, AFTER, *NATION).regional, parts.regional)


def test_freiburg_2008_2014_adds_up_and_grows_by_more_than_its_industries(shared_data):
    """Freiburg against Germany, nine sectors (as in the REAT package, data of the Laender offices).

    The manual prints no result that could be held here; the identities and the rates can be.
    """
    table = pd.read_csv(shared_data / "published_index_examples" / "freiburg.csv")
    before, after = table.e_Freiburg2008.to_numpy()[None], table.e_Freiburg2014.to_numpy()[None]
    nation = table.e_Germany2008.to_numpy(), table.e_Germany2014.to_numpy()
    parts = shift_share(before, after, *nation)
    assert_allclose(sum(parts), after - before)
    rates = (table.e_g_Freiburg_0814 - table.e_g_Germany_0814).to_numpy() / 100
    assert_allclose(parts.regional / before, rates[None])
    assert after.sum() - before.sum() == 14_373
    assert parts.regional.sum() > 0


@given(years())
def test_adds_up_to_the_change_in_every_cell(panel):
    before, after = panel
    for parts in (shift_share(before, after), esteban_marquillas_shift_share(before, after)):
        assert_allclose(sum(parts), after - before, rtol=1e-12, atol=1e-9)


@given(years(5))
def test_the_yearly_sums_add_up_to_the_change_too(panel):
    assert_allclose(sum(dynamic_shift_share(panel)), panel[-1] - panel[0], rtol=1e-12, atol=1e-9)


@given(years())
def test_over_one_step_the_yearly_sums_are_the_classical_parts(panel):
    for dynamic, classical in zip(dynamic_shift_share(panel), shift_share(*panel), strict=True):
        assert_allclose(dynamic, classical)


@given(years())
def test_scales_with_the_unit_and_follows_the_order_of_regions(panel):
    before, after = panel
    parts = shift_share(before, after)
    for scaled, swapped, part in zip(
        shift_share(3 * before, 3 * after),
        shift_share(before[::-1], after[::-1]),
        parts,
        strict=True,
    ):
        assert_allclose(scaled, 3 * part, rtol=1e-9, atol=1e-9)
        assert_allclose(swapped[::-1], part, rtol=1e-9, atol=1e-9)


def test_jobs_of_an_industry_that_was_not_there_are_arrivals():
    parts = shift_share(np.array([[0.0, 10.0], [10.0, 10.0]]), np.array([[7.0, 10.0], [9.0, 12.0]]))
    assert [part[0, 0] for part in parts] == [0, 0, 0, 7]


def test_competitive_effect_is_that_of_a_region_with_the_structure_of_the_nation():
    """Region A: 180 of 1,100 jobs, so b' = 180 x 400 / 1,100 in the first industry."""
    parts = esteban_marquillas_shift_share(BEFORE[:1], AFTER[:1], *NATION)
    expected = 180 * 400 / 1100
    faster = 100 / 90 - 440 / 400
    assert_allclose(parts.competitive[0, 0], expected * faster)
    assert_allclose(parts.allocation[0, 0], (90 - expected) * faster)


def test_the_allocation_effect_vanishes_with_the_structure_of_the_nation():
    before = np.outer([1.0, 3.0], [10.0, 20.0, 30.0])
    after = before * np.array([[1.2, 0.9, 1.0], [1.0, 1.1, 1.3]])
    assert_allclose(esteban_marquillas_shift_share(before, after).allocation, 0, atol=1e-12)


def test_refuses_cells_above_the_nation_and_years_that_do_not_fit():
    with pytest.raises(UserError, match=r"jobs_before.*more than its total, national_before"):
        shift_share(BEFORE, AFTER, NATION[0] / 10, NATION[1])
    with pytest.raises(UserError, match="jobs_after: has shape"):
        shift_share(BEFORE, AFTER[:1])
