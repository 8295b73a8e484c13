import numpy as np
import pytest

from milieu.twin.measures import Measures
from milieu.twin.mechanisms.government import aid_rate, budget, fixed_costs, pick, put_in_force
from milieu.twin.mechanisms.government import reach as mark
from milieu.twin.parameters import LEVERS
from tests.twin.mechanisms.by_hand import instrument, lever, place, stage, world


def test_levers_and_costs_by_hand():
    """Intensity .5 of an instrument that adds .2; 35 jobs are eligible, 70 are not: .5 (10 + 2)."""
    twin = stage(firms=2, measures=instrument(graft_contact_rate=0.2), sales=[100.0, 200.0])
    twin.doses[1, 0] = 0.5
    place(twin, wage_inverse=1)
    put_in_force(twin)
    fixed_costs(twin, 1)
    mark(twin, 0, 2)
    assert twin.levers["graft_contact_rate"].tolist() == pytest.approx([0, 0.1])
    assert twin.firms.reach[:2].tolist() == [1, 0]
    assert twin.clusters["program_cost"][1] == pytest.approx(6)


def test_picks_by_hand():
    """Without error: leads of .2, .1, and .1 with .06 of lobbying, against a bar of .15."""
    twin = stage({"government.error": 0, "government.bar": 0.15}, firms=3,
                 log_productivity=[0.2, 0.1, 0.1], lobbying_share=[0, 0, 0.06])  # fmt: skip
    place(twin, sales=1000, selected_sales=400)
    lever(twin, government_grant_share=0.1)
    pick(twin, 0, 3)
    assert twin.firms.aid[:3] == pytest.approx([23, 0, 23])
    assert twin.clusters["aided_firms"][1] == 2


def test_an_aid_rate_by_hand():
    """.1 x 1,000 / 400 less 8 % administration; 400 is also what a first quarter expects."""
    twin = stage({"government.administration": 0.08, "government.most_of_sales": 0.5})
    place(twin, sales=1000, selected_sales=400)
    lever(twin, government_grant_share=0.1)
    assert aid_rate(twin, 1) == pytest.approx(0.23)
    place(twin, selected_sales=0)
    assert aid_rate(twin, 1) == pytest.approx(0.23)
    place(twin, selected_sales=1)
    assert aid_rate(twin, 1) == pytest.approx(0.46), "at most half of a firm's sales"


def test_a_budget_by_hand():
    """Aid 92 with 8 of administration, programs 20; tax 60 of which a fifth is burden: -72."""
    twin = stage({"government.administration": 0.08, "government.raising_cost": 0.25})
    twin.ledger["aid"][1], twin.ledger["tax"][1] = 92, 60
    place(twin, program_cost=20)
    world(twin, sales=1000)
    budget(twin)
    assert twin.world["government_balance"][0] == pytest.approx(-72)
    assert twin.world["tax_rate"][0] == pytest.approx(72 * 1.25 / 1000)
    assert twin.ledger["administration"][1] == pytest.approx(8)
    assert twin.ledger["burden"][1] == pytest.approx(12)


def test_paying_out_costs_the_instruments_own_share_by_hand():
    """Intensities 1 and 3 with shares of .02 and .1: .08 of a tax credit of 100."""
    limits = np.tile([0.0, np.inf, 0.0, np.inf, 0.0, 3.0], (2, 1))
    add = np.zeros((2, len(LEVERS)))
    add[:, LEVERS.index("innovation.tax_credit")] = 0.1
    made = Measures(add, np.zeros(2), np.zeros(2), np.array([0.02, 0.1]), limits)
    twin = stage(measures=made)
    twin.doses[1] = 1, 3
    twin.ledger["tax_credit"][1] = 100
    world(twin, sales=1000)
    budget(twin)
    assert twin.ledger["administration"][1] == pytest.approx(8)
    assert twin.world["government_balance"][0] == pytest.approx(-108)
