import numpy as np
import pytest

from milieu.twin.exam import outcomes
from tests.twin.exam.made_up import run, with_clusters


@pytest.fixture
def made():
    """20 years of two clusters and an elsewhere that must not count."""
    late = (np.arange(20) >= 10)[:, None]
    made = with_clusters(
        20,
        sales=np.where(late, [3.0, 1.0], [100.0, 0.0]),
        mean_log_productivity=np.where(late, [2.0, 1.0], 9.0),
        research_share=np.where(late, [0.04, 0.0], 0.5),
        lobbying_share=np.where(late, [0.25, 0.9], 0.5),
        patents=np.where(late, [1.5, 1.0], 70.0),
        value_added=np.where(late, [10.0, 4.0], 70.0),
        spending=np.where(late, [1.0, 2.0], 70.0),
    )
    for field in made.clusters.dtype.names:
        made.clusters[field][:, 0] = 1e6
    return made


def test_outcomes_are_those_of_the_last_ten_years_without_elsewhere(made):
    assert outcomes.log_productivity(made) == pytest.approx(1.75)
    assert outcomes.effective_research_share(made) == pytest.approx(0.03 * 0.75)
    assert outcomes.patents(made) == pytest.approx(10)
    assert outcomes.value_added(made) == pytest.approx(56)
    assert outcomes.net_value_added(made) == pytest.approx(44)


@pytest.mark.parametrize(
    "name", ["log_productivity", "effective_research_share", "patents", "value_added"]
)
def test_outcomes_of_a_run_without_quarters_are_unknown(name):
    assert np.isnan(getattr(outcomes, name)(run(0)))


def test_a_mean_leaves_the_unknown_out():
    assert outcomes.weighted_mean(np.array([[1.0, np.nan]]), np.ones((1, 2))) == 1.0
    assert np.isnan(outcomes.weighted_mean(np.ones((1, 2)), np.zeros((1, 2))))
