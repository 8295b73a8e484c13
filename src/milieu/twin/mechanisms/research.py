"""Research institutes: a source of knowledge near by, and of firms of their own."""

from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import Twin

mechanism(
    "research",
    18,
    "Institutes know the frontier plus a lead that public funding raises and time wears; firms "
    "meet them at their openness; they found firms at their own rate.",
    source="Jaffe (1989); Audretsch, Feldman (1996)",
    lead=Parameter(0.1, 0, 0.5, "log points", "Lead of institutes over the frontier", "M31"),
    following=Parameter(0.1, 0, 1, "share a quarter", "How institutes follow the sweet spot",
                        "M31"),
    institutes=Parameter(1, 0, 20, "institutes", "Institutes of a place", "M31"),
    local_openness=Parameter(0, 0, 0.5, "share of contacts", "Contacts with the place's own "
                             "institutes", "M31"),
    wear=Parameter(0.02, 0, 0.1, "share a quarter", "How bought lead wears off", "M31"),
    foundings=Parameter(0, 0, 1, "firms a quarter per institute", "Firms that institutes found",
                        "M31"),
    public_funding=Parameter(0, 0, 0.05, "log points a quarter", "Lead that funding buys",
                             "no policy", lever=True),
    openness=Parameter(0, 0, 0.5, "share of contacts", "Contacts with institutes through transfer",
                       "no policy", lever=True),
)  # fmt: skip


@compiled
def research(twin: Twin, c: int) -> None:
    """Set what the institutes of cluster c know, and where they stand."""
    cluster, p, now = twin.clusters[c], twin.p[0], twin.world[0]
    bought = twin.levers[c].research_public_funding
    cluster.institute_lead += bought - p.research_wear * cluster.institute_lead
    cluster.institute_level = now.institute_level + cluster.institute_lead
    cluster.institute_position = now.institute_position


@inlined
def openness(twin: Twin, c: int) -> float:
    """Return the share of contacts in cluster c that go to its institutes."""
    if twin.clusters[c].institutes == 0:
        return 0.0
    return twin.p[0].research_local_openness + twin.levers[c].research_openness
