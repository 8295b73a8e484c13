"""Figures on the twin: as many marks as there are data, true words, drawn without a detour."""

import json
import math
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import Any

import altair as alt
import numpy as np
import pytest

from milieu.lifecycle.stage import STAGES
from milieu.policy.experiment_estimates import Ratio
from milieu.policy.experiment_firms import GROUPS, FirmEffect
from milieu.policy.gauge import MONEY
from milieu.report.drawing import specification, svg_of
from milieu.report.figure import Figure
from milieu.report.figures.plot import Plot
from milieu.report.look import PALETTE, color
from milieu.report.strokes import is_plain
from milieu.report.twin.circle import shade, shown
from milieu.report.twin.circle_figure import cells, circle_figure, within
from milieu.report.twin.cost_figure import cost_size_figure
from milieu.report.twin.course_figure import by_stage_figure, course_figures
from milieu.report.twin.difference_figure import differences_of, effects_figure, fan_figure
from milieu.report.twin.entering_figure import (
    cost_between_figure,
    cost_of_entering_figure,
    newcomer,
    steps_of,
)
from milieu.report.twin.exam_figure import facts_figure, in_order
from milieu.report.twin.gains_figure import gain_row, gains_figure, more
from milieu.report.twin.panels import Grid, band_layers, bands_of
from milieu.report.twin.response_figure import curves_figure, gauge_figure, gauge_sentence, verdict
from milieu.report.twin.risk_figure import risk_figure
from milieu.report.twin.sizes_figure import line_of, sizes_figure
from milieu.report.twin.stages import stages_of_runs
from milieu.report.twin.tiers_figure import NAMES, tiers_figure
from milieu.report.twin.ties_figure import ties_figure, ties_of
from milieu.twin.cost_figure import by_size, course, curve
from milieu.twin.exam.facts.size_tail_exponent import TOP_SHARE, tail_exponent
from milieu.twin.observe import FIRM_YEAR, Run
from tests.report.twin.test_page import RAN, both, gauged, one, outcomes, pair, sat, tried

SIZE = 60_000  # letters of a drawing


def made() -> Iterator[Figure]:
    staged = stages_of_runs(outcomes(), RAN.first_year)
    yield from course_figures(outcomes(), staged, RAN)
    yield by_stage_figure(outcomes(), staged, RAN)
    for build in (circle_figure, tiers_figure, sizes_figure, ties_figure, cost_size_figure,
                  cost_of_entering_figure, risk_figure):  # fmt: skip
        figure = build(one(), RAN)
        assert figure is not None, build.__name__
        yield figure
    yield fan_figure(tried(), both(), RAN)
    yield effects_figure(tried(), RAN)
    yield gains_figure(tried(), RAN)
    between = cost_between_figure(pair(), tried(), RAN)
    assert between is not None
    yield between
    yield gauge_figure(gauged(), RAN)
    yield facts_figure(sat().marks, 40, "Simulated.", "milieu exam")
    yield curves_figure(sat().curves, "Simulated.", "milieu exam", 12)


@pytest.fixture(scope="module")
def figures() -> dict[str, Figure]:
    return {figure.name: figure for figure in made()}


def drawn(figure: Figure, screen: str = "wide", **look: Any) -> list[dict[str, Any]]:
    """Return the rows of all layers with this look."""
    return [
        row
        for layer in figure.charts[screen]().layers
        if all(layer.look.get(k) == v for k, v in look.items())
        for row in layer.rows
    ]


def test_each_has_title_words_source_and_a_table_of_its_columns(figures: dict[str, Figure]):
    assert len(figures) == 18
    for figure in figures.values():
        assert re.search(r"[:?] ", figure.title) and re.search(r"\d", figure.title), figure.title
        assert figure.how and figure.source.startswith("Simulated") and figure.command
        assert figure.alt.endswith("Table follows.") and "nan" not in figure.alt
        assert figure.rows and all(len(row) == len(figure.columns) for row in figure.rows)
        assert not any("nan" in cell for row in figure.rows for cell in row)


@pytest.mark.parametrize("screen", ["wide", "narrow"])
def test_each_fits_the_schema_and_is_a_small_drawing(figures: dict[str, Figure], screen: str):
    lights = {light for light, _ in PALETTE.values()}
    for name, figure in figures.items():
        picture = figure.charts[screen]()
        assert is_plain(picture), name
        svg = svg_of(picture)
        assert "NaN" not in svg and "nan " not in svg and len(svg) < SIZE, name
        used = set(re.findall(r'(?:fill|stroke)="(#[0-9A-Fa-f]+)"', svg))
        assert used <= lights, name
        if screen == "narrow":
            alt.LayerChart.from_dict(json.loads(json.dumps(specification(picture))))
            (width,) = re.findall(r'^<svg fill="none" width="(\d+)"', svg)
            assert int(width) <= 350, name


def test_every_sign_of_a_legend_has_its_look(figures: dict[str, Figure]):
    style = files("milieu.report").joinpath("templates", "style.css").read_text("utf-8")
    for figure in figures.values():
        for sign, words in figure.legend:
            assert f".{'.'.join(sign.split())}::before" in style and words, (figure.name, sign)


def test_bands_hold_what_they_say():
    values = np.random.default_rng(0).normal(0, 1, (4000, 2))
    values[:, 1] = np.nan
    first, unknown = bands_of(values, 2020)
    inside = (values[:, 0] >= first["low_80"]) & (values[:, 0] <= first["high_80"])
    assert inside.mean() == pytest.approx(0.8, abs=0.01) and first["year"] == 2020
    assert unknown["value"] is None and unknown["low_50"] is None
    plot = Plot(0, 0, 100, 100, (2020, 2021), (-3, 3))
    for layer in band_layers(plot, [first, unknown], widest="95"):
        assert {row["x"] for row in layer.rows} == {0.0}


def test_panels_of_a_grid_do_not_overlap():
    grid = Grid(600, 3)
    plots = [grid.plot(at, (0, 1), (0, 1)) for at in range(5)]
    assert plots[1].left > plots[0].right and plots[3].top > plots[0].bottom + grid.foot
    assert plots[2].right <= 600 and grid.height(5) >= plots[4].bottom + grid.foot


def test_stages_share_out_all_firms():
    staged = stages_of_runs(outcomes(), 2016)
    assert np.allclose(staged.chances.sum(axis=2), 1)
    firms = outcomes()["firms"]
    shared = staged.of_stage(firms)
    assert np.allclose(shared.sum(axis=1), firms[:, :, 1:].sum(axis=2).mean(axis=0))
    assert shared[0, :4].sum() == 0 and shared[0, 4] > 0  # one year is no evidence
    row = staged.rows(1)[-1]
    assert row["year"] == 2035 and sum(row[stage] for stage in STAGES) == pytest.approx(1)


def test_shares_on_the_circle_add_up_and_turns_stay_on_it():
    rows = one().firm_years[one().firm_years["cluster"] == 1]
    found = cells(rows["year"].astype(np.int64), within(rows["position"] - 0.9))
    for year in set(rows["year"].tolist()):
        assert sum(c["share"] for c in found if c["year"] == year) == pytest.approx(1)
    assert all(-0.5 <= c["low"] < c["high"] <= 0.5 + 1e-9 for c in found)
    assert within(np.array([0.75, -0.75, 0.2])) == pytest.approx([-0.25, 0.25, 0.2])


def test_the_circle_is_shaded_by_share_and_cut_where_hardly_any_firm_is():
    assert [shade(share) for share in (0.001, 0.02, 0.06, 0.5)] == ["", "faint", "band", "middle"]
    near = [{"low": 0.0, "high": 0.02, "share": 1.0}] * 99
    panel = {"best": [{"turns": 0.05}], "cells": [*near, {"low": 0.4, "high": 0.42, "share": 1.0}]}
    assert shown([panel]) == 0.125
    assert shown([{**panel, "best": [{"turns": -0.3}]}]) == 0.375


def test_years_of_lock_in_carry_a_bar(figures: dict[str, Figure]):
    marked = {row[0] for row in figures["circle"].rows if row[-1] == "100\xa0%"}
    bars = drawn(figures["circle"], type="rule", stroke=color("alarm"))
    assert bool(bars) == bool(marked)


def test_tiers_are_shares_of_the_firms_that_are_there(figures: dict[str, Figure]):
    last = one().firm_years[one().firm_years["year"] == 19]
    row = next(r for r in figures["tiers"].rows if r[:2] == ("North", "2035"))
    tiers = last["tier"][last["cluster"] == 1]
    assert row[2] == f"{len(tiers):,}"
    for name, cell in zip(NAMES, row[3:], strict=True):
        assert cell == f"{round(100 * float((tiers == NAMES.index(name)).mean()))}\xa0%"


def test_the_line_of_the_tail_has_the_exponent_that_it_is_said_to_have():
    sizes = 1000 * (np.arange(1, 1001) - 0.5) ** (-1 / 1.1)
    exponent = tail_exponent(np.log(sizes))
    assert exponent == pytest.approx(1.1, abs=1e-9)
    first, last = line_of(sizes, exponent)
    slope = math.log(last["rank"] / first["rank"]) / math.log(last["size"] / first["size"])
    assert slope == pytest.approx(-exponent) and last["rank"] >= 1 - 1e-9
    assert first["rank"] == pytest.approx(1000 * TOP_SHARE, rel=0.05)
    assert line_of(sizes, float("nan")) == []


def learning() -> Run:
    """Return a run in which firm 1 last learned from 2, 2 from elsewhere, 3 long ago from 1."""
    rows = [(3, 1, 1, 3.0, 2), (3, 2, 1, 2.0, 0), (2, 2, 1, 2.0, 9), (3, 3, 1, 1.0, 0),
            (0, 3, 1, 1.0, 1), (3, 9, 2, 5.0, 0)]  # fmt: skip
    years = np.zeros(len(rows), FIRM_YEAR)
    for name, column in zip(
        ("year", "firm", "cluster", "log_sales", "tied_to"), zip(*rows, strict=True), strict=True
    ):
        years[name] = column
    return one()._replace(firm_years=years)


def test_ties_are_those_of_the_last_six_years_and_outside_is_told_apart():
    found = ties_of(learning(), 1, 3)
    assert found.firms["firm"].tolist() == [1, 2, 3]
    assert found.links.tolist() == [[0, 1], [2, 0]] and found.years.tolist() == [3, 0]
    assert found.outside.tolist() == [False, True, False]
    assert ties_of(learning(), 1, 9).links.tolist() == []


def test_every_tie_between_drawn_firms_is_a_line(figures: dict[str, Figure]):
    figure = figures["ties"]
    lines = drawn(figure, type="rule", stroke=color("middle"))
    lines += drawn(figure, type="rule", stroke=color("past"))
    both_drawn = [r for r in figure.rows if max(int(r[0]), int(r[1])) <= 60]
    assert len(lines) == len(both_drawn) > 0


def test_bars_of_cost_add_up_to_the_sum_that_the_dot_shows(figures: dict[str, Figure]):
    found = curve(by_size(one(), {}, "alone"), within_years=True)
    assert found.parts.sum(axis=1) == pytest.approx(found.whole)
    boxes = drawn(figures["cost-by-size"], type="rect")
    assert len(boxes) == 6 * len(found.jobs)
    assert len(figures["cost-by-size"].rows) == len(found.jobs)


def test_the_steps_of_entering_join_and_end_at_their_sum(figures: dict[str, Figure]):
    firm = newcomer(one(), RAN)
    assert firm is not None
    parts = course(one(), firm, {}).figure.parts[-1]
    (cell,) = {row[-1] for row in figures["cost-of-entering"].rows[-1:]}
    shown_sum = float(cell.replace("\xa0%", "").replace("−", "-").replace("+", ""))
    assert shown_sum == pytest.approx(100 * parts.sum(), abs=0.051)
    boxes = drawn(figures["cost-of-entering"], type="rect")
    assert len(boxes) == 8


def test_a_policy_changes_unit_cost_by_causes_that_add_up(figures: dict[str, Figure]):
    steps = steps_of(np.array([0.1, 0.0, -0.3, 0.05, 0.0, -0.02, 0.01]))
    assert [round(step["stop"], 9) for step in steps] == [0.1, 0.1, -0.2, -0.15, -0.15, -0.17,
                                                          -0.16, -0.16]  # fmt: skip
    assert all(b["start"] == pytest.approx(a["stop"])
               for a, b in pairwise(steps[:-1]))  # fmt: skip
    nothing = cost_between_figure((pair()[0], pair()[0]), tried(), RAN)
    assert nothing is not None and set(nothing.rows[-1][1:]) == {"0.0\xa0%"}
    assert set(figures["cost-between"].rows[-1][1:]) != {"0.0\xa0%"}


def test_the_fan_is_the_difference_of_paired_runs(figures: dict[str, Figure]):
    apart = differences_of(both(), "jobs", (1, 2))
    by_hand = (both()["jobs"][:, 1] - both()["jobs"][:, 0])[:, :, 1:3].sum(axis=2)
    assert np.allclose(apart, by_hand) and np.allclose(apart[:, :10], 0)
    assert {row[0] for row in figures["difference"].rows} == {
        "Jobs", "Patents", "Value added less public money"
    }  # fmt: skip
    assert len(figures["difference"].rows) == 3 * (19 - 9 + 1)


def test_effects_that_can_not_be_told_are_gray(figures: dict[str, Figure]):
    year = max(tried().years)
    wanted = [e for e in tried().effects if e.year == year and e.place == "treated clusters"]
    unsure = [e for e in wanted if e.estimate.found in ("cannot tell", "the same")]
    gray = drawn(figures["effects"], type="point", fill=color("control"))
    assert 0 < len(gray) <= len(unsure)
    blue = drawn(figures["effects"], type="point", fill=color("middle"))
    assert len(blue) >= 1


def firms(gain: tuple[float, float, float], lose: tuple[float, float, float]) -> FirmEffect:
    nothing = Ratio(0, 0, 0)
    of = [
        Ratio(value, low, high, (low + value) / 2, (value + high) / 2)
        for low, value, high in (gain, lose)
    ]
    return FirmEffect("jobs", "under 10 jobs", 5, 9.0, *of, *(nothing,) * 5)


def test_which_are_more_is_told_only_where_the_ranges_do_not_meet():
    assert more(firms((0.3, 0.4, 0.5), (0.1, 0.2, 0.29))) == "gain"
    assert more(firms((0.1, 0.2, 0.29), (0.3, 0.4, 0.5))) == "lose"
    assert more(firms((0.1, 0.3, 0.5), (0.2, 0.4, 0.6))) == ""
    drawn = gain_row(firms((0.3, 0.4, 0.5), (0.1, 0.2, 0.29)))["gain"]
    assert drawn == pytest.approx({"low": 0.35, "value": 0.4, "high": 0.45})  # that of 80 %
    unknown = (float("nan"),) * 3
    row = gain_row(firms(unknown, unknown))
    assert row["sure"] is False and row["gain"]["value"] is None and row["text"] == "cannot tell"


def test_every_group_with_firms_is_a_row(figures: dict[str, Figure]):
    last = [e for e in tried().firms if e.year == 10 and e.firms > 0]
    told = [e for e in last if np.isfinite(e.gain.value)]
    said = [row["text"] for row in drawn(figures["gains"], type="text")]
    assert sum("gain," in text for text in said) == 2 * len(told) > 0  # each on a rim
    assert said.count("cannot tell") == 2 * (len(last) - len(told))
    assert len(figures["gains"].rows) == 2 * len(GROUPS)


def test_responses_carry_their_verdict_and_harm_is_tinted():
    peaked, flat = gauged().productivity, gauged().net_value_added
    assert verdict(peaked).startswith("rises, then falls: highest at")
    assert verdict(flat) == "cannot tell (40 runs)"
    rising = gauged((0.0, 0.1, 0.2, 0.35, 0.5)).productivity
    assert verdict(rising) == "rises up to the most that was tried"
    assert "no sign of a trap" in gauge_sentence("P", rising, "intensity")
    assert "beyond about" in gauge_sentence("P", peaked, "intensity")
    falling = gauged((0.0, -0.1, -0.2, -0.35, -0.5)).productivity
    for dose in ("intensity", MONEY):  # there is no dose beyond which: it is all of them
        said = gauge_sentence("P", falling, dose)
        assert said == "P: it falls from the start; even a little of it does harm."
    tints = drawn(gauge_figure(gauged(), RAN), type="rect", fill=color("low"))
    assert len(tints) == 1


def test_failures_come_first_with_a_triangle(figures: dict[str, Figure]):
    met = [mark.met for mark in in_order(sat().marks)]
    assert met == sorted(met) and met.count(False) == 1
    assert len(drawn(figures["facts"], shape="triangle-up")) == met.count(False)
    assert len(drawn(figures["facts"], shape="circle", type="point")) == met.count(True)
