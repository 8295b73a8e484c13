import numpy as np
import pytest

from milieu.twin.mechanisms.price import margin, markup
from tests.twin.mechanisms.by_hand import place, stage


def test_a_markup_by_hand():
    """Elasticity 5 gives 1/4; 5 x 1.8 = 9 where all are alike gives 1/8."""
    twin = stage({"price.elasticity": 5, "price.homogeneity": 0.8})
    for sameness, expected in ((0.0, 0.25), (1.0, 0.125)):
        place(twin, homogeneity=sameness)
        markup(twin, 1)
        assert twin.clusters["markup"][1] == pytest.approx(expected)
        assert twin.clusters["log_markup"][1] == pytest.approx(np.log(1 + expected))


def test_a_margin_rises_by_a_tenth_a_tier():
    """.25 / 1.25 = .2 in assembly, .24 in design."""
    twin = stage({"price.tier_margin": 0.1}, firms=2, tier=[0, 2])
    place(twin, markup=0.25)
    assert margin(twin, 0, 1) == pytest.approx(0.2)
    assert margin(twin, 1, 1) == pytest.approx(0.24)
