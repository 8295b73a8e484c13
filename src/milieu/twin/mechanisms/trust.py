"""Trust: grows with cooperation, breaks with betrayal, starts by kind of tie."""

import numpy as np

from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.state import KIN, SCHOOLMATE, Twin

mechanism(
    "trust",
    5,
    "T' = T + gain (1 - T) cooperation - loss T betrayal, at each contact.",
    source="Granovetter (1985)",
    writes=("trust",),
    gain=Parameter(0.04, 0, 0.2, "a contact", "Gain by a contact that went well", "M36"),
    loss=Parameter(0.2, 0, 0.8, "a contact", "Loss by a betrayal", "M36"),
    betrayal=Parameter(0.15, 0, 1, "a contact", "Chance of betrayal among strangers", "M36"),
    anonymity=Parameter(400, 10, 1e5, "firms", "Size of cluster in which all are strangers",
                        "M36"),
    of_kin=Parameter(0.8, 0, 1, "trust", "Trust among kin", "M36"),
    of_schoolmates=Parameter(0.6, 0, 1, "trust", "Trust among schoolmates", "M36"),
    of_colleagues=Parameter(0.6, 0, 1, "trust", "Trust among former colleagues", "M36"),
    of_others=Parameter(0.2, 0, 1, "trust", "Trust of a newcomer", "M36"),
    of_strangers=Parameter(0.3, 0, 1, "trust", "Trust of a founder without ties", "M36"),
    court=Parameter(0, 0, 1, "capacity", "Courts and arbitration that policy adds", "no policy",
                    lever=True),
    cooperation=Parameter(0, 0, 3, "factor less 1", "Cooperation that an association adds",
                          "no policy", lever=True),
)  # fmt: skip


@inlined
def trusted(twin: Twin, i: int) -> None:
    """Let a contact that went well raise trust."""
    firms = twin.firms
    cooperation = 1 + twin.levers[firms.cluster[i]].trust_cooperation
    gain = min(1.0, twin.p[0].trust_gain * cooperation)
    firms.trust[i] += gain * (1 - firms.trust[i])


@inlined
def betrayed(twin: Twin, i: int, chance: float, law: float) -> None:
    """Let a contact be a betrayal: likelier among many, rarer under law."""
    firms, p = twin.firms, twin.p[0]
    cluster = twin.clusters[firms.cluster[i]]
    strangers = 1 - np.exp(-cluster.firms / p.trust_anonymity)
    if chance < p.trust_betrayal * strangers * (1 - 0.5 * law):
        firms.trust[i] -= p.trust_loss * firms.trust[i]


@compiled
def trust_of(twin: Twin, kind: int) -> float:
    """Return the trust with which a tie of a kind begins."""
    p = twin.p[0]
    if kind == KIN:
        return p.trust_of_kin
    return p.trust_of_schoolmates if kind == SCHOOLMATE else p.trust_of_others
