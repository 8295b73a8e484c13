import numpy as np
import pytest

from milieu.twin.mechanisms.exit import exit, leave
from tests.twin.mechanisms.by_hand import stage, world

PLAIN = {"exit.chance": 0, "exit.overdraft": 0.4}


def test_who_leaves_by_hand():
    """Too small; too small but sheltered; 41 in the red at sales of 100; 39 in the red."""
    twin = stage(PLAIN, firms=4, sales=[9.0, 9.0, 100.0, 100.0], incubated=[0, 2, 0, 0],
                 cash=[0.0, 0.0, -41.0, -39.0])  # fmt: skip
    world(twin, log_minimum_scale=np.log(10))
    exit(twin, 0, 4)
    assert (twin.firms.cluster[:4] == -1).tolist() == [True, False, True, False]
    assert twin.firms.incubated[1] == 1
    assert twin.firms.age[3] == 21
    assert twin.clusters["deaths"][1] == 2
    assert twin.ledger["unpaid"][1] == pytest.approx(41)


def test_creditors_come_before_owners():
    """Cash 10, debt 4: the bank gets 4, the owners 6. Cash 3, debt 5: the bank loses 2."""
    twin = stage(PLAIN, firms=2, cash=[10.0, 3.0], debt=[4.0, 5.0])
    leave(twin, 0)
    leave(twin, 1)
    books = twin.ledger[1]
    assert books["repayments"] == 7
    assert books["paid_out"] == 6
    assert books["written_off"] == 2
    assert twin.freed[1] == 1 and twin.next_freed[1] == 0  # both slots wait for new firms
