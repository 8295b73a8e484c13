"""Peers and what became of them."""

import numpy as np
import pandas as pd
import pytest

from milieu.core.errors import UserError
from milieu.lifecycle.likeness import squared_distances, traits
from milieu.lifecycle.peers import KEPT_JOBS, NOT_IN_DECLINE, peers
from milieu.lifecycle.trajectories import Trajectories


def made(clusters=120, years=16, seed=1):
    """Return clusters whose growth persists: what was, tells what comes."""
    random = np.random.default_rng(seed)
    growth = random.normal(0, 0.06, (clusters, 1)) + random.normal(0, 0.04, (clusters, years))
    jobs = 1000 * np.exp(random.normal(0, 0.5, (clusters, 1)) + growth.cumsum(axis=1))
    known = {"jobs": jobs, "nation_jobs": np.full((clusters, years), 1e6)}
    return Trajectories(
        tuple(f"C{k}" for k in range(clusters)), np.arange(2000, 2000 + years), known
    )


KNOWN = made()


def stages_of(known):
    """Return stages by sign of growth, sure of themselves."""
    growth = np.diff(np.log(known["jobs"]), axis=1, prepend=np.nan)
    stages = np.full((*known.shape, 4), 0.1 / 3)
    stages[growth > 0, 1] = 0.9
    stages[growth <= 0, 3] = 0.9
    stages[:, 0] = np.nan
    return stages


def test_are_the_nearest_of_all_other_clusters_and_earlier_years():
    found = peers(KNOWN, most=5)
    features, weights = traits(KNOWN, None)
    gaps = squared_distances(features[7, -1][None], features[:, :13].reshape(-1, 10), weights)
    gaps = gaps.reshape(120, 13)
    gaps[7] = np.inf
    expected = np.argsort(gaps.min(axis=1))[:5]
    assert found.cluster[7].tolist() == expected.tolist()
    assert found.at[7].tolist() == gaps.argmin(axis=1)[expected].tolist()
    np.testing.assert_allclose(found.distance[7], np.sqrt(gaps.min(axis=1)[expected]), rtol=1e-5)


def test_each_is_another_cluster_once_and_the_nearest_comes_first():
    found = peers(KNOWN)
    for row in range(120):
        mine = found.cluster[row][found.cluster[row] >= 0]
        assert row not in mine and len(set(mine)) == len(mine) == 50
    assert (np.diff(found.distance, axis=1) >= 0).all()
    assert (found.at <= 12).all()


def test_nothing_after_the_year_is_looked_at():
    later = KNOWN["jobs"].copy()
    later[:, 11:] = 1.0
    now, then = (peers(k, year=2010) for k in (KNOWN, KNOWN.with_measures(jobs=later)))
    np.testing.assert_array_equal(now.cluster, then.cluster)
    for name, curve in now.curves.items():
        np.testing.assert_array_equal(curve.share, then.curves[name].share)
    for after in (3, 5):
        np.testing.assert_array_equal(now.change[after], then.change[after])


def test_the_short_list_names_them_with_what_came_next():
    found = peers(KNOWN)
    peer = found.short_list(3)[0]
    cluster, at = KNOWN.names.index(peer.name), peer.year - 2000
    jobs = KNOWN["jobs"][cluster]
    assert peer.change_after_3 == pytest.approx(jobs[at + 3] / jobs[at] - 1)
    if at + 5 > 15:
        assert np.isnan(peer.change_after_5)
    assert len(found.short_list(3)) == 6


def test_with_stages_only_clusters_in_the_same_one_are_peers():
    stages = stages_of(KNOWN)
    found = peers(KNOWN, stages)
    mine = stages[:, -1].argmax(axis=1)
    theirs = stages[found.cluster, found.at].argmax(axis=2)
    known = np.isfinite(stages[found.cluster, found.at]).all(axis=2)
    there = (found.cluster >= 0) & known
    assert (theirs == mine[:, None])[there].all()
    assert set(found.curves) == {KEPT_JOBS, NOT_IN_DECLINE}


def test_curves_tell_those_who_will_lose_jobs_from_those_who_will_not():
    """Fifty peers of clusters six years back against what then happened."""
    known = made(600, 18, seed=5)
    found = peers(known, year=2012)
    jobs = known["jobs"]
    kept = (jobs[:, 13:18] > 0.75 * jobs[:, 12:13]).all(axis=1)
    said = found.curves[KEPT_JOBS].share[:, 4]
    told = np.isfinite(said)
    assert told.mean() > 0.95
    said, kept = said[told], kept[told]
    base = kept.mean() * (1 - kept.mean())
    assert ((said - kept) ** 2).mean() < 0.8 * base
    assert abs(said.mean() - kept.mean()) < 0.05
    rates = [kept[(said >= a) & (said < b)].mean() for a, b in ((0, 0.6), (0.6, 0.9), (0.9, 1.01))]
    assert rates[0] + 0.2 < rates[1] < rates[2]


def test_what_was_said_of_new_yorks_counties_in_2009_came_true_on_the_whole(shared_data):
    """Industries of three digits in counties; five years later, after the slump."""
    panel = pd.read_csv(shared_data / "ny_qcew_2000_2014" / "panel.csv")
    cells = panel[(panel.area_type == "County") & (panel.naics >= 100)]
    jobs = cells.pivot_table(index=["area", "naics"], columns="year", values="emp")
    jobs = jobs[jobs.max(axis=1) >= 100].reindex(columns=range(2000, 2015))
    values = jobs.to_numpy(np.float64)
    names = tuple(f"{area} {naics}" for area, naics in jobs.index)
    found = peers(Trajectories(names, np.arange(2000, 2015), {"jobs": values}), year=2009)
    kept = (values[:, 10:15] > 0.75 * values[:, 9:10]).all(axis=1)
    curve = found.curves[KEPT_JOBS].share[:, 4]
    told = np.isfinite(curve) & np.isfinite(values[:, 9:]).all(axis=1)
    assert told.sum() > 2500
    assert abs(curve[told].mean() - kept[told].mean()) < 0.05


def test_without_known_jobs_there_are_no_peers_and_it_says_why():
    hidden = KNOWN["jobs"].copy()
    hidden[4] = np.nan
    found = peers(KNOWN.with_measures(jobs=hidden))
    assert (found.cluster[4] == -1).all() and np.isnan(found.distance[4]).all()
    assert found.short_list(4) == []
    assert found.sentence(4).startswith("No peers: jobs in 2015 and in at least half")
    assert not (found.cluster == 4).any()


def test_a_sentence_tells_what_became_of_them():
    words = peers(KNOWN).sentence(3)
    assert words.startswith("Of 50 clusters that had gone a similar way, ")
    assert words.endswith(" still had three quarters of their jobs 5 years later.")


@pytest.mark.parametrize("known", [made(1), made(2), made(30, 1), made(30, 2), made(30, 3)])
def test_few_clusters_or_years_are_no_crash(known):
    found = peers(known)
    assert found.cluster.shape[0] == len(known.names)
    assert all(isinstance(found.sentence(k), str) for k in range(len(known.names)))


def test_zeros_are_unknown_to_logarithms_and_nothing_is_said():
    found = peers(KNOWN.with_measures(jobs=np.zeros(KNOWN.shape)))
    assert (found.cluster == -1).all()


def test_a_year_that_there_is_not_is_named():
    with pytest.raises(UserError, match="2031 is not among the years 2000 to 2015"):
        peers(KNOWN, year=2031)


def test_stages_of_another_shape_are_refused():
    with pytest.raises(UserError, match="Give clusters, years and the four stages"):
        peers(KNOWN, np.zeros((3, 3, 3)))
