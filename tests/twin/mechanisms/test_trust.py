import pytest

from milieu.twin.mechanisms.trust import betrayed, trust_of, trusted
from milieu.twin.state import COLLEAGUE, KIN, OTHER, SCHOOLMATE
from tests.twin.mechanisms.by_hand import lever, place, stage


def test_a_good_contact_by_hand():
    """.5 + .04 x .5, and twice the gain in an association."""
    twin = stage({"trust.gain": 0.04})
    trusted(twin, 0)
    assert twin.firms.trust[0] == pytest.approx(0.52, abs=1e-6)
    lever(twin, trust_cooperation=1)
    trusted(twin, 0)
    assert twin.firms.trust[0] == pytest.approx(0.52 + 0.08 * 0.48, abs=1e-6)


def test_betrayal_by_hand():
    """Among 400 of 400 strangers .5 x (1 - 1/e) = .31606; half of that under full law."""
    twin = stage({"trust.betrayal": 0.5, "trust.loss": 0.2, "trust.anonymity": 400})
    place(twin, firms=400)
    betrayed(twin, 0, 0.317, 0.0)
    assert twin.firms.trust[0] == 0.5
    betrayed(twin, 0, 0.315, 1.0)
    assert twin.firms.trust[0] == 0.5
    betrayed(twin, 0, 0.315, 0.0)
    assert twin.firms.trust[0] == pytest.approx(0.4, abs=1e-6)


def test_trust_begins_by_the_kind_of_tie():
    twin = stage({"trust.of_kin": 0.8, "trust.of_schoolmates": 0.6, "trust.of_others": 0.2})
    found = [trust_of(twin, kind) for kind in (KIN, SCHOOLMATE, COLLEAGUE, OTHER)]
    assert found == [0.8, 0.6, 0.2, 0.2]
