"""Maurel-Sedillot index."""

import numpy as np
from numpy.testing import assert_allclose

from milieu.indicators.ellison_glaeser import ellison_glaeser_of_plants
from milieu.indicators.maurel_sedillot import maurel_sedillot

from .test_ellison_glaeser import PLANTS, REGION, TOTALS

JOBS = np.bincount(REGION, PLANTS)[:, None]


def test_gives_the_reference_value_for_the_example_of_farhauer_and_kroell_2014():
    herfindahl = ellison_glaeser_of_plants(PLANTS, REGION, TOTALS).herfindahl
    assert_allclose(maurel_sedillot(JOBS, herfindahl, TOTALS), -0.4358, atol=5e-5)


def test_can_differ_in_sign_from_ellison_and_glaeser():
    index = ellison_glaeser_of_plants(PLANTS, REGION, TOTALS)
    assert index.gamma > 0 > maurel_sedillot(JOBS, index.herfindahl, TOTALS)


def test_is_zero_on_average_if_plants_choose_at_random():
    random = np.random.default_rng(0)
    share = TOTALS / TOTALS.sum()
    plants = random.lognormal(2, 1, 40)
    herfindahl = np.array([((plants / plants.sum()) ** 2).sum()])
    drawn = [
        maurel_sedillot(
            np.bincount(random.choice(3, 40, p=share), plants, 3)[:, None], herfindahl, TOTALS
        )
        for _ in range(3000)
    ]
    assert_allclose(np.mean(drawn), 0, atol=0.01)


def test_does_not_exist_for_a_single_plant():
    assert np.isnan(maurel_sedillot(np.array([[3.0], [0.0]]), np.array([1.0]))).all()
