"""Conventions: numbers and days as Chinese has them, from the same amounts as in English."""

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.core.language import speaking
from milieu.report.conventions import conventions
from milieu.report.words import (
    Amount,
    Kind,
    between,
    chance,
    count,
    day,
    is_zero,
    listed,
    moment,
    number,
    percent,
    probability,
    together,
    whole,
    year,
    years,
)

WAN, YI = "\u00a0万", "\u00a0亿"


@pytest.mark.parametrize(
    ("amount", "spoken"),
    [
        (
            Amount(10_300, 12_400, 14_600),
            f"1.25{WAN}（1{WAN}至 1.5{WAN}）",
        ),
        (Amount(9_800, 10_100, 10_300), "10,100（9,800 至 10,300）"),
        (Amount(126_000, 129_125, 132_000), f"12.9{WAN}（12.6{WAN}至 13.2{WAN}）"),
        (Amount(27, 41, 59), "40（25 至 60）"),
        (Amount(None, 12_912, None), "12,912"),
        (Amount(0.101, 0.135, 0.18, Kind.SHARE), "14%（10% 至 18%）"),
        (Amount(-0.62, -0.4, -0.1, Kind.SHARE), "−40%（−70% 至 −10%）"),
        (Amount(4, None, 33, proven=True), "4 至 33"),
    ],
)
def test_a_figure_is_written_no_finer_than_in_english(amount: Amount, spoken: str):
    with speaking("zh"):
        assert amount.spoken == spoken


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (12_400, 100, f"1.24{WAN}"),
        (12_000, 1_000, f"1.2{WAN}"),
        (10_000, 100, f"1{WAN}"),
        (12_340, 10, "12,340"),
        (-56_000, 1_000, f"−5.6{WAN}"),
        (123_456_789, 1_000_000, f"1.23{YI}"),
        (123_456_789, 100_000, f"12,350{WAN}"),
        (9_999, 100, f"1{WAN}"),
        (0, 100, "0"),
    ],
)
def test_large_numbers_are_in_ten_thousands_where_the_last_digit_allows(value, step, text):
    with speaking("zh"):
        assert number(value, Kind.COUNT, step) == text


@settings(deadline=None)
@given(st.integers(-(10**10), 10**10), st.sampled_from([1, 10, 50, 100, 200, 5_000, 10**6]))
def test_a_chinese_number_is_worth_what_the_english_one_is(value: int, step: int):
    english = float(number(value, Kind.COUNT, step).replace(",", "").replace("−", "-"))
    with speaking("zh"):
        text = number(value, Kind.COUNT, step).replace(",", "").replace("−", "-")
    size = {WAN: 1e4, YI: 1e8}.get(text[-2:], 1.0)
    assert float(text.removesuffix(WAN).removesuffix(YI)) * size == pytest.approx(english)


def test_probabilities_percent_years_lists_and_counts_read_as_chinese():
    with speaking("zh"):
        assert probability(0.65) == "65%（20 次中约 13 次）"
        assert (probability(0.01), chance(0.99)) == ("不到 5%", "95% 以上")
        assert percent(80) == "80%" and between("10%", "20%") == "10% 至 20%"
        assert (year(2014), years(2000, 2014), years(2014, 2014)) == (
            "2014 年", "2000–2014 年", "2014 年",
        )  # fmt: skip
        assert listed(["甲", "乙", "丙"]) == "甲、乙和丙"
        assert listed(["A", "B", "C"], most=1) == "A 和另外 2 个"
        assert count(0, "cluster") == "0 个集群" and count(2000, "firm") == "2,000 家企业"
        assert together("一。", "", "二。") == "一。二。" and whole(1_234_567) == "1,234,567"


def test_days_and_moments_are_of_the_calendar_of_the_language():
    when = datetime(2026, 3, 3, 14, 5)
    assert day("2026-03-03") == "2026-03-03" and moment(when) == "2026-03-03 14:05"
    with speaking("zh"):
        assert day("2026-03-03") == "2026 年 3 月 3 日"
        assert moment(when) == "2026 年 3 月 3 日 14:05"
        assert day("") == ""


def test_zero_is_zero_however_it_is_written():
    assert all(is_zero(text) for text in ("0", "0.0", "0\u00a0%", "0%"))
    assert not any(is_zero(text) for text in ("0.1", "10", "−5%", f"1{WAN}"))


def test_what_a_language_needs_comes_from_the_locale_data():
    assert conventions().large == () and conventions().percent_once
    with speaking("zh"):
        assert conventions().large == ((1e8, "亿"), (1e4, "万"))
        assert conventions().percent == "%" and not conventions().percent_once
