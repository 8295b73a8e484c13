"""Conservation: money, debt, firms and jobs add up in every quarter and cluster, to rounding.

Every flow of the ledger has a payer and a receiver (stock-flow consistent accounts: Godley,
Lavoie 2007, Monetary Economics); each stock that the twin carries is its opening plus what came
in less what went out.
"""

from collections.abc import Callable

import numpy as np

from milieu.core.arrays import Matrix
from milieu.twin.observe import Run
from milieu.twin.state import Records

# flow: (who pays, who receives); what is left to "customers" and the like is the world outside
PAYMENTS: dict[str, tuple[str, str]] = {
    "sales": ("customers", "firms"),
    "wages": ("firms", "workers"),
    "rents": ("firms", "landlords"),
    "purchases": ("firms", "suppliers"),
    "upkeep": ("firms", "suppliers"),
    "research": ("firms", "researchers"),
    "aid": ("government", "firms"),
    "administration": ("government", "officials"),
    "tax_credit": ("government", "firms"),
    "tax": ("firms", "government"),
    "burden": ("government", "nobody"),
    "interest": ("firms", "bank"),
    "loans": ("bank", "firms"),
    "repayments": ("firms", "bank"),
    "equity": ("venture fund", "firms"),
    "dividends": ("firms", "owners"),
    "founders": ("owners", "firms"),
    "paid_out": ("firms", "owners"),
    "unpaid": ("creditors", "firms"),
    "pooled": ("firms", "bank"),
    "fees": ("firms", "guarantee fund"),
    "cash_moved_in": ("firms elsewhere", "firms"),
    "cash_moved_out": ("firms", "firms elsewhere"),
    "guarantees_paid": ("government", "bank"),
    "pool_paid": ("guarantee fund", "bank"),
    "private_venture": ("investors", "venture fund"),
    "public_venture": ("government", "venture fund"),
    "venture_returned": ("venture fund", "investors"),
}
# the stock of debt: how each entry changes it
DEBT = {"loans": 1, "repayments": -1, "written_off": -1, "debt_moved_in": 1, "debt_moved_out": -1}


def conservation(run: Run, *, outside_floor: float = np.inf) -> dict[str, float]:
    """Return, for each account, its largest gap over what it turned over; 0 is perfect.

    cash, debt, venture fund, guarantee fund   opening plus flows less the next opening
    government     its balance moves by taxes less their burden and all spending
    defaults       what guarantors paid for bad debts beyond those debts
    income         wages, rents and profits are what sales leave after purchases and upkeep
    firms, movers  counts with births, deaths and moves; who leaves one place enters another
    registers      firms, sales and wage bill of the firms singly are those of their clusters
    demand         sales inside and outside are the demand of the quarter before

    outside_floor   least share bought outside (`market.outside_floor`): where it binds, as when
                    demand falls faster than sales can (.06 a quarter), more is sold than demanded;
                    those quarters are left out. Unless given, only demand left unserved counts
    """
    gaps = {name: account(run) for name, account in ACCOUNTS.items()}
    gaps["demand"] = demand(run, outside_floor)
    return {name: float(np.max(gap, initial=0.0)) for name, gap in gaps.items()}


def oversold(run: Run) -> Matrix:
    """Return what is sold beyond demand over demand, shape (quarters - 1,); 0 in most quarters."""
    return np.maximum(0.0, unserved(run) * -1)


def unserved(run: Run) -> Matrix:
    """Return demand less sales inside and outside, over demand; shape (quarters - 1,)."""
    asked = run.world["demand_now"][:-1]
    inside, outside = run.world["sales"][1:], run.world["outside_share"][:-1] * asked
    return np.asarray((asked - inside - outside) / np.maximum(asked, 1e-300))


def demand(run: Run, outside_floor: float) -> Matrix:
    """Return the gap between demand and what is sold, where the floor does not bind."""
    left = unserved(run)
    free = run.world["outside_share"][:-1] > outside_floor * (1 + 1e-9)
    return np.where(free, np.abs(left), np.maximum(0.0, left))


def signed(books: Records, sector: str) -> tuple[Matrix, Matrix]:
    """Return what a sector has received less paid, and both together, by quarter and cluster."""
    received = [books[flow] for flow, (_, receiver) in PAYMENTS.items() if receiver == sector]
    paid = [books[flow] for flow, (payer, _) in PAYMENTS.items() if payer == sector]
    inward, outward = np.sum(received, axis=0), np.sum(paid, axis=0)
    return inward - outward, np.abs(inward) + np.abs(outward)


def relative(gap: Matrix, turnover: Matrix) -> Matrix:
    """Return absolute gaps over what was turned over; 0 where nothing was."""
    return np.abs(gap) / np.maximum(np.abs(turnover), 1e-300) * (gap != 0)


def cash(run: Run) -> Matrix:
    """Return the gap of firms' cash, shape (quarters - 1, clusters)."""
    net, turnover = signed(run.books, "firms")
    opening = run.books["opening_cash"]
    gap = opening[:-1] + net[:-1] - opening[1:]
    return relative(gap, np.abs(opening[:-1]) + turnover[:-1])


def debt(run: Run) -> Matrix:
    """Return the gap of firms' debt, shape (quarters - 1, clusters)."""
    opening = run.books["opening_debt"]
    net = np.sum([sign * run.books[flow] for flow, sign in DEBT.items()], axis=0)
    turnover = np.sum([run.books[flow] for flow in DEBT], axis=0)
    return relative(opening[:-1] + net[:-1] - opening[1:], opening[:-1] + turnover[:-1])


def fund(run: Run, sector: str, stock: str) -> Matrix:
    """Return the gap of a fund whose stock the clusters carry, shape (quarters, clusters)."""
    net, turnover = signed(run.books, sector)
    closing = run.states[stock]
    opening = np.vstack([np.zeros((1, closing.shape[1])), closing[:-1]])
    return relative(opening + net - closing, opening + turnover)


def venture_fund(run: Run) -> Matrix:
    """Return the gap of venture capital: money in, stakes and money returned out."""
    return fund(run, "venture fund", "venture_capital")


def guarantee_fund(run: Run) -> Matrix:
    """Return the gap of the guarantee pools: fees in, losses borne out."""
    return fund(run, "guarantee fund", "guarantee_fund")


def government(run: Run) -> Matrix:
    """Return the gap of the government's balance, shape (quarters,); programs are paid too."""
    net, turnover = signed(run.books, "government")
    programs = run.states["program_cost"] - run.books["public_venture"]
    change = (net - programs).sum(axis=1)
    closing = run.world["government_balance"]
    opening = np.concatenate([[0.0], closing[:-1]])
    gap = opening + change - closing
    return relative(gap, np.abs(opening) + (turnover + programs).sum(axis=1))


def spending(run: Run) -> Matrix:
    """Return the gap between spending as observed and what the books say was paid."""
    paid = run.states["program_cost"] - run.books["public_venture"]
    for flow, (payer, _) in PAYMENTS.items():
        if payer == "government" and flow != "burden":
            paid = paid + run.books[flow]
    return relative(paid - run.clusters["spending"], paid)


def defaults(run: Run) -> Matrix:
    """Return what guarantors paid beyond the debts written off, shape (quarters,)."""
    borne = sum(run.books[flow] for flow in ("pooled", "pool_paid", "guarantees_paid"))
    owed = run.books["written_off"].sum(axis=1)
    excess = np.maximum(0.0, np.sum(borne, axis=1) - owed)
    return relative(excess, owed)


def income(run: Run) -> Matrix:
    """Return the gap of value added: what sales leave after purchases and upkeep."""
    books = run.books
    left = books["sales"] - books["purchases"] - books["upkeep"]
    return relative(run.clusters["value_added"] - left, books["sales"] + books["upkeep"])


def sold(run: Run) -> Matrix:
    """Return the gap between the sales of the census and those in the books."""
    return relative(run.clusters["sales"] - run.books["sales"], run.books["sales"])


def firms(run: Run) -> Matrix:
    """Return the gap of the count of firms, shape (quarters - 1, clusters)."""
    seen = run.clusters
    added = seen["births"] + seen["moved_in"]
    lost = seen["deaths"] + seen["moved_out"]
    gap = (seen["firms"] + added - lost)[:-1] - seen["firms"][1:]
    return relative(gap, (seen["firms"] + added + lost)[:-1])


def movers(run: Run) -> Matrix:
    """Return the gap between who and what moved out of places and into others."""
    pairs = [(run.clusters["moved_in"], run.clusters["moved_out"])]
    for what in ("cash_moved", "debt_moved"):
        pairs.append((run.books[f"{what}_in"], run.books[f"{what}_out"]))
    gaps = [relative((a - b).sum(axis=1), np.abs(a).sum(axis=1)) for a, b in pairs]
    return np.array(gaps)


def registers(run: Run) -> Matrix:
    """Return the gaps between firms singly and their clusters in the quarter that follows.

    Firms are counted and their sales and wage bills added, shape (3, years, clusters); zero where
    the run keeps no firms or has ended.
    """
    years = [year for year in np.unique(run.firm_years["year"]) if 4 * (year + 1) < len(run.world)]
    gaps = np.zeros((3, len(years), run.clusters.shape[1]))
    for row, year in enumerate(years):
        of_year = run.firm_years[run.firm_years["year"] == year]
        before, after = run.clusters[4 * year + 3], run.clusters[4 * year + 4]
        places, jobs = of_year["cluster"], of_year["jobs"]
        bills = jobs * np.exp(before["log_wage"][places])
        known = (
            (np.ones(len(of_year)), after["firms"]),
            (np.exp(of_year["log_sales"]), after["sales"]),
            (bills, after["jobs"] * np.exp(after["log_wage"])),
        )
        for line, (single, together) in enumerate(known):
            total = np.bincount(places, single, minlength=len(after))
            gaps[line, row] = relative(total - together, together)
    return gaps


ACCOUNTS: dict[str, Callable[[Run], Matrix]] = {
    "cash": cash,
    "debt": debt,
    "venture_fund": venture_fund,
    "guarantee_fund": guarantee_fund,
    "government": government,
    "spending": spending,
    "defaults": defaults,
    "income": income,
    "sold": sold,
    "firms": firms,
    "movers": movers,
    "registers": registers,
}
