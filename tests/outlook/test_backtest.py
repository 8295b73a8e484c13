import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.outlook.backtest import SHOWN, backtest, default_origins
from milieu.outlook.panel import Panel
from tests.outlook.made_up import walking


def test_the_record_counts_every_forecast_whose_truth_is_known():
    result = backtest(walking(), [2010, 2012], 3, draws=40)
    everything = next(r for r in result.records if r.horizon == 0 and r.third == "all")
    assert everything.number == 40 * (3 + 1)
    thirds = [r.number for r in result.records if r.horizon == 1 and r.third != "all"]
    assert sum(thirds) == 80
    assert 0 <= everything.cover_50 <= everything.cover_80 <= everything.cover_95 <= 1


def test_an_earlier_forecast_knows_nothing_of_later_years():
    panel = walking()
    later = panel.values.copy()
    later[:, 11:] *= 4
    one = backtest(panel, [2010], 2, draws=40).past[0]
    two = backtest(
        Panel.of(later, panel.years, panel.regions, panel.industries), [2010], 2, draws=40
    )
    assert np.array_equal(one.quantiles, two.past[0].quantiles)
    assert (two.past[0].actual == 4 * one.actual).all()


def test_past_forecasts_are_kept_for_charts():
    past = backtest(walking(), [2009], 4, draws=40).past[0]
    assert past.quantiles.shape == (len(SHOWN), 40, 4)
    assert past.years.tolist() == [2010, 2011, 2012, 2013]


def test_by_default_the_last_five_origins_with_enough_years_are_taken():
    assert default_origins(walking()) == [2008, 2009, 2010, 2011, 2012]
    assert default_origins(Panel.of(np.ones((2, 6)))) == []
    assert backtest(Panel.of(np.ones((2, 6)))).records == ()


def test_an_origin_without_a_year_after_it_is_refused():
    with pytest.raises(UserError, match="2013 is not a year"):
        backtest(walking(), [2013])
