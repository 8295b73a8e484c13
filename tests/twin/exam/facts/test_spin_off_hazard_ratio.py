import numpy as np
import pytest

from milieu.twin.exam.facts.spin_off_hazard_ratio import spin_off_hazard, spin_off_hazard_ratio
from tests.twin.exam.made_up import lives, run


def falling_with_age(ratio):
    def hazards(age, spin_off, cluster):
        return np.where(spin_off, ratio, 1.0) * (0.05 + 0.15 * np.exp(-age / 3))

    return hazards


@pytest.mark.parametrize(("ratio", "error"), [(0.5, 0.035), (0.7, 0.030), (1.0, 0.027)])
def test_finds_a_known_hazard_ratio_within_its_interval(ratio, error):
    """60 years of 1,300 firms; errors of ln ratio over 60 samples."""
    found = spin_off_hazard(lives(np.random.default_rng(1), falling_with_age(ratio)))
    assert found.ratio == pytest.approx(ratio, rel=4 * error)
    assert found.low < found.ratio < found.high
    assert np.log(found.high / found.low) == pytest.approx(2 * 1.96 * error, rel=0.15)


def test_the_interval_holds_the_truth_as_often_as_it_says():
    held = []
    for seed in range(120):
        made = lives(np.random.default_rng(seed), falling_with_age(0.7), years=25,
                     clusters=np.arange(260) % 13)  # fmt: skip
        found = spin_off_hazard(made)
        held.append(found.low <= 0.7 <= found.high)
    assert 0.88 <= np.mean(held) <= 1.0


def test_age_does_not_pass_for_the_effect_of_descent():
    """Spin-offs are all young here and hazards only hang on age: the crude ratio is above 1.5."""

    def hazards(age, spin_off, cluster):
        return np.where(age < 3, 0.25, 0.08)

    made = lives(np.random.default_rng(2), hazards)
    records = made.firm_years
    records["spin_off"] = (records["age"] < 8) & (records["firm"] % 2 == 0)
    assert spin_off_hazard_ratio(made) == pytest.approx(1.0, abs=0.1)


def test_is_unknown_without_spin_offs_or_without_exits():
    made = lives(np.random.default_rng(3), falling_with_age(1.0), years=15, spin_off_share=0.0)
    assert np.isnan(spin_off_hazard_ratio(made))
    stay = {"year": np.repeat(np.arange(15), 20), "firm": np.tile(np.arange(20), 15)}
    assert np.isnan(spin_off_hazard_ratio(run(years=15, **stay, spin_off=np.arange(300) % 2)))
