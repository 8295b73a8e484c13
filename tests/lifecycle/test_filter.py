"""The filter against brute force: all paths of stages and ages, added up."""

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from milieu.lifecycle import durations, filter


def brute_force(likelihood, hazard, first, ages):
    """P(stage | all), P(last stage | all) and log evidence by summing over every path."""
    years, oldest = likelihood.shape[1], hazard.shape[1]
    states = list(itertools.product(range(4), range(oldest)))
    posterior, total = np.zeros((years, 4)), 0.0
    for path in itertools.product(states, repeat=years):
        chance = first[path[0][0]] * ages[path[0]]
        for (k, d), (j, e) in itertools.pairwise(path):
            stays = (j, e) == (k, min(d + 1, oldest - 1))
            chance *= (1 - hazard[k, d]) * stays + hazard[k, d] * filter.FOLLOWING[k, j] * (e == 0)
        if chance == 0:
            continue
        for t, (k, d) in enumerate(path):
            chance *= np.exp(likelihood[min(d, 1), t, k])
        total += chance
        for t, (k, _) in enumerate(path):
            posterior[t, k] += chance
    return posterior / total, np.log(total)


@pytest.mark.parametrize("plain", [False, True], ids=["compiled", "plain Python"])
def test_filter_equals_the_sum_over_all_paths(plain, monkeypatch):
    if plain:
        for name in ("every_cluster", "step", "backward"):
            monkeypatch.setattr(filter, name, getattr(filter, name).py_func)
    draw = np.random.default_rng(3)
    hazard = draw.uniform(0.1, 0.5, (4, 3))
    ages = durations.ages_in_the_midst(hazard)
    first = np.array([[0.1, 0.4, 0.3, 0.2]])
    likelihood = draw.normal(size=(2, 1, 3, 4))
    read = filter.run(likelihood, hazard, first, ages, durations.leaves_within(hazard, 1))
    smoothed, evidence = brute_force(likelihood[:, 0], hazard, first[0], ages)
    assert_allclose(read.smoothed[0], smoothed, atol=1e-12)
    assert_allclose(read.filtered[0, -1], smoothed[-1], atol=1e-12)
    assert_allclose(read.evidence[0, -1], evidence, atol=1e-12)
    assert_allclose(read.filtered.sum(axis=2), 1)


def test_chance_to_leave_within_years_grows_with_the_years():
    hazard = durations.hazards()
    assert (durations.leaves_within(hazard, 3) >= durations.leaves_within(hazard, 1)).all()
    assert_allclose(durations.leaves_within(hazard, 1), hazard)


def test_mean_duration_of_the_hazards_is_that_of_the_gamma():
    reached = durations.survival(durations.hazards())
    assert_allclose(reached.sum(axis=1)[:2], durations.MEAN_YEARS[:2], atol=0.3)
