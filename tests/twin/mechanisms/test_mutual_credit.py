import pytest

from milieu.twin.mechanisms.graft import keep_tie
from milieu.twin.mechanisms.mutual_credit import default, pool_fees
from milieu.twin.state import KIN
from tests.twin.mechanisms.by_hand import lever, place, stage


def test_fees_by_hand():
    """.25 % of a debt of 200; nothing without a pool."""
    twin = stage({"mutual_credit.fee": 0.0025}, cash=10.0, debt=200.0)
    pool_fees(twin, 0, 1)
    assert twin.firms.cash[0] == 10
    lever(twin, mutual_credit_pooled_share=0.5)
    pool_fees(twin, 0, 1)
    assert twin.firms.cash[0] == pytest.approx(9.5)
    assert twin.clusters["guarantee_fund"][1] == pytest.approx(0.5)


def test_a_default_falls_on_ties_then_the_pool_then_the_state_by_hand():
    """100: a tie bears 10, the pool half of 90 but it holds 30, the state .4 x 100; 20 are lost."""
    twin = stage({"mutual_credit.tie_share": 0.1}, firms=2, cash=50.0, debt=[100.0, 0.0])
    keep_tie(twin.firms, 0, 1, KIN)
    place(twin, guarantee_fund=30)
    lever(twin, mutual_credit_pooled_share=0.5, bank_guarantee_share=0.4)
    default(twin, 0)
    books = twin.ledger[1]
    assert books["written_off"] == 100
    assert books["pooled"] == pytest.approx(10)
    assert books["pool_paid"] == pytest.approx(30)
    assert books["guarantees_paid"] == pytest.approx(40)
    assert twin.firms.cash[1] == pytest.approx(40)
    assert twin.clusters["guarantee_fund"][1] == 0


def test_a_tied_firm_bears_no_more_than_it_can():
    """It is 38 in the red and fails at 40: it bears 2 of the 10."""
    twin = stage({"mutual_credit.tie_share": 0.1, "exit.overdraft": 0.4}, firms=2,
                 cash=[0.0, -38.0], debt=[100.0, 0.0])  # fmt: skip
    keep_tie(twin.firms, 0, 1, KIN)
    default(twin, 0)
    assert twin.firms.cash[1] == pytest.approx(-40)
    assert twin.ledger["pooled"][1] == pytest.approx(2)
