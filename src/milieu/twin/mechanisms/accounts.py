"""Accounts: what firms earn, pay, owe and hold; every flow is booked in the ledger."""

from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.government import reaches
from milieu.twin.mechanisms.price import margin
from milieu.twin.state import EMPTY, Twin

mechanism(
    "accounts",
    0,
    "Cash changes by sales less wages, rents, purchases, upkeep, research, tax and interest, plus "
    "aid; what is too much is paid out. Research follows sales and answers to aid.",
    source="accounting identities; R&D rule of thumb: Nelson, Winter (1982)",
    writes=("cash", "research_share"),
    fixed_cost=Parameter(1.534, 0, 20, "quarterly wages a quarter", "Fixed cost at the start",
                         "M12"),
    capital_share=Parameter(0.03, 0, 0.1, "share of sales", "Upkeep of capital", "M23"),
    research_share=Parameter(0.04, 0, 0.2, "share of sales", "R&D of a firm left alone",
                             "OECD: 2 to 5 % in manufacturing"),
    research_habit=Parameter(0.9, 0, 0.99, "a quarter", "How R&D sticks to what it was", "M24"),
    additional=Parameter(0.5, 0, 1, "share of aid", "Part of aid that is spent on R&D",
                         "Dimos, Pugh (2016): no crowding out, little additionality"),
    crowding_in=Parameter(4, 0, 10, "factor", "How own R&D answers to aid", "M24"),
    crowding_out=Parameter(0.15, 0, 1, "factor", "How aid replaces own R&D", "M24"),
    credit_response=Parameter(1.3, 0, 3, "elasticity", "R&D answers to its price",
                              "Dechezlepretre and others (2016), halved"),
    cash_ceiling=Parameter(1.5, 0.2, 5, "quarters of sales", "Cash above it is paid out", "M23"),
    interest=Parameter(0.01, 0, 0.05, "a quarter", "Interest on debt", "M23"),
)  # fmt: skip

CASH_FLOOR = 27.4  # quarterly wages that are never paid out (M23)


@compiled
def accounts(twin: Twin, start: int, stop: int) -> None:
    """Book a quarter of each firm."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        flow, sales = twin.ledger[c], firms.sales[i]
        earned = sales * margin(twin, i, c)
        wages = min(p.labor_and_land_labor_share * sales, sales - earned)
        rents = min(p.unit_cost_land * sales, sales - earned - wages)
        upkeep = now.fixed_cost + p.accounts_capital_share * sales
        profit = earned - upkeep
        tax = now.tax_rate * sales
        interest = p.accounts_interest * firms.debt[i]
        aid = firms.aid[i]
        own = own_research(twin, i, aid / sales) * sales
        affordable = max(0.0, firms.cash[i] + 0.7 * profit + 0.02 * sales)
        own = min(own, affordable)
        back = tax_credit_rate(twin, i) * own
        spent = own + p.accounts_additional * aid
        share = spent / sales
        habit = p.accounts_research_habit
        firms.research_share[i] = habit * firms.research_share[i] + (1 - habit) * share
        cash = firms.cash[i] + profit - spent - tax - interest + aid + back
        dividends = max(0.0, cash - p.accounts_cash_ceiling * sales - CASH_FLOOR)
        firms.cash[i] = cash - dividends
        flow.sales += sales
        flow.wages += wages
        flow.rents += rents
        flow.purchases += sales - earned - wages - rents
        flow.upkeep += upkeep
        flow.research += spent
        flow.tax += tax
        flow.interest += interest
        flow.aid += aid
        flow.tax_credit += back
        flow.dividends += dividends
        cluster = twin.clusters[c]
        cluster.profits += profit - own
        cluster.research += spent
        cluster.lobbying_sales += firms.lobbying_share[i] * sales
        cluster.value_added += wages + rents + profit


@inlined
def own_research(twin: Twin, i: int, aid_share: float) -> float:
    """Return what a firm puts into R&D of its own money, as a share of its sales."""
    p = twin.p[0]
    base = p.accounts_research_share
    drawn_in = 2 * min(aid_share, 0.2) * p.accounts_additional * p.accounts_crowding_in
    put_out = p.accounts_crowding_out * 0.5 * aid_share / 0.04
    credit = p.accounts_credit_response * tax_credit_rate(twin, i)
    return max(0.0, base * (1 + drawn_in - put_out + credit))


@inlined
def tax_credit_rate(twin: Twin, i: int) -> float:
    """Return the share of its own R&D that a firm gets back."""
    if not reaches(twin.carriers[0].innovation_tax_credit, twin.firms.reach[i]):
        return 0.0
    return twin.levers[twin.firms.cluster[i]].innovation_tax_credit
