"""Economic complexity index."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import pearsonr, spearmanr

from milieu.core.errors import UserError
from milieu.indicators.economic_complexity import economic_complexity, scores
from milieu.indicators.product_complexity import product_complexity

# regions at home in ever fewer, ever rarer industries
NESTED = np.array([[1, 1, 1, 1], [1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0]], float)


def made_up(seed=0, regions=30, industries=12):
    return np.random.default_rng(seed).lognormal(2, 1.5, (regions, industries))


def test_equals_the_second_eigenvector_of_the_matrix_as_it_is_written():
    jobs = made_up()
    found = economic_complexity(jobs)
    m = (jobs / jobs.sum(axis=1, keepdims=True) / (jobs.sum(axis=0) / jobs.sum()) >= 1).astype(
        float
    )
    matrix = (m / m.sum(axis=1, keepdims=True)) @ (m / m.sum(axis=0)).T
    values, vectors = np.linalg.eig(matrix)
    second = vectors[:, np.argsort(-values.real)[1]].real
    assert abs(np.corrcoef(second, found.complexity)[0, 1]) > 1 - 1e-10
    assert_allclose([found.complexity.mean(), found.complexity.std()], [0, 1], atol=1e-12)


def test_orders_nested_regions_by_their_diversity():
    found = scores(NESTED)
    assert found.sign_known
    assert (np.diff(found.regions) < 0).all()
    assert (np.diff(found.industries) > 0).all(), "what few regions do is complex"


def test_is_the_same_from_the_side_of_the_industries():
    one, other = scores(NESTED[:, :3]), scores(NESTED[:, :3].T.copy())
    assert_allclose(np.abs(one.regions), np.abs(other.industries), atol=1e-10)


@pytest.fixture(scope="module")
def uk(shared_data):
    folder = shared_data / "uk_sic4_nuts2_2015_2018"
    panel = pd.read_parquet(folder / "panel.parquet")
    # Northern Ireland comes without segments: the same as elsewhere
    segment = panel.dropna(subset=["segment"]).drop_duplicates("sic4").set_index("sic4").segment
    panel["segment"] = panel.sic4.map(segment)
    published = pd.read_csv(folder / "eci_nuts2_published.csv")
    return panel, published.set_index(["year", "nuts_id"]).economic_complexity_index


def wide(panel, year, industry, value):
    rows = panel[panel.year == year]
    return rows.pivot_table(index="nuts2", columns=industry, values=value, aggfunc="sum").fillna(0)


@pytest.mark.parametrize("year", [2016, 2017, 2018])
def test_equals_the_index_of_uk_regions_that_nesta_published(uk, year):
    """Nesta took IDBR local units by its 72 segments and prints a vector of length 1.

    Its sign is the opposite: the top tenth of regions shall have the fewer specializations. The
    tolerance is half of the fourth digit and what the fit of length and mean adds.
    """
    table = wide(uk[0], year, "segment", "local_units")
    assert table.shape == (40, 72)
    published = uk[1].loc[year].reindex(table.index).to_numpy()
    ours = -economic_complexity(table.to_numpy()).complexity
    assert pearsonr(ours, published).statistic > 0.9999999
    assert spearmanr(ours, published).statistic > 0.9999
    line = np.polyfit(ours, published, 1)
    assert_allclose(np.polyval(line, ours), published, atol=6e-5)


def test_from_four_digit_jobs_instead_the_uk_index_differs_from_nestas(uk):
    table = wide(uk[0], 2017, "sic4", "employment")
    published = uk[1].loc[2017].reindex(table.index).to_numpy()
    ours = -economic_complexity(table.to_numpy()).complexity
    there = np.isfinite(ours)
    assert 0.9 < pearsonr(ours[there], published[there]).statistic < 0.95
    assert 0.7 < spearmanr(ours[there], published[there]).statistic < 0.85


def test_regions_that_share_no_industry_are_refused_with_the_reason():
    jobs = np.array([[5.0, 5, 0, 0], [5, 6, 0, 0], [0, 0, 5, 4], [0, 0, 5, 5]])
    with pytest.raises(UserError, match=r"2 groups of regions \(2, 2\)"):
        economic_complexity(jobs)


def test_the_sign_is_called_unknown_where_diversity_does_not_tell():
    # every region is at home in two of six industries around a ring with one chord less
    ring = np.eye(6) + np.roll(np.eye(6), 1, axis=1)
    assert np.isnan(scores(ring).regions).all(), "a ring has two second eigenvectors"
    line = ring[:5]
    found = scores(line)
    assert np.isfinite(found.regions).all()
    assert not found.sign_known
    told = scores(line, rising_with=np.arange(5.0))
    assert told.sign_known
    assert (np.diff(told.regions) > 0).all()
    assert (np.diff(scores(line, rising_with=-np.arange(5.0)).regions) < 0).all()


def test_the_sign_says_of_itself_whether_it_is_known():
    found = economic_complexity(made_up(1))
    correlation = np.corrcoef(found.complexity, found.diversity)[0, 1]
    assert correlation >= 0
    assert_array_equal(found.sign_known, float(correlation >= 0.2))


def test_with_scores_of_industries_fixed_a_region_that_stays_keeps_its_value():
    before = made_up(2)
    after = before.copy()
    after[5:] = before[5:][np.random.default_rng(0).permutation(25)]  # the nation stays as it was
    fixed = product_complexity(before)
    one = economic_complexity(before, industry_scores=fixed).complexity
    two = economic_complexity(after, industry_scores=fixed).complexity
    assert_allclose(two[:5], one[:5])
    assert not np.allclose(two[5:], one[5:])
    free = economic_complexity(before).complexity
    assert np.corrcoef(one, free)[0, 1] > 1 - 1e-9, "the same order in the base year"


@pytest.mark.parametrize("seed", range(5))
def test_does_not_depend_on_unit_and_order_nor_on_empty_regions(seed):
    jobs = made_up(seed)
    found = economic_complexity(jobs).complexity
    assert_allclose(economic_complexity(jobs * 8).complexity, found, atol=1e-8)
    assert_allclose(economic_complexity(jobs[::-1, ::-1]).complexity, found[::-1], atol=1e-8)
    more = economic_complexity(np.vstack([jobs, 0 * jobs[:1]])).complexity
    assert_allclose(more[:-1], found, atol=1e-8)
    assert np.isnan(more[-1])


def test_regions_that_are_all_alike_have_no_order():
    assert np.isnan(economic_complexity(np.outer([1.0, 2, 3], [4.0, 5, 6])).complexity).all()


def test_an_unknown_cell_makes_all_unknown():
    jobs = made_up()
    jobs[3, 3] = np.nan
    assert np.isnan(economic_complexity(jobs).complexity).all()
    fixed = np.zeros(12)
    assert np.isnan(economic_complexity(jobs, industry_scores=fixed).complexity).all()


def test_wrong_shapes_and_negative_numbers_are_refused():
    with pytest.raises(UserError, match="industry_scores"):
        economic_complexity(made_up(), industry_scores=np.ones(3))
    with pytest.raises(UserError, match="rising_with"):
        economic_complexity(made_up(), rising_with=np.ones(3))
    with pytest.raises(UserError, match="at least 0"):
        economic_complexity(-made_up())
