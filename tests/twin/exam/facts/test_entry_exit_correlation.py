import numpy as np
import pytest

from milieu.twin.exam.facts.entry_exit_correlation import across_industries, entry_exit_correlation
from tests.twin.exam.made_up import lives, run


def turning_over(random, rates, exits, firms=300, years=60):
    """Clusters whose yearly entry and exit rates differ; entrants do not come for those who go."""
    year, firm, cluster, fresh = [], [], [], 0
    for c, (entry, leave) in enumerate(zip(rates, exits, strict=True)):
        stock = np.arange(fresh, fresh + firms)
        fresh += firms
        for y in range(years):
            year += [np.full(len(stock), y)]
            firm += [stock]
            cluster += [np.full(len(stock), c)]
            stays = random.random(len(stock)) >= leave
            born = random.poisson(entry * len(stock))
            stock = np.concatenate([stock[stays], np.arange(fresh, fresh + born)])
            fresh += born
    parts = {"year": year, "firm": firm, "cluster": cluster}
    return run(years, **{name: np.concatenate(part) for name, part in parts.items()})


def test_clusters_that_turn_over_fast_have_much_of_both():
    random = np.random.default_rng(1)
    rates = np.linspace(0.05, 0.2, 13)
    found = entry_exit_correlation(turning_over(random, rates, rates))
    assert found > 0.9


def test_where_firms_come_they_do_not_leave():
    random = np.random.default_rng(2)
    rates = np.linspace(0.08, 0.12, 13)
    assert entry_exit_correlation(turning_over(random, rates, rates[::-1])) < -0.6


def test_equal_clusters_show_no_correlation_beyond_the_sampling_error():
    """Ten windows of twelve clusters: an error of 1 / sqrt(11 x 10) = .095."""
    random = np.random.default_rng(3)
    even = np.full(13, 0.1)
    assert abs(entry_exit_correlation(turning_over(random, even, even))) < 4 * 0.095


def test_elsewhere_and_small_clusters_do_not_count():
    random = np.random.default_rng(4)
    small = lives(random, lambda age, *_: 0.1 + 0 * age, clusters=np.repeat(np.arange(13), 10))
    assert np.isnan(entry_exit_correlation(small))
    outside = lives(random, lambda age, *_: 0.1 + 0 * age, clusters=np.zeros(1000, int))
    assert np.isnan(entry_exit_correlation(outside))


def test_across_industries_takes_one_rate_a_run_and_leaves_the_unknown_out():
    entry, leave = [0.1, 0.2, 0.3, 0.4, 0.5, np.nan], [1.0, 2.0, 3.0, 4.0, 5.0, 0.0]
    assert across_industries(entry, leave) == pytest.approx(1.0)
    assert np.isnan(across_industries(entry[:4], leave[:4]))
