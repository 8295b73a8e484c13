import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.report.words import (
    MISSING,
    Amount,
    Kind,
    count,
    listed,
    number,
    plain,
    probability,
    years,
)

PERCENT = "\u00a0%"


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (Amount(12_600, 12_912.5, 13_200), "12,900 (12,600 to 13,200)"),
        (Amount(27, 41, 59), "40 (25 to 60)"),
        (Amount(3.6, 4.13, 4.7, Kind.RATIO), "4.2 (3.6 to 4.8)"),
        (Amount(0.101, 0.135, 0.18, Kind.SHARE), f"14{PERCENT} (10 to 18{PERCENT})"),
        (Amount(-0.62, -0.4, -0.1, Kind.SHARE), f"−40{PERCENT} (−70 to −10{PERCENT})"),
        (Amount(0.0, 0.0, 0.27, Kind.RATIO), "0.00 (0.00 to 0.30)"),
        (Amount(5, 5, 5), "5"),
        (Amount(None, 1234.4, None), "1,234"),
        (Amount(4, None, 33, proven=True), "4 to 33"),
        (Amount(None, None, None), MISSING),
    ],
)
def test_a_figure_is_written_no_finer_than_a_tenth_of_its_range(amount: Amount, spoken: str):
    assert amount.spoken == spoken


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        (0.0, Kind.COUNT, "0"),
        (-0.2, Kind.COUNT, "0"),
        (-1234, Kind.COUNT, "−1,234"),
        (110.4, Kind.RATIO, "110"),
        (33.92, Kind.RATIO, "33.9"),
        (4.128, Kind.RATIO, "4.13"),
        (0.0013, Kind.SHARE, f"0.13{PERCENT}"),
        (0.205, Kind.SHARE, f"20.5{PERCENT}"),
        (None, Kind.SHARE, MISSING),
        (math.nan, Kind.COUNT, MISSING),
    ],
)
def test_a_number_is_written_as_its_kind_is(value: float | None, kind: Kind, text: str):
    assert number(value, kind) == text


@settings(deadline=None)
@given(st.floats(0, 1e6), st.floats(0, 1), st.floats(0, 1))
def test_a_written_range_holds_the_true_one(value: float, below: float, above: float):
    low, high = value * (1 - below), value * (1 + above)
    ends = [float(e.replace(",", "")) for e in Amount(low, value, high).range.split(" to ") if e]
    if ends:
        assert ends[0] <= low + 1e-3 and ends[1] >= high - 1e-3


@settings(deadline=None)
@given(st.integers(1, 10**6), st.floats(0.001, 1))
def test_the_last_digit_is_no_finer_than_a_tenth_of_the_range(value: int, width: float):
    low, high = value * (1 - width), value * (1 + width)
    written = [int(t.replace(",", "")) for t in Amount(low, value, high).range.split(" to ") if t]
    tenth = (high - low) / 10 * (1 - 1e-9)
    step = next(s for k in range(8) for s in (10**k, 2 * 10**k, 5 * 10**k) if s >= tenth)
    assert all(number % step == 0 for number in written)


@pytest.mark.parametrize(
    ("share", "text"),
    [
        (0.0, f"under 5{PERCENT}"),
        (0.051, f"5{PERCENT} (1 in 20)"),
        (0.65, f"65{PERCENT} (13 in 20)"),
        (0.95, f"95{PERCENT} (19 in 20)"),
        (1.0, f"over 95{PERCENT}"),
        (None, MISSING),
    ],
)
def test_a_probability_comes_in_steps_of_a_twentieth(share: float | None, text: str):
    assert probability(share) == text


def test_counts_lists_and_years_read_as_english():
    assert count(0, "hidden cell") == "no hidden cells"
    assert count(1, "hidden cell") == "1 hidden cell"
    assert count(2000, "cluster") == "2,000 clusters"
    assert listed(["a"]) == "a"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert listed(["a", "b", "c"], most=1) == "a and 2 more"
    assert years(2000, 2014) == "2000 to 2014"
    assert years(2000, 2000) == "2000"


def test_nothing_is_written_without_digits_behind_it():
    assert number(0.0, Kind.SHARE) == f"0{PERCENT}" and number(0.0, Kind.RATIO) == "0"
    assert number(0.001, Kind.RATIO) == "0.00"  # little is not nothing


def test_names_are_written_as_the_field_writes_them():
    assert plain("rd_active_share") == "R&D active share"
    assert plain("patents_per_1000_jobs") == "patents per 1,000 jobs"
    assert plain("metropolitan_area") == "metropolitan area"
