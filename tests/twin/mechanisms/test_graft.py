import numpy as np
import pytest

from milieu.twin.mechanisms.graft import absorption_of, keep_tie, learn
from milieu.twin.mechanisms.mutual_credit import tied
from milieu.twin.state import COLLEAGUE
from tests.twin.mechanisms.by_hand import lever, place, stage

PLAIN = {"graft.rate": 0.15, "graft.kernel": 0.1, "graft.turn": 0.25}
NOWHERE = np.uint64(0)


def test_absorption_by_hand():
    """.3 + rd / .04, at most 1.5; training adds .2."""
    twin = stage(firms=3, research_share=[0.0, 0.04, 0.2])
    found = [absorption_of(twin, i) for i in range(3)]
    assert found == pytest.approx([0.3, 1.3, 1.5])
    lever(twin, graft_absorption=0.2)
    assert absorption_of(twin, 0) == pytest.approx(0.5)


def test_learning_by_hand():
    """Gap .2, .05 turns apart: near (1 - .0625)^2 = .878906; .15 x .2 x near; a quarter turn."""
    twin = stage(PLAIN)
    learn(twin, 0, NOWHERE, 1.0, 0.2, 0.55, 1.0)
    assert twin.firms.next_productivity[0] == pytest.approx(0.0263672, abs=5e-8)
    assert twin.firms.position[0] == pytest.approx(0.5 + 0.25 * 0.05 * 0.878906, abs=5e-8)


def test_nothing_is_learned_from_those_who_know_less_or_are_too_far():
    twin = stage(PLAIN)
    learn(twin, 0, NOWHERE, 1.0, -0.1, 0.55, 1.0)
    learn(twin, 0, NOWHERE, 1.0, 0.2, 0.71, 1.0)  # beyond twice the kernel
    assert twin.firms.next_productivity[0] == 0
    assert twin.firms.position[0] == 0.5


def test_technical_information_makes_half_as_much_again():
    twin = stage(PLAIN)
    place(twin, service_technical_information=1)
    learn(twin, 0, NOWHERE, 1.0, 0.2, 0.5, 1.0)
    assert twin.firms.next_productivity[0] == pytest.approx(0.15 * 1.5 * 0.2)


def test_a_tie_keeps_its_place_while_its_partner_lives():
    twin = stage(firms=3)
    firms = twin.firms
    firms.identity[1:3] = np.uint64(6 << 8), np.uint64(12 << 8)  # both belong in place 0
    keep_tie(firms, 0, 1, COLLEAGUE)
    keep_tie(firms, 0, 2, COLLEAGUE)
    assert tied(firms, 0, 0) == 1
    firms.cluster[1] = -1
    keep_tie(firms, 0, 2, COLLEAGUE)
    assert tied(firms, 0, 0) == 2
