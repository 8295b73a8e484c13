"""Price: a markup that shrinks where all offer the same."""

import numpy as np

from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import Twin

mechanism(
    "price",
    12,
    "p = c exp(c_q q) (1 + 1 / (e - 1)), e = e0 (1 + e1 homogeneity^8).",
    source="Anderson, de Palma, Thisse (1992)",
    departs="only near-complete homogeneity sharpens competition (power 8)",
    elasticity=Parameter(5, 2.5, 10, "elasticity", "Elasticity a firm faces",
                         "Broda, Weinstein (2006)"),
    homogeneity=Parameter(0.8, 0, 2, "factor", "How much sameness raises it", "M15"),
    tier_margin=Parameter(0.1, 0, 0.3, "per tier", "Margin gained per step up the value chain",
                          "smile curve: Mudambi (2008), size M15"),
)  # fmt: skip


@compiled
def markup(twin: Twin, c: int) -> None:
    """Set the markup of cluster c over cost."""
    cluster, p = twin.clusters[c], twin.p[0]
    elasticity = p.price_elasticity * (1 + p.price_homogeneity * cluster.homogeneity**8)
    cluster.markup = 1 / (elasticity - 1)
    cluster.log_markup = np.log(1 + cluster.markup)


@inlined
def margin(twin: Twin, i: int, c: int) -> float:
    """Return operating margin of firm i as a share of its sales."""
    markup = twin.clusters[c].markup
    return markup / (1 + markup) * (1 + twin.p[0].price_tier_margin * twin.firms.tier[i])
