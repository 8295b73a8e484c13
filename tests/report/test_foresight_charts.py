"""Charts of stage, outlook, signs and replay draw what their rows say."""

import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from milieu.lifecycle.stage import STAGES
from milieu.report.alarm_figures import sign_row
from milieu.report.course_rows import earlier_lines, fan_rows, ribbon_rows
from milieu.report.drawing import svg_of
from milieu.report.figures.course import course
from milieu.report.figures.fan import fan, upwards
from milieu.report.figures.labels import LETTER, cut, folded
from milieu.report.figures.plot import (
    Plot,
    apart,
    in_line,
    merged,
    runs,
    shortened,
    texts,
    tick_texts,
    value_ticks,
)
from milieu.report.figures.position import size
from milieu.report.figures.ribbon import stacked
from milieu.report.look import color
from milieu.report.position_figure import path, spent
from tests.report.test_figures import FAN, FORECAST, YEARS
from tests.report.test_figures import STAGES as ROWS

SHARES = st.lists(st.floats(0.001, 1), min_size=4, max_size=4)


def seen(year: int, *shares: float | None) -> dict[str, Any]:
    today = {f"{s}_today": v for s, v in zip(STAGES, shares, strict=True)}
    return {"year": year, **today, "shake_out": False, "level_shift": False}


@settings(deadline=None, max_examples=40)
@given(st.lists(SHARES, min_size=1, max_size=6))
def test_the_bands_of_a_year_lie_on_each_other_and_fill_the_ribbon(weights: list[list[float]]):
    plot = Plot(0, 0, 100, 1000, (2000, 2006), (0, 1))
    rows = [
        {"year": 2000 + n, **{s: w / sum(one) for s, w in zip(STAGES, one, strict=True)},
         "sure": True}
        for n, one in enumerate(weights)
    ]  # fmt: skip
    bands = stacked(plot, rows)
    for x in {band["x"] for band in bands}:
        year = [band for band in bands if band["x"] == x]
        assert year[0]["low"] == 1000 and year[-1]["high"] == pytest.approx(0, abs=0.1)
        assert all(one["high"] == next["low"] for one, next in pairwise(year))


def test_a_year_without_probabilities_breaks_the_ribbon_and_is_boxed():
    rows = ribbon_rows([seen(2000, 0, 1, 0, 0), seen(2001, *[None] * 4), seen(2002, 0, 1, 0, 0)])
    assert [row["sure"] for row in rows] == [True, False, True]
    bands = stacked(Plot(0, 0, 100, 100, (2000, 2002), (0, 1)), rows)
    assert len({band["part"] for band in bands if band["stage"] == "growth"}) == 2


def test_where_one_stage_gives_way_to_another_there_is_evidence_and_at_the_ends_there_is_none():
    even = (0.0, 0.45, 0.45, 0.1)
    rows = [seen(2000, *even), seen(2001, 0, 1, 0, 0), seen(2002, *even), seen(2003, 0, 0, 1, 0),
            seen(2004, *even)]  # fmt: skip
    assert [row["sure"] for row in ribbon_rows(rows)] == [False, True, True, True, False]


def test_ribbon_and_fan_share_the_axis_of_years():
    """The dotted line at the end of what is known goes through both at the same place."""
    svg = svg_of(course(ROWS, *FAN, width=400))
    assert re.findall(r'stroke-dasharray="2,3" d="M[\d.]+ [\d.]+v\d+m0 [\d.]+v', svg)


def test_the_fan_starts_at_zero_and_a_far_95_percent_band_is_cut():
    top, ticks = upwards(YEARS, [{**FORECAST[0], "high_95": 1e6}], [])
    assert ticks[0][0] == 0 and top == ticks[-1][0] < 10_000
    assert upwards(YEARS, FORECAST, [])[0] >= 1300


def test_that_the_95_percent_band_is_cut_is_said_beside_the_fan():
    far = [*FAN[1][:-1], {**FAN[1][-1], "high_95": 1e6}]
    assert "↑ 95" in svg_of(fan(FAN[0], far, *FAN[2:], width=300))
    assert "↑ 95" not in svg_of(fan(*FAN, width=300))


def test_a_fan_begins_at_the_last_year_that_is_known_of_its_measure():
    history = [{"year": 2020, "value": 3.0}, {"year": 2021, "value": 4.0}]
    ends = (f"{end}_{band}" for end in ("low", "high") for band in ("95", "80", "50"))
    comes = {"year": 2023, "origin": 2022, "value": 5.0, **dict.fromkeys(ends, 5.0)}
    begins, _next = fan_rows([*history, {"year": 2022, "value": None}], [comes])
    assert begins["year"] == 2021 and begins["value"] == begins["low_95"] == 4.0
    hidden = {"year": 2022, "value": None, "high": 9.0}  # a range is known of the year
    assert fan_rows([*history, hidden], [comes])[0]["year"] == 2022
    assert fan_rows([], [comes])[0]["year"] == 2022


def test_an_axis_of_millions_says_so_in_few_letters():
    assert [said for _, said in tick_texts([0.0, 1e8, 2e8])] == ["0", "100 m", "200 m"]
    assert [said for _, said in tick_texts([0.0, 0.5e6, 1e6])] == ["0", "0.5 m", "1 m"]
    assert [said for _, said in tick_texts([0.0, 2.5e9, 5e9])] == ["0", "2.5 bn", "5 bn"]
    assert [said for _, said in tick_texts([0.0, 2e5, 4e5])] == ["0", "200,000", "400,000"]
    assert shortened(1_234_567, 1, 1_234_567) == ""  # nothing is lost


def test_a_label_loses_what_it_says_besides_before_a_word_is_cut():
    assert cut("Entry of firms (a weaker sign)", 20) == "Entry of firms"
    assert cut("Entry of firms (a weaker sign)", 30) == "Entry of firms (a weaker sign)"
    assert cut("Entry of all the firms (a weaker sign)", 12) == "Entry of al…"


def test_a_long_label_is_folded_onto_two_lines():
    assert folded("Child care", 12) == ["Child care"]
    assert folded("Theatres and museums", 14) == ["Theatres and", "museums"]
    assert folded("Preserved fruit and vegetables", 15) == ["Preserved fruit", "and vegetables"]
    assert folded("一二三四五六七八九", 8) == ["一二三四", "五六七…"]


def test_bands_are_drawn_from_the_widest_to_the_narrowest():
    svg = svg_of(fan(*FAN, width=300))
    fills = re.findall(r'fill="(#[0-9A-F]{6})"', svg)
    order = [fills.index(color(name)) for name in ("faint", "band", "bar")]
    assert order == sorted(order)


def test_five_earlier_forecasts_at_most_and_the_newest_among_them():
    history = [{"year": y, "value": 1.0} for y in range(2000, 2020)]
    past = [{"origin": o, "year": o + 1, "value": 2.0} for o in range(2000, 2019)]
    lines = earlier_lines(history, past)
    assert len(lines) == 5 and lines[-1][0] == {"year": 2018, "value": 1.0}
    assert len(earlier_lines(history, past, 2017)) == 2
    assert earlier_lines(history, []) == []


@pytest.mark.parametrize(
    ("then", "now", "threshold", "worse", "state", "right"),
    [
        (0.35, 0.5, 0.4, True, "worse", True),  # worse above
        (0.45, 0.3, 0.4, True, "worse", True),  # worse below
        (0.35, 0.2, 0.4, False, "not worse", False),
        (0.45, 0.6, 0.4, False, "not worse", False),
        (0.35, 0.38, 0.4, False, "may be worse", False),  # its range reaches beyond the threshold
        (0.35, 0.42, 0.4, False, "may be worse", True),  # beyond it, but not surely enough
        (0.4, 0.3, 0.4, True, "worse", True),  # any change matters
        (0.4, 0.6, 0.4, False, "not worse", False),
    ],
)
def test_what_is_worse_lies_right_of_the_threshold(
    then: float, now: float, threshold: float, worse: bool, state: str, right: bool
):
    row = {"sign": "wage", "then": then, "now_low": now - 0.05, "now": now, "now_high": now + 0.05,
           "threshold": threshold, "unit": "share", "worse": worse}  # fmt: skip
    drawn = sign_row(row)
    assert drawn["state"] == state and (drawn["now"] > 0) is right
    assert drawn["text"] == f"{then:.0%} → {now:.0%}".replace("%", "\u00a0%")


def test_past_years_walk_through_their_stage_and_come_back_after_a_renewal():
    growth, decline = (0.0, 1.0, 0.0, 0.0), (0.0, 0.0, 0.1, 0.9)
    rows = [seen(2000 + n, *s) for n, s in enumerate((growth, growth, decline, growth, growth))]
    assert [(p["stage"], p["share"]) for p in path(rows)] == [
        ("growth", 0.25), ("growth", 0.75), ("decline", 0.5), ("growth", 0.5)
    ]  # fmt: skip
    assert spent(rows) == {"growth": ["2000 to 2001", "2003 to 2004"], "decline": ["2002"]}


def test_the_curve_of_life_rises_stays_and_falls():
    heights = [size(t / 10) for t in range(41)]
    peak = heights.index(max(heights))
    assert 20 < peak < 32 and heights[0] < 0.05 and 0.2 < heights[-1] < 0.6 * heights[peak]
    assert heights[: peak + 1] == sorted(heights[: peak + 1])
    assert heights[peak:] == sorted(heights[peak:], reverse=True)


@settings(deadline=None)
@given(st.floats(1e-3, 1e7), st.integers(2, 6))
def test_ticks_are_few_and_round_and_reach_the_top(top: float, most: int):
    ticks = value_ticks(top, most)
    assert ticks[0] == 0 and ticks[-1] >= top * (1 - 1e-6) and 2 <= len(ticks) <= most + 1
    assert float(f"{ticks[1]:.2g}") == pytest.approx(ticks[1])


@settings(deadline=None)
@given(st.lists(st.floats(0, 100), min_size=1, max_size=5))
def test_texts_moved_apart_keep_their_order_and_their_distance(places: list[float]):
    moved = apart(sorted(places), 14)
    assert all(b - a >= 13.5 for a, b in pairwise(moved))


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 400), st.text("abc", min_size=1, max_size=20)), max_size=6))
def test_texts_of_one_line_never_lie_on_each_other(rows: list[tuple[float, str]]):
    placed = in_line([{"x": x, "text": t} for x, t in rows], 0, 400, before=14)
    boxes = sorted((p["start"], p["start"] + 14 + len(p["text"]) * LETTER) for p in placed)
    assert all(a[1] <= b[0] for a, b in pairwise(boxes))
    assert all(low >= 0 and high <= 400.1 for low, high in boxes)
    assert not rows or placed


def test_texts_of_one_line_keep_the_order_of_what_they_name():
    """At the left edge the second gives way to the right, though it was to be written first."""
    rows = [{"x": 40, "text": "maturity"}, {"x": 10, "text": "growth"}, {"x": 50, "text": "c" * 99}]
    assert [row["text"] for row in in_line(rows, 0, 150)] == ["growth", "maturity"]


def test_frames_drawn_together_show_the_same_texts_from_fewer_layers():
    frames = [texts([{"x": n, "y": 0, "text": str(n)}]) for n in range(5)]
    (layer,) = merged(frames)
    assert [row["text"] for row in layer.rows] == list("01234")


def test_runs_are_stretches_without_a_gap():
    marked = [(2000, True), (2001, True), (2002, False), (2003, True)]
    assert runs(marked) == [(2000, 2001), (2003, 2003)]
