"""Histories that are known at a few dates, and what must be read from them."""

import numpy as np
import pytest
from exams.stage_histories import (
    CARS,
    COAL,
    OUTPUT_GROWTHS,
    TYRES,
    coal,
    new_york_lines,
    shake_out,
    sparse_lines,
)

from milieu.core.errors import UserError
from milieu.lifecycle.sparse import Fact, draws, sparse_stages

MATURITY, DECLINE = 2, 3


def test_german_hard_coal_declines_from_1970_on_and_not_before():
    """Thousand jobs 607 / 253 / 187 / 130 / 58 / 33: Statistik der Kohlenwirtschaft."""
    read = coal()
    assert read.filtered[0].argmax() == MATURITY
    assert not read.enough[:13].any()  # one point until 1970 is no evidence
    for year, _ in COAL[1:]:
        assert read.filtered[year - 1957, DECLINE] > 0.75
        assert read.enough[year - 1957]
    assert (read.smoothed[13:, DECLINE] > 0.75).all()


@pytest.mark.parametrize("firms", [TYRES, CARS], ids=["tyres", "cars"])
def test_shake_outs_are_not_called_decline_while_output_grows(firms):
    """Makers of tyres fell from 274 to 23, of cars from 274 to 7 (Klepper)."""
    for growth in OUTPUT_GROWTHS[:1]:
        read = shake_out(firms, growth)
        assert (read.filtered[10:, DECLINE] < 0.5).all()


def test_hsinchu_and_karnataka_grow_in_their_growth_years(shared_data):
    assert all(line.held for line in sparse_lines(shared_data))


@pytest.mark.slow
def test_new_york_apparel_and_monroe_county_decline_with_few_years_of_data(shared_data):
    assert all(line.held for line in new_york_lines(shared_data))


def test_a_worse_grade_makes_the_stage_less_sure():
    facts = [Fact(year, "jobs", 1000 * 0.94 ** (year - 2000), "jobs") for year in range(2000, 2008)]
    sure = sparse_stages(facts)
    vague = sparse_stages([fact._replace(quality="projection") for fact in facts])
    assert vague.filtered[-1, DECLINE] < sure.filtered[-1, DECLINE]


def test_draws_pass_by_the_points_and_spread_in_between():
    facts = [Fact(2000, "output", 100, "index"), Fact(2010, "output", 200, "index")]
    log = np.log(draws(facts, np.arange(2000, 2012), np.random.default_rng(1)))
    assert abs(log[:, 0].mean() - np.log(100)) < 0.02
    assert log[:, 5].std() > 2 * log[:, 0].std()
    assert np.isnan(log[:, 11]).all()


@pytest.mark.parametrize(
    ("fact", "words"),
    [
        (Fact(2000, "job", 5, "jobs"), "Did you mean 'jobs'"),
        (Fact(2000, "jobs", 5, "jobs", "report"), "Did you mean 'reported'"),
        (Fact(2000, "jobs", -5, "jobs"), r"(?s)at least 0.*leave out a point"),
    ],
)
def test_wrong_facts_are_refused_in_words(fact, words):
    with pytest.raises(UserError, match=words):
        sparse_stages([fact])


def test_two_units_of_a_measure_are_refused():
    facts = [Fact(2000, "output", 5, "tonnes"), Fact(2001, "output", 5, "pieces")]
    with pytest.raises(UserError, match="Convert the points to one unit"):
        sparse_stages(facts)


def test_no_facts_are_refused():
    with pytest.raises(UserError, match="no fact"):
        sparse_stages([])
