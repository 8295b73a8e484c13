import pytest

from milieu.twin.mechanisms.lobbying import lobbying
from tests.twin.mechanisms.by_hand import lever, stage

PLAIN = {"lobbying.learning": 0.02, "lobbying.hope": 0.5, "lobbying.research_return": 0.2}


def test_lobbying_is_learned_by_hand():
    """Aid 5 of 100: .05 / .06 - .2 = .6333; hope of half a grant of .1 gives the same."""
    twin = stage(PLAIN, firms=2, aid=[5.0, 0.0])
    lever(twin, government_grant_share=0.1)
    lobbying(twin, 0, 2)
    assert twin.firms.lobbying_share[:2] == pytest.approx([0.0126667, 0.0126667], abs=5e-8)


def test_without_grants_lobbying_is_unlearned_and_never_begins():
    """.3 + .02 (0 - .2 - .3)."""
    twin = stage(PLAIN, firms=2, lobbying_share=[0.3, 0.0])
    lobbying(twin, 0, 2)
    assert twin.firms.lobbying_share[:2] == pytest.approx([0.29, 0])
