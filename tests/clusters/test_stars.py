import numpy as np
import pytest

from milieu.clusters.declare import Surroundings
from milieu.clusters.stars import stars
from milieu.core.cells import published

# ten regions of 100,000 jobs, two industries; the first region has 30,000 in the first one
SIZE = np.array([30_000.0] + [1_500.0] * 9)
JOBS = np.column_stack((SIZE, 100_000 - SIZE))
CELLS = published(2007, tuple("abcdefghij"), ("C14", "C15"), JOBS)


def find(**thresholds):
    return stars(JOBS, CELLS, Surroundings(), **thresholds)


def test_size_and_specialization_make_two_stars():
    """Region a has the tenth of largest regions and a quotient of 6.9; focus goes to C15."""
    assert find(least_stars=2).label[0, 0] == 0
    assert (find(least_stars=3).label == -1).all()


def test_size_alone_makes_one_star():
    # the largest of C15 have no specialization; two cells of twenty have the focus
    one = find(least_stars=1)
    assert one.label[0, 0] >= 0
    assert (one.label[1:, 0] == -1).all()
    assert (one.label[1:, 1] >= 0).all()  # nine equals are all among the largest


def test_too_few_jobs_get_no_star():
    assert find(least_jobs=30_001).label[0, 0] == -1


def test_industries_of_a_category_count_together_and_carry_its_name():
    split = np.column_stack((SIZE / 2, SIZE / 2, 100_000 - SIZE))
    cells = published(2007, CELLS.regions, ("C141", "C142", "G47"), split)
    around = Surroundings(categories={"eco": ("Apparel", "Apparel", "")})
    found = stars(split, cells, around, least_stars=2)
    np.testing.assert_array_equal(found.label[0], [0, 0, -1])
    assert found.names == ("Apparel",)


def test_strength_is_that_of_the_last_star_needed():
    # size is just at its floor (1), specialization is 3.45 times its floor: two stars, the weaker
    assert find(least_stars=2).strength[0] == pytest.approx(1.0)
    assert find(least_stars=1).strength[0] == pytest.approx(6.896552 / 2)
