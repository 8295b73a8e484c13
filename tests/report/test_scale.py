"""Axes have round values that hold what they show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.report.figures.scale import round_ends, step_of, ticks_of, written


@pytest.mark.parametrize(
    ("start", "stop", "count", "step"),
    [(0, 1, 10, 0.1), (0, 10, 10, 1), (0, 100, 4, 20), (-10, 10, 10, 2), (0, 14990, 4, 5000)],
)
def test_steps_are_those_of_d3(start: float, stop: float, count: int, step: float):
    """Its tests print ticks(0, 1, 10) by 0.1, ticks(0, 10, 10) by 1, ticks(-10, 10, 10) by 2."""
    assert step_of(start, stop, count) == pytest.approx(step)


@given(st.floats(-1e6, 0), st.floats(1e-3, 1e9))
def test_round_ends_hold_what_is_shown_and_little_more(start: float, stop: float):
    first, last = round_ends(start, stop)
    assert first <= start + 1e-9 and last >= stop * (1 - 1e-9)
    assert last - first <= 1.5 * (stop - start)
    ticks = [value for value, _ in ticks_of(first, last, ",.6~g")]
    assert 2 <= len(ticks) <= 9 and first - 1e-6 <= ticks[0] <= ticks[-1] <= last * (1 + 1e-9)


@pytest.mark.parametrize(
    ("value", "format", "said"),
    [
        (15000, ",d", "15,000"),
        (0.25, ".0%", "25 %"),
        (0.025, ",.1~%", "2.5 %"),
        (1.5, ",.1~f", "1.5"),
        (2.0, ",.1~f", "2"),
        (-1200.5, ",.6~g", "−1,200.5"),
        (0, ",.1~%", "0 %"),
        (100, ",.1~f", "100"),
        (2e6, ",.6~g", "2e+6"),
    ],
)
def test_values_are_written_as_in_the_words(value: float, format: str, said: str):
    assert written(value, format) == said


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="no such format"):
        written(1.0, "%Y")
