"""Mutual credit: a guarantee pool bears part of a default, and tied firms bear some of it."""

import numpy as np

from milieu.twin.compiling import compiled, inlined
from milieu.twin.declare import Parameter, mechanism
from milieu.twin.mechanisms.government import reaches
from milieu.twin.state import EMPTY, TIES, Firms, Twin

mechanism(
    "mutual_credit",
    15,
    "G' = G + fees - losses; a default falls on tied firms, then on the pool, then on the bank; "
    "guarantees of the state pay for what they covered.",
    source="Besley, Coate (1995)",
    writes=("cash", "debt"),
    goes_on=("cash", "debt"),
    tie_share=Parameter(0.01, 0, 0.1, "share of the debt", "What each tied firm bears", "M26"),
    fee=Parameter(0.0025, 0, 0.02, "of debt a quarter", "Fee of pool members", "M26"),
    pooled_share=Parameter(0, 0, 1, "share of a default", "Part that the pool bears", "no policy",
                           lever=True, by_firm=True),
)  # fmt: skip


@compiled
def pool_fees(twin: Twin, start: int, stop: int) -> None:
    """Let members of a guarantee pool pay their fees into it."""
    firms, p = twin.firms, twin.p[0]
    carrier = twin.carriers[0].mutual_credit_pooled_share
    if carrier == 0:
        return
    for i in range(start, stop):
        c = firms.cluster[i]
        if c == EMPTY or firms.debt[i] == 0 or not reaches(carrier, firms.reach[i]):
            continue
        fee = p.mutual_credit_fee * firms.debt[i]
        firms.cash[i] -= fee
        twin.clusters[c].guarantee_fund += fee
        twin.ledger[c].fees += fee


@compiled
def default(twin: Twin, i: int) -> None:
    """Share out the debt of a firm that fails, and write it off."""
    firms, p = twin.firms, twin.p[0]
    c, debt = firms.cluster[i], firms.debt[i]
    flow, cluster = twin.ledger[c], twin.clusters[c]
    flow.written_off += debt
    firms.debt[i] = 0.0
    left = debt
    for k in range(TIES):
        j = tied(firms, i, k)
        if j >= 0 and left > 0:
            able = max(0.0, firms.cash[j] + p.exit_overdraft * firms.sales[j])
            borne = min(left, able, p.mutual_credit_tie_share * debt)
            firms.cash[j] -= borne
            twin.ledger[firms.cluster[j]].pooled += borne
            left -= borne
    if reaches(twin.carriers[0].mutual_credit_pooled_share, firms.reach[i]):
        share = min(1.0, twin.levers[c].mutual_credit_pooled_share)
        paid = min(cluster.guarantee_fund, share * left)
        cluster.guarantee_fund -= paid
        flow.pool_paid += paid
        left -= paid
    if reaches(twin.carriers[0].bank_guarantee_share, firms.reach[i]):
        flow.guarantees_paid += min(left, twin.levers[c].bank_guarantee_share * firms.sales[i])


@inlined
def tied(firms: Firms, i: int, k: int) -> int:
    """Return the slot of the partner of tie k of firm i, or -1 where there is none any more."""
    j = firms.tie_slot[i, k]
    if j < 0 or firms.cluster[j] == EMPTY:
        return -1
    if firms.tie_tag[i, k] != tag_of(firms.identity[j]):
        return -1
    return j


@inlined
def tag_of(identity: np.uint64) -> np.uint64:
    """Return the 32 bits of an identity by which a tie knows its partner again."""
    return identity & 0xFFFFFFFF
