import numpy as np
import pytest

from milieu.twin.exam.facts.shake_out import is_s_shaped, loss_after_rise, shake_out
from tests.twin.exam.made_up import run

YEARS = np.arange(60)


def planted(fall=0.45, peak=1500.0):
    """A logistic rise to about year 35 and a fall after it."""
    rise = peak / (1 + np.exp(-(YEARS - 18) / 4))
    return rise * (1 - fall * np.clip((YEARS - 36) / 20, 0, 1))


@pytest.mark.parametrize("fall", [0.35, 0.45, 0.6])
def test_finds_a_planted_rise_and_shake_out(fall):
    assert loss_after_rise(planted(fall)) == pytest.approx(fall, abs=0.03)


def test_a_run_is_judged_by_its_firms_at_year_ends():
    counts = planted(peak=300).astype(int)
    made = run(60, year=np.repeat(YEARS, counts), firm=np.arange(counts.sum()))
    assert shake_out(made) == pytest.approx(loss_after_rise(counts.astype(float)))


@pytest.mark.parametrize(
    ("name", "rise"),
    [
        ("straight", 20.0 + YEARS[:40] * 30.0),
        ("ever faster", 20 * np.exp(YEARS[:40] / 10)),
        ("ever slower", 1000 * (1 - np.exp(-YEARS[:40] / 10)) + 20),
        ("from half the peak", 500 + 500 / (1 + np.exp(-(YEARS[:40] - 20) / 3))),
        ("sudden", np.repeat([10.0, 1000.0], [3, 5])),
    ],
)
def test_other_rises_are_no_s(name, rise):
    fall = np.linspace(rise[-1], 0.4 * rise[-1], 60 - len(rise))
    assert loss_after_rise(np.concatenate([rise, fall])) == 0.0, name


def test_a_rise_without_a_fall_loses_nothing():
    assert loss_after_rise(planted(fall=0.0)) == pytest.approx(0.0, abs=0.01)


def noisy(random, course):
    """The course as a birth-and-death count with a turnover of a tenth each way."""
    counts = [course[0]]
    for step in np.diff(course):
        stock = counts[-1]
        counts.append(max(1.0, stock + step + random.normal(0, np.sqrt(0.2 * stock))))
    return np.array(counts)


def test_is_found_through_the_noise_of_counts_and_seldom_where_there_is_none():
    random = np.random.default_rng(1)
    straight = np.concatenate([20 + np.arange(36) * 40.0, np.linspace(1420, 700, 24)])
    found = [loss_after_rise(noisy(random, planted())) > 0.3 for _ in range(300)]
    wrong = [loss_after_rise(noisy(random, straight)) > 0 for _ in range(300)]
    assert np.mean(found) > 0.95
    assert np.mean(wrong) < 0.05


def test_is_unknown_in_short_runs_and_small_industries():
    assert np.isnan(loss_after_rise(np.arange(19.0) * 10))
    assert np.isnan(loss_after_rise(planted(peak=20.0)))


def test_a_rise_of_less_than_ten_years_is_no_s():
    assert not is_s_shaped(np.array([1.0, 2.0, 30.0, 60.0, 90.0, 95.0, 96.0]))
