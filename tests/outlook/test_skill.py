"""Fast proofs that the outlook is better than "as this year" and that its ranges are honest."""

import numpy as np
import pandas as pd

from milieu.outlook.backtest import backtest
from milieu.outlook.forecast import foresee
from milieu.outlook.panel import Panel
from milieu.outlook.scores import RANGES, asked_levels, mean_yearly_change, score, weighted_mean


def largest_industries(shared_data, number=60):
    """Return jobs of the state of New York by 3-digit industry, the largest in the year 2000."""
    table = pd.read_csv(shared_data / "ny_qcew_2000_2014" / "panel.csv", dtype={"naics": str})
    table = table[(table.area_type == "State") & (table.level == "3")]
    wide = table.pivot_table(index="naics", columns="year", values="emp").dropna()
    wide = wide.sort_values(2000).tail(number)
    return Panel.of(wide.to_numpy(float), wide.columns.to_numpy(), None, list(wide.index))


def test_the_largest_industries_of_new_york_state_are_foreseen_better_than_by_the_last_value(
    shared_data,
):
    records = backtest(largest_industries(shared_data), [2006, 2009, 2011], draws=200).records
    everything = next(r for r in records if r.horizon == 0 and r.third == "all")
    assert everything.number == 60 * 13
    assert everything.against_naive < -0.02
    assert everything.mase < everything.mase_naive


def test_over_many_made_up_panels_the_ranges_hold_what_they_promise():
    """One origin says little where shocks are common, so many panels are averaged."""
    held = []
    for seed in range(25):
        random = np.random.default_rng(seed)
        common = random.normal(0.01, 0.025, 17)
        own = 0.05 * random.standard_t(5, (40, 17))
        values = np.exp(6 + random.normal(0, 1, (40, 1)) + np.cumsum(common + own, axis=1))
        panel = Panel.of(values[:, :14])
        quantiles = foresee(panel, 3, draws=200).quantiles(asked_levels())
        inside = score(quantiles, values[:, 14:], mean_yearly_change(panel.values)).inside
        held.append([weighted_mean(part) for part in inside])
    for share, found in zip(RANGES, np.mean(held, axis=0), strict=True):
        assert abs(found - share) < 0.05, (share, found)
