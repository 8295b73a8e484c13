import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.outlook.forecast import foresee
from milieu.outlook.limits import largest_rise, limits
from milieu.outlook.panel import Panel
from milieu.outlook.past import past_of
from tests.outlook.made_up import walking


def messy(random, series, years, zeros, flips, gaps):
    """Return counts with zeros, cells flipping between 0 and 700, gaps and single jumps."""
    start = random.normal(4, 1.5, (series, 1))
    values = np.round(np.exp(start + np.cumsum(random.normal(0, 0.15, (series, years)), axis=1)))
    values[random.integers(series), years // 2 :] *= 20
    values[random.random(values.shape) < zeros] = 0
    flipping = random.random(series) < flips
    values[flipping] = 700.0 * (random.random((int(flipping.sum()), years)) < 0.5)
    values[random.random(values.shape) < gaps] = np.nan
    return values


def whole(values):
    """Return values with gaps bridged; 0 where nothing is known."""
    empty = np.isnan(values).all(axis=1)
    past = past_of(Panel.of(np.where(empty[:, None], 0.0, values)))
    return past.scale.back(past.level)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(
    series=st.integers(40, 120),
    years=st.integers(8, 16),
    zeros=st.floats(0, 0.2),
    flips=st.floats(0, 0.4),
    gaps=st.floats(0, 0.4),
    seed=st.integers(0, 10_000),
)
def test_however_messy_a_panel_is_its_totals_stay_sane(series, years, zeros, flips, gaps, seed):
    random = np.random.default_rng(seed)
    panel = Panel.of(
        messy(random, series, years, zeros, flips, gaps),
        None,
        list(random.integers(0, 4, series)),
        list(random.integers(0, 4, series)),
    )
    outlook = foresee(panel, draws=100)
    bridged = np.where(outlook.foreseen[:, None], whole(panel.values), 0.0)
    nation = bridged.sum(axis=0)
    grew = max(float((nation[h:] / np.maximum(nation[:-h], 1)).max()) for h in range(1, 6))
    most = 1.05 * max(3.0, 1.5 * grew)  # reconciling may move a total by some percent
    for groups in (np.zeros(series, int), panel.regions, panel.industries):
        by_year = np.zeros((int(groups.max()) + 1, years))
        np.add.at(by_year, groups, bridged)
        upper = np.quantile(outlook.total(groups)[:, :, -1], 0.975, axis=0)
        assert (upper <= most * by_year.max(axis=1)).all()
    seen = np.nan_to_num(panel.values)
    cells = outlook.quantiles((0.975,))[0][:, -1]
    known = outlook.foreseen & (seen.max(axis=1) > 0)
    assert (cells[known] <= 20 * seen.max(axis=1)[known]).all()


def test_a_rise_counts_for_series_of_its_size_and_smaller_ones_alone():
    start, change = np.array([1.0] * 40 + [9.0] * 40), np.array([5.0] * 40 + [0.2] * 40)
    assert largest_rise(start, change, np.array([0.5, 1.9, 8.0])).tolist() == [5.0, 5.0, 0.2]


def test_a_calm_panel_is_hardly_touched_by_its_limits():
    panel = walking(60, 20, seed=3)
    free = foresee(panel, draws=100)
    top = past_of(panel).scale.back(limits(past_of(panel), 5))
    assert (free.by_series <= 1.3 * top[:, :, None]).all()
    assert (free.by_series[:, 0] >= 0.999 * top[:, 0, None]).mean() < 0.01
    assert (top[:, -1] > 1.2 * panel.values.max(axis=1)).mean() > 0.5


@pytest.mark.parametrize("size", [1.0, 1e6])
def test_limits_rise_with_the_horizon_and_move_with_the_unit(size):
    values = size * walking(30, 12, kind="ratio").values
    past = past_of(Panel.of(values))
    top = past.scale.back(limits(past, 7))
    assert (np.diff(top, axis=1) >= 0).all()
    assert (top[:, -1] <= 15.001 * values.max(axis=1)).all()
