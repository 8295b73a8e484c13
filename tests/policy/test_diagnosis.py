"""Diagnosis: from a cluster's figures to failures, to instruments worth trying."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from milieu.core.errors import UserError
from milieu.policy.declare import INSTRUMENTS
from milieu.policy.diagnosis import diagnose
from milieu.policy.diagnosis_rules import rules
from milieu.policy.failures import Failure
from milieu.policy.verdict import CANNOT_TELL, LIKELY, NO_SIGN, POSSIBLE
from milieu.policy.words import figure

LOCKED_IN = {
    "budding": 0.05,
    "growth": 0.15,
    "maturity": 0.7,
    "decline": 0.1,
    "lock_in": 0.75,
    "external_link_share": 0.12,
}


def verdict(failure, **known):
    return next(v for v in diagnose(known).verdicts if v.failure is failure)


def test_a_locked_in_cluster_has_an_interaction_failure_for_reasons_in_its_own_figures():
    found = verdict(Failure.INTERACTION, **LOCKED_IN)
    assert found.verdict == LIKELY
    assert found.strength == pytest.approx((1 + 0.9) / 2)
    assert found.sentence.replace("\u00a0", " ") == (
        "Interaction (system failure): likely (its 2 known signs show to 95 % on average), for "
        "lock-in stands at 75 % and only 12 % of the ties leave the cluster."
    )


def test_links_to_the_outside_come_first_for_a_mature_locked_in_cluster():
    best = diagnose(LOCKED_IN).candidates[0]
    assert best.instrument.name == "external_linkage"
    assert best.stage_share == pytest.approx(0.85)
    said = " ".join(best.reasons)
    for part in (
        "Answers interaction (likely)",
        "Suits growth and maturity",
        "Evidence: ",
        "Costs",
    ):
        assert part in said


def test_an_association_of_the_same_firms_is_cautioned_against_in_lock_in():
    locked = {c.instrument.name: c for c in diagnose(LOCKED_IN).candidates}
    freely = {c.instrument.name: c for c in diagnose(LOCKED_IN | {"lock_in": 0.4}).candidates}
    assert "CLU-10" in locked["association_and_group_finance"].cautions[0]
    assert not freely["association_and_group_finance"].cautions


def test_grants_lose_rank_in_an_efficiency_trap():
    poor = LOCKED_IN | {"rd_active_share": 0.1, "patenting_firm_share": 0.02}
    before = {c.instrument.name: c.score for c in diagnose(poor).candidates}
    trapped = {
        c.instrument.name: c.score for c in diagnose(poor | {"efficiency_trap": 0.7}).candidates
    }
    assert trapped["rd_grant"] == pytest.approx(before["rd_grant"] / 2)
    assert trapped["rd_tax_credit"] == before["rd_tax_credit"]


def test_a_young_cluster_of_small_firms_that_banks_refuse_needs_money():
    young = {"budding": 0.8, "growth": 0.2, "maturity": 0.0, "decline": 0.0}
    found = diagnose(young | {"credit_refused_share": 0.2, "small_firm_share": 0.7})
    finance = next(v for v in found.verdicts if v.failure is Failure.FINANCE)
    assert finance.verdict == LIKELY and finance.strength == 1
    names = [candidate.instrument.name for candidate in found.candidates[:6]]
    assert {"loan_guarantee", "incubator"} <= set(names)


def test_one_sign_alone_makes_a_failure_possible_and_rules_none_out():
    assert verdict(Failure.FINANCE, small_firm_share=0.9).verdict == POSSIBLE
    assert verdict(Failure.FINANCE, small_firm_share=0.1).verdict == CANNOT_TELL
    two = verdict(Failure.FINANCE, small_firm_share=0.1, credit_refused_share=0.01)
    assert two.verdict == NO_SIGN
    assert len(two.against) == 2


def test_with_nothing_known_nothing_is_recommended_and_the_gaps_are_named():
    found = diagnose({"lock_in": math.nan})
    assert {v.verdict for v in found.verdicts} == {CANNOT_TELL}
    assert found.candidates == ()
    assert len(found.cannot_tell) == len(Failure)
    assert any("share of applications for credit that banks refuse" in s for s in found.cannot_tell)


def test_unknown_is_not_zero():
    known = diagnose(LOCKED_IN)
    assert diagnose(LOCKED_IN | {"rd_active_share": math.nan}) == known
    assert diagnose(LOCKED_IN | {"rd_active_share": 0.0}) != known


def test_a_stage_that_is_not_known_counts_neither_for_nor_against():
    candidate = diagnose({"lock_in": 0.9, "external_link_share": 0.05}).candidates[0]
    assert math.isnan(candidate.stage_share)
    assert "where the cluster stands is not known" in " ".join(candidate.reasons)


def test_indicators_that_no_rule_reads_are_reported():
    assert diagnose(LOCKED_IN | {"hoover": 0.3}).not_used == ("hoover",)


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("lock_in", 1.2, "indicator lock_in: is 1.2, but it must be 0 to 1"),
        ("jobs_per_firm", -3.0, "indicator jobs_per_firm: is -3, but it must be 0 or more"),
        ("wage_ratio", math.inf, "indicator wage_ratio: is inf"),
    ],
)
def test_a_value_that_can_not_be_is_refused_by_name(name, value, said):
    with pytest.raises(UserError, match=said):
        diagnose({name: value})


def test_rules_speak_of_declared_indicators_and_instruments_and_have_sources():
    table = rules()
    for rule in (*table.signs, *table.cautions):
        assert rule.indicator in table.indicators
        assert rule.none != rule.full and rule.source and "{value}" in rule.says
    for caution in table.cautions:
        assert set(caution.instruments) <= set(INSTRUMENTS)
    assert {sign.failure for sign in table.signs} == set(Failure)
    read = {rule.indicator for rule in (*table.signs, *table.cautions)}
    assert set(table.indicators) - read <= {"growth", "maturity", "decline"}


def values(indicator):
    low = max(indicator.low, -10.0)
    return st.floats(low, min(indicator.high, 100.0)) | st.just(math.nan)


@given(st.fixed_dictionaries({n: values(i) for n, i in rules().indicators.items()}))
def test_scores_and_strengths_lie_in_bounds_and_candidates_are_in_order(known):
    found = diagnose(known)
    for one in found.verdicts:
        assert math.isnan(one.strength) == (one.known == 0)
        assert math.isnan(one.strength) or 0 <= one.strength <= 1
        assert len(one.reasons) + len(one.against) == one.known
    scores = [candidate.score for candidate in found.candidates]
    assert scores == sorted(scores, reverse=True)
    assert all(0 < score <= 1 for score in scores)
    again = diagnose(dict(reversed(known.items())))
    assert [c.instrument.name for c in again.candidates] == [
        c.instrument.name for c in found.candidates
    ]


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_worse_sign_never_weakens_its_failure(one, other):
    low, high = sorted((one, other))
    worse = verdict(Failure.INTERACTION, external_link_share=low, lock_in=0.5)
    better = verdict(Failure.INTERACTION, external_link_share=high, lock_in=0.5)
    assert worse.strength >= better.strength


def test_a_probability_is_never_said_as_a_certainty():
    said = [
        figure(value, "probability").replace("\u00a0", " ") for value in (0, 0.05, 0.62, 0.96, 1)
    ]
    assert said == ["under 5 %", "5 %", "60 %", "over 95 %", "over 95 %"]
    assert figure(0.97, "share").replace("\u00a0", " ") == "97 %"  # of things that were counted
    surely = diagnose(LOCKED_IN | {"maturity": 0.99, "growth": 0.01, "budding": 0, "decline": 0})
    reasons = " ".join(reason for one in surely.candidates for reason in one.reasons)
    assert "stands with over 95" in reasons and "with 99" not in reasons
    assert "with under 5" in reasons and "with 0" not in reasons


def test_one_sign_alone_is_called_so_and_a_figure_of_zero_is_said_in_words():
    alone = verdict(Failure.FINANCE, entry_rate_ratio=0.0)
    assert alone.sentence.replace("\u00a0", " ") == (
        "Finance (market failure): possible (its only known sign shows to 100 %), for no firm "
        "enters."
    )
    some = verdict(Failure.FINANCE, entry_rate_ratio=0.5)
    assert "firms enter at 0.5 times the nation's rate" in some.sentence
