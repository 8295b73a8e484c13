import pytest

from milieu.twin.mechanisms.venture_capital import invest, venture_fund
from tests.twin.mechanisms.by_hand import lever, place, stage

PLAIN = {"venture_capital.flow": 0.002, "venture_capital.profit": 20, "venture_capital.turn": 0.4,
         "venture_capital.returned": 0.05, "venture_capital.heat": 10}  # fmt: skip


def test_a_fund_by_hand():
    """100 - 5 + .002 x 1,000 x (1 + 20 x .05) = 99; heat 10 x 99 / 1,000."""
    twin = stage(PLAIN)
    place(twin, sales=1000, profit_rate=0.05, venture_capital=100)
    venture_fund(twin, 1)
    assert twin.clusters["venture_capital"][1] == pytest.approx(99)
    assert twin.clusters["venture_heat"][1] == pytest.approx(0.99)


def test_public_money_draws_in_private_money_up_to_its_turn():
    """1 + .8 - .4 = 1.4 of 4 at a public share of .4; 1 + 2 - 2.5 = .5 of 4 at a share of 1."""
    for share, private in ((0.4, 5.6), (1.0, 2.0)):
        twin = stage(PLAIN)
        place(twin, sales=1000, profit_rate=0.05)
        lever(twin, venture_capital_public_match=share)
        venture_fund(twin, 1)
        assert twin.ledger["private_venture"][1] == pytest.approx(private)
        assert twin.ledger["public_venture"][1] == pytest.approx(2 * share)
        assert twin.clusters["program_cost"][1] == pytest.approx(2 * share)


def test_stakes_by_hand():
    """.02 x heat .5 x 100 = 1 for the young one ahead; the fund of .7 does not reach further."""
    twin = stage({"venture_capital.stake": 0.02, "venture_capital.youth": 5}, firms=3,
                 age=[10, 30, 10], log_productivity=[0.1, 0.1, -0.1])  # fmt: skip
    place(twin, venture_heat=0.5, venture_capital=1.7)
    invest(twin, 0, 3)
    assert twin.firms.cash[:3] == pytest.approx([1, 0, 0])
    invest(twin, 0, 3)
    assert twin.firms.cash[:3] == pytest.approx([1.7, 0, 0])
    assert twin.clusters["venture_capital"][1] == pytest.approx(0)
