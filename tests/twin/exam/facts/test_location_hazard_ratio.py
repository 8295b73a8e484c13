import numpy as np
import pytest

from milieu.twin.exam.facts.location_hazard_ratio import in_dense_cluster, location_hazard
from tests.twin.exam.made_up import lives, run

SIZES = np.repeat(np.arange(13), [100, *([20] * 6), *([150] * 6)])  # six small, six dense


@pytest.mark.parametrize("ratio", [0.7, 1.3])
def test_finds_a_known_effect_of_either_sign(ratio):
    def hazards(age, spin_off, cluster):
        return np.where(cluster >= 7, ratio, 1.0) * (0.06 + 0.1 * np.exp(-age / 3))

    found = location_hazard(lives(np.random.default_rng(1), hazards, clusters=SIZES))
    assert found.low < ratio < found.high
    assert found.ratio == pytest.approx(ratio, rel=0.2)


def test_dense_is_above_the_median_of_clusters_that_have_firms():
    made = run(years=1, clusters=6, firm=np.arange(14),
               cluster=[0] * 5 + [1] + [2] * 3 + [3] * 5)  # fmt: skip
    assert in_dense_cluster(made).tolist() == [False] * 9 + [True] * 5


def test_elsewhere_is_never_dense_and_alone_it_can_not_be_compared():
    outside = lives(np.random.default_rng(2), lambda age, *_: 0.1 + 0 * age, years=30,
                    clusters=np.zeros(200, int))  # fmt: skip
    assert not in_dense_cluster(outside).any()
    assert np.isnan(location_hazard(outside).ratio)
