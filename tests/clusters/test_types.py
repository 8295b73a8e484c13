import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.clusters.evidence import Evidence, evidence_of_cells, evidence_of_firms
from milieu.clusters.types import CANNOT_TELL, TYPES, kind


def firms(sizes, owners):
    return evidence_of_firms(np.array(sizes, float), np.array(owners))


def test_many_small_local_firms_are_marshallian():
    seen = kind(firms([20] * 100, ["local"] * 100))
    assert seen.name == "Marshallian"
    assert seen.missing == ("local_link_share",)
    assert "100% of the jobs are in locally owned firms" in seen.sentence
    assert seen.sentence.endswith("Not known: local link share. From 100 firms.")


def test_a_few_large_local_firms_with_small_ones_are_hub_and_spoke():
    seen = kind(firms([5_000, 2_000] + [20] * 100, ["local"] * 102))
    assert seen.name == "hub-and-spoke"


def test_branches_of_owners_elsewhere_are_a_satellite_platform():
    seen = kind(firms([800] * 6 + [20] * 20, ["outside"] * 6 + ["local"] * 20))
    assert seen.name == "satellite platform"


def test_a_public_employer_at_the_core_anchors_it():
    seen = kind(firms([3_000] + [60] * 30, ["public"] + ["local"] * 30))
    assert seen.name == "state-anchored"


def test_links_that_stay_decide_what_branches_are_not():
    """Large branches whose links stay in the region are less of a platform."""
    branches = {"top4_share": 0.5, "outside_owner_share": 0.7, "small_firm_share": 0.4}
    leaving = kind(Evidence(**branches, local_link_share=0.1))
    staying = kind(Evidence(**branches, local_link_share=0.6))
    assert leaving.scores["satellite platform"] > staying.scores["satellite platform"]


def test_nothing_known_cannot_tell_and_says_what_is_missing():
    seen = kind(Evidence())
    assert seen.name == CANNOT_TELL and seen.excluded == ()
    assert len(seen.missing) == 6
    assert seen.sentence.startswith("Cannot tell between Marshallian, hub-and-spoke")


def test_establishments_alone_exclude_what_they_can():
    """Three establishments cannot be Marshallian; two hundred tiny ones cannot have a hub."""
    few = kind(evidence_of_cells(np.array([900.0]), np.array([3.0])))
    many = kind(evidence_of_cells(np.array([230.0]), np.array([200.0])))
    assert few.name == many.name == CANNOT_TELL
    assert "Marshallian" in few.excluded
    assert "hub-and-spoke" in many.excluded
    assert "Excluded: hub-and-spoke" in many.sentence


def test_none_fits_is_said():
    seen = kind(
        Evidence(0.45, 0.1, 0.3, 0.35, 0.45, 0.2, 0.3),
    )
    assert seen.name == CANNOT_TELL
    assert "none of the types fits" in seen.sentence


shares = st.one_of(st.none(), st.floats(0, 1))


@given(st.tuples(shares, shares, shares, shares, shares, shares, shares))
def test_learning_more_never_widens_a_score_nor_revives_a_type(known):
    less, more = kind(Evidence()), kind(Evidence(*known))
    for name in TYPES:
        low, high = more.scores[name]
        assert 0 <= less.scores[name][0] <= low <= high <= less.scores[name][1] <= 1
    assert set(less.excluded) <= set(more.excluded)
    assert more.name not in more.excluded


@given(st.tuples(*[st.floats(0, 1)] * 7), st.integers(0, 6))
def test_a_named_type_stays_when_a_gap_is_filled(known, gap):
    with_gap = list(known)
    with_gap[gap] = None
    before, after = kind(Evidence(*with_gap)), kind(Evidence(*known))
    if before.name != CANNOT_TELL:
        assert after.name == before.name


def test_known_shares_give_exact_scores():
    seen = kind(Evidence(0.25, 0.05, 0.6, 0.7, 0.1, 0.0, 0.4))
    assert seen.scores["Marshallian"] == pytest.approx((1, 1))
    assert seen.scores["state-anchored"] == (0, 0)
