import pytest

from milieu.twin.mechanisms.accounts import accounts, own_research
from tests.twin.mechanisms.by_hand import lever, place, stage, world

PLAIN = {"accounts.research_share": 0.04, "accounts.capital_share": 0.03, "accounts.interest": 0.01,
         "accounts.cash_ceiling": 1.5, "accounts.additional": 0.5}  # fmt: skip


def test_a_quarter_by_hand():
    """Sales 100: margin 20, upkeep 4, research 4, tax 2, interest .1: cash 10 becomes 19.9."""
    twin = stage(PLAIN, cash=10.0, debt=10.0)
    place(twin, markup=0.25)
    world(twin, fixed_cost=1, tax_rate=0.02)
    accounts(twin, 0, 1)
    books = twin.ledger[1]
    paid = [books[flow] for flow in ("wages", "rents", "purchases", "upkeep", "research")]
    assert paid == pytest.approx([35, 5, 40, 4, 4])
    assert twin.firms.cash[0] == pytest.approx(19.9)
    assert twin.clusters["value_added"][1] == pytest.approx(56)
    assert twin.clusters["profits"][1] == pytest.approx(12)


def test_cash_above_the_ceiling_is_paid_out():
    """200 + 16 - 4 less 1.5 x 100 + 27.4."""
    twin = stage(PLAIN, cash=200.0)
    place(twin, markup=0.25)
    world(twin, fixed_cost=1, tax_rate=0)
    accounts(twin, 0, 1)
    assert twin.firms.cash[0] == pytest.approx(177.4)
    assert twin.ledger["dividends"][1] == pytest.approx(34.6)


def test_own_research_answers_to_aid_and_credit_by_hand():
    """Aid of .04: 1 + 2 x .04 x .5 x 4 - .15 x .5; a credit of .1 adds 1.3 x .1."""
    twin = stage(PLAIN | {"accounts.crowding_in": 4, "accounts.crowding_out": 0.15,
                          "accounts.credit_response": 1.3})  # fmt: skip
    assert own_research(twin, 0, 0.04) == pytest.approx(0.04 * 1.085)
    lever(twin, innovation_tax_credit=0.1)
    assert own_research(twin, 0, 0.0) == pytest.approx(0.04 * 1.13)
