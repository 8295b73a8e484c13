"""Efficiency trap."""

import numpy as np

from milieu.lifecycle.alarms import alarms, sentence
from milieu.lifecycle.alarms.efficiency_trap import log_money_per_job
from tests.lifecycle.alarms.made import YEARS, one_cluster, ramp

MONEY = 1e6 * np.exp(ramp(0.0, 0.3))
PATENTS = 400 * np.exp(ramp(0.0, -0.3))


def trap(**known):
    return alarms(one_cluster(**known), only=["efficiency_trap"])["efficiency_trap"]


def test_more_money_for_fewer_patents_raises_an_alarm():
    table = trap(public_money=MONEY, patents=PATENTS)
    assert table.state[0, 5] == "none"
    assert table.state[0, -1] == "alarm"
    assert table.worse_count[0, -1] == 3


def test_more_money_for_more_patents_does_not():
    table = trap(public_money=MONEY, patents=40 * np.exp(ramp(0.0, 0.3)))
    assert "alarm" not in table.state


def test_fewer_patents_with_less_money_do_not():
    table = trap(public_money=1e6 * np.exp(ramp(0.0, -0.3)), patents=PATENTS)
    assert "alarm" not in table.state


def test_without_money_or_without_an_answer_it_cannot_tell():
    no_money = trap(patents=PATENTS)
    assert set(no_money.state[0]) == {"cannot tell"}
    assert "Needed besides: public money spent on the cluster;" in sentence(no_money, 0)
    no_answer = trap(public_money=MONEY)
    assert "Needed besides: patents or jobs here and in the nation;" in sentence(no_answer, 0)


def test_the_price_of_a_job_counts_only_jobs_beyond_the_nations_growth():
    jobs = 1000 * 1.04 ** np.arange(YEARS)
    nation = 1e6 * 1.02 ** np.arange(YEARS)
    known = one_cluster(jobs=jobs, nation_jobs=nation, public_money=np.full(YEARS, 1e6))
    added = np.log(1.04 / 1.02) * (jobs[4] + jobs[5] + jobs[6])
    price = np.exp(log_money_per_job(known, None)[0])
    assert abs(price[6] / (3e6 / added) - 1) < 1e-12
    assert np.isnan(price[:3]).all()


def test_no_job_added_has_no_price():
    known = one_cluster(nation_jobs=np.full(YEARS, 1e6), public_money=np.full(YEARS, 1e6))
    assert np.isnan(log_money_per_job(known, None)).all()
