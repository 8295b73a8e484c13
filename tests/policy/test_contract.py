"""What every instrument keeps to; a new file in `policy/instruments` joins by existing."""

import re

import numpy as np
import pytest

from milieu.core.errors import UserError
from milieu.lifecycle.stage import Stage
from milieu.policy.declare import INSTRUMENTS, Eligibility, Instrument, Lever, instruments
from milieu.policy.evidence import evidence, evidence_for
from milieu.policy.failures import Failure
from milieu.twin.parameters import LEVERS, PARAMETERS

every_instrument = pytest.mark.parametrize("one", instruments(), ids=lambda one: one.name)
ASSUMPTION = re.compile(r"P([1-9]|1\d|2\d)")
MODEL = (
    *("infrastructure", "rd_grant", "rd_tax_credit", "technical_information_center", "training"),
    *("talent_attraction", "loan_guarantee", "ip_pledge_window", "public_venture_capital_match"),
    *("seed_enterprise", "incubator", "certification_and_inspection", "court_and_arbitration"),
    *("market_rules_and_standards", "industry_guidance", "entry_incentive", "external_linkage"),
    *("association_and_group_finance", "public_research", "intermediary_development"),
)


def test_the_instruments_are_the_twenty_of_the_model_in_its_order():
    assert tuple(one.name for one in instruments()) == MODEL
    assert [one.number for one in instruments()] == list(range(1, 21))


@every_instrument
def test_says_what_it_is_and_which_failure_and_stage_it_is_for(one):
    assert one.label and one.about.endswith(".")
    assert one.answers and set(one.answers) <= set(Failure)
    assert one.suits and set(one.suits) <= set(Stage)
    assert len(set(one.answers)) == len(one.answers) and len(set(one.suits)) == len(one.suits)


@every_instrument
def test_moves_levers_that_the_twin_has_within_the_range_of_each(one):
    one.check_levers(LEVERS)
    assert one.levers and one.largest_intensity >= 1
    for lever in one.levers:
        parameter = PARAMETERS[lever.name]
        assert lever.add > 0
        assert parameter.default + lever.add * one.largest_intensity <= parameter.high, lever


@every_instrument
def test_costs_something_and_says_on_what_the_figures_rest(one):
    assert one.cost_per_firm >= 0 and one.fixed_cost >= 0 and one.paid_out_per_firm >= 0
    assert 0 <= one.administration_share < 1
    assert one.cost_per_firm + one.fixed_cost + one.paid_out_per_firm > 0
    assert any(ASSUMPTION.fullmatch(name) for name in one.cost_evidence)


@every_instrument
def test_each_lever_rests_on_rows_of_evidence_or_a_numbered_assumption(one):
    for names in (*(lever.evidence for lever in one.levers), one.cost_evidence):
        assert names
        for name in names:
            assert name in evidence() or ASSUMPTION.fullmatch(name), name


@every_instrument
def test_has_published_findings(one):
    assert evidence_for(one.name)


@every_instrument
def test_is_kept_for_some_firms_only_where_a_lever_reaches_single_firms(one):
    if one.eligible != Eligibility():
        assert any(PARAMETERS[lever.name].by_firm for lever in one.levers)
    low, high = np.array(one.eligible.bounds).reshape(3, 2).T
    assert (low < high).all()


def test_every_lever_of_the_twin_is_moved_by_an_instrument():
    assert {lever.name for one in instruments() for lever in one.levers} == set(LEVERS)


def test_all_instruments_at_their_largest_leave_every_lever_within_its_range():
    total = {name: PARAMETERS[name].default for name in LEVERS}
    for one in instruments():
        for lever in one.levers:
            total[lever.name] += lever.add * one.largest_intensity
    assert {name for name, value in total.items() if value > PARAMETERS[name].high} == set()


def test_a_misspelt_lever_is_answered_with_the_nearest():
    wrong = made_up(levers=(Lever("graft.contct_rate", add=0.1, evidence=("P4",)),))
    with pytest.raises(UserError, match=r"'graft.contct_rate'. Did you mean 'graft.contact_rate'"):
        wrong.check_levers(LEVERS)


def test_a_misspelt_instrument_is_answered_with_the_nearest():
    with pytest.raises(UserError, match=r"no instrument 'rd_grnt'\. Did you mean 'rd_grant'"):
        INSTRUMENTS["rd_grnt"]


def test_failures_are_of_the_market_or_of_the_system_and_have_words():
    kinds = [failure.kind for failure in Failure]
    assert kinds.count("market") == 3 and kinds.count("system") == 4
    assert len({failure.words for failure in Failure}) == 7


def made_up(**changes):
    usual = {
        "name": "made_up",
        "number": 99,
        "label": "Made up",
        "answers": (Failure.FINANCE,),
        "suits": (Stage.GROWTH,),
        "levers": (),
        "cost_per_firm": 0.0,
        "fixed_cost": 0.0,
        "administration_share": 0.0,
        "largest_intensity": 1.0,
        "about": "Nothing.",
        "cost_evidence": ("P1",),
    }
    return Instrument(**(usual | changes))
