import numpy as np
import pytest

from milieu.twin.exam.hazards import Exits, exits, hazard_ratio, strata
from milieu.twin.exam.links import links
from tests.twin.exam.made_up import run


def test_matches_the_formula_by_hand():
    """Two strata; who leaves counts half a year: 95, 90, 48, 36 years at risk."""
    found = hazard_ratio(
        Exits(np.array([[100.0, 50.0], [100.0, 40.0]]), np.array([[10.0, 4.0], [20.0, 8.0]]))
    )
    group = 20 * 95 / 185 + 8 * 48 / 84
    others = 10 * 90 / 185 + 4 * 36 / 84
    variance = (30 * 90 * 95 / 185**2 + 12 * 36 * 48 / 84**2) / (group * others)
    assert found.ratio == pytest.approx(group / others)
    assert found.low == pytest.approx(group / others * np.exp(-1.959964 * variance**0.5), rel=1e-6)
    assert found.low * found.high == pytest.approx(found.ratio**2)
    assert found.strata == 2


def test_yearly_chances_become_hazards():
    """Chances of 1 - exp(-h) with h = .6 and .2: a ratio of 3, where chances give 2.5."""
    chances = -np.expm1(-np.array([0.2, 0.6]))[:, None]
    found = hazard_ratio(Exits(np.full((2, 1), 1e6), 1e6 * chances))
    assert found.ratio == pytest.approx(3, rel=0.03)


def test_strata_of_one_side_only_do_not_count():
    found = hazard_ratio(
        Exits(np.array([[100.0, 50.0], [100.0, 0.0]]), np.array([[10.0, 49.0], [20.0, 0.0]]))
    )
    assert found.strata == 1
    assert found.ratio == pytest.approx((20 / 90) / (10 / 95))


@pytest.mark.parametrize("gone", [[[0.0], [5.0]], [[5.0], [0.0]], [[0.0], [0.0]]])
def test_a_side_that_lost_nobody_gives_no_ratio(gone):
    assert np.isnan(hazard_ratio(Exits(np.full((2, 1), 50.0), np.array(gone))).ratio)


def test_exits_are_counted_by_hand():
    """Firm 1 leaves after year 0, firm 2 stays; the last year end is not at risk."""
    made = run(3, year=[0, 0, 1, 2], firm=[1, 2, 2, 2], age=[0.5, 0.5, 1.5, 2.5])
    group = made.firm_years["firm"] == 1
    table = exits(made.firm_years, links(made), group, 0, 3)
    assert table.at_risk[:, :2].tolist() == [[1, 1], [1, 0]]
    assert table.exits[:, :2].tolist() == [[0, 0], [1, 0]]
    assert table.at_risk.sum() == 3


def test_strata_are_classes_of_age_within_decades():
    age, year = np.array([0.9, 1.0, 19.9, 20.0, 0.0]), np.array([0, 9, 9, 9, 10])
    assert strata(age, year).tolist() == [0, 1, 6, 7, 8]
