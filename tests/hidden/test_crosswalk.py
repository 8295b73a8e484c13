import numpy as np
import pytest
from numpy.testing import assert_array_equal

from milieu.hidden import metropolitan_crosswalk
from milieu.hidden.families import COVERING


@pytest.mark.parametrize("seed", range(5))
def test_counties_are_placed_in_the_areas_they_add_up_to(seed):
    draw = np.random.default_rng(seed)
    counties = draw.poisson(draw.gamma(0.5, 20, (30, 80))).astype(float)
    truth = draw.integers(-1, 6, 30)
    areas = np.stack([counties[truth == m].sum(axis=0) for m in range(6)])
    assert_array_equal(metropolitan_crosswalk(counties, areas), truth)


def test_rounded_counts_do_not_mislead():
    draw = np.random.default_rng(9)
    exact = draw.gamma(0.5, 40, (12, 100))
    truth = np.array([0, 0, 0, 1, 1, 2, 2, 2, -1, -1, -1, -1])
    areas = np.stack([exact[truth == m].sum(axis=0) for m in range(3)])
    assert_array_equal(metropolitan_crosswalk(exact.round(), areas.round()), truth)


def test_an_area_of_no_known_county_stays_empty():
    found = metropolitan_crosswalk(np.array([[5.0, 0.0]]), np.array([[0.0, 3.0]]))
    assert found.tolist() == [-1]


def test_recovered_areas_add_up_in_every_industry(new_england):
    families = new_england.publication.families
    of_areas = families.tree == 2
    assert of_areas.sum() > 3000
    assert (families.use[of_areas] == COVERING).mean() > 0.999
