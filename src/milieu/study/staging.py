"""What a study tells the twin of its clusters: firms, jobs, births, and the nation's remainder."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from milieu.core.arrays import Mask, Matrix
from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import silent
from milieu.lifecycle.trajectories import Trajectories
from milieu.study.step import Work
from milieu.study.trajectories import COLUMNS, MEASURES, SAID, Reading
from milieu.twin.from_study import ELSEWHERE, Place
from milieu.twin.observe import QUARTERS

if TYPE_CHECKING:
    from milieu.study.study import Study

FEWEST_KNOWN = 10  # single firms from which the spread of sizes or ages is taken
OLDEST_WAGE = 3  # years before the last; an older one says little of today's prices
MOST_CLUSTERS = 60  # of one industry; more are named by --clusters
Singles = Mapping[str, tuple[list[float], list[float]]]


@dataclass(frozen=True)
class Stage:
    """The clusters of one industry as a study has them in its last year, and the rest.

    past             of the clusters, through the study's years
    quarterly_wage   mean of the clusters' jobs, national currency; NaN where unknown
    wage_year        year of that wage: the newest that is known, at most three before `year`
    """

    year: int
    clusters: tuple[Place, ...]
    elsewhere: Place
    past: Trajectories
    quarterly_wage: float = math.nan
    wage_year: int = 0

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of the twin's clusters, elsewhere first."""
        return (ELSEWHERE, *(place.name for place in self.clusters))


@dataclass(frozen=True)
class Found:
    """One cluster as a build found it."""

    cluster: str
    level: str
    industries: str
    last_year: int
    jobs: float


def staged(study: "Study", wanted: Sequence[str] = ()) -> Stage:
    """Return what a study tells of some clusters that share one market.

    wanted   ids, all of one level and the same industries; by default all clusters like the
             largest one
    raises   UserError if the study is not built, or clusters do not go together
    """
    with study.session() as session:
        rows = session.execute(
            "SELECT cluster, level, industries, last_year, coalesce(jobs, 0) FROM clusters"
        ).fetchall()
        if not rows:
            raise UserError(
                "no clusters are built",
                where=str(study.folder),
                next=f"Run `milieu build {study.folder}` first, or begin from scratch (`-`).",
            )
        chosen = choose([Found(*row) for row in rows], wanted)
        reading = Reading(Work(session, study.settings, Path(), silent))
        known = reading.jobs() | said(reading)
        place = {name: at for at, name in enumerate(reading.names)}
        past = Trajectories(reading.names, reading.years, known).of([place[c] for c in chosen])
        past = past if wanted else past.of(np.flatnonzero(plain(past)[:, -1]))
        return stage_of(past, singles(reading, past.names))


def said(reading: Reading) -> dict[str, Matrix]:
    """Return births and deaths over firms, and wages, as far as the study has them."""
    found: dict[str, Matrix] = {}
    for table in ("demography", "employment"):
        if not reading.has(table):
            continue
        reading.session.execute(SAID.format(table=table, columns=COLUMNS[table]))
        for one in (measure for measure in MEASURES if measure.table == table):
            found |= reading.said(one)
    return found


def choose(known: Sequence[Found], wanted: Sequence[str]) -> list[str]:
    """Return the ids of clusters that share level and industries, the largest first."""
    by_id = {one.cluster: one for one in known}
    for name in wanted:
        if name not in by_id:
            raise unknown_name("cluster", name, by_id, where="--clusters")
    newest = max(one.last_year for one in known)
    there = [one for one in known if one.last_year == newest]
    pool = [by_id[name] for name in wanted] or sorted(there, key=lambda one: -one.jobs)
    first = pool[0]
    market = (first.level, first.industries, newest)
    for one in pool if wanted else ():
        if (one.level, one.industries, one.last_year) != market:
            raise _apart(first, one, newest)
    alike = [one for one in pool if (one.level, one.industries) == (first.level, first.industries)]
    return [one.cluster for one in alike[:MOST_CLUSTERS]]


def _apart(first: Found, other: Found, newest: int) -> UserError:
    if other.last_year != newest:
        what = f"{other.cluster} was last there in {other.last_year}, the figures end in {newest}"
    else:
        what = (
            f"{first.cluster} ({first.level}, industries {first.industries}) and {other.cluster} "
            f"({other.level}, industries {other.industries}) do not share one market"
        )
    return UserError(what, where="--clusters", next="Simulate one industry at a time.")


def stage_of(past: Trajectories, single: Singles) -> Stage:
    """Return the places of the last year in which all chosen clusters are known."""
    known = plain(past)
    years = np.flatnonzero(known.all(axis=0))
    if not len(years) or not len(known):
        lacking = [n for n, row in zip(past.names, known, strict=True) if not row.any()]
        raise UserError(
            "there is no year in which firms and jobs of all clusters are known"
            + (f"; never known: {', '.join(lacking[:5])}" if lacking else ""),
            where="--clusters",
            next="Name clusters with --clusters whose figures are not hidden.",
        )
    at = int(years[-1])
    year = int(past.years[at])
    clusters = tuple(_place(past, k, at, single) for k in range(len(past.names)))
    paid, then = wage(past, at)
    return Stage(
        year, clusters, _elsewhere(past, clusters, at), past.until(year), paid, year - at + then
    )


def wage(past: Trajectories, at: int) -> tuple[float, int]:
    """Return the mean quarterly wage of the clusters' jobs, and the index of its year.

    The newest that is known, at most three years before `at`; NaN of `at` itself where none is.
    """
    paid, jobs = (past["wage"] * past["jobs"]).sum(axis=0), past["jobs"].sum(axis=0)
    for then in range(at, max(at - OLDEST_WAGE, 0) - 1, -1):
        if math.isfinite(found := float(paid[then] / jobs[then]) / QUARTERS):
            return found, then
    return math.nan, at


def plain(past: Trajectories) -> Mask:
    """Return where firms and jobs are both known, shape (clusters, years)."""
    return np.asarray(np.isfinite(past["firms"]) & (past["jobs"] > 0))


def _place(past: Trajectories, k: int, at: int, single: Singles) -> Place:
    sizes, ages = single.get(past.names[k], ([], []))
    return Place(
        past.names[k],
        max(1, round(past["firms"][k, at])),
        float(past["jobs"][k, at]),
        last_known(past["entry_rate"][k, : at + 1]),
        tuple(sizes) if len(sizes) >= FEWEST_KNOWN else (),
        tuple(ages) if len(ages) >= FEWEST_KNOWN else (),
    )


def _elsewhere(past: Trajectories, clusters: Sequence[Place], at: int) -> Place:
    """Return the industry's firms and jobs outside all chosen clusters; none where none is left."""
    jobs = past["nation_jobs"][0, at] + clusters[0].jobs - sum(p.jobs for p in clusters)
    firms = past["nation_firms"][0, at] + clusters[0].firms - sum(p.firms for p in clusters)
    rate = last_known(past["nation_entry_rate"][0, : at + 1])
    if not (jobs > 0 and firms >= 1):
        return Place(ELSEWHERE, 0, 0.0)
    return Place(ELSEWHERE, round(firms), float(jobs), rate)


def last_known(values: Iterable[float]) -> float:
    """Return the last value that is known, NaN if none is."""
    known = [float(value) for value in values if math.isfinite(value)]
    return known[-1] if known else math.nan


def singles(reading: Reading, chosen: Sequence[str]) -> Singles:
    """Return jobs and ages of the single firms in each chosen cluster's home."""
    if not reading.has("firms"):
        return {}
    region = reading.work.frame.regions.canonical
    industry = reading.work.frame.industries.canonical
    rows = reading.session.execute(
        "SELECT region, industry, jobs, opened, closed FROM firms "
        "WHERE region IS NOT NULL AND industry IS NOT NULL"
    ).fetchall()
    home = {
        (r, i): cluster
        for cluster, r, i in reading.session.execute(
            "SELECT cluster, region, industry FROM home"
        ).fetchall()
        if cluster in set(chosen)
    }
    last = int(reading.years[-1])
    found: dict[str, tuple[list[float], list[float]]] = {}
    for r, i, jobs, opened, closed in rows:
        cluster = home.get((region(r), industry(i)))
        if cluster is None or (closed is not None and closed <= last):
            continue
        sizes, ages = found.setdefault(cluster, ([], []))
        if jobs:
            sizes.append(float(jobs))
        if opened is not None and opened <= last:
            ages.append(float(last - opened))
    return found
