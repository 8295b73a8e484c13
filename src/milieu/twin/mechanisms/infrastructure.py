"""Infrastructure: shared, worn out, congested, and built by public money."""

from milieu.twin.compiling import compiled
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import Twin

mechanism(
    "infrastructure",
    3,
    "A stock that firms share: I' = (1 - wear) I + investment; what counts is I per firm.",
    source="Barro (1990)",
    wear=Parameter(0.015, 0, 0.1, "share a quarter", "Wear of the stock",
                   "public capital lasts 15 to 25 years: Kamps (2006)"),
    own_investment=Parameter(0.01, 0, 0.1, "per firm and quarter", "What the place builds anyway",
                             "M5"),
    effect=Parameter(0.03, 0, 0.08, "log cost", "Fall of cost per log point of stock a firm",
                     "Bom, Ligthart (2014): output elasticity .08 to .12, shared over sectors"),
    public_investment=Parameter(0, 0, 1, "quarterly wages per firm and quarter",
                                "Public investment", "no policy", lever=True),
)  # fmt: skip


@compiled
def infrastructure(twin: Twin, c: int) -> None:
    """Build and wear out the stock of cluster c."""
    cluster, p = twin.clusters[c], twin.p[0]
    added = p.infrastructure_own_investment + twin.levers[c].infrastructure_public_investment
    cluster.infrastructure *= 1 - p.infrastructure_wear
    cluster.infrastructure += added * max(cluster.firms, 1.0)
