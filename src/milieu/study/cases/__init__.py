"""The clusters of the founding literature as cited facts, and what its claims are worth."""

import csv
import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

import pyarrow as pa

from milieu.core.contracts import CONTRACTS
from milieu.core.errors import unknown_name
from milieu.study.cases.periods import Period, parse_period

__all__ = ["CASES", "Claim", "Period", "claims", "facts", "parse_period", "share", "whole_years"]

CASES = {
    "bangalore": "Software of Bangalore and Karnataka, 1991-2006, with India's totals",
    "hsinchu": "Hsinchu Science Park and its sister parks, 1980-2021",
}


@dataclass(frozen=True)
class Claim:
    """What a paper says and what the statistics say about it.

    verdict   agrees, disagrees, or definition where there is nothing to check
    claimed   the paper's figure, in `unit`; None where it gives none
    low, high the figure computed from the facts; they differ where sources differ
    """

    paper: str
    claim: str
    verdict: str
    evidence: str
    unit: str = ""
    claimed: float | None = None
    low: float | None = None
    high: float | None = None


def facts(case: str) -> pa.Table:
    """Return a case's facts as a table that fulfils the contract "observations"."""
    with _file(_known(case) + ".csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    columns = {
        field.name: pa.array([float(row["value"]) for row in rows], pa.float64())
        if field.kind == "number"
        else pa.array([row[field.name] for row in rows], pa.string())
        for field in CONTRACTS["observations"].fields
    }
    return pa.table(columns)


def whole_years(table: pa.Table) -> pa.Table:
    """Return only the facts of whole years; a part of a year is never drawn as a year."""
    whole = [parse_period(period).whole_year for period in table["period"].to_pylist()]
    return table.filter(pa.array(whole, pa.bool_()))


def claims(case: str) -> tuple[Claim, ...]:
    """Return the founding paper's claims about a case, with the figures computed from its facts."""
    table = facts(case)
    written = tomllib.loads(_file("claims.toml").read_text(encoding="utf-8"))["claim"]
    return tuple(_claim(entry, table) for entry in written if entry.get("case", case) == case)


def share(table: pa.Table, part: dict[str, str], whole: dict[str, str]) -> tuple[float, float]:
    """Return the lowest and the highest ratio of two facts that sources give differently.

    part, whole   columns and their values, such as {"period": "2003", "indicator": "firms"}
    """
    parts = [row["value"] for row in _matching(table, part)]
    wholes = [row["value"] for row in _matching(table, whole)]
    return min(parts) / max(wholes), max(parts) / min(wholes)


def _claim(entry: dict[str, Any], table: pa.Table) -> Claim:
    """Return one claim, its evidence written out with the facts that it names."""
    plain = {name: entry[name] for name in ("paper", "claim", "verdict")}
    if "part" not in entry:
        return Claim(**plain, evidence=entry["evidence"])
    part = _matching(table, entry["part"])
    whole = _matching(table, entry["whole"]) if "whole" in entry else []
    low, high = _figures(entry, table)
    evidence = entry["evidence"].format(
        claimed=entry["claimed"],
        part=f"{part[0]['value']:g}",
        part_citation=part[0]["citation"],
        whole_low=f"{min((row['value'] for row in whole), default=0):.3g}",
        whole_high=f"{max((row['value'] for row in whole), default=0):.3g}",
        whole_citation=" and ".join(row["citation"] for row in whole),
        ratio=_range(low, high),
    )
    return Claim(
        **plain, evidence=evidence, unit=entry["unit"], claimed=entry["claimed"], low=low, high=high
    )


def _figures(entry: dict[str, Any], table: pa.Table) -> tuple[float, float]:
    """Return the lowest and highest figure that the facts give for a claim, in its unit."""
    if "whole" not in entry:
        values = [row["value"] for row in _matching(table, entry["part"])]
        return min(values), max(values)
    low, high = share(table, entry["part"], entry["whole"])
    return (100 * low, 100 * high) if entry["unit"] == "%" else (low, high)


def _range(low: float, high: float) -> str:
    """Return a range as text of up to three digits; one figure where both ends agree to two."""
    if f"{low:.2g}" == f"{high:.2g}":
        return f"{low:.3g}" if low == high else f"{low:.2g}"
    return f"{low:.3g} to {high:.3g}"


def _matching(table: pa.Table, wanted: dict[str, str]) -> list[dict[str, Any]]:
    """Return the facts that have all wanted values; there is at least one."""
    rows = [
        row
        for row in table.to_pylist()
        if all(row[column] == value for column, value in wanted.items())
    ]
    if not rows:
        raise unknown_name("fact", str(wanted), ())
    return rows


def _known(case: str) -> str:
    if case not in CASES:
        raise unknown_name("case", case, CASES)
    return case


def _file(name: str) -> Any:
    return files(__name__).joinpath(name)
