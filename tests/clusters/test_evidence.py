from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.clusters.declare import Found
from milieu.clusters.evidence import evidence_of_cells, evidence_of_clusters, evidence_of_firms
from milieu.core.cells import published
from milieu.core.errors import UserError


def test_shares_of_firms_by_hand():
    jobs = np.array([100.0, 60, 40, 20, 20, 10, np.nan, 0])
    owner = np.array(["local", "outside", "public", "local", "local", "", "local", "local"])
    seen = evidence_of_firms(jobs, owner, local_link_share=0.4)
    assert seen.top4_share == pytest.approx(220 / 250)
    assert seen.herfindahl == pytest.approx((100**2 + 60**2 + 40**2 + 2 * 20**2 + 10**2) / 250**2)
    assert seen.small_firm_share == pytest.approx(90 / 250)
    assert seen.local_owner_share == pytest.approx((140 / 250, 150 / 250))
    assert seen.public_share == pytest.approx((40 / 250, 50 / 250))
    assert seen.local_link_share == 0.4
    assert seen.source == "6 firms"


def test_no_owner_known_is_unknown_not_zero():
    seen = evidence_of_firms(np.array([5.0, 6.0]), np.array(["", ""]))
    assert seen.local_owner_share is seen.public_share is None
    assert evidence_of_firms(np.array([np.nan]), np.array(["local"])).top4_share is None


def test_another_kind_of_owner_is_refused():
    with pytest.raises(UserError, match="'local'"):
        evidence_of_firms(np.array([5.0]), np.array(["locl"]))


def test_bounds_of_one_cell_by_hand():
    """Ten establishments with 100 jobs: all 10, or one with 91."""
    seen = evidence_of_cells(np.array([100.0]), np.array([10.0]))
    assert seen.herfindahl == pytest.approx((0.1, (91**2 + 9) / 100**2))
    assert seen.top4_share == pytest.approx((0.4, 0.94))
    assert seen.small_firm_share == pytest.approx((0.09, 1.0))


def test_unknown_counts_prove_nothing():
    assert evidence_of_cells(np.array([9.0, 9]), np.array([2.0, np.nan])).herfindahl is None
    assert evidence_of_cells(np.zeros(0), np.zeros(0)).top4_share is None


@given(st.lists(st.lists(st.integers(1, 300), min_size=1, max_size=8), min_size=1, max_size=6))
def test_the_truth_lies_within_the_bounds(plants_by_cell):
    """Whatever the sizes of the establishments are."""
    jobs = np.array([float(sum(plants)) for plants in plants_by_cell])
    number = np.array([float(len(plants)) for plants in plants_by_cell])
    plants = np.array([float(p) for cell in plants_by_cell for p in cell])
    truth = evidence_of_firms(plants, np.array([""] * len(plants)))
    bounds = evidence_of_cells(jobs, number)
    for share in ("top4_share", "herfindahl", "small_firm_share"):
        low, high = getattr(bounds, share)
        assert low - 1e-9 <= getattr(truth, share) <= high + 1e-9
        assert 0 <= low <= high <= 1 + 1e-9


def test_each_cluster_found_has_its_own_evidence():
    jobs, firms = np.array([[100.0, 9], [50, 7]]), np.array([[10.0, 3], [5, 7]])
    hidden = np.array([[False, False], [True, False]])
    cells = replace(published(2016, ("A", "B"), ("1", "2"), jobs, firms), hidden=hidden)
    found = Found(np.array([[1, -1], [1, 0]], np.int32), ("", ""), np.ones(2))
    first, second = evidence_of_clusters(cells, found)
    assert first == evidence_of_cells(np.array([7.0]), np.array([7.0]))
    assert second.top4_share == evidence_of_cells(jobs[:, 0], firms[:, 0]).top4_share
    assert second.source == "15 establishments with 150 jobs (1 of 2 cells estimated)"
