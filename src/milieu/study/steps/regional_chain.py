"""Step: where a region's industries and clusters stand in the value chain inside the region.

No office prints input-output tables of small regions: national coefficients are scaled by Flegg's
location quotients. How strongly (delta) is not known, so figures come with their range over delta.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import UserError
from milieu.indicators.input_output import inverse_of
from milieu.indicators.inputs import ratio
from milieu.indicators.regional_coefficients import (
    STEPS,
    over_delta,
    regional_by_flegg,
    regional_upstreamness,
    simple_quotients,
)
from milieu.store.arrow import or_null, schema_of
from milieu.study.matrices import levels, slices
from milieu.study.national_table import NationalTable, national_table
from milieu.study.results import RESULTS
from milieu.study.step import Step, Work, step
from milieu.study.table_industries import table_industry_of
from milieu.study.view import View

MEASURES = (
    "upstreamness",
    "output_multiplier",
    "regional_input_share",
    "value_added_share",
    "other_value_added_share",
    "outside_share",
    "foreign_share",
)
# Regions and years of one table: late years come first, then regions of clusters, then large ones.
# 2.5e9 multiplications, those of the inverses of all tables, take about 40 s of processor time
FEWEST_PLACES, MOST_PLACES, MOST_PRODUCTS = 50, 5_000, 2.5e9

Clusters = dict[str, list[tuple[str, list[str]]]]


@dataclass(frozen=True)
class Place:
    """A region in a year, in the table's industries.

    jobs, national   shape (industries of the table,)
    clusters         members of each cluster that has its main region here
    """

    level: str
    region: str
    year: int
    jobs: Vector
    national: Vector
    clusters: dict[str, Mask]


@dataclass
class Waiting:
    """What is to be measured with one table; only the first places are kept, so memory is bounded.

    most     places that are affordable
    places   the first of them, in the order in which they are measured
    count    all that there are
    share    of the study's jobs that the table's industries hold; NaN before any is seen
    """

    nation: NationalTable
    most: int
    places: list[Place] = field(default_factory=list)
    count: int = 0
    share: float = np.nan

    def add(self, seen: View) -> None:
        """Add the regions of a year."""
        industries = seen.work.frame.industries
        crosswalk = table_industry_of(seen.cells.industries, self.nation.industries, industries)
        national = seen.totals["national"]
        self.share = float(ratio(national[crosswalk >= 0].sum(), national.sum()))
        new = list(_places(seen, crosswalk, len(self.nation.industries)))
        self.count += len(new)
        ordered = sorted(
            [*self.places, *new], key=lambda p: (-p.year, not p.clusters, -p.jobs.sum(), p.region)
        )
        self.places = ordered[: self.most]

    def rows(self) -> list[dict[str, Any]]:
        """Return the rows of all places, or one that says why there is none."""
        if not self.count:
            note = "no industry of the study belongs to one of the table: their codes do not match"
            return [{"table": self.nation.name, "note": note}]
        note = f"{self.share:.0%} of the jobs are in the table's industries"
        if self.count > self.most:
            note += f"; {self.most:,} of {self.count:,} regions and years, those of clusters first"
        return [row for place in self.places for row in _rows(self.nation, place, note)]


def run(work: Work) -> dict[str, pa.Table]:
    """Return the positions in each region, for each table of the study's nation."""
    waiting, rows = _tables(work)
    built = levels(work.session) if waiting else []
    for level in built:
        all_years = slices(work.session, level, built[0], work.frame.regions)
        for one in all_years:
            for each in waiting:
                each.add(View(work, one, all_years[0]))
    for number, each in enumerate(waiting):
        rows += each.rows()
        work.progress(f"regional chain {each.nation.name}", (number + 1) / len(waiting))
    schema = schema_of(RESULTS["regional_chain"].fields)
    return {"regional_chain": pa.Table.from_pylist(rows, schema)}


def _tables(work: Work) -> tuple[list[Waiting], list[dict[str, Any]]]:
    """Return the tables of the study's nation, and a row for each that has none."""
    found = work.session.execute('SELECT DISTINCT "table" FROM input_output ORDER BY 1').fetchall()
    waiting, refused = [], []
    for (name,) in found:
        try:
            nation = national_table(work, name)
        except UserError as refusal:
            refused.append({"table": name, "note": str(refusal)})
            continue
        affordable = MOST_PRODUCTS / len(found) / (STEPS * len(nation.industries) ** 3)
        waiting.append(Waiting(nation, int(np.clip(affordable, FEWEST_PLACES, MOST_PLACES))))
    return waiting, refused


def _places(seen: View, crosswalk: np.ndarray, size: int) -> Iterator[Place]:
    """Yield the regions of a year that have jobs in the table's industries."""
    cells, matched = seen.cells, crosswalk >= 0
    to_table = np.eye(size)[crosswalk[matched]]
    jobs = np.nan_to_num(cells.jobs[:, matched]) @ to_table
    national = np.maximum(seen.totals["national"][matched] @ to_table, jobs.sum(axis=0))
    clusters = _clusters(seen)
    position = {code: at for at, code in enumerate(cells.industries)}
    for at, region in enumerate(cells.regions):
        if jobs[at].sum() <= 0:
            continue
        members = {}
        for name, industries in clusters.get(region, ()):
            inside = np.zeros(size, np.bool_)
            own = crosswalk[[position[code] for code in industries if code in position]]
            inside[own[own >= 0]] = True
            if (inside & (jobs[at] > 0)).any():
                members[name] = inside & (jobs[at] > 0)
        yield Place(seen.slice.level, region, cells.year, jobs[at], national, members)


def _clusters(seen: View) -> Clusters:
    """Return the clusters of a year by the region in which each has most jobs, with industries."""
    rows = seen.work.session.execute(
        """
        WITH members AS (
            SELECT cluster, region, industry, coalesce(m.jobs, (m.jobs_low + m.jobs_high) / 2) AS n
            FROM cluster_members m JOIN clusters c USING (cluster)
            WHERE year = ? AND c.level = ?
        ), main AS (
            SELECT cluster, first(region ORDER BY jobs DESC, region) AS region
            FROM (SELECT cluster, region, sum(n) AS jobs FROM members GROUP BY ALL)
            GROUP BY cluster
        )
        SELECT region, cluster, list(industry ORDER BY industry)
        FROM members SEMI JOIN main USING (cluster, region) GROUP BY ALL ORDER BY ALL
        """,
        [seen.cells.year, seen.slice.level],
    ).fetchall()
    of: Clusters = {}
    for region, cluster, industries in rows:
        of.setdefault(region, []).append((cluster, industries))
    return of


def _rows(nation: NationalTable, place: Place, note: str) -> list[dict[str, Any]]:
    """Return the rows of one region and year: strong industries first, then clusters."""
    quotient = simple_quotients(place.jobs, place.national)
    clustered = np.any([*place.clusters.values(), np.zeros(len(quotient), np.bool_)], axis=0)
    chosen = np.flatnonzero((place.jobs > 0) & ((quotient >= 1) | clustered))
    try:
        figures = _figures(nation, place, chosen)
    except UserError as refusal:  # such as an industry that leaves nothing over
        figures = np.full((3, len(MEASURES), len(chosen) + len(place.clusters)), np.nan)
        note = str(refusal)
    names: list[tuple[str | None, str | None, float]] = []
    names += [(None, nation.industries[i], quotient[i]) for i in chosen]
    names += [(name, None, _quotient(place, members)) for name, members in place.clusters.items()]
    head = {"table": nation.name, "level": place.level, "region": place.region, "year": place.year}
    return [
        head
        | {"cluster": cluster, "industry": industry, "location_quotient": or_null(of), "note": note}
        | {
            f"{measure}{end}": or_null(figures[e, m, at])
            for m, measure in enumerate(MEASURES)
            for e, end in enumerate(("_low", "", "_high"))
        }
        for at, (cluster, industry, of) in enumerate(names)
    ]


def _quotient(place: Place, members: Mask) -> float:
    here = ratio(place.jobs[members].sum(), place.jobs.sum())
    return float(ratio(here, place.national[members].sum() / place.national.sum()))


def _figures(nation: NationalTable, place: Place, chosen: np.ndarray) -> np.ndarray:
    """Return low, value and high of each measure of industries and clusters.

    The region's output is the nation's, in proportion to jobs. Industries that are not there buy
    and sell nothing, and are left out of the inverses.

    return   shape (3, measures, chosen industries and clusters)
    """
    there = np.flatnonzero(place.jobs > 0)
    output = (nation.table.output * np.nan_to_num(ratio(place.jobs, place.national)))[there]
    own = [np.isin(there, industry) for industry in chosen]
    own += [members[there] for members in place.clusters.values()]
    spent = np.array(own).T * output[:, None]
    spent = ratio(spent, spent.sum(axis=0))

    def measure(regional: Matrix) -> Matrix:
        return _measured(regional[np.ix_(there, there)], nation, there, output, spent)

    flows = nation.table.coefficients, place.jobs, place.national
    middle = measure(regional_by_flegg(*flows))
    low, high = over_delta(measure, *flows)
    return np.stack([np.fmin(low, middle), middle, np.fmax(high, middle)])


def _measured(
    regional: Matrix, nation: NationalTable, there: np.ndarray, output: Vector, spent: Matrix
) -> Matrix:
    """Return each measure of each bundle of products, shape (measures, bundles).

    there    the table's industries that the region has
    spent    shares of these in what is spent on each bundle, shape (industries, bundles)

    The shares are those of `cluster_shares`, all bundles with one inverse.
    """
    table = nation.table
    made = inverse_of(regional, "the regional coefficients") @ spent
    steps = np.nan_to_num(regional_upstreamness(regional, output), nan=1.0)
    inputs = table.coefficients.sum(axis=0) + _per_output(table.outside, table.output)
    bought = ratio(regional.sum(axis=0) @ spent, inputs[there] @ spent)
    shares = np.full((4, spent.shape[1]), np.nan)
    if nation.has_value_added:
        value_added = table.value_added_coefficients[there]
        whole, own = value_added @ made, value_added @ (made * (spent > 0))
        shares[:3] = own, whole - own, 1 - whole
        if nation.imports is not None:
            shares[3] = nation.imports[there] @ made
    return np.vstack([steps @ spent, made.sum(axis=0), bought, shares])


def _per_output(values: Vector | None, output: Vector) -> Vector:
    return np.zeros(len(output)) if values is None else np.nan_to_num(ratio(values, output))


step(
    Step(
        name="regional_chain",
        order=65,
        about="where a region's industries and clusters stand in the value chain in the region",
        needs=("input_output", "cells"),
        reads=(
            "input_output",
            "cells",
            "_draws",
            "_totals",
            "clusters",
            "cluster_members",
            "regions",
            "industries",
        ),
        makes=("regional_chain",),
        run=run,
    )
)
