import numpy as np
import pytest
from numpy.testing import assert_allclose

from milieu.core.errors import UserError
from milieu.hidden import bounds, exact_bounds
from tests.hidden.tables import hide, nation

TABLE = np.array([[10, 20], [30, 40]])


def test_a_known_cell_is_its_own_bound():
    assert exact_bounds(nation(TABLE), 0) == (100, 100)


def test_the_program_agrees_with_the_margins_of_a_two_by_two_table():
    inner = [(r, i) for r in (1, 2) for i in (1, 2)]
    low, high = exact_bounds(nation(TABLE, hide(3, 3, *inner)), 4)
    assert_allclose([low, high], [0, 31.5])


def test_the_program_sees_what_sweeps_cannot():
    """Two regions and two industries exhaust each other, so nothing is left for the third.

    Rows 1 and 2 have 1000 jobs each, columns 1 and 2 too, and only rows 1 and 2 are hidden
    there: cells (1, 3) and (2, 3) must be near zero, though each alone could hold hundreds.
    """
    jobs = np.array([[500, 500, 0, 0, 0], [500, 500, 0, 0, 0], [0, 0, 900, 900, 900]])
    block = [(r, i) for r in (1, 2) for i in (1, 2, 3)]
    rest = [(3, 3), (3, 4), (3, 5), (0, 4), (0, 5)]
    published = nation(jobs, hide(4, 6, *block, *rest))
    cell = 1 * 6 + 3
    assert bounds(published).high[cell] > 800
    assert exact_bounds(published, cell)[1] < 10


def test_nothing_known_above_leaves_the_cell_unbounded():
    assert exact_bounds(nation(TABLE, np.ones((3, 3), bool)), 4) == (0, np.inf)


def test_a_cell_that_is_not_there_is_refused():
    with pytest.raises(UserError, match="no cell 99"):
        exact_bounds(nation(TABLE), 99)
