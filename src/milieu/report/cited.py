"""Cited facts: sparse figures with their citations, and claims held against them."""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import duckdb

from milieu.core.language import N_, _
from milieu.report.cluster_figures import in_year
from milieu.report.figure import NARROW, Figure, described
from milieu.report.figures.facts import OTHER, SHAPES, timeline
from milieu.report.reading import read
from milieu.report.words import Amount, between, count, plain, points, years

FEWEST = 3  # facts that make a figure; fewer stand in the table only
MOST_FIGURES = 6  # of one cluster; the rest stands in the table


WHOLE_YEAR = re.compile(r"(\d{4})|FY(\d{4})-\d{2}")


class Claim(Protocol):
    """What a paper says, and what the cited facts say about it; `verdict` is one word."""

    @property
    def paper(self) -> str: ...  # noqa: D102

    @property
    def claim(self) -> str: ...  # noqa: D102

    @property
    def verdict(self) -> str: ...  # noqa: D102

    @property
    def evidence(self) -> str: ...  # noqa: D102


@dataclass(frozen=True)
class Cited:
    """What is known of one cluster from citations: figures of whole years, and all facts."""

    name: str
    figures: Sequence[Figure]
    rows: Sequence[tuple[str, ...]]
    parts: int


COLUMNS = (N_("Period"), N_("What"), N_("Value"), N_("Unit"), N_("Quality"), N_("Citation"),
           N_("Note"))  # fmt: skip


def cited(session: duckdb.DuckDBPyConnection, source: str) -> list[Cited]:
    """Return the cited facts by cluster, those with most facts first."""
    clusters: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read(session, "SELECT * FROM observations ORDER BY cluster, indicator, period"):
        clusters[row["cluster"]].append(row)
    found = [_cited(name, rows, source) for name, rows in clusters.items()]
    return sorted(found, key=lambda one: (-len(one.figures), -len(one.rows)))


def value_text(row: dict[str, Any]) -> str:
    """Return a fact's value with the digits that its source gives."""
    value = row["value"]
    if value is None:
        return "–"
    if value == int(value):
        return Amount(None, value, None).text
    decimals = len(f"{value:.10g}".partition(".")[2])
    text = points(f"{abs(value):,.{decimals}f}")
    return f"−{text}" if value < 0 else text


def _cited(name: str, rows: Sequence[dict[str, Any]], source: str) -> Cited:
    series: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    parts = 0
    for row in rows:
        year = _middle(row["period"])
        if year is None:
            parts += 1
        elif row["value"] is not None:
            series[row["indicator"], row["unit"] or ""].append({**row, "year": year})
    long = sorted((s for s in series.values() if len(s) >= FEWEST), key=lambda s: -len(s))
    return Cited(
        name=name,
        figures=[_figure(name, facts, source) for facts in long[:MOST_FIGURES]],
        rows=[
            (
                r["period"],
                plain(r["indicator"]),
                value_text(r),
                _(r["unit"] or ""),
                plain(r["quality"] or ""),
                r["citation"],
                r["note"] or "",
            )
            for r in rows
        ],
        parts=parts,
    )


def _middle(period: str) -> float | None:
    """Return the year of a whole year's fact; None for a part, which is never drawn as a year.

    A business year (FY2004-05) stands half a year later than the calendar year it begins in.
    """
    if found := WHOLE_YEAR.fullmatch(period.strip()):
        year, business_year = found.groups()
        return float(year) if year else float(business_year) + 0.5
    return None


def _figure(name: str, facts: Sequence[dict[str, Any]], source: str) -> Figure:
    facts = sorted(facts, key=lambda fact: fact["year"])
    first, last = facts[0], facts[-1]
    rows = [
        {"year": f["year"], "value": f["value"], "quality": f["quality"] or "", "text": ""}
        for f in facts
    ]
    rows[-1]["text"] = value_text(last)
    what, unit = plain(first["indicator"]), _(first["unit"] or "number")
    ends = first["period"], last["period"]
    whole = all(end.isdecimal() for end in ends)
    stretch = years(*map(int, ends)) if whole else between(*ends)
    where = in_year(name, stretch)
    qualities = sorted({f["quality"] or "not stated" for f in facts})
    return Figure(
        name="facts",
        title=_("{measure}: {where}", measure=what.capitalize(), where=where),
        how=_("Unit: {unit}. Years between the facts are not known and not drawn.", unit=unit),
        alt=described(
            _("Dots"),
            _("{measure} in {unit}", measure=what, unit=unit),
            where,
            _(
                "{facts}; {before} in {first}, {now} in {last}",
                facts=count(len(facts), "fact"),
                before=value_text(first),
                first=first["period"],
                now=value_text(last),
                last=last["period"],
            ),
        ),
        charts={"any": partial(timeline, rows, width=NARROW)},
        columns=(_("Period"), _("Value"), _("Quality"), _("Citation")),
        rows=[
            (f["period"], value_text(f), plain(f["quality"] or ""), f["citation"]) for f in facts
        ],
        source=source,
        legend=tuple(("shape", f"{SHAPES.get(q, OTHER).sign} {plain(q)}") for q in qualities),
    )
