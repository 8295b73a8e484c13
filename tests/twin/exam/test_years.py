import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.twin.exam.years import cluster_years, cross_sections, firms_by_year, mean_known, smooth
from tests.twin.exam.made_up import run


def test_smoothing_by_hand():
    assert smooth(np.array([1.0, 2.0, 6.0, 7.0, 4.0, 100.0])).tolist() == pytest.approx(
        [3.0, 4.0, 4.0, 23.8, 29.25, 37.0]
    )


@given(st.lists(st.floats(-100, 100), max_size=30))
def test_smoothing_stays_within_the_series(series):
    values = np.array(series)
    if len(values):
        assert (smooth(values) >= values.min() - 1e-9).all()
        assert (smooth(values) <= values.max() + 1e-9).all()
    assert len(smooth(values)) == len(values)


def test_year_ends_are_fourth_quarters_and_leave_elsewhere_out():
    made = run(3, clusters=4)
    made.clusters["jobs"] = np.arange(12)[:, None] + np.array([0.0, 0.1, 0.2, 0.3])
    assert cluster_years(made, "jobs") == pytest.approx(
        np.array([[3.1, 3.2, 3.3], [7.1, 7.2, 7.3], [11.1, 11.2, 11.3]])
    )


def test_cross_sections_are_those_of_every_fifth_year_from_year_20():
    made = run(31, year=np.arange(31), firm=np.ones(31), patents=np.arange(31))
    assert [section.tolist() for section in cross_sections(made, "patents")] == [[20], [25], [30]]


def test_firms_are_counted_at_year_ends_and_a_year_without_any_has_zero():
    assert firms_by_year(run(4, year=[0, 0, 2], firm=[1, 2, 1])).tolist() == [2, 0, 1, 0]


def test_a_mean_of_nothing_known_is_unknown():
    assert mean_known([1.0, np.nan, 3.0]) == 2.0
    assert np.isnan(mean_known([np.nan]))
