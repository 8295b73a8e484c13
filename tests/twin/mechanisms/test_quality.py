import pytest

from milieu.twin.mechanisms.quality import quality, reputation
from tests.twin.mechanisms.by_hand import lever, place, stage


def test_reputation_follows_what_is_sold_by_hand():
    """.5 + .1 (.8 - .5); seen .2 + .3 by policy, at most .95."""
    twin = stage({"quality.memory": 0.1, "quality.seen_share_base": 0.2})
    place(twin, sales=100, quality_sales=80, reputation=0.5)
    lever(twin, quality_seen_share=0.3)
    reputation(twin, 1)
    assert twin.clusters["reputation"][1] == pytest.approx(0.53)
    assert twin.clusters["seen_share"][1] == pytest.approx(0.5)
    lever(twin, quality_seen_share=0.9)
    reputation(twin, 1)
    assert twin.clusters["seen_share"][1] == 0.95


def test_quality_is_adjusted_by_hand():
    """Earned .2 + .8 x .1 = .28, cost .12 x 2.5 x (.4 + 1.2 x .5) = .3: .5 - .1 x .02."""
    twin = stage({"quality.speed": 0.1, "quality.cost": 0.12, "market.price_weight": 2.5})
    place(twin, seen_share=0.2, sales=1000)
    quality(twin, 0, 1)
    assert twin.firms.quality[0] == pytest.approx(0.498)


def test_a_floor_holds_quality_up():
    twin = stage({"quality.speed": 0.5}, quality=0.3)
    place(twin, seen_share=0, sales=1e9)
    lever(twin, quality_floor=0.35)
    quality(twin, 0, 1)
    assert twin.firms.quality[0] == 0.35
