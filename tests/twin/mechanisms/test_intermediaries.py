import pytest

from milieu.twin.mechanisms.intermediaries import intermediaries, legal, technical_information
from tests.twin.mechanisms.by_hand import lever, place, stage


def test_services_follow_firms_by_hand():
    """75 firms of 150 fill half: .1 + .1 (.5 - .1); never more than full."""
    twin = stage({"intermediaries.growth": 0.1, "intermediaries.firms_needed": 150})
    place(twin, firms=75, service_rating=0.1, service_talent=1)
    intermediaries(twin, 1)
    assert twin.clusters["service_rating"][1] == pytest.approx(0.14)
    assert twin.clusters["service_talent"][1] == pytest.approx(0.95)


def test_policy_adds_capacity_up_to_one():
    twin = stage()
    place(twin, service_technical_information=0.14, service_legal=0.2)
    lever(twin, intermediaries_technical_information=0.5, intermediaries_legal=0.1)
    assert technical_information(twin, 1) == pytest.approx(0.64)
    assert legal(twin, 1) == pytest.approx(0.3)
    lever(twin, intermediaries_technical_information=0.95, trust_court=0.9)
    assert technical_information(twin, 1) == 1
    assert legal(twin, 1) == 1
