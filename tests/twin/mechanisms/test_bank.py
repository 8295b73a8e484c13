import pytest

from milieu.twin.mechanisms.bank import bank, limit_of
from tests.twin.mechanisms.by_hand import lever, stage

PLAIN = {"bank.limit": 0.25, "bank.error": 0, "bank.cut": -0.4}


def test_loans_and_repayments_by_hand():
    """Short of 10: 10 with room 20, 5 with room 5, none if unsound; half of cash pays back."""
    twin = stage(PLAIN, firms=5, cash=[-10.0, -10.0, -10.0, 10.0, 4.0],
                 debt=[5.0, 20.0, 0.0, 3.0, 30.0], log_productivity=[0, 0, -0.5, 0, 0])  # fmt: skip
    bank(twin, 0, 5)
    assert twin.firms.cash[:5] == pytest.approx([0, -5, -10, 7, 2])
    assert twin.firms.debt[:5] == pytest.approx([15, 25, 0, 0, 28])
    assert twin.ledger["loans"][1] == pytest.approx(15)
    assert twin.ledger["repayments"][1] == pytest.approx(5)


def test_a_limit_by_hand():
    """.25 x 100 + .1 x 100 guaranteed + 2 for each of 3 patents pledged."""
    twin = stage(PLAIN, patents=3.0)
    assert limit_of(twin, 0) == pytest.approx(25)
    lever(twin, bank_guarantee_share=0.1, bank_pledge_window=2)
    assert limit_of(twin, 0) == pytest.approx(41)
