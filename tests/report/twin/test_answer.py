"""What an experiment answers: sentences made from its numbers, and refusals."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.policy.experiment_effects import EVERYWHERE, TREATED, cost
from milieu.policy.experiment_estimates import difference
from milieu.report.twin.answer import (
    answers,
    cost_sentence,
    everywhere_sentence,
    mean_sentence,
    more_or_less,
    other_sentence,
    range_sentence,
)
from milieu.report.twin.numbers import amount, coarse, short, signed, signed_range
from milieu.report.words import MINUS, MISSING
from tests.report.twin.test_page import RAN, tried

RUNS = 40


def plain(text: str) -> str:
    return text.replace("\xa0", " ")


def spread(low: float, high: float) -> np.ndarray:
    """Return runs of which the 10 and 90 % quantiles are `low` and `high`."""
    return np.linspace(low - (high - low) / 8, high + (high - low) / 8, 101)


def test_more_jobs_are_told_with_the_range_of_runs_and_the_chance_of_fewer():
    assert plain(range_sentence(spread(130, 630), "2034")) == (
        "In the model: 100 to 650 more jobs by 2034 (80 % of runs), fewer jobs in under 5 %."
    )


def test_fewer_jobs_are_told_the_other_way_round():
    assert plain(range_sentence(-spread(200, 600), "year 10")) == (
        "In the model: 200 to 600 fewer jobs by year 10 (80 % of runs), more jobs in under 5 %."
    )


def test_a_range_around_zero_names_both_sides_and_how_probable_the_worse_one_is():
    said = plain(range_sentence(spread(-100, 300), "2034"))
    assert said.startswith("In the model: 100 fewer to 300 more jobs by 2034 (80 % of runs)")
    assert said.endswith("fewer jobs in 30 % (6 in 20).")


def test_runs_that_are_all_the_same_or_not_known_are_called_so():
    assert range_sentence(np.zeros(20), "2034").endswith("the same jobs by 2034 in every run.")
    assert range_sentence(np.full(20, np.nan), "2034").endswith("are not known.")
    assert mean_sentence(difference(np.ones(20), np.ones(20)), "2034").endswith("in every run.")


@given(st.lists(st.floats(-1e6, 1e6), min_size=10, max_size=60))
def test_no_sentence_says_more_where_most_runs_say_fewer(apart: list[float]):
    said = range_sentence(np.array(apart), "2034")
    low, high = np.quantile(apart, [0.1, 0.9])
    if low > 1:
        assert " more jobs by" in said and " fewer to " not in said
    if high < -1:
        assert " fewer jobs by" in said and " more jobs by" not in said
    assert "nan" not in said and MINUS not in said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (130, 630, "100 to 650 more jobs"),
        (-630, -130, "150 to 630 fewer jobs"),
        (-40, 160, "40 fewer to 160 more jobs"),
        (-200, 0, "0 to 200 fewer jobs"),
        (0, 200, "0 to 200 more jobs"),
    ],
)
def test_a_range_is_more_or_fewer_by_its_ends(low: float, high: float, said: str):
    found = more_or_less(amount(low, (low + high) / 2, high))
    assert found.split()[-2:] == said.split()[-2:]
    assert ("fewer to" in found) == ("fewer to" in said)
    assert MINUS not in found


def test_what_is_not_told_from_zero_is_not_told():
    random = np.random.default_rng(1)
    noise = difference(np.zeros(RUNS), random.normal(0, 1, RUNS))
    assert other_sentence(noise, "patents") == (
        "Patents a year: no difference we can tell from zero."
    )
    assert "no difference we can tell" in everywhere_sentence(noise)
    clear = difference(np.zeros(RUNS), random.normal(-50, 1, RUNS))
    assert " less on average." in other_sentence(clear, "patents")
    assert " fewer jobs on average." in everywhere_sentence(clear)


def bought(gain: float, place: str = TREATED, noise: float = 1.0):
    random = np.random.default_rng(3)
    money = np.column_stack([np.zeros(RUNS), np.full(RUNS, 1000.0)])
    gained = np.column_stack([np.zeros(RUNS), random.normal(gain, noise, RUNS)])
    return cost("jobs", place, 10, money, gained)


def told(*found) -> str:
    return plain(cost_sentence(replace(tried(), costs=found), 10))


def test_the_cost_of_a_job_is_told_here_and_with_all_places_counted():
    said = told(bought(50), bought(10, EVERYWHERE))
    assert said.startswith("Each additional job costs 20 to 20 quarterly wages of public money")
    assert "with all other places counted 9" in said


def test_the_cost_of_a_job_that_merely_moved_can_not_be_told():
    assert told(bought(50), bought(0, EVERYWHERE)).endswith("its cost can not be told.")
    assert "no difference we can tell from zero" in told(bought(0), bought(0, EVERYWHERE))
    assert "jobs become fewer" in told(bought(-50))


def test_too_few_runs_are_refused_with_how_many_would_do():
    ((strong, rest),) = answers(replace(tried(), replicates=6), None, RAN)
    assert strong == "Too few runs to say anything. " and "10 are the least" in rest


def test_the_answer_counts_what_moves_from_elsewhere():
    said = " ".join(strong + rest for strong, rest in answers(tried(), None, RAN))
    assert "With all other places counted: " in said and "Patents a year: " in said


@pytest.mark.parametrize(
    ("value", "said"),
    [(378.4, "378"), (-0.0123, f"{MINUS}0.0123"), (0.0, "0"), (1e7, "1.00e+07"),
     (1234.5, "1,230"), (float("nan"), MISSING), (4.2e-5, f"4.20e{MINUS}05")],
)  # fmt: skip
def test_numbers_are_written_with_three_digits(value: float, said: str):
    assert short(value) == said


def test_signs_stand_before_numbers_and_never_before_zero_or_what_is_unknown():
    assert [signed(text) for text in ("5", "0", "0.0", MISSING, f"{MINUS}5", "0\xa0%")] == [
        "+5", "0", "0.0", MISSING, f"{MINUS}5", "0\xa0%"
    ]  # fmt: skip
    assert signed_range(amount(-20, 40, 100)) == f"{MINUS}20 to +100"
    assert signed_range(amount(float("nan"), 40, 100)) == ""
    assert coarse(68123.0) == "68,000"
