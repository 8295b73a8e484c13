"""Intermediaries: services that a cluster grows into, or that policy brings early."""

from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import Twin


def capacity(what: str) -> Parameter:
    """Return the lever that adds capacity of one kind."""
    return Parameter(0, 0, 1, "capacity, 0 to 1", f"{what} that policy brings", "no policy",
                     lever=True)  # fmt: skip


mechanism(
    "intermediaries",
    17,
    "Capacity X' = X + growth (min(1, n / n_X) - X), of six kinds; policy adds capacity.",
    source="Stigler (1951); Howells (2006)",
    growth=Parameter(0.03, 0, 0.2, "share a quarter", "How fast services follow firms", "M9"),
    firms_needed=Parameter(150, 10, 1000, "firms", "Firms that fill a full set of services", "M9"),
    technical_information=capacity("Technical information"),
    talent=capacity("Talent service"),
    consulting=capacity("Consulting"),
    rating=capacity("Rating and credit information"),
    legal=capacity("Legal service and arbitration"),
    inspection=capacity("Inspection and certification"),
)


@compiled
def intermediaries(twin: Twin, c: int) -> None:
    """Let the six capacities of cluster c follow its firms."""
    cluster, p = twin.clusters[c], twin.p[0]
    filled = min(1.0, cluster.firms / p.intermediaries_firms_needed)
    pace = p.intermediaries_growth
    cluster.service_technical_information += pace * (filled - cluster.service_technical_information)
    cluster.service_talent += pace * (filled - cluster.service_talent)
    cluster.service_consulting += pace * (filled - cluster.service_consulting)
    cluster.service_rating += pace * (filled - cluster.service_rating)
    cluster.service_legal += pace * (filled - cluster.service_legal)
    cluster.service_inspection += pace * (filled - cluster.service_inspection)


@inlined
def technical_information(twin: Twin, c: int) -> float:
    """Return the capacity of technical information in force, 0 to 1."""
    grown = twin.clusters[c].service_technical_information
    return min(1.0, grown + twin.levers[c].intermediaries_technical_information)


@compiled
def talent_service(twin: Twin, c: int) -> float:
    """Return the capacity of talent service in force, 0 to 1."""
    return min(1.0, twin.clusters[c].service_talent + twin.levers[c].intermediaries_talent)


@inlined
def consulting(twin: Twin, c: int) -> float:
    """Return the capacity of consulting in force, 0 to 1."""
    return min(1.0, twin.clusters[c].service_consulting + twin.levers[c].intermediaries_consulting)


@inlined
def rating(twin: Twin, c: int) -> float:
    """Return the capacity of rating and credit information in force, 0 to 1."""
    return min(1.0, twin.clusters[c].service_rating + twin.levers[c].intermediaries_rating)


@inlined
def legal(twin: Twin, c: int) -> float:
    """Return the capacity of law and arbitration in force, courts included, 0 to 1."""
    lever = twin.levers[c]
    return min(1.0, twin.clusters[c].service_legal + lever.intermediaries_legal + lever.trust_court)


@inlined
def inspection(twin: Twin, c: int) -> float:
    """Return the capacity of inspection and certification in force, 0 to 1."""
    return min(1.0, twin.clusters[c].service_inspection + twin.levers[c].intermediaries_inspection)
