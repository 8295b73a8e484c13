"""The two pages on an experiment: the answer of its page, who gains, what would suffice."""

import numpy as np
import pytest

from milieu.policy.experiment_effects import TREATED, year_index
from milieu.report.brief.booklet import Booklet
from milieu.report.brief.of_experiment import _enough, experiment_booklet
from milieu.report.twin.answer import answers
from milieu.report.twin.experiment import comparison
from milieu.twin.outcomes import together
from tests.report.brief.briefed import answer, said
from tests.report.twin.test_page import FIRMS, RAN, WHERE, both, gauged, pair, record, tried

QUESTIONS = ["asked", "known", "shown", "gains", "nothing", "options", "record", "unknown"]


def values() -> dict[str, np.ndarray]:
    return {name: one for name, one in both().items() if name != FIRMS}


@pytest.fixture(scope="module")
def booklet() -> Booklet:
    document = comparison(RAN, tried(), values(), pair(), gauged(), "rd_grant", record())
    return experiment_booklet(document, RAN, tried(), values(), gauged())


def test_every_question_is_answered(booklet: Booklet):
    assert [one.name for one in booklet.brief] == QUESTIONS
    assert all(said(one).strip() for one in booklet.brief if one.name != "shown")


def test_the_answer_is_that_of_the_page(booklet: Booklet):
    for strong, rest in answers(tried(), values(), RAN):
        assert strong + rest in said(answer(booklet, "known"))


def test_doing_nothing_is_the_range_of_the_baseline(booklet: Booklet):
    experiment = tried()
    index = year_index(experiment.start, max(experiment.years))
    jobs = together(values(), "jobs", list(WHERE))[:, 0, index]
    low = said(answer(booklet, "nothing")).split(": ")[1].split(" to ")[0]
    assert float(low.replace(",", "")) <= np.quantile(jobs, 0.1)


def test_figures_of_the_first_pages_are_not_repeated(booklet: Booklet):
    names = [figure.name for figure in booklet.figures]
    assert sorted(names) == sorted(set(names)) and {"difference", "gauge", "gains"} <= set(names)


def test_effects_that_cannot_be_told_from_zero_are_named(booklet: Booklet):
    last = max(tried().years)
    unclear = [
        e
        for e in tried().effects
        if (e.year, e.place) == (last, TREATED) and e.estimate.found == "cannot tell"
    ]
    assert ("No difference we can tell from zero" in said(answer(booklet, "unknown"))) == bool(
        unclear
    )  # fmt: skip


def test_so_many_runs_would_tell_as_shrink_the_range_to_the_mean():
    """A mean of 2 with a range of ±4 from 12 runs: four times as many would just tell."""
    from dataclasses import replace

    experiment = tried()
    effects = tuple(
        replace(e, estimate=replace(e.estimate, difference=2.0, low=-2.0, high=6.0, runs=12,
                                    share_equal=0.0))
        if (e.outcome, e.place) == ("jobs", TREATED) else e
        for e in experiment.effects
    )  # fmt: skip
    said_of_it = _enough(replace(experiment, effects=effects), max(experiment.years))
    assert said_of_it.startswith("About 50 paired runs would tell it for jobs")


def test_without_outcomes_the_baseline_is_not_guessed():
    document = comparison(RAN, tried(), None, None, None, "", None)
    one = answer(experiment_booklet(document, RAN, tried(), None, None), "nothing")
    assert "not at hand" in said(one)
