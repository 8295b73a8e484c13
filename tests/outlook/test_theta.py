import numpy as np
import pytest
from numpy.testing import assert_allclose

from milieu.outlook.panel import Panel
from milieu.outlook.past import past_of
from milieu.outlook.theta import theta_changes


def test_the_member_agrees_with_the_theta_model_of_statsforecast():
    """Same method, another search for the smoothing weight and another start."""
    models = pytest.importorskip("statsforecast.models")
    random = np.random.default_rng(3)
    values = np.exp(6 + np.cumsum(random.normal(0.02, 0.06, (20, 25)), axis=1))
    past = past_of(Panel.of(values))
    ours = theta_changes(past, 5)[:, -1]
    theirs = np.array(
        [
            models.Theta(season_length=1, decomposition_type="additive").forecast(row, h=5)["mean"]
            - row[-1]
            for row in past.level
        ]
    )
    assert np.median(np.abs(ours - theirs)) < 0.02
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.9


def test_a_straight_line_is_carried_on_with_at_least_half_of_its_slope():
    past = past_of(Panel.of(np.exp(np.linspace(5, 6, 21))[None, :]))
    change = theta_changes(past, 3)[0, -1]
    assert (
        (change >= 0.49 * 0.05 * np.arange(1, 4)) & (change <= 1.2 * 0.05 * np.arange(1, 4))
    ).all()


def test_an_origin_does_not_see_what_came_after_it():
    values = np.exp(np.random.default_rng(0).normal(5, 0.2, (4, 12)))
    changed = values.copy()
    changed[:, 8:] *= 3
    one, two = (theta_changes(past_of(Panel.of(v)), 3)[:, :8] for v in (values, changed))
    # the scale's corner may move with the panel, so compare origins on the same scale
    assert_allclose(one, two, atol=1e-3)
