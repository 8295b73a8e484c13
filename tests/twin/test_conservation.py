"""Money, debt, firms and jobs add up; and the accounts notice when they do not."""

import numpy as np
import pytest

from milieu.twin.conservation import ACCOUNTS, PAYMENTS, conservation, oversold, unserved
from milieu.twin.parameters import PARAMETERS
from milieu.twin.run import run
from milieu.twin.start import Setting
from milieu.twin.state import FLOWS
from tests.twin.extremes import everything

ROUNDING = 1e-11
FLOOR = PARAMETERS["market.outside_floor"].default
OPENINGS = {"opening_cash", "opening_debt"}
NOT_MONEY = {"written_off", "debt_moved_in", "debt_moved_out"}


@pytest.fixture(scope="module")
def plain():
    return run(Setting(), 1)


@pytest.fixture(scope="module")
def governed():
    """All instruments at a third of their largest, in three clusters, when these are grown."""
    setting = Setting(parameters={"government.raising_cost": 0.3, "exit.overdraft": 0.2})
    policy = everything(13, 1 / 3, first=80)
    policy.dose[4:] = policy.dose[0] = 0
    return run(setting, 1, 0, policy)


def test_every_account_closes_in_a_plain_run(plain):
    gaps = conservation(plain, outside_floor=FLOOR)
    assert set(gaps) == {*ACCOUNTS, "demand"}
    assert max(gaps.values()) < ROUNDING, gaps


def test_every_account_closes_under_all_instruments(governed):
    gaps = conservation(governed, outside_floor=FLOOR)
    assert max(gaps.values()) < ROUNDING, gaps


def test_every_flow_of_the_books_has_a_payer_and_a_receiver():
    assert set(FLOWS) == {*PAYMENTS, *OPENINGS, *NOT_MONEY}


def test_every_flow_occurs_under_all_instruments(governed):
    silent = [flow for flow in FLOWS if not np.any(governed.books[flow] != 0)]
    assert silent == []


def test_no_flow_is_ever_negative(governed):
    for flow in set(FLOWS) - {"opening_cash", "cash_moved_in", "cash_moved_out"}:
        assert governed.books[flow].min() >= -1e-9, flow


def test_wages_are_jobs_times_the_wage(plain):
    bills = plain.clusters["jobs"] * np.exp(plain.clusters["log_wage"])
    np.testing.assert_allclose(plain.books["wages"], bills, rtol=1e-12)


def test_wages_rents_purchases_and_a_positive_margin_are_what_is_sold(plain):
    books = plain.books
    paid = books["wages"] + books["rents"] + books["purchases"]
    sold = books["sales"] > 0
    margin = (books["sales"] - paid)[sold] / books["sales"][sold]
    assert margin.min() > 0.1
    assert margin.max() < 0.4


def test_taxes_pay_for_all_spending_but_that_of_the_last_quarter(governed):
    spent = governed.clusters["spending"].sum(axis=1)
    raised = (governed.books["tax"] - governed.books["burden"]).sum(axis=1)
    np.testing.assert_allclose(
        governed.world["government_balance"], np.cumsum(raised - spent), rtol=1e-9, atol=1e-6
    )
    assert raised.sum() == pytest.approx(spent[:-1].sum(), rel=0.03)


def test_guarantors_never_pay_more_than_was_owed(governed):
    books = governed.books
    borne = books["pooled"] + books["pool_paid"] + books["guarantees_paid"]
    assert (borne.sum(axis=1) <= books["written_off"].sum(axis=1) * (1 + 1e-12)).all()


def test_demand_that_vanishes_faster_than_sales_can_is_oversold_and_said_so():
    setting = Setting(clusters=4, quarters=40, demand_shocks=dict.fromkeys(range(20, 40), -3.0))
    seen = run(setting, 1)
    assert oversold(seen)[:18].max() < 1e-12
    assert oversold(seen)[20] > 1
    assert unserved(seen).max() < 1e-12
    assert conservation(seen, outside_floor=FLOOR)["demand"] < ROUNDING


@pytest.mark.parametrize(
    ("account", "table", "column"),
    [
        ("cash", "books", "dividends"),
        ("debt", "books", "loans"),
        ("venture_fund", "books", "equity"),
        ("guarantee_fund", "books", "fees"),
        ("government", "books", "tax"),
        ("spending", "books", "aid"),
        ("income", "books", "purchases"),
        ("sold", "books", "sales"),
        ("firms", "clusters", "births"),
        ("movers", "books", "cash_moved_in"),
        ("registers", "clusters", "jobs"),
        ("demand", "world", "sales"),
    ],
)
def test_a_leak_of_a_thousandth_is_noticed(governed, account, table, column):
    records = getattr(governed, table).copy()
    records[column][160] *= 0.999
    leaking = governed._replace(**{table: records})
    assert conservation(leaking, outside_floor=FLOOR)[account] > 1e-7


def test_a_debt_guaranteed_twice_over_is_noticed(governed):
    books = governed.books.copy()
    books["guarantees_paid"] += books["written_off"]
    assert conservation(governed._replace(books=books))["defaults"] > 0.01
