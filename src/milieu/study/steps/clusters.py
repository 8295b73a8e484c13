"""Step: clusters found in the cells, with their years, members, events, types."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from milieu.clusters.evidence import Evidence, evidence_of_firms
from milieu.clusters.types import Type, kind
from milieu.store.arrow import or_null, schema_of
from milieu.study.finding import finder
from milieu.study.histories import ClusterYear, History, history
from milieu.study.matrices import levels, slices
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.steps.cells import FEW

Row = dict[str, Any]
Place = tuple[NDArray[np.intp], NDArray[np.intp]]
RANGE_ONLY = "range only"


def run(work: Work) -> dict[str, pa.Table]:
    """Find clusters at each level and follow them through the years."""
    built = levels(work.session)
    rows: dict[str, list[Row]] = {name: [] for name in MADE}
    for number, level in enumerate(built):
        all_years = slices(work.session, level, built[0], work.frame.regions)

        def part(what: str, share: float, number: int = number) -> None:
            work.progress(what, (number + share) / len(built))

        told = history(work, finder(work, all_years[-1]), all_years, part)
        _tell(work, told, rows)
    return {
        name: pa.Table.from_pylist(of, schema_of(RESULTS[name].fields)) for name, of in rows.items()
    }


def _tell(work: Work, told: History, rows: dict[str, list[Row]]) -> None:
    """Append the rows of one level to each result."""
    statuses = _statuses(work, told.level)
    by_cluster: dict[str, list[tuple[Row, ClusterYear, int]]] = {}
    for year in told.years:
        for at, row in enumerate(_year_rows(year, statuses)):
            rows["cluster_years"].append(row)
            by_cluster.setdefault(row["cluster"], []).append((row, year, at))
        rows["cluster_members"] += _member_rows(year, statuses)
    rows["cluster_events"] += [
        {"year": e.year, "event": e.kind, "cluster": e.cluster, "other": e.other or None}
        for e in told.events
    ]
    firms = _firms(work)
    for name, years in by_cluster.items():
        rows["clusters"].append(_cluster_row(work, name, years, told, firms))


def _statuses(work: Work, level: str) -> dict[tuple[str, str, int], tuple[str, float, float]]:
    """Return status and range of the cells that are not published."""
    found = work.session.execute(
        "SELECT region, industry, year, status, jobs_low, jobs_high FROM cells "
        "WHERE level = ? AND status <> 'published'",
        [level],
    ).fetchall()
    return {(region, industry, year): tuple(rest) for region, industry, year, *rest in found}


def _year_rows(year: ClusterYear, statuses: dict[Any, Any]) -> Iterator[Row]:
    of, cells, figures = year.members, year.slice.cells, year.figures
    status = [PUBLISHED] * len(of.row)
    for at, (r, i) in enumerate(zip(of.row, of.column, strict=True)):
        key = (cells.regions[r], cells.industries[i], cells.year)
        status[at] = statuses.get(key, (PUBLISHED,))[0]
    by_cluster = np.split(
        np.array(status, object), np.cumsum(np.bincount(of.cluster, minlength=len(year.ids)))[:-1]
    )
    for at, name in enumerate(year.ids):
        whole = _status(by_cluster[at], figures.establishments[at])
        shown = whole != RANGE_ONLY
        yield {
            "cluster": name,
            "year": cells.year,
            "jobs_low": figures.jobs_low[at],
            "jobs": figures.jobs[at] if shown else None,
            "jobs_high": figures.jobs_high[at],
            "least": figures.jobs_least[at],
            "most": figures.jobs_most[at],
            "establishments": or_null(figures.establishments[at]),
            "location_quotient_low": or_null(figures.quotient_low[at]),
            "location_quotient": or_null(figures.quotient[at]) if shown else None,
            "location_quotient_high": or_null(figures.quotient_high[at]),
            "share_of_nation": or_null(figures.national_share[at]) if shown else None,
            "hidden_cells": int(figures.hidden_cells[at]),
            "rank": int(figures.rank[at]),
            "existence_probability": or_null(year.existence[at]),
            "listed_probability": or_null(figures.in_list[at]),
            "found": year.found,
            "status": whole,
        }


PUBLISHED = "published"


def _status(cells: NDArray[np.object_], establishments: float) -> str:
    """Return the status of a sum of cells; only few establishments together are a range only."""
    kinds = set(cells.tolist())
    if kinds == {RANGE_ONLY} and not establishments > FEW:
        return RANGE_ONLY
    return PUBLISHED if kinds <= {PUBLISHED} else "estimated"


def _member_rows(year: ClusterYear, statuses: dict[Any, Any]) -> list[Row]:
    of, cells = year.members, year.slice.cells
    rows = []
    for cluster, r, i in zip(of.cluster, of.row, of.column, strict=True):
        region, industry, jobs = cells.regions[r], cells.industries[i], float(cells.jobs[r, i])
        status, low, high = statuses.get((region, industry, cells.year), (PUBLISHED, jobs, jobs))
        rows.append(
            {
                "cluster": year.ids[cluster],
                "year": cells.year,
                "region": region,
                "industry": industry,
                "jobs_low": low,
                "jobs": None if status == RANGE_ONLY else jobs,
                "jobs_high": high,
                "status": status,
            }
        )
    return rows


def _cluster_row(
    work: Work,
    name: str,
    years: Sequence[tuple[Row, ClusterYear, int]],
    told: History,
    firms: dict[tuple[str, str], list[Row]],
) -> Row:
    found = [(row, year, at) for row, year, at in years if row["found"]]
    last, year, at = max(found, key=lambda one: one[0]["year"])
    jobs = {row["year"]: row["jobs"] for row, _, _ in years if row["jobs"] is not None}
    peak_year = max(jobs, key=lambda y: (jobs[y], -y), default=None)
    peak = jobs.get(peak_year)
    there = year.cells_of(at)
    regions = [year.slice.cells.regions[r] for r in np.unique(there[0])]
    industries = [year.slice.cells.industries[i] for i in np.unique(there[1])]
    type_ = _type(year, at, regions, industries, firms, last["status"])
    longitude, latitude = _centre(work, year, there)
    return {
        "cluster": name,
        "name": _name(work, year, at, there),
        "level": told.level,
        "method": f"{work.settings.clusters.method}",
        "regions": " ".join(regions),
        "industries": " ".join(industries),
        "first_year": min(row["year"] for row, _, _ in found),
        "last_year": last["year"],
        **{k: last[k] for k in ("jobs_low", "jobs", "jobs_high")},
        "peak_jobs": peak,
        "peak_year": peak_year,
        "change_since_peak": jobs[max(jobs)] / peak - 1 if peak else None,
        **{k: last[k] for k in _COPIED},
        "robustness": told.robustness.get(name),
        "type": type_.name,
        "type_evidence": type_.sentence,
        "status": last["status"],
        "longitude": longitude,
        "latitude": latitude,
    }


_COPIED = (
    "establishments",
    "location_quotient_low",
    "location_quotient",
    "location_quotient_high",
    "share_of_nation",
    "hidden_cells",
    "rank",
    "existence_probability",
    "listed_probability",
)


def _name(work: Work, year: ClusterYear, at: int, there: Place) -> str:
    """Return what the cluster does and where, in words."""
    cells, (row, column) = year.slice.cells, there
    jobs = cells.jobs[row, column]
    main = cells.regions[int(np.bincount(row, jobs).argmax())]
    leading = cells.industries[int(np.bincount(column, jobs).argmax())]
    what = year.names[at] or work.frame.industry_name(leading)
    others = len(np.unique(column)) - 1
    if not year.names[at] and others:
        what += f" and {others} more"
    around = " and around" if len(np.unique(row)) > 1 else ""
    return f"{what} in{around} {work.frame.region_name(main)}"


def _centre(work: Work, year: ClusterYear, there: Place) -> tuple[float | None, float | None]:
    """Return the jobs-weighted centre of the member regions that have coordinates."""
    cells, places = year.slice.cells, work.frame.places
    placed = [
        (cells.jobs[r, i], *places[cells.regions[r]])
        for r, i in zip(*there, strict=True)
        if cells.regions[r] in places
    ]
    total = sum(w for w, _, _ in placed)
    if not total:
        return None, None
    return sum(w * x for w, x, _ in placed) / total, sum(w * y for w, _, y in placed) / total


def _firms(work: Work) -> dict[tuple[str, str], list[Row]]:
    """Return the firms of each region and industry."""
    rows = work.session.execute(
        "SELECT region, industry, opened, closed, jobs, owner FROM firms "
        "WHERE region IS NOT NULL AND industry IS NOT NULL"
    ).fetchall()
    firms: dict[tuple[str, str], list[Row]] = {}
    for region, industry, opened, closed, jobs, owner in rows:
        row = {"opened": opened, "closed": closed, "jobs": jobs, "owner": owner or ""}
        firms.setdefault((region, work.frame.industries.canonical(industry)), []).append(row)
    return firms


def _type(
    year: ClusterYear,
    at: int,
    regions: Sequence[str],
    industries: Sequence[str],
    firms: dict[tuple[str, str], list[Row]],
    status: str,
) -> Type:
    """Return Markusen's type from the firms where they are known, else from the cells."""
    if status == RANGE_ONLY:
        return kind(Evidence(source="one or two establishments, of which nothing more is shown"))
    now = year.slice.cells.year
    there = [
        firm
        for region in regions
        for industry in industries
        for firm in firms.get((region, industry), ())
        if (firm["opened"] or 0) <= now < (firm["closed"] or 9999)
    ]
    if not there:
        return kind(year.evidence[at])
    jobs = np.array([np.nan if f["jobs"] is None else f["jobs"] for f in there], float)
    return kind(evidence_of_firms(jobs, np.array([f["owner"] for f in there], str)))


MADE = ("clusters", "cluster_years", "cluster_members", "cluster_events")

step(
    Step(
        name="clusters",
        version=2,  # clusters that share cells keep their own
        order=20,
        about="clusters, their figures in each year, members, events, types and robustness",
        needs=("cells",),
        reads=(
            "cells",
            "_draws",
            "_totals",
            "regions",
            "industries",
            "cluster_definitions",
            "firms",
        ),
        makes=MADE,
        run=run,
    )
)
