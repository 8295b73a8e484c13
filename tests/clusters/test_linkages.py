"""Industries grouped by their similarity."""

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from milieu.clusters.linkages import (
    WAYS,
    adjusted_rand_index,
    co_membership,
    communities,
    group_industries,
    known_pairs,
    mean_to_groups,
    moved_to_nearest,
    nearest_pairs,
    numbered,
    validation_score,
)
from milieu.core.errors import UserError
from milieu.indicators.coagglomeration import pairwise_coagglomeration
from milieu.indicators.similarity import co_location, mean_similarity

PLANTED = np.repeat(np.arange(4), 5)


def jobs_with_groups(seed=0, regions=80):
    """Jobs of 20 industries in four groups that each have regions of their own liking."""
    random = np.random.default_rng(seed)
    liking = random.lognormal(0, 1, (regions, 4))
    return 100 * liking[:, PLANTED] * random.lognormal(0, 0.6, (regions, 20))


SIMILARITY = co_location(jobs_with_groups())


@pytest.mark.parametrize("way", WAYS)
def test_planted_groups_are_found_in_their_number(way):
    best = group_industries(SIMILARITY, (4,), (way,))[0]
    assert_array_equal(best.group, PLANTED)
    assert best.score == 1


def test_the_best_of_many_numbers_is_the_planted_one_and_stands_first():
    found = group_industries(SIMILARITY, range(2, 9))
    assert len(found) == len(WAYS) * 7
    assert found[0].score == max(one.score for one in found) == 1
    assert 4 in {one.wanted for one in found if one.score == 1}
    assert min(one.score for one in found) < 1


def test_means_to_groups_leave_the_industry_itself_out():
    near = np.array([[0.0, 1, 2], [1, 0, 3], [2, 3, 0]])
    assert_allclose(mean_to_groups(near, np.array([0, 0, 1])), [[1, 2], [1, 3], [2.5, np.nan]])


def test_the_score_is_the_share_of_passed_comparisons_counted_by_hand():
    # two pairs: the first is nearer within (4 > 1), the second is not (0 < 1)
    near = np.ones((4, 4)) - np.eye(4)
    near[0, 1] = near[1, 0] = 4
    near[2, 3] = near[3, 2] = 0
    assert validation_score(near, np.array([0, 0, 1, 1])) == 0.5
    assert np.isnan(validation_score(near, np.zeros(4, int)))


def test_an_industry_put_in_the_wrong_group_moves_to_its_own():
    near, wrong = known_pairs(SIMILARITY), PLANTED.astype(np.int32)
    wrong[0], wrong[7] = 3, 0
    assert_array_equal(moved_to_nearest(near, wrong), PLANTED)
    assert wrong[0] == 3, "what was given is not changed"


def test_close_pairs_stay_pairs():
    near = np.ones((4, 4)) - np.eye(4)
    near[[0, 1, 2, 3], [1, 0, 3, 2]] = 5
    pairs = np.array([0, 0, 1, 1], np.int32)
    assert_array_equal(moved_to_nearest(near, pairs), pairs)


def test_pairs_that_are_not_known_count_as_the_mean_pair():
    similarity = SIMILARITY.copy()
    similarity[0, 9] = similarity[9, 0] = np.nan
    near = known_pairs(similarity)
    assert near[0, 9] == 0
    assert_allclose(near.sum(), 0, atol=1e-9)
    assert_array_equal(group_industries(similarity, (4,), ("ward",))[0].group, PLANTED)


@pytest.mark.parametrize("way", WAYS)
def test_the_order_and_the_scale_of_industries_do_not_matter(way):
    order = np.random.default_rng(1).permutation(20)
    found = group_industries(3 * SIMILARITY[np.ix_(order, order)] + 1, (4,), (way,))[0]
    assert adjusted_rand_index(found.group, PLANTED[order]) == 1


def test_pairs_of_planted_groups_stay_together_when_regions_are_drawn_anew():
    jobs = jobs_with_groups(regions=60)
    share = co_membership(lambda rows: co_location(jobs[rows]), 60, 4, "ward", draws=12)
    same = PLANTED[:, None] == PLANTED[None, :]
    assert share[same].mean() > 0.9 and share[~same].mean() < 0.1
    assert_array_equal(np.diag(share), 1)
    noise = np.random.default_rng(3).lognormal(0, 1, (60, 20))
    loose = co_membership(lambda rows: co_location(noise[rows]), 60, 4, "ward", draws=12)
    assert loose[same & ~np.eye(20, dtype=bool)].mean() < 0.5


def test_communities_of_two_triangles_and_a_node_without_an_edge():
    edges = [(0, 1, 1.0), (1, 2, 1.0), (0, 2, 1.0), (3, 5, 1.0), (5, 6, 1.0), (3, 6, 1.0)]
    expected = [0, 0, 0, 1, 2, 1, 1, 3]
    assert communities(edges, 8, 1.0).tolist() == expected
    assert communities([], 3, 1.0).tolist() == [0, 1, 2]
    joined = [*edges, (2, 3, 0.5)]
    assert communities(joined, 8, 1.0).tolist() == expected


def test_a_finer_resolution_makes_more_communities_and_a_seed_the_same_ones():
    edges = nearest_pairs(known_pairs(SIMILARITY))
    counts = [communities(edges, 20, fineness).max() + 1 for fineness in (0.01, 1.0, 100.0)]
    assert counts[0] <= counts[1] <= counts[2] == 20
    noise = nearest_pairs(known_pairs(co_location(np.random.default_rng(3).random((60, 20)))))
    first = communities(noise, 20, 1.5, seed=4)
    assert_array_equal(first, communities(noise, 20, 1.5, seed=4))


def test_only_the_nearest_pairs_are_in_the_network():
    near = np.array([[0.0, 3, 2, 1], [3, 0, -1, 1], [2, -1, 0, 0], [1, 1, 0, 0]])
    assert nearest_pairs(near, 1) == [(0, 1, 3.0), (0, 2, 2.0), (0, 3, 1.0)]
    assert len(nearest_pairs(near, 3)) == 4, "only pairs nearer than the mean"


def test_groups_are_numbered_by_first_appearance():
    assert numbered(np.array([7, 2, 7, 5, 2])).tolist() == [0, 1, 0, 2, 1]


groups = st.lists(st.integers(0, 3), min_size=2, max_size=12)


@given(st.data())
def test_the_rand_index_counts_pairs_and_is_adjusted_for_chance(data):
    one = np.array(data.draw(groups))
    other = np.array(data.draw(st.lists(st.integers(0, 3), min_size=len(one), max_size=len(one))))
    pairs = list(combinations(range(len(one)), 2))
    a, b = (np.array([g[i] == g[j] for i, j in pairs]) for g in (one, other))
    expected = a.sum() * b.sum() / len(pairs)
    middle = (a.sum() + b.sum()) / 2
    wanted = 1.0 if middle == expected else ((a & b).sum() - expected) / (middle - expected)
    assert_allclose(adjusted_rand_index(one, other), wanted, atol=1e-12)
    assert_allclose(adjusted_rand_index(other, one), wanted, atol=1e-12)


def test_the_rand_index_is_1_for_the_same_groups_and_near_0_for_shuffled_ones():
    assert adjusted_rand_index(PLANTED, 3 - PLANTED) == 1
    random = np.random.default_rng(0)
    many = random.integers(0, 5, 2000)
    assert abs(adjusted_rand_index(many, random.permutation(many))) < 0.01
    assert np.isnan(adjusted_rand_index(np.array([0]), np.array([0])))


@pytest.mark.parametrize(
    ("similarity", "numbers", "ways", "word"),
    [
        (np.triu(np.ones((4, 4))), (2,), WAYS, "symmetric"),
        (np.full((4, 4), np.nan), (2,), WAYS, "no known pair"),
        (SIMILARITY, (1,), WAYS, "2 to 19"),
        (SIMILARITY, (20,), WAYS, "2 to 19"),
        (SIMILARITY, (2,), ("wart",), "Did you mean 'ward'"),
    ],
)
def test_what_can_not_be_grouped_is_refused(similarity, numbers, ways, word):
    with pytest.raises(UserError, match=word):
        group_industries(similarity, numbers, ways)


@pytest.fixture(scope="module")
def traded(shared_data):
    """Counties of 2016 by traded six-digit industries, and the published cluster of each industry.

    83 % of these cells are suppressed: establishments times the national mean size stand for jobs.
    """
    table = pd.read_parquet(shared_data / "us_qcew_2016" / "county_naics6.parquet")
    names = pd.read_csv(
        shared_data / "cluster_definitions" / "us_benchmark_naics_to_cluster.csv", dtype=str
    )
    cluster = names[names.traded_local == "Traded"].set_index("naics").cluster
    table = table[table.industry_code.isin(cluster.index)]
    sums = table[~table.suppressed].groupby("industry_code")[["emp", "estabs"]].sum()
    mean_size = table.industry_code.map(sums.emp / sums.estabs)
    table = table.assign(jobs=table.emp.where(~table.suppressed, table.estabs * mean_size))
    wide = table.pivot_table(
        index="area_fips", columns="industry_code", values=["jobs", "estabs"], aggfunc="sum"
    ).fillna(0)
    industries = wide["jobs"].columns
    published = np.unique(cluster[industries], return_inverse=True)[1]
    return wide["jobs"].to_numpy(), wide["estabs"][industries].to_numpy(), published


def test_groups_from_location_alone_agree_little_with_the_published_us_clusters(traded):
    """Delgado, Porter and Stern (2016) also use input-output links, occupations and judgment.

    Location alone gives an adjusted Rand index of about 0.09, far from chance and far from theirs.
    """
    jobs, establishments, published = traded
    assert published.max() + 1 == 51
    similarity = mean_similarity(
        co_location(jobs), co_location(establishments), pairwise_coagglomeration(jobs)
    )
    best = group_industries(similarity, (51,), ("ward",))[0]
    assert 0.05 < adjusted_rand_index(best.group, published) < 0.15
    shuffled = np.random.default_rng(0).permutation(published)
    assert abs(adjusted_rand_index(best.group, shuffled)) < 0.01
    near = known_pairs(similarity)
    assert 0.7 < validation_score(near, published.astype(np.int32)) < best.score
