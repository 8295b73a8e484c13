"""Lobbying: firms move effort from research to where aid pays more."""

from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import EMPTY, Twin

mechanism(
    "lobbying",
    20,
    "d lobby = learning (return on aid - return on R&D - lobby); effective R&D = rd (1 - lobby).",
    source="Baumol (1990); Murphy, Shleifer, Vishny (1993)",
    writes=("lobbying_share",),
    learning=Parameter(0.02, 0, 0.1, "a quarter", "How fast firms learn to lobby", "M22"),
    hope=Parameter(0.5, 0, 1, "share", "What firms without aid expect of it", "M22"),
    research_return=Parameter(0.2, 0, 1, "return", "Return on research they compare it with",
                              "M22"),
    most=Parameter(0.9, 0, 1, "share of R&D", "Most that goes into lobbying", "M22"),
)  # fmt: skip

RESEARCH_FLOOR = 0.02  # of sales; what a firm without research compares aid with (M22)


@compiled
def lobbying(twin: Twin, start: int, stop: int) -> None:
    """Let firms learn how much lobbying pays."""
    firms, p = twin.firms, twin.p[0]
    if p.lobbying_learning == 0:
        return
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        grant = twin.levers[c].government_grant_share
        if grant == 0 and firms.lobbying_share[i] == 0:
            continue
        aided = firms.aid[i] / firms.sales[i]
        got = aided if aided > 0 else p.lobbying_hope * grant
        paid = got / (RESEARCH_FLOOR + firms.research_share[i])
        change = paid - p.lobbying_research_return - firms.lobbying_share[i]
        wished = firms.lobbying_share[i] + p.lobbying_learning * change
        firms.lobbying_share[i] = min(p.lobbying_most, max(0.0, wished))
