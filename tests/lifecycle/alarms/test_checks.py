"""Values that cannot be."""

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.lifecycle.alarms import alarms
from tests.lifecycle.alarms.made import YEARS, one_cluster


def with_one(value):
    values = np.full(YEARS, 0.5)
    values[3] = value
    return values


@pytest.mark.parametrize(
    ("measure", "value", "words"),
    [
        ("jobs", -4.0, "C0, 2009: jobs is -4, but it must be a number of at least 0"),
        ("wage", np.inf, "C0, 2009: wage is inf, but it must be a number of at least 0"),
        ("external_link_share", 12.0, "external_link_share is 12, but it must be 0 to 1"),
        ("margin", -np.inf, "margin is -inf, but it must be finite"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_cluster_and_year(measure, value, words):
    with pytest.raises(UserError, match=words):
        alarms(one_cluster(**{measure: with_one(value)}))


def test_a_negative_margin_is_fine():
    assert alarms(one_cluster(margin=with_one(-0.2))).keys() == alarms(one_cluster()).keys()
