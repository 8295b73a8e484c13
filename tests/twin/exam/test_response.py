import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.twin.exam.response import inverted_u, peak_dose

DOSES = np.array([0.0, 0.01, 0.02, 0.04, 0.08, 0.16])
CURVES = {
    "flat": 0 * DOSES,
    "rising": DOSES / 0.16,
    "saturating": 1 - np.exp(-DOSES / 0.03),
    "at once": np.minimum(1.0, DOSES / 0.005),
    "falling": -DOSES / 0.16,
    "inverted U": 1 - (np.sqrt(DOSES / 0.05) - 1) ** 2,
    "upright U": (np.sqrt(DOSES) / 0.2 - 1) ** 2,
}
MAY_SAY = {
    "flat": {"cannot tell"},
    "rising": {"rising"},
    "saturating": {"rising"},
    "at once": {"rising"},
    "falling": {"falling"},
    "inverted U": {"inverted U"},
    "upright U": set(),
}


def drawn(random, name, noise=1.0, seeds=100, heavy=False):
    """Outcomes of seeds that differ much in level, which pairing takes away."""
    shape = (seeds, len(DOSES))
    own = random.standard_t(2.5, shape) / 2 if heavy else random.normal(0, 1, shape)
    return CURVES[name] + noise * own + random.normal(0, 5, (seeds, 1))


@pytest.mark.parametrize("name", [name for name in CURVES if name != "at once"])
def test_says_what_the_curve_is_where_noise_is_small(name):
    """A plateau is the hardest; how often it is taken for a peak is counted below."""
    found = inverted_u(DOSES, drawn(np.random.default_rng(1), name, 0.3))
    assert found.verdict == next(iter(MAY_SAY[name]), "cannot tell")


def verdicts(name, samples, **options):
    random = np.random.default_rng(2)
    return [inverted_u(DOSES, drawn(random, name, **options)).verdict for _ in range(samples)]


def wrong_share(name, said):
    return np.mean([v not in MAY_SAY[name] | {"cannot tell"} for v in said])


@pytest.mark.parametrize("name", CURVES)
def test_is_hardly_ever_wrong_where_noise_is_large(name):
    """Noise as large as the whole curve and 40 seeds: it may say that it can not tell."""
    assert wrong_share(name, verdicts(name, 25, seeds=40)) <= 0.08


def test_finds_an_inverted_u_more_often_with_more_seeds():
    few, many = (verdicts("inverted U", 20, seeds=seeds) for seeds in (15, 80))
    assert few.count("inverted U") < many.count("inverted U")
    assert many.count("inverted U") >= 17


@pytest.mark.slow
@pytest.mark.parametrize("heavy", [False, True])
@pytest.mark.parametrize("name", CURVES)
def test_error_rates_over_many_samples(name, heavy):
    """120 samples of 100 seeds: at most 5 % wrong; three standard errors allowed."""
    said = verdicts(name, 120, heavy=heavy)
    assert wrong_share(name, said) <= 0.05 + 3 * (0.05 * 0.95 / 120) ** 0.5
    if name == "inverted U":
        assert said.count("inverted U") >= 0.85 * 120


def test_the_range_of_the_peak_holds_it():
    """The peak lies at .05, between two doses."""
    random = np.random.default_rng(3)
    found = [inverted_u(DOSES, drawn(random, "inverted U", 0.7)) for _ in range(25)]
    assert np.mean([f.peak_low <= 0.05 <= f.peak_high for f in found]) >= 0.8
    assert np.mean([f.peak for f in found]) == pytest.approx(0.05, abs=0.01)
    assert found[0].peak_inside


def test_the_marginal_response_falls_below_zero_in_a_trap():
    found = inverted_u(DOSES, drawn(np.random.default_rng(4), "inverted U", 0.2))
    assert found.marginal_low[0] > 0
    assert found.marginal_high[-1] < 0
    assert found.marginal == pytest.approx(np.diff(found.mean) / np.diff(DOSES))
    assert found.low[0] == found.change[0] == found.high[0] == 0
    assert (found.low[1:] < found.change[1:]).all() and (found.change[1:] < found.high[1:]).all()


def test_outcomes_without_any_noise_are_told_at_once():
    seeds = np.arange(12.0)[:, None]
    assert inverted_u(DOSES, CURVES["inverted U"] + seeds).verdict == "inverted U"
    assert inverted_u(DOSES, CURVES["rising"] + seeds).verdict == "rising"
    assert inverted_u(DOSES, CURVES["flat"] + seeds).verdict == "cannot tell"


def test_seeds_unknown_at_one_dose_are_left_out_and_counted():
    outcomes = drawn(np.random.default_rng(5), "rising", 0.2, seeds=30)
    holed = np.vstack([outcomes, outcomes[:4]])
    holed[30:, 2] = np.nan
    found, whole = inverted_u(DOSES, holed), inverted_u(DOSES, outcomes)
    assert (found.seeds, found.left_out) == (30, 4)
    assert found.mean == pytest.approx(whole.mean)
    assert found.verdict == whole.verdict


@pytest.mark.parametrize("seeds", [0, 1, 9])
def test_with_fewer_than_ten_seeds_it_can_not_tell(seeds):
    found = inverted_u(DOSES, np.tile(CURVES["inverted U"], (seeds, 1)))
    assert found.verdict == "cannot tell"
    assert np.isnan(found.peak) and np.isnan(found.low).all()
    assert found.seeds == seeds
    assert not found.peak_inside


@settings(max_examples=15, deadline=None)
@given(st.floats(0.1, 100), st.floats(-50, 50), st.sampled_from(sorted(CURVES)))
def test_units_of_outcome_and_dose_change_nothing(scale, shift, name):
    outcomes = drawn(np.random.default_rng(6), name, 0.5, seeds=20)
    one, other = inverted_u(DOSES, outcomes), inverted_u(100 * DOSES, scale * outcomes + shift)
    assert one.verdict == other.verdict
    assert other.peak == pytest.approx(100 * one.peak, rel=1e-6)


def test_turned_around_a_rise_is_a_fall():
    outcomes = drawn(np.random.default_rng(7), "rising", 0.2)
    assert inverted_u(DOSES, outcomes).verdict == "rising"
    assert inverted_u(DOSES, -outcomes).verdict == "falling"


@given(st.floats(-3, 3), st.floats(0.2, 5), st.lists(st.floats(0.1, 2), min_size=3, max_size=8))
def test_the_peak_of_a_parabola_is_exact_inside_the_doses(vertex, height, steps):
    doses = np.cumsum(np.array(steps))
    top = float(np.clip(doses[1] + abs(vertex) % (doses[-2] - doses[1] + 1e-9), *doses[[1, -2]]))
    assert peak_dose(doses, -height * (doses - top) ** 2) == pytest.approx(top, abs=1e-6)


def test_the_peak_of_a_level_or_one_sided_curve_is_the_first_or_the_end():
    assert peak_dose(DOSES, np.zeros(6)) == 0.0
    assert peak_dose(DOSES, DOSES) == 0.16


@pytest.mark.parametrize(
    ("doses", "outcomes", "words"),
    [
        ([0.0, 1.0], np.zeros((20, 2)), "at least 3"),
        ([0.0, 2.0, 1.0], np.zeros((20, 3)), "must rise"),
        ([0.0, np.nan, 1.0], np.zeros((20, 3)), "must rise"),
        ([0.0, 1.0, 2.0], np.zeros((20, 4)), "there are 3 doses"),
        ([0.0, 1.0, 2.0], np.zeros(3), "there are 3 doses"),
    ],
)
def test_doses_and_outcomes_that_do_not_fit_are_refused(doses, outcomes, words):
    with pytest.raises(UserError, match=words):
        inverted_u(np.array(doses), outcomes)


def test_sureness_must_be_a_share():
    with pytest.raises(UserError, match="between 0 and 1"):
        inverted_u(DOSES, np.zeros((20, 6)), sure=95)
