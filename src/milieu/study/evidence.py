"""The published evidence on an instrument, as rows to show."""

from dataclasses import asdict, dataclass

import pyarrow as pa

from milieu.policy.evidence import Finding, evidence_for, priors_for
from milieu.policy.evidence_summary import summary_for
from milieu.store.arrow import or_null

BRIEF = ("id", "programme", "country", "outcome", "effect", "unit", "sign", "verified", "citation")


@dataclass(frozen=True)
class Evidence:
    """Findings on one instrument, in the order of the compilation; `said` sums them up."""

    rows: pa.Table
    said: tuple[str, ...]

    @property
    def brief(self) -> pa.Table:
        """Return the columns that fit on a screen."""
        return self.rows.select(BRIEF)


def evidence_of(instrument: str) -> Evidence:
    """Return every finding on an instrument or theme; UserError with the nearest name if unknown.

    Unverified findings stay, marked as such; unlike figures are never averaged.
    """
    rows = pa.Table.from_pylist([row_of(finding) for finding in evidence_for(instrument)])
    priors = tuple(
        f"Held before local data speak: {one.outcome} {one.center:g} {one.unit} "
        f"({one.low:g} to {one.high:g} in four of five cases; trust {one.trust})."
        for one in priors_for(instrument)
    )
    return Evidence(rows, (summary_for(instrument).sentence, *priors))


def row_of(finding: Finding) -> dict[str, object]:
    """Return a finding as a row; a number that was not seen is null."""
    return {
        name: or_null(value) if isinstance(value, float) else value
        for name, value in asdict(finding).items()
    }
