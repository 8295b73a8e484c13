import numpy as np

from milieu.twin.exam.ablation import ablation
from milieu.twin.exam.curves import CURVES
from milieu.twin.exam.marks import marks, wilson
from milieu.twin.exam.response import inverted_u
from milieu.twin.exam.tables import (
    ablation_rows,
    curve_rows,
    mark_rows,
    markdown,
    number,
    rate_words,
)


def test_a_mark_becomes_a_row_that_shows_star_band_and_what_is_imposed():
    values = {"size_variance_slope": [-0.2] * 9 + [np.nan], "heterogeneity_lead": [3.0] * 10}
    first, second = mark_rows(marks(values))
    assert first["band"] == "−0.25 to −0.14"
    assert first["seeds that pass (95 % range)"] == "90 % (60 % to 98 %)"
    assert first["not measurable"] == "10 %"
    assert first["met"] == "yes"
    assert "by construction" in first["imposed"]
    assert second["fact"].endswith(" *")
    assert second["imposed"] == "no"


def test_an_ablation_becomes_a_row():
    each = ablation("no_graft")
    random = np.random.default_rng(1)
    made = each.compare(random.uniform(0.05, 0.15, 60), np.zeros(60))
    (row,) = ablation_rows([(each, made)])
    assert row["found"] == "as expected"
    assert row["without"] == "0"
    assert row["should"] == "falls without it"
    assert row["difference (95 % range)"].startswith("−0.1")


def test_a_response_becomes_rows_and_says_where_it_peaks():
    curve = CURVES[0]
    doses = np.array(curve.doses)
    outcomes = -((np.sqrt(doses) - 0.2) ** 2) + np.random.default_rng(2).normal(0, 1e-3, (20, 6))
    response = inverted_u(doses, outcomes)
    (row,) = curve_rows([(curve, response)])
    assert (row["expected"], row["found"]) == ("inverted U", "inverted U")


def test_markdown_keeps_columns_and_shields_bars():
    assert markdown([{"a": "1|2", "b": "x"}]) == "| a | b |\n| --- | --- |\n| 1\\|2 | x |"
    assert markdown([]) == ""


def test_the_unknown_has_a_word():
    assert number(float("nan")) == "unknown"
    assert rate_words(wilson(0, 0)) == "no seeds"
