"""Published evidence of what policies caused: rows as they were reported, and honest counts.

`evidence.csv` holds one row for each finding: a programme, an outcome, a horizon, with its
citation and whether the finding was read in its source or comes from memory. `priors.csv` holds
what is held of each instrument before local data speak (assumption P27). Unlike figures are never
averaged: percent of jobs, elasticities and patents per million are different things.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from milieu.core.errors import unknown_name

ROWS, PRIORS = (Path(__file__).with_name(name) for name in ("evidence.csv", "priors.csv"))
UNKNOWN = float("nan")
BETTER, NO_EFFECT, WORSE, NO_SIGN = "+", "0", "-", ""
NUMBERS = ("effect", "range_low", "range_high", "std_error", "ci_low", "ci_high")
MORE_IS_NOT_BETTER = ("inverted U", "no gain from more")
THEMES = ("cluster_programme", "place_based", "agglomeration")
"""What is no instrument of its own: programmes as a bundle, and what clusters do by themselves."""


@dataclass(frozen=True)
class Finding:
    """One published finding.

    instrument        name of an instrument, or one of THEMES
    subject           empty: the instrument itself; mechanism or shock: what it works on or guards
                      against, which tells nothing about how well it works
    effect, unit      in its own unit and with its own sign; NaN where no number was seen
    effect_kind       reported, midpoint (of the range), recomputed, or sign only
    range_low, high   over specifications, countries or versions, no confidence interval
    std_error, ci     only where known, else NaN
    horizon_years     after treatment: a number or a range, as text
    dose_shape        inverted U, no gain from more or less, depends on scale; empty: not studied
    sign              + better, - worse, 0 not to be told from zero, from the public's view; empty:
                      a share or a threshold, or good and bad at once
    verified          whether the finding was read in its source; else it is from memory
    same_evidence_as  id of the row that rests on the same study and estimate
    """

    id: str
    instrument: str
    subject: str
    programme: str
    country: str
    period: str
    outcome: str
    effect: float
    effect_kind: str
    range_low: float
    range_high: float
    unit: str
    std_error: float
    ci_low: float
    ci_high: float
    horizon_years: str
    design: str
    sample: str
    heterogeneity: str
    dose_shape: str
    sign: str
    citation: str
    verified: bool
    quoted_from: str
    same_evidence_as: str
    note: str


@dataclass(frozen=True)
class Prior:
    """What is held before local data speak: center, and a range to hold the truth in 4 of 5 cases.

    basis   ids of the rows behind it;  trust: high, medium or low
    """

    instrument: str
    outcome: str
    center: float
    low: float
    high: float
    unit: str
    years: str
    basis: tuple[str, ...]
    trust: str


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _finding(row: Mapping[str, str]) -> Finding:
    numbers = {name: float(row[name]) if row[name] else UNKNOWN for name in NUMBERS}
    return Finding(**{**row, **numbers, "verified": row["verified"] == "yes"})  # type: ignore[arg-type]


@cache
def evidence() -> Mapping[str, Finding]:
    """Return every finding by its id, in the order of the table."""
    return MappingProxyType({row["id"]: _finding(row) for row in _rows(ROWS)})


@cache
def priors() -> tuple[Prior, ...]:
    """Return all priors in the order of the table."""
    return tuple(
        Prior(
            **{  # type: ignore[arg-type]
                **row,
                **{name: float(row[name]) for name in ("center", "low", "high")},
                "basis": tuple(row["basis"].split()),
            }
        )
        for row in _rows(PRIORS)
    )


def evidence_for(instrument: str) -> tuple[Finding, ...]:
    """Return the findings on an instrument or theme; UserError with the nearest name if unknown."""
    found = tuple(row for row in evidence().values() if row.instrument == instrument)
    if not found:
        raise unknown_name("instrument with evidence", instrument, _studied())
    return found


def priors_for(instrument: str) -> tuple[Prior, ...]:
    """Return the priors of an instrument or theme; none where the table has none."""
    return tuple(prior for prior in priors() if prior.instrument == instrument)


def origin(finding: Finding) -> str:
    """Return the id of the row in which the study and estimate behind a finding is counted."""
    seen = {finding.id}
    while finding.same_evidence_as and finding.same_evidence_as not in seen:
        finding = evidence()[finding.same_evidence_as]
        seen.add(finding.id)
    return finding.id


def _studied() -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.instrument for row in evidence().values()))
