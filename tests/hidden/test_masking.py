import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from milieu.hidden import mask
from milieu.hidden.masking import draw_largest_shares, open_families
from tests.hidden.tables import nation

kernels = sys.modules["milieu.hidden.masking"]
BIG = np.array([[100, 200, 300], [400, 500, 600], [700, 800, 900]])
SMALL_FIRST = np.array([[1.0, 9, 9], [9, 9, 9], [9, 9, 9]])


def test_a_cell_of_one_establishment_is_hidden_with_partners_in_its_row_and_column():
    published = nation(BIG, counts=SMALL_FIRST)
    masked, newly = mask(published, 1, largest_share=np.zeros(16))
    assert newly.reshape(4, 4)[1, 1]
    assert newly.sum() == 4
    assert_array_equal(np.isnan(masked.jobs), newly)


def test_a_dominated_cell_is_hidden():
    share = np.zeros(16)
    share[10] = 0.81
    _, newly = mask(nation(BIG), 1, largest_share=share)
    assert newly[10]


def test_all_that_lies_below_a_hidden_total_is_hidden_too():
    share = np.zeros(16)
    share[4] = 0.9  # all industries of region 1
    _, newly = mask(nation(BIG), 1, largest_share=share)
    assert newly.reshape(4, 4)[1].all()


def test_intensity_zero_hides_nothing_and_the_same_seed_the_same():
    published = nation(BIG, counts=SMALL_FIRST)
    assert not mask(published, 1, intensity=0.0)[1].any()
    assert_array_equal(mask(published, 5)[1], mask(published, 5)[1])


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 999))
def test_no_family_of_a_masked_table_gives_a_hidden_cell_away(rows, columns, seed):
    draw = np.random.default_rng(seed)
    published = nation(
        draw.integers(0, 99, (rows, columns)), counts=draw.integers(1, 9, (rows, columns)) * 1.0
    )
    masked, newly = mask(published, seed)
    assert not len(open_families(masked, masked.families))
    families = masked.families
    for f in np.flatnonzero(newly[families.parent]):
        assert masked.hidden[families.child[families.start[f] : families.start[f + 1]]].all()


def test_the_largest_of_many_establishments_holds_less():
    counts = np.repeat([0.0, 1, 2, 5, 50, 500], 300)
    share = draw_largest_shares(counts, np.random.default_rng(0)).reshape(6, 300).mean(axis=1)
    assert share[0] == 0
    assert share[1] == 1
    assert (np.diff(share[1:]) < 0).all()


def test_compiled_and_plain_kernels_agree(monkeypatch):
    published = nation(BIG, counts=SMALL_FIRST)
    _, compiled = mask(published, 3)
    for name in ("hide_below", "hide_partners"):
        monkeypatch.setattr(kernels, name, getattr(kernels, name).py_func)
    assert_array_equal(mask(published, 3)[1], compiled)


@pytest.mark.parametrize("seed", [1, 2])
def test_masked_states_are_closed_and_hide_what_lies_below(new_england, seed):
    published = new_england.publication
    masked, newly = mask(published, seed, intensity=0.25)
    assert newly.sum() > 500
    assert not len(open_families(masked, masked.families))
    above = masked.families.above
    for tree in above:
        below = np.flatnonzero(tree >= 0)
        below = below[newly[tree[below]]]
        assert masked.hidden[below].all()
