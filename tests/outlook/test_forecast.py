from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from milieu.core.errors import UserError
from milieu.outlook.forecast import foresee
from milieu.outlook.panel import Panel
from tests.outlook.made_up import walking

DRAWS = 60


def test_the_outlook_has_its_shapes_and_says_that_no_scenario_is_in_it():
    outlook = foresee(walking(), 3, draws=DRAWS)
    assert outlook.origin == 2013 and outlook.years.tolist() == [2014, 2015, 2016]
    assert outlook.samples.shape == (DRAWS, 40, 3) and outlook.samples.dtype == np.float32
    assert outlook.middle.shape == (40, 3)
    assert "scenario-free" in outlook.label
    assert outlook.foreseen.all()


def test_quantiles_rise_and_ranges_widen_with_the_horizon():
    outlook = foresee(walking(), draws=DRAWS)
    quantiles = outlook.quantiles((0.1, 0.5, 0.9))
    assert (np.diff(quantiles, axis=0) >= 0).all()
    width = np.log(quantiles[2] / quantiles[0]).mean(axis=0)
    assert (np.diff(width) > 0).all()


def test_totals_are_exactly_the_sums_whatever_the_grouping():
    panel = walking(50)
    outlook = foresee(panel, draws=DRAWS)
    nation = outlook.total(np.zeros(50, int))[:, 0]
    for groups in (panel.regions, panel.industries, np.arange(50), np.arange(50)[::-1] % 7):
        assert_array_equal(outlook.total(groups).sum(axis=1), nation)
    cells = outlook.samples.astype(float)
    assert_array_equal(outlook.total(panel.regions)[:, 2], cells[:, panel.regions == 2].sum(axis=1))


def test_the_nation_is_less_uncertain_than_its_cells_but_not_as_if_they_were_independent():
    panel = walking(60, seed=2)
    samples = foresee(panel, draws=400).samples.astype(float)
    cells = samples[:, :, 0].std(axis=0)
    nation = samples[:, :, 0].sum(axis=1).std()
    assert 1.3 * np.sqrt((cells**2).sum()) < nation < cells.sum()


def test_ratios_have_no_total():
    with pytest.raises(UserError, match="no total"):
        foresee(walking(kind="ratio"), draws=DRAWS).total(np.zeros(40, int))


@pytest.mark.parametrize(("horizons", "draws"), [(0, 10), (1, 1)])
def test_too_few_horizons_or_draws_are_an_error_in_words(horizons, draws):
    with pytest.raises(UserError, match="too few"):
        foresee(walking(), horizons, draws=draws)


def test_the_order_of_the_series_changes_nothing():
    panel = walking()
    order = np.random.default_rng(5).permutation(40)
    straight, mixed = foresee(panel, draws=DRAWS), foresee(panel.of_series(order), draws=DRAWS)
    assert_array_equal(straight.by_series[order], mixed.by_series)


def test_the_seed_decides_the_samples():
    panel = walking()
    assert_array_equal(
        foresee(panel, draws=DRAWS, seed=3).samples, foresee(panel, draws=DRAWS, seed=3).samples
    )
    assert (
        foresee(panel, draws=DRAWS, seed=3).samples != foresee(panel, draws=DRAWS, seed=4).samples
    ).any()


@pytest.mark.parametrize("kind", ["count", "ratio"])
def test_another_unit_gives_the_same_outlook_in_that_unit(kind):
    panel = walking(kind=kind)
    larger = replace(panel, values=panel.values * 1024)
    assert_allclose(
        foresee(larger, draws=DRAWS).by_series,
        foresee(panel, draws=DRAWS).by_series * 1024,
        rtol=1e-4,
    )


@settings(max_examples=40, deadline=None)
@given(
    series=st.integers(1, 12),
    years=st.integers(1, 16),
    hidden=st.floats(0, 1),
    zeros=st.floats(0, 1),
    size=st.sampled_from([0.01, 1.0, 1e6]),
    kind=st.sampled_from(["count", "ratio"]),
    seed=st.integers(0, 10_000),
)
def test_whatever_is_known_nothing_breaks_and_nothing_is_negative(
    series, years, hidden, zeros, size, kind, seed
):
    random = np.random.default_rng(seed)
    values = size * random.lognormal(0, 1, (series, years))
    values[random.random(values.shape) < zeros] = 0
    values[random.random(values.shape) < hidden] = np.nan
    breaks = random.random(values.shape) < 0.1
    panel = Panel.of(
        values,
        None,
        list(random.integers(0, 3, series)),
        list(random.integers(0, 3, series)),
        kind=kind,
        breaks=breaks,
    )
    outlook = foresee(panel, 4, draws=20)
    assert np.isfinite(outlook.by_series[outlook.foreseen]).all()
    assert (outlook.by_series[outlook.foreseen] >= 0).all()
    assert np.isnan(outlook.by_series[~outlook.foreseen]).all()


@pytest.mark.parametrize(
    "values",
    [
        np.zeros((5, 10)),
        np.full((5, 10), 7.0),
        np.tile(np.arange(10.0), (5, 1)),
        np.exp(np.arange(10.0))[None, :],
        np.full((3, 10), np.nan),
        np.zeros((0, 10)),
    ],
)
def test_odd_panels_are_foreseen_or_refused_in_words(values):
    outlook = foresee(Panel.of(values), draws=20)
    assert np.isfinite(outlook.by_series[outlook.foreseen]).all()
    assert all(outlook.reasons[k] for k in np.flatnonzero(~outlook.foreseen))


def test_a_series_that_never_changed_is_expected_to_stay():
    outlook = foresee(Panel.of(np.full((5, 10), 7.0)), draws=20)
    assert_allclose(outlook.middle, 7, rtol=1e-3)


def test_a_break_of_definitions_is_not_taken_for_growth():
    plain = walking(30, seed=7, kind="ratio")
    moved = plain.values.copy()
    moved[::3, :8] /= 5  # before the eighth year a third of the series was counted otherwise
    breaks = np.zeros(moved.shape, bool)
    breaks[::3, 8] = True
    truth = foresee(plain, draws=200)
    told = foresee(replace(plain, values=moved, breaks=breaks), draws=200)
    untold = foresee(replace(plain, values=moved), draws=200)

    def width(outlook):
        low, high = outlook.quantiles((0.1, 0.9))
        return float(np.log(high / low)[::3].mean())

    assert abs(width(told) / width(truth) - 1) < 0.25
    assert width(untold) > 1.5 * width(told)


def test_a_value_last_known_years_ago_has_a_wider_range():
    panel = walking(40, seed=4)
    values = panel.values.copy()
    values[:10, -2:] = np.nan
    low, high = foresee(replace(panel, values=values), 1, draws=200).quantiles((0.1, 0.9))
    full_low, full_high = foresee(panel, 1, draws=200).quantiles((0.1, 0.9))
    gap = np.log(high / low)[:10] / np.log(full_high / full_low)[:10]
    assert np.median(gap) > 1.3


def test_reconciling_moves_totals_towards_their_own_forecast_and_keeps_cells_apart():
    panel = walking(50, seed=9)
    plain = foresee(panel, draws=100, reconcile=False)
    fitted = foresee(panel, draws=100)
    change = np.abs(np.log(fitted.middle / plain.middle))
    assert 0 < change.mean() < 0.05
