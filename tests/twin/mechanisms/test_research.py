import pytest

from milieu.twin.mechanisms.research import openness, research
from tests.twin.mechanisms.by_hand import lever, place, stage, world


def test_a_bought_lead_wears_off_by_hand():
    """.5 + .02 - .02 x .5 above institutes elsewhere at .3."""
    twin = stage({"research.wear": 0.02})
    place(twin, institute_lead=0.5)
    world(twin, institute_level=0.3, institute_position=0.7)
    lever(twin, research_public_funding=0.02)
    research(twin, 1)
    assert twin.clusters["institute_lead"][1] == pytest.approx(0.51)
    assert twin.clusters["institute_level"][1] == pytest.approx(0.81)
    assert twin.clusters["institute_position"][1] == 0.7


def test_openness_needs_institutes():
    twin = stage({"research.local_openness": 0.1})
    lever(twin, research_openness=0.2)
    assert openness(twin, 1) == pytest.approx(0.3)
    place(twin, institutes=0)
    assert openness(twin, 1) == 0
