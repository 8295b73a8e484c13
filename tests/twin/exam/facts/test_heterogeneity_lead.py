import numpy as np
import pytest

from milieu.twin.exam.facts.heterogeneity_lead import heterogeneity_lead, lead
from tests.twin.exam.made_up import with_clusters

YEARS = np.arange(60.0)


def hill(top, width=12.0, height=1.0):
    return height * np.exp(-(((YEARS - top) / width) ** 2))


@pytest.mark.parametrize("years", [-6, 0, 6, 10])
def test_finds_a_planted_lead(years):
    found = lead(hill(32, height=200.0), hill(32 - years))
    assert found == pytest.approx(years, abs=0.6)


def test_a_lead_is_found_through_noise_over_the_clusters_of_a_run():
    random = np.random.default_rng(1)
    tops = random.integers(25, 36, 12)
    firms = np.array([hill(top, height=150.0) for top in tops]).T
    varied = np.array([hill(top - 6) for top in tops]).T + random.normal(0, 0.05, (60, 12))
    made = with_clusters(firms=firms, homogeneity=1 - varied)
    assert heterogeneity_lead(made) == pytest.approx(6, abs=2)


def test_heterogeneity_without_a_link_to_firms_shows_no_lead_on_average():
    """Noise and random walks; an error of the mean over 600 clusters of about .35 years."""
    random = np.random.default_rng(2)
    firms = hill(42, 9, height=200.0)
    noise = [lead(firms, random.normal(0, 1, 60)) for _ in range(600)]
    walks = [lead(firms, np.cumsum(random.normal(0, 1, 60))) for _ in range(600)]
    assert abs(np.nanmean(noise)) < 1.5
    assert abs(np.nanmean(walks)) < 1.8


def test_heterogeneity_that_stands_still_has_no_lead():
    assert lead(hill(30, height=100.0), np.ones(60)) == 0.0


def test_clusters_that_do_not_decline_or_are_small_or_peak_too_near_an_end_do_not_count():
    assert np.isnan(lead(YEARS + 10, hill(20)))
    assert np.isnan(lead(hill(30, height=29.0), hill(20)))
    assert np.isnan(lead(hill(2, height=100.0), hill(20)))
    assert np.isnan(lead(hill(30, height=100.0), np.full(60, np.nan)))
