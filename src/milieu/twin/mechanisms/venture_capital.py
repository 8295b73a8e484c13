"""Venture capital: private money follows returns, public money draws it in up to a share."""

from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import EMPTY, Twin

mechanism(
    "venture_capital",
    16,
    "V' = V + private (return) + public - invested - returned; private money answers to the public "
    "share s by 1 + 2 s - s^2 / turn, an inverted U.",
    source="Brander, Du, Hellmann (2015)",
    writes=("cash",),
    goes_on=("cash",),
    departs="the inverted U of private money is put in, not explained",
    flow=Parameter(0.002, 0, 0.02, "share of sales a quarter", "Private money at plain profit",
                   "M27"),
    profit=Parameter(20, 0, 100, "per unit of profit rate", "How private money follows profit",
                     "M27"),
    turn=Parameter(0.4, 0.2, 0.6, "public share", "Public share at which it begins to drive out",
                   "Brander, Du, Hellmann (2015): no number; evidence PVC-01, PVC-02"),
    returned=Parameter(0.05, 0, 0.2, "share a quarter", "Given back to investors", "M27"),
    heat=Parameter(10, 0, 50, "per share of sales", "How money in the fund makes a hot market",
                   "M27"),
    stake=Parameter(0.02, 0, 0.2, "share of sales a quarter", "Put into a chosen firm when hot",
                    "M27"),
    youth=Parameter(5, 1, 20, "years", "Oldest firm that gets it", "M27"),
    public_match=Parameter(0, 0, 1, "share", "Public share of the fund's inflow", "no policy",
                           lever=True),
)  # fmt: skip

HOTTEST = 2.0  # (M27)


@compiled
def venture_fund(twin: Twin, c: int) -> None:
    """Fill the fund of cluster c and say how hot its market is."""
    cluster, p = twin.clusters[c], twin.p[0]
    public = twin.levers[c].venture_capital_public_match
    answer = 1 + 2 * public - public * public / p.venture_capital_turn
    follows = max(0.0, 1 + p.venture_capital_profit * cluster.profit_rate)
    private_in = p.venture_capital_flow * cluster.sales * follows * max(0.0, answer)
    public_in = p.venture_capital_flow * cluster.sales * public
    cluster.program_cost += public_in
    back = p.venture_capital_returned * cluster.venture_capital
    cluster.venture_capital += private_in + public_in - back
    flow = twin.ledger[c]
    flow.private_venture += private_in
    flow.public_venture += public_in
    flow.venture_returned += back
    cluster.venture_heat = min(
        HOTTEST, p.venture_capital_heat * cluster.venture_capital / max(cluster.sales, 1.0)
    )


@compiled
def invest(twin: Twin, start: int, stop: int) -> None:
    """Put money into young firms ahead of their cluster, as long as the fund lasts."""
    firms, p = twin.firms, twin.p[0]
    youth = int(4 * p.venture_capital_youth)
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY or firms.age[i] >= youth:
            continue
        cluster = twin.clusters[c]
        if cluster.venture_heat <= 0:
            continue
        if firms.log_productivity[i] <= cluster.mean_productivity:
            continue
        wished = p.venture_capital_stake * cluster.venture_heat * firms.sales[i]
        put = min(wished, cluster.venture_capital)
        firms.cash[i] += put
        cluster.venture_capital -= put
        twin.ledger[c].equity += put
