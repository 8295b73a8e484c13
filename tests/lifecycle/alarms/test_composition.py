"""What a change of mix does to wages."""

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.lifecycle.alarms.composition import Cells, mix_effect

CLUSTER = np.array([0, 0], np.int32)


def effect(jobs, wage, clusters=1):
    return mix_effect(Cells(CLUSTER, np.array(jobs, float), np.array(wage, float)), clusters)


def test_steady_wages_leave_the_whole_change_of_the_mean_to_the_mix():
    jobs = [[10, 50, 90], [90, 50, 10]]
    mean = np.log([19.0, 15, 11])
    assert effect(jobs, [[10] * 3, [20] * 3])[0] == pytest.approx(mean - mean[0])


def test_a_steady_mix_does_nothing():
    assert effect([[10] * 3, [90] * 3], [[10, 11, 12.1], [20, 22, 24.2]])[0] == pytest.approx(
        [0, 0, 0]
    )


def test_a_cell_weighs_as_the_mean_of_its_shares():
    found = effect([[20, 40], [80, 60]], [[10, 20], [20, 20]])[0, 1]
    assert found == pytest.approx(np.log(20 / 18) - 0.3 * np.log(2))


def test_a_cell_that_comes_is_part_of_the_mix():
    found = effect([[0, 50], [50, 50]], [[np.nan, 10], [20, 20]])[0, 1]
    assert found == pytest.approx(np.log(15 / 20))


def test_a_year_that_too_few_jobs_know_adds_nothing():
    found = effect([[10] * 4, [90] * 4], [[10, 10, 11, 11], [20, np.nan, 22, 22]], clusters=2)
    assert found.tolist() == [[0, 0, 0, 0], [0, 0, 0, 0]]


def test_cells_of_unequal_shape_are_refused():
    with pytest.raises(UserError, match="one row for each cell"):
        Cells(CLUSTER, np.ones((2, 3)), np.ones((2, 4)))
