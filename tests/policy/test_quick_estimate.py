"""Reading between experiments: exact at nothing, silent outside, honest about its error."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.policy.quick_estimate import Between, Point, Quick, Smoothness, Surface, fewest

NAMES = ("a", "b")


def response(x: np.ndarray) -> np.ndarray:
    """Return a made-up effect: it saturates, and two instruments help each other a little."""
    a, b = x.T
    return 100 * (1 - np.exp(-a)) + 20 * b - 4 * b * b + 6 * a * b


def points(count: int, noise: float, seed: int = 1) -> list[Point]:
    rng = np.random.default_rng(seed)
    doses = rng.uniform(0, 3, (count, 2))
    middle = response(doses) + noise * rng.normal(size=count)
    return [
        Point(
            {"a": float(a), "b": float(b)},
            {"jobs": np.array([[m - 40], [m], [m + 40]])},
            {"jobs": np.full((3, 1), noise)},
            120,
        )
        for (a, b), m in zip(doses, middle, strict=True)
    ]


def test_no_policy_makes_no_difference_exactly():
    read = Between(points(30, 2.0)).surface("jobs").at(np.zeros(2))
    assert read.value == pytest.approx(np.zeros(3), abs=1e-9)


def test_a_straight_line_is_read_to_the_digit():
    doses = np.array([[0.5], [1.0], [2.0], [4.0]])
    surface = Surface(doses, 7.0 * doses, np.full((4, 1), 1e-9))
    assert surface.at(np.array([3.0])).value[0] == pytest.approx(21.0, rel=1e-3)


def test_outside_what_was_tested_there_is_no_number():
    between = Between(points(30, 2.0))
    largest = between.largest["a"]
    assert between.at({"a": largest * 1.01, "b": 1.0}, "jobs") is None
    assert between.at({"a": 1.0, "c": 0.1}, "jobs") is None
    assert between.at({"a": largest, "b": 1.0}, "jobs") is not None


def test_too_few_experiments_say_nothing():
    few = points(fewest(2) - 1, 1.0)
    assert not Between(few).enough
    assert Between(few).at({"a": 1.0}, "jobs") is None
    assert not Between(()).enough


def test_an_error_that_is_large_beside_what_runs_differ_by_says_nothing():
    wild = Quick(np.array([[-1.0], [0.0], [1.0]]), np.full((3, 1), 1.5), 30)
    calm = Quick(np.array([[-1.0], [0.0], [1.0]]), np.full((3, 1), 0.5), 30)
    assert (wild.near, calm.near) == (False, True)
    assert [end[0] for end in calm.outer] == [-1.5, 1.5]


@pytest.mark.parametrize("noise", [0.5, 5.0])
def test_of_held_out_experiments_about_four_of_five_lie_within_the_error(noise):
    hits = []
    for seed in range(12):
        between = Between(points(30, noise, seed))
        for one in points(25, noise, 1000 + seed):
            found = between.surface("jobs").at(between.vector(one.doses))
            if between.holds(one.doses):
                hits.append(abs(found.value[1] - one.values["jobs"][1, 0]) <= found.error[1])
    assert 0.72 <= np.mean(hits) <= 0.99


@settings(max_examples=40, deadline=None)
@given(st.floats(0, 3), st.floats(0, 3), st.sampled_from([0.03, 3.0]), st.sampled_from([0.0, 0.5]))
def test_the_kernel_is_zero_at_dose_zero_and_never_negative_on_itself(a, b, curved, paired):
    kernel = Smoothness(curved, paired, 0.01).kernel
    x = np.array([[a, b]])
    assert kernel(x, np.zeros((1, 2)))[0, 0] == 0
    assert kernel(x, x)[0, 0] >= 0


def test_what_is_left_out_is_what_a_surface_without_it_reads():
    """Dubrule's formula against doing it, with the same smoothness."""
    every = points(14, 1.0)
    between = Between(every)
    surface = between.surface("jobs")
    chosen = surface.smoothness
    doses = np.array([between.vector(one.doses) for one in every]) / surface.most
    values = np.array([one.values["jobs"][1, 0] for one in every])
    rest = np.arange(1, len(every))
    whole = chosen.kernel(doses[rest], doses[rest]) + chosen.noise * np.eye(len(rest))
    alone = chosen.kernel(doses[:1], doses[rest])[0] @ np.linalg.solve(whole, values[rest])
    assert surface.left_out[0, 1] == pytest.approx(alone, rel=1e-6)
