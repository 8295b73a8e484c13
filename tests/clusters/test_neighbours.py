import json

import numpy as np
import pytest

from milieu.clusters.neighbours import contiguity, nearest, neighbours_under
from milieu.core.errors import UserError


def square(x, y, side=1.0):
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def test_squares_that_share_a_side_or_a_corner_touch():
    found = contiguity([square(0, 0), square(1, 0), square(1, 1), square(3, 3)]).toarray()
    expected = [[0, 1, 1, 0], [1, 0, 1, 0], [1, 1, 0, 0], [0, 0, 0, 0]]
    np.testing.assert_array_equal(found, expected)


def test_a_slit_between_borders_does_not_part_regions():
    assert contiguity([square(0, 0), square(1.0005, 0)]).sum() == 2
    assert contiguity([square(0, 0), square(1.01, 0)]).sum() == 0


def test_a_region_without_geometry_is_an_island():
    found = contiguity(["", square(0, 0), square(1, 0)]).toarray()
    assert found[0].sum() == 0 and found[1, 2] == 1
    assert contiguity([]).shape == (0, 0)


def test_a_broken_geometry_is_named_with_its_row():
    with pytest.raises(UserError, match="row 2"):
        contiguity([square(0, 0), '{"type": "Polyg'])


def test_nearest_is_by_great_circle_across_the_date_line():
    longitude, latitude = np.array([179.9, -179.9, 170.0, 0.0]), np.zeros(4)
    found = nearest(longitude, latitude, 1).toarray()
    assert found[0, 1] == found[1, 0] == 1
    assert found[0, 2] == 1  # made mutual: 170 has nobody nearer
    assert found[3, 2] == 1  # 0 is 170 degrees from 170, 179.9 from the others


def test_nearest_knows_that_degrees_are_shorter_in_the_north():
    """At 60 degrees north, one degree east is half as far as one degree north."""
    longitude, latitude = np.array([10.0, 11.5, 10.0, 10.0]), np.array([60.0, 60.0, 61.0, 61.5])
    found = nearest(longitude, latitude, 1).toarray()
    np.testing.assert_array_equal(found[0], [0, 1, 0, 0])


def test_all_that_are_equally_far_are_neighbors_whatever_their_order():
    longitude, latitude = np.array([0, 1, -1, 0, 0.0]), np.array([0, 0, 0, 1, -1.0])
    order = np.array([3, 0, 4, 2, 1])
    found, again = nearest(longitude, latitude, 1), nearest(longitude[order], latitude[order], 1)
    np.testing.assert_array_equal(found[order][:, order].toarray(), again.toarray())


def test_regions_without_coordinates_are_islands():
    found = nearest(np.array([1.0, np.nan, 2.0]), np.array([1.0, 1.0, np.nan]), 6)
    assert found.sum() == 0 and found.shape == (3, 3)


@pytest.mark.parametrize("rule", ["contiguity", "nearest_2"])
def test_neighbors_are_mutual_and_nobody_is_his_own(rule):
    random = np.random.default_rng(2)
    x, y = random.uniform(0, 9, 30), random.uniform(0, 9, 30)
    found = neighbours_under(rule, [square(a, b) for a, b in zip(x, y, strict=True)], x, y)
    assert (found != found.T).nnz == 0 and found.diagonal().sum() == 0 and found.nnz > 0
    assert set(found.data) == {1.0}


@pytest.mark.parametrize("rule", ["contigity", "nearest_", "nearest_0", "nearest_x"])
def test_an_unknown_rule_is_answered_with_one_that_is_known(rule):
    with pytest.raises(UserError, match=r"contiguity|nearest_"):
        neighbours_under(rule, [], np.zeros(0), np.zeros(0))
