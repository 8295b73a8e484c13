import numpy as np
import pytest

from milieu.twin.draws import IDEA, IDEA_STEP, IDEA_STEP_2, IDEA_TURN, PATENT, poisson
from milieu.twin.mechanisms.innovation import innovation, patents
from tests.twin.mechanisms.by_hand import chance, normal, place, stage, world

FIRMS = 60


def test_ideas_come_at_the_hazard_by_hand():
    """R&D of 8 %, power 1, no size effect: 1 - exp(-.3 x 2) = .451."""
    parameters = {"innovation.rate": 0.3, "innovation.power": 1, "innovation.size": 0}
    twin = stage(parameters, firms=FIRMS, research_share=0.08)
    innovation(twin, 0, FIRMS)
    moved = (twin.firms.next_productivity[:FIRMS] > 0) | (twin.firms.neglected[:FIRMS] > 0)
    had = np.array([chance(twin, i, IDEA) for i in range(FIRMS)]) < 0.4511884
    assert 10 < had.sum() < 50
    assert (moved == had).all()


def test_a_step_by_hand():
    """3 x .05 x the smaller of two chances x exp(-.5 x .2), .2 beyond the frontier."""
    parameters = {"innovation.rate": 0.3, "innovation.step": 0.05, "innovation.fishing_out": 0.5}
    twin = stage(parameters, firms=FIRMS, log_productivity=0.3, research_share=0.2)
    world(twin, frontier=0.1)
    innovation(twin, 0, FIRMS)
    steps = twin.firms.next_productivity[:FIRMS] - 0.3
    stepped = np.flatnonzero(steps > 0)
    assert len(stepped) > 5
    for i in stepped:
        least = min(chance(twin, i, IDEA_STEP), chance(twin, i, IDEA_STEP_2))
        assert steps[i] == pytest.approx(0.15 * least * np.exp(-0.1))
        assert abs(normal(twin, i, IDEA_TURN)) < 1.4  # wilder ones are neglected: 3.5 / 2.5


def test_lobbying_takes_from_research_and_no_research_brings_no_idea():
    twin = stage(firms=FIRMS, research_share=0.04, lobbying_share=1.0)
    innovation(twin, 0, FIRMS)
    assert (twin.firms.next_productivity[:FIRMS] == 0).all()


def test_patents_by_hand():
    """Mean .1 x (.04 x 100) = .4; a stock of 10 wears by 1.5 %."""
    parameters = {"innovation.patents": 0.1, "innovation.patent_power": 1,
                  "innovation.patent_wear": 0.015}  # fmt: skip
    twin = stage(parameters, firms=FIRMS, patents=10.0)
    place(twin, patents=0)
    patents(twin, 0, FIRMS)
    granted = [poisson(0.4, chance(twin, i, PATENT)) for i in range(FIRMS)]
    assert 10 < sum(granted) < 40
    np.testing.assert_allclose(twin.firms.patents[:FIRMS], 9.85 + np.array(granted), rtol=1e-6)
    assert twin.clusters["patents"][1] == sum(granted)
