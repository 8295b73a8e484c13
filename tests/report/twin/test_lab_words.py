"""What the lab says: whole sentences, coarse where they are estimates."""

import numpy as np
import pytest

from milieu.core.language import speaking
from milieu.policy.experiment_estimates import Difference
from milieu.report.money import money, money_range
from milieu.report.twin.lab_fan import Panel, lab_fan
from milieu.report.twin.lab_figures import fan_figure
from milieu.report.twin.lab_words import (
    Paid,
    in_short,
    jobs_sentence,
    mean_sentence,
    off_sentence,
    quick_sentence,
    spending_sentence,
)
from milieu.report.words import SPACE

UNKNOWN = Paid(np.nan, 1000.0)
KNOWN = Paid(10_000.0, 1000.0)


def difference(low: float, value: float, high: float) -> Difference:
    return Difference(1.0, 1.0 + value, value, low, high, 0.5, 0.0, 1.0, 2.0, 100, 0)


@pytest.mark.parametrize(
    ("ends", "below", "above", "said"),
    [
        ((131, 378, 628), 0.01, 0.99, "100 to 650 more jobs by 2034 (80 % of runs), fewer jobs in "
         "under 5 %."),
        ((-40, 100, 628), 0.2, 0.8, "100 fewer to 700 more jobs by 2034 (80 % of runs), more jobs "
         "in 80 % (16 in 20)."),
        ((-628, -378, -131), 0.99, 0.01, "100 to 650 fewer jobs by 2034 (80 % of runs), more jobs "
         "in under 5 %."),
        ((-628, -300, 0), 0.9, 0.05, "0 to 700 fewer jobs by 2034 (80 % of runs), more jobs in 5 % "
         "(1 in 20)."),
    ],
)  # fmt: skip
def test_the_headline_says_which_way_and_at_what_odds(ends, below, above, said):
    found = jobs_sentence(*ends, below, above, 2034, same=False)
    assert found.replace(SPACE, " ") == f"In the model: {said}"


def test_where_no_run_differs_it_says_the_same():
    said = jobs_sentence(0, 0, 0, 0, 0, 2034, same=True)
    assert said == "In the model: the same jobs by 2034 in every run."


def test_the_mean_is_told_from_zero_or_not():
    assert mean_sentence(difference(-5, 3, 11)) == (
        "On average over runs: no difference we can tell from zero."
    )
    assert mean_sentence(difference(5, 8, 11)) == "On average over runs: 5 to 11 more."
    assert mean_sentence(difference(-11, -8, -5)) == "On average over runs: 5 to 11 fewer."


def test_a_narrow_strip_has_jobs_with_their_range_and_what_a_year_costs():
    assert in_short(-14.0, 5.0, 36.0, 20.0, 2034, KNOWN) == (
        "Jobs by 2034: −15 to +40",
        "200,000 a year",
    )
    assert in_short(0.0, 0.0, 0.0, 20.0, 2034, UNKNOWN) == (
        "Jobs by 2034: 0",
        "20 quarterly wages a year",
    )


def test_a_quick_estimate_is_coarser_than_runs():
    said = quick_sentence(131.0, 378.0, 628.0, 2034)
    assert said == "Quick estimate: about 200 to 600 more jobs by 2034."
    assert quick_sentence(-628, -378, -131, 2034).endswith("about 200 to 600 fewer jobs by 2034.")
    assert "0 to" in quick_sentence(-30, 100, 628, 2034)


def test_a_miss_is_told_with_its_numbers():
    said = off_sentence({"middle": 100.0, "error": 12.0, "now": -40.0})
    assert said == (
        "The quick estimate was off: it had +100 jobs in the middle of runs, give or take 12; "
        "there are −40."
    )


def test_money_has_two_digits_and_its_unit_once():
    assert [money(v) for v in (0, 41, 1_234, 294_385, 1_336_000, np.nan)] == [
        "0", "41", "1,200", "290,000", "1.3 million", "–",
    ]  # fmt: skip
    assert money_range(1_400_000, 2_810_000) == "1.4 to 2.8 million"
    assert money_range(290_000, 1_300_000) == "290,000 to 1.3 million"
    with speaking("zh"):
        assert money(1_336_000).replace(SPACE, "") == "130万"


def test_without_wages_money_is_said_in_wages():
    assert UNKNOWN.range(36.2, 112) == "36 to 110 quarterly wages"
    assert KNOWN.say(29.4) == "290,000"
    assert spending_sentence((30, 30.1, 30.2), KNOWN).replace(SPACE, " ") == (
        "It costs 300,000 of public money a year, 3.0 % of sales."
    )
    assert spending_sentence((0, 0, 0), KNOWN) == "It costs no public money."


ROWS = [
    {"year": 2024 + k, "low_95": -2.0 * k, "low_80": -k, "low_50": 0.0, "value": 1.0 * k,
     "high_50": 2.0 * k, "high_80": 3.0 * k, "high_95": 4.0 * k}
    for k in range(4)
]  # fmt: skip
QUICK = [{"year": 2024 + k, "low": -1.0 * k, "value": 1.0 * k, "high": 3.0 * k} for k in range(4)]


def test_words_chart_and_table_of_a_fan_agree():
    made = fan_figure("jobs", ROWS, (), (0, 0), against="no policy", place="Here", paid=KNOWN)
    assert made.rows[-1] == ("2027", "+4", "−4 to +10", "−6 to +12")
    svg = str(made.drawings["any"])
    assert "+10" in svg and "−4" in svg and "no policy" in svg
    assert "−4 to +10" in made.alt
    assert "style=" not in svg and "class=" not in svg


def test_an_end_that_reads_as_the_middle_is_written_once_and_the_last_year_is_named():
    flat = [{**row, "low_80": 0.0, "low_50": 0.0, "value": 0.0, "high_50": 0.0} for row in ROWS]
    picture = lab_fan(Panel(flat, (), (0, 0), {"low_80": "0", "value": "0", "high_80": "+9"}, "x"))
    end = picture.width - 60
    said = [row["text"] for layer in picture.layers for row in layer.rows
            if "text" in row and row["x"] > end]  # fmt: skip
    assert sorted(said) == ["+9", "0", "2027"]


def test_a_quick_estimate_is_outlines_without_fills_or_end_values():
    made = fan_figure("jobs", (), QUICK, (0, 0), against="no policy", place="Here", paid=KNOWN)
    svg = str(made.drawings["any"])
    assert svg.count("stroke-dasharray") == 2  # the ends share a look, the middle has its own
    assert "fill-opacity" not in svg and "font-weight" not in svg
    assert made.rows[-1][2] == "−4 to +10"


def test_each_outline_is_a_line_of_its_own():
    picture = lab_fan(Panel((), QUICK, (0.0, 0.0), {}, "no policy"))
    parts = {row["part"] for layer in picture.layers for row in layer.rows if "part" in row}
    assert len(parts) == 3


def test_a_scale_holds_what_it_held_before():
    narrow = lab_fan(Panel(ROWS, (), (0.0, 0.0), {}, "no policy"))
    wide = lab_fan(Panel(ROWS, (), (-100.0, 100.0), {}, "no policy"))

    def texts(picture) -> set[str]:
        return {row["text"] for layer in picture.layers for row in layer.rows if "text" in row}

    assert "+100" in texts(wide) - texts(narrow)


def test_value_added_is_in_money_where_wages_are_known():
    made = fan_figure("value_added", ROWS, (), (0, 0), against="x", place="Here", paid=KNOWN)
    assert made.how.startswith("thousand a year")
    assert made.rows[-1][1] == "+40"
    plain = fan_figure("value_added", ROWS, (), (0, 0), against="x", place="Here", paid=UNKNOWN)
    assert plain.how.startswith("quarterly wages a year")
