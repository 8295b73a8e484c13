"""Survival curves."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import CensoredData, ecdf

from milieu.lifecycle.survival import survival

# Weeks of remission under 6-mercaptopurine, Freireich and others (1963), Blood 21; + is censored.
REMISSION = (
    *("6", "6", "6", "6+", "7", "9+", "10", "10+", "11+", "13", "16", "17+", "19+", "20+"),
    *("22", "23", "25+", "32+", "32+", "34+", "35+"),
)


def test_matches_the_remissions_of_freireich_and_others_1963():
    """The curve as printed in Cox and Oakes (1984), Analysis of Survival Data, four digits."""
    weeks = np.array([[float(w.rstrip("+")) for w in REMISSION]])
    fell = np.array([[not w.endswith("+") for w in REMISSION]])
    curve = survival(weeks, fell, 35)
    at = np.array([6, 7, 10, 13, 16, 22, 23]) - 1
    printed = [0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482]
    assert_allclose(curve.share[0, at], printed, atol=5e-5)
    assert curve.at_risk[0, at].tolist() == [21, 17, 15, 12, 11, 7, 6]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.integers(1, 10), st.booleans()), min_size=2, max_size=30),
)
def test_is_scipys_curve_as_long_as_somebody_is_followed(members):
    years, fell = (np.array(part) for part in zip(*members, strict=True))
    curve = survival(years[None].astype(float), fell[None], 10)
    known = ecdf(CensoredData(uncensored=years[fell], right=years[~fell])).sf
    followed = np.arange(1, years.max() + 1)
    assert_allclose(curve.share[0, : years.max()], known.evaluate(followed), atol=1e-12)
    after = curve.share[0, years.max() :]
    assert (after == 0).all() if curve.share[0, years.max() - 1] == 0 else np.isnan(after).all()
    inside = slice(0, years.max())
    assert (curve.low[0, inside] <= curve.share[0, inside] + 1e-12).all()
    assert (curve.high[0, inside] >= curve.share[0, inside] - 1e-12).all()


@pytest.mark.parametrize("hazard", [0.03, 0.1, 0.3])
@pytest.mark.parametrize("members", [15, 50])
def test_the_band_holds_the_true_share_in_about_80_percent(hazard, members):
    random = np.random.default_rng(8)
    falls = random.geometric(hazard, (4000, members))
    seen = random.integers(2, 12, (4000, members))
    curve = survival(np.minimum(falls, seen).astype(float), falls <= seen, 6)
    for horizon in (2, 4, 6):
        truth = (1 - hazard) ** horizon
        held = (curve.low[:, horizon - 1] <= truth) & (truth <= curve.high[:, horizon - 1])
        told = np.isfinite(curve.share[:, horizon - 1])
        assert told.mean() > 0.8
        # Few members allow few shares only: coverage jumps with the truth, and near 1 is too wide.
        assert 0.74 <= held[told].mean() <= 0.96


def test_the_band_has_a_width_where_nobody_fell_and_where_all_did():
    years = np.full((1, 10), 3.0)
    nobody = survival(years, np.zeros((1, 10), bool), 3)
    assert nobody.share[0].tolist() == [1, 1, 1] and 0.8 < nobody.low[0, 2] < 0.95
    everybody = survival(years, np.ones((1, 10), bool), 3)
    assert everybody.share[0, 2] == 0 and 0.05 < everybody.high[0, 2] < 0.2


def test_places_without_a_member_do_not_count():
    years = np.array([[2.0, 3, np.nan, 0]])
    curve = survival(years, np.array([[True, False, True, True]]), 3)
    assert curve.at_risk[0].tolist() == [2, 2, 1] and curve.share[0].tolist() == [1, 0.5, 0.5]
