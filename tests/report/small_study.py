"""A small study by hand: tables and results in memory, as a report is handed them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from milieu.core.contracts import CONTRACTS
from milieu.core.database import quoted
from milieu.store.bookkeeping import BOOKS
from milieu.study.results import RESULTS
from milieu.study.settings import Settings

YEARS = range(2000, 2015)
Rows = list[dict[str, Any]]


@dataclass
class Names:
    """Names of regions and industries."""

    regions: Mapping[str, str]
    industries: Mapping[str, str]

    def region_name(self, code: str) -> str:
        return self.regions.get(code, code)

    def industry_name(self, code: str) -> str:
        return self.industries.get(code, code)


@dataclass
class SmallStudy:
    """What `write_report` needs of a study; `missing` are results that were not built."""

    folder: Path
    tables: dict[str, Rows]
    settings: Settings = field(default_factory=lambda: Settings(name="A small study"))
    names: Names = field(default_factory=lambda: Names({}, {}))
    missing: Sequence[str] = ()

    def session(self, as_of: str = "") -> duckdb.DuckDBPyConnection:
        del as_of
        session = duckdb.connect()
        for known in (*CONTRACTS.values(), *BOOKS.values(), *RESULTS.values()):
            if known.name not in self.missing:
                columns = {f.name: f.sql_type for f in known.fields}
                if known.name in CONTRACTS:
                    columns["file"] = "VARCHAR"
                fill(session, known.name, columns, self.tables.get(known.name, []))
        return session

    def frame(self, session: duckdb.DuckDBPyConnection) -> Names:
        del session
        return self.names


def fill(
    session: duckdb.DuckDBPyConnection, name: str, columns: Mapping[str, str], rows: Rows
) -> None:
    """Make a table with these rows."""
    typed = ", ".join(f"{quoted(n)} {t}" for n, t in columns.items())
    session.execute(f"CREATE TABLE {quoted(name)} ({typed})")
    if rows:
        marks = f"({', '.join('?' for _ in columns)})"
        for at in range(0, len(rows), 500):  # a statement for each row takes ten times as long
            some = rows[at : at + 500]
            values = [row.get(n) for row in some for n in columns]
            every = ", ".join([marks] * len(some))
            session.execute(f"INSERT INTO {quoted(name)} VALUES {every}", values)


def made(
    folder: Path,
    *,
    clusters: int = 6,
    name: str = "Apparel in {}",
    years: Sequence[int] = YEARS,
    coordinates: bool = True,
    made_up: bool = False,
) -> SmallStudy:
    """Return a study of a few counties of a state, with published, estimated and hidden cells."""
    regions = {"36": "New York"} | {f"36{n:03}": f"County {n}" for n in range(1, clusters + 1)}
    names = Names(regions, {"315": "Apparel manufacturing", "334": "Computers"})
    tables: dict[str, Rows] = {t: [] for t in (*CONTRACTS, *BOOKS, *RESULTS)}
    tables["files"] = [_file()]
    tables["quarantine"] = [
        {
            "file": "abc",
            "file_name": "ny.csv",
            "table_name": "employment",
            "line": 7,
            "column_name": "jobs",
            "found": "=cmd|' /C calc'!A0",
            "expected": "a number",
        }
    ]
    for n in range(1, clusters + 1):
        _add_cluster(tables, n, name.format(regions[f"36{n:03}"]), years, coordinates)
    for year in years:
        tables["cells"].append(_cell("state", "36", year, 90_000.0, "published"))
    tables["indicators"] = _indicators(clusters, years[-1])
    settings = Settings(name="A small study", about="Made by hand.", made_up=made_up)
    return SmallStudy(folder, tables, settings, names)


def _add_cluster(
    tables: dict[str, Rows], n: int, name: str, years: Sequence[int], coordinates: bool
) -> None:
    region, id = f"36{n:03}", f"apparel-{n}"
    place = (-78 + n % 40 * 0.5, 41 + n // 40 * 0.4) if coordinates else (None, None)
    square = (
        [
            [place[0] - 0.25, place[1] - 0.2],
            [place[0] + 0.25, place[1] - 0.2],
            [place[0] + 0.25, place[1] + 0.2],
            [place[0] - 0.25, place[1] + 0.2],
            [place[0] - 0.25, place[1] - 0.2],
        ]
        if coordinates
        else None
    )
    tables["regions"].append(
        {
            "region": region,
            "name": f"County {n}",
            "level": "county",
            "parent": "36",
            "longitude": place[0],
            "latitude": place[1],
            "geometry": json.dumps({"type": "Polygon", "coordinates": [square]})
            if square
            else None,
        }
    )
    history = [_year(n, id, year, at, len(years)) for at, year in enumerate(years)]
    tables["cluster_years"] += history
    for row in history:
        shown = {k: row[k] for k in ("jobs_low", "jobs", "jobs_high", "status", "cluster", "year")}
        for industry, share in (("315", 0.7), ("334", 0.3)):
            part = {k: shown[k] and shown[k] * share for k in ("jobs_low", "jobs", "jobs_high")}
            tables["cluster_members"].append(
                {**shown, **part, "region": region, "industry": industry}
            )
            tables["cells"].append(
                {
                    **_cell("county", region, row["year"], part["jobs"], row["status"]),
                    "industry": industry,
                    **part,
                }
            )
    last = history[-1]
    peak = max(history, key=lambda row: row["jobs"] or 0)
    tables["clusters"].append(
        {
            **last,
            "cluster": id,
            "name": name,
            "level": "county",
            "method": "location_quotient_rule",
            "regions": region,
            "industries": "315 334",
            "first_year": years[0],
            "last_year": years[-1],
            "peak_jobs": peak["jobs"],
            "peak_year": peak["year"],
            "change_since_peak": peak["jobs"] and (last["jobs"] or peak["jobs"]) / peak["jobs"] - 1,
            "robustness": max(1 - n / 20, 0.1),
            "type": "cannot tell",
            "type_evidence": "Not known: top4 share. From 12 establishments with 400 jobs.",
            "longitude": place[0],
            "latitude": place[1],
        }
    )


def _year(n: int, id: str, year: int, at: int, of: int) -> dict[str, Any]:
    """Return a year of a cluster that shrinks; every third cluster ends estimated, or a range."""
    jobs = 9000 / n**0.5 * (1 - 0.04 * at) + 137 * (at % 3)
    status = "published"
    if n % 3 == 2 and at in (3, 4, 5, of - 1):
        status = "estimated"
    if n % 3 == 0 and at in (2, of - 1):
        status = "range only"
    wide = {"published": 0.0, "estimated": 0.13, "range only": 0.4}[status]
    quotient = 12 / n**0.5 * (1 - 0.02 * at)
    shown = status != "range only"
    return {
        "cluster": id,
        "year": year,
        "jobs_low": jobs * (1 - wide),
        "jobs": jobs if shown else None,
        "jobs_high": jobs * (1 + wide),
        "least": jobs * (1 - 1.5 * wide),
        "most": jobs * (1 + 1.5 * wide),
        "establishments": 40.0 + n,
        "location_quotient_low": quotient * (1 - wide),
        "location_quotient": quotient if shown else None,
        "location_quotient_high": quotient * (1 + wide),
        "share_of_nation": jobs / 90_000 if shown else None,
        "hidden_cells": 0 if status == "published" else 2,
        "rank": n,
        "existence_probability": 1.0 if status == "published" else 0.65,
        "listed_probability": 1.0,
        "found": True,
        "status": status,
    }


def _cell(level: str, region: str, year: int, jobs: float | None, status: str) -> dict[str, Any]:
    return {
        "level": level,
        "region": region,
        "industry": "315",
        "year": year,
        "jobs_low": jobs,
        "jobs": jobs,
        "jobs_high": jobs,
        "least": jobs,
        "most": jobs,
        "status": status,
        "file": "abc" if status == "published" else None,
    }


def _file() -> dict[str, Any]:
    return {
        "file": "abc",
        "name": "ny.csv",
        "source": "long_table",
        "publisher": "New York Labor Office",
        "licence": "public domain",
        "address": "https://example.org/ny.csv",
        "table_name": "employment",
        "rows": 100,
        "quarantined": 1,
        "left_out": 0,
        "added": "2025-11-24T10:00:00+00:00",
    }


def _indicators(clusters: int, year: int) -> Rows:
    common = {
        "level": "county",
        "year": year,
        "hidden_cells": 3,
        "note": "80 % range of the hidden cells",
    }
    by_industry = [
        {
            **common,
            "indicator": "locational_gini",
            "industry": code,
            "low": v - 0.03,
            "value": v,
            "high": v + 0.04,
            "unit": "ratio",
        }
        for code, v in (("315", 0.71), ("334", 0.44))
    ]
    by_region = [
        {
            **common,
            "indicator": "krugman_specialization",
            "region": f"36{n:03}",
            "low": 0.2 + n / 100,
            "value": 0.2 + n / 100,
            "high": 0.2 + n / 100,
            "unit": "index",
            "hidden_cells": 0,
        }
        for n in range(1, clusters + 1)
    ]
    return by_industry + by_region


def of_cells(clusters: int, year: int) -> Rows:
    """Return an indicator of single cells, for clusters that are one cell."""
    return [
        {
            "indicator": "location_quotient",
            "level": "county",
            "region": f"36{n:03}",
            "industry": "315",
            "year": year,
            "low": 3.0 / n,
            "value": 4.0 / n,
            "high": 5.0 / n,
            "unit": "ratio",
            "hidden_cells": 2,
            "note": "80 % range of the hidden cells",
        }
        for n in range(1, clusters + 1)
    ]
