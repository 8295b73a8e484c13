"""A prudent bank: it lends against sales, patents and guarantees, to firms it thinks sound."""

from milieu.twin import draws
from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.government import reaches
from milieu.twin.mechanisms.intermediaries import rating
from milieu.twin.state import EMPTY, Twin

mechanism(
    "bank",
    14,
    "Limit = k S + psi patents + guarantee; lends if a - mean + noise / (1 + rating) > cut. Half "
    "of the cash in hand repays.",
    source="Stiglitz, Weiss (1981)",
    writes=("cash", "debt"),
    goes_on=("cash",),
    limit=Parameter(0.25, 0.05, 0.6, "quarters of sales", "What a firm can owe", "M25"),
    patent_credit=Parameter(0, 0, 2, "quarterly wages per patent", "Lent on a patent anyway",
                            "M25"),
    cut=Parameter(-0.4, -1, 0.5, "log points", "Least soundness", "M25"),
    error=Parameter(0.3, 0, 1, "log points", "Error of the bank without ratings, s.d.", "M25"),
    guarantee_share=Parameter(0, 0, 2, "quarters of sales", "Credit that policy guarantees",
                              "no policy", lever=True, by_firm=True),
    pledge_window=Parameter(0, 0, 5, "quarterly wages per patent", "Credit on pledged patents",
                            "no policy", lever=True, by_firm=True),
)  # fmt: skip


@compiled
def bank(twin: Twin, start: int, stop: int) -> None:
    """Lend to firms short of cash, and take back from those that have some."""
    firms, p, now = twin.firms, twin.p[0], twin.world[0]
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        if firms.cash[i] < 0:
            room = limit_of(twin, i) - firms.debt[i]
            address = draws.address_of(firms.identity[i], now.quarter)
            blur = p.bank_error * draws.normal(twin.key, address, draws.CREDIT)
            ahead = firms.log_productivity[i] - twin.clusters[c].mean_productivity
            if room > 0 and ahead + blur / (1 + rating(twin, c)) > p.bank_cut:
                lent = min(-firms.cash[i], room)
                firms.debt[i] += lent
                firms.cash[i] += lent
                twin.ledger[c].loans += lent
        elif firms.debt[i] > 0:
            back = min(0.5 * firms.cash[i], firms.debt[i])
            firms.debt[i] -= back
            firms.cash[i] -= back
            twin.ledger[c].repayments += back


@inlined
def limit_of(twin: Twin, i: int) -> float:
    """Return how much debt the bank allows a firm."""
    firms, p = twin.firms, twin.p[0]
    lever, carrier = twin.levers[firms.cluster[i]], twin.carriers[0]
    limit = p.bank_limit * firms.sales[i] + p.bank_patent_credit * firms.patents[i]
    if reaches(carrier.bank_guarantee_share, firms.reach[i]):
        limit += lever.bank_guarantee_share * firms.sales[i]
    if reaches(carrier.bank_pledge_window, firms.reach[i]):
        limit += lever.bank_pledge_window * firms.patents[i]
    return limit
