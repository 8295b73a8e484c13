"""Quality and collective reputation: who sees quality rewards it, who does not judges the place."""

from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.intermediaries import inspection
from milieu.twin.state import EMPTY, Twin

mechanism(
    "quality",
    11,
    "dq = speed (e (seen + (1 - seen) own share) - c_q e_p (k0 + k1 q)); reputation Rep' = "
    "(1 - r) Rep + r sum s q. A firm's own share of the reputation is all it earns by unseen "
    "quality.",
    source="Tirole (1996); Winfree, McCluskey (2005)",
    writes=("quality",),
    seen_share_base=Parameter(0.2, 0, 0.95, "share", "Quality that buyers see", "M14"),
    inspection=Parameter(0, 0, 0.5, "share", "Quality that a full inspection service shows",
                         "M14"),
    speed=Parameter(0.03, 0, 0.5, "a quarter", "How fast firms adjust", "M14"),
    cost=Parameter(0.12, 0, 0.5, "log cost per unit", "Cost of quality", "M14"),
    cost_base=Parameter(0.4, 0, 2, "factor", "Marginal cost of the first unit", "M14"),
    cost_rise=Parameter(1.2, 0, 4, "factor", "How it rises", "M14"),
    memory=Parameter(0.08, 0.01, 0.3, "share a quarter", "Reputation follows what was sold",
                     "Winfree, McCluskey (2005)"),
    seen_share=Parameter(0, 0, 0.9, "share", "Quality that policy makes visible", "no policy",
                         lever=True),
    floor=Parameter(0, 0, 1, "quality", "Lowest quality that may be sold", "no policy",
                    lever=True),
)  # fmt: skip

MOST_SEEN = 0.95  # no label shows everything (M14)


@compiled
def reputation(twin: Twin, c: int) -> None:
    """Move the reputation of cluster c towards what it sold, and say what buyers will see."""
    cluster, p = twin.clusters[c], twin.p[0]
    if cluster.sales > 0:
        sold = cluster.quality_sales / cluster.sales
        cluster.reputation += p.quality_memory * (sold - cluster.reputation)
    shown = p.quality_seen_share_base + p.quality_inspection * inspection(twin, c)
    cluster.seen_share = min(MOST_SEEN, shown + twin.levers[c].quality_seen_share)


@compiled
def quality(twin: Twin, start: int, stop: int) -> None:
    """Let firms adjust quality towards where its last unit earns what it costs."""
    firms, p = twin.firms, twin.p[0]
    cost = p.quality_cost * p.market_price_weight
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY:
            continue
        seen = twin.clusters[c].seen_share
        own = firms.sales[i] / twin.clusters[c].sales
        earned = p.market_quality_weight * (seen + (1 - seen) * own)
        costs = cost * (p.quality_cost_base + p.quality_cost_rise * firms.quality[i])
        wished = firms.quality[i] + p.quality_speed * (earned - costs)
        firms.quality[i] = min(1.0, max(twin.levers[c].quality_floor, max(0.0, wished)))
