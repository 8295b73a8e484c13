import numpy as np
import pytest

from milieu.twin.exam.facts.density_elasticity import density_elasticity
from tests.twin.exam.made_up import with_clusters


def planted(random, elasticity, own_share, noise=0.05, clusters=12):
    """Productivity that rises with jobs, part as the firms' own and part as cheaper supply."""
    log_jobs = random.normal(6, 1, (60, clusters))
    advantage = (1 - own_share) * elasticity * log_jobs
    boom = random.normal(0, 1, (60, 1)) + 0.05 * np.arange(60)[:, None]
    own = own_share * elasticity * log_jobs + boom + random.normal(0, noise, (60, clusters))
    return with_clusters(
        firms=np.full((60, clusters), 50.0),
        jobs=np.exp(log_jobs),
        mean_log_productivity=own,
        mean_cost_advantage=advantage,
    )


@pytest.mark.parametrize("own_share", [0.0, 0.5, 1.0])
def test_finds_a_planted_elasticity_whichever_way_it_comes(own_share):
    """40 years of 12 clusters: an error of .05 / sqrt(440) = .0024."""
    found = density_elasticity(planted(np.random.default_rng(1), 0.05, own_share))
    assert found == pytest.approx(0.05, abs=4 * 0.0024)


def test_small_clusters_elsewhere_and_unknown_ones_do_not_count():
    made = planted(np.random.default_rng(2), 0.05, 0.5, noise=0.0)
    made.clusters["jobs"][:, 0] = 1e9
    made.clusters["firms"][:, 1] = 9
    made.clusters["mean_log_productivity"][:, 1] = 100
    made.clusters["mean_log_productivity"][:, 2] = np.nan
    assert density_elasticity(made) == pytest.approx(0.05)


def test_is_unknown_with_three_clusters_or_equal_ones():
    assert np.isnan(density_elasticity(planted(np.random.default_rng(3), 0.05, 0.5, clusters=3)))
    same = with_clusters(firms=np.full((60, 8), 50.0), jobs=np.full((60, 8), 100.0))
    assert np.isnan(density_elasticity(same))
