"""What the findings on an instrument say together, without averaging what is unlike."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from milieu.policy.evidence import (
    BETTER,
    MORE_IS_NOT_BETTER,
    NO_EFFECT,
    NO_SIGN,
    WORSE,
    Finding,
    evidence_for,
    origin,
)
from milieu.policy.words import counted, listed

PRIOR_BETTER, PRIOR_ALL = 1.0, 2.0  # a finding each way before any is seen, assumption P24


@dataclass(frozen=True)
class Range:
    """Effects on one outcome in one unit: lowest and highest of them, not an interval.

    findings   how many, each estimate counted once, all read in their source
    """

    outcome: str
    unit: str
    low: float
    high: float
    findings: int


@dataclass(frozen=True)
class Summary:
    """Counts of findings, each study and estimate counted once.

    better, null, worse, no_sign   findings by their sign; null is "not to be told from zero"
    background                     findings on a mechanism or a shock behind it; not in the signs
    verified, from_memory          findings read in their source, and not
    repeated                       further rows that rest on the same study and estimate
    saturating                     findings that more is not better
    better_share                   of verified findings with a sign: (better + 1) / (signed + 2),
                                   1/2 where there are none, never sure of few; assumption P24
    ranges                         effects by outcome and unit, where a number was read in a source
    """

    instrument: str
    better: int
    null: int
    worse: int
    no_sign: int
    background: int
    verified: int
    from_memory: int
    repeated: int
    saturating: int
    better_share: float
    ranges: tuple[Range, ...]

    @property
    def findings(self) -> int:
        """Return how many findings there are."""
        return self.better + self.null + self.worse + self.no_sign

    @property
    def sentence(self) -> str:
        """Return the same in words, null and bad findings as plainly as good ones."""
        signs = (
            (self.better, "better"),
            (self.null, "not to be told from zero"),
            (self.worse, "worse"),
            (self.no_sign, "without a sign"),
        )
        said = listed([f"{number} {word}" for number, word in signs if number])
        parts = [f"{counted(self.findings, 'finding')}: {said}" if said else "no findings"]
        if self.from_memory:
            parts.append(f"{self.from_memory} from memory")
        if self.background:
            parts.append(f"{self.background} more on what lies behind it")
        more = counted(self.saturating, "finding")
        tail = f" More is not better in {more}." if self.saturating else ""
        return "; ".join(parts) + "." + tail


@cache
def summary_for(instrument: str) -> Summary:
    """Return what the findings on an instrument or theme say; UserError if it is unknown."""
    return summarize(instrument, evidence_for(instrument))


def summarize(instrument: str, findings: Sequence[Finding]) -> Summary:
    """Return counts and ranges of findings; rows on the same study and estimate count once."""
    every = independent(findings)
    once = [row for row in every if not row.subject]
    signs = [row.sign for row in once]
    verified = sum(row.verified for row in once)
    return Summary(
        instrument,
        better=signs.count(BETTER),
        null=signs.count(NO_EFFECT),
        worse=signs.count(WORSE),
        no_sign=signs.count(NO_SIGN),
        background=len(every) - len(once),
        verified=verified,
        from_memory=len(once) - verified,
        repeated=len(findings) - len(every),
        saturating=sum(row.dose_shape in MORE_IS_NOT_BETTER for row in once),
        better_share=_better_share([row.sign for row in once if row.verified]),
        ranges=ranges(once),
    )


def _better_share(signs: Sequence[str]) -> float:
    signed = [sign for sign in signs if sign != NO_SIGN]
    return (signed.count(BETTER) + PRIOR_BETTER) / (len(signed) + PRIOR_ALL)


def independent(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Return one finding for each study and estimate: the row that others refer to, if it is here.

    Where it is not, the first that was read in its source stands for them, else the first.
    """
    groups: dict[str, list[Finding]] = {}
    for row in findings:
        groups.setdefault(origin(row), []).append(row)
    return tuple(
        min(rows, key=lambda row: (row.id != first, not row.verified))
        for first, rows in groups.items()
    )


def ranges(findings: Sequence[Finding]) -> tuple[Range, ...]:
    """Return the lowest and highest effect by outcome and unit, of rows read in their source."""
    groups: dict[tuple[str, str], list[Finding]] = {}
    for row in findings:
        if row.verified and np.isfinite(row.effect):
            groups.setdefault((row.outcome, row.unit), []).append(row)
    return tuple(
        Range(
            outcome,
            unit,
            float(np.nanmin([(row.effect, row.range_low) for row in rows])),
            float(np.nanmax([(row.effect, row.range_high) for row in rows])),
            len(rows),
        )
        for (outcome, unit), rows in groups.items()
    )
