"""The cost figure: what a unit costs a firm inside a cluster and outside, split into its causes.

The parts stand in `cost_parts`, the risk that goes with them in `risk_figure`.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.twin.cost_parts import (
    LAST_QUARTER,
    NAMES,
    mean_of,
    mean_parts,
    parts_alone,
    parts_of,
    snapshot,
)
from milieu.twin.observe import Run


@dataclass(frozen=True)
class CostFigure:
    """Log unit cost inside and outside, and the causes of the difference.

    parts    shape (..., 7) in the order of CAUSES: log cost inside less outside; below 0 is cheaper
    inside, outside   log unit costs, shape (...); parts add up to inside less outside
    jobs, firms       size of the cluster, shape (...)
    years             of the run, shape (...)
    """

    parts: Matrix
    inside: Vector
    outside: Vector
    jobs: Vector
    firms: Vector
    years: Vector

    @property
    def whole(self) -> Vector:
        """Return log cost inside less outside."""
        return self.inside - self.outside


def against_elsewhere(run: Run, year: int, parameters: Mapping[str, float] | None) -> CostFigure:
    """Return the mean unit cost of each cluster's firms against that of the firms elsewhere.

    Shape (clusters - 1,); NaN where there are no firms, or none elsewhere. Knowledge is what the
    cluster's firms know more than firms elsewhere.
    """
    seen = snapshot(run, year, parameters)
    count = run.states.shape[1]
    means = np.stack([mean_parts(seen, seen.firms["cluster"] == c) for c in range(count)])
    return figure_of(means[1:], means[:1], run, year, np.arange(1, count))


def against_alone(run: Run, year: int, parameters: Mapping[str, float] | None) -> CostFigure:
    """Return the mean unit cost of each cluster's firms against the same firms each by itself.

    Shape (clusters - 1,); knowledge is 0, for the same firm knows the same (see `course` for what
    it has learned since it came).
    """
    seen = snapshot(run, year, parameters)
    apart = parts_alone(seen)
    count = run.states.shape[1]
    rows = [seen.firms["cluster"] == c for c in range(1, count)]
    inside = np.stack([mean_parts(seen, row) for row in rows])
    outside = np.stack([mean_of(apart[row]) for row in rows])
    return figure_of(inside, outside, run, year, np.arange(1, count))


def figure_of(
    inside: Matrix, outside: Matrix, run: Run, year: int, where: NDArray[np.int64]
) -> CostFigure:
    """Return the figure of parts inside and outside, shape (n, 7), for the clusters `where`."""
    here = run.states[4 * year + LAST_QUARTER][where]
    return CostFigure(
        parts=inside - outside,
        inside=inside.sum(axis=-1),
        outside=np.broadcast_to(outside.sum(axis=-1), inside.shape[:-1]),
        jobs=here["jobs"],
        firms=here["firms"],
        years=np.full(len(where), float(year)),
    )


AGAINST = {"elsewhere": against_elsewhere, "alone": against_alone}


def by_size(
    run: Run, parameters: Mapping[str, float] | None = None, against: str = "elsewhere"
) -> CostFigure:
    """Return the figure of every cluster and year: unit cost as a function of size.

    against   elsewhere (firms of cluster 0 of the same year) or alone (the same firm by itself)
    return    shape (cluster-years,), sorted by jobs; cluster-years without firms are left out
    raises    UserError for another word, or a run without records of firms
    """
    if against not in AGAINST:
        raise UserError(f"there is no {against!r} to compare with", next="say elsewhere or alone")
    figures = [AGAINST[against](run, year, parameters) for year in range(run.years)]
    joined = [np.concatenate(parts) for parts in zip(*map(fields_of, figures), strict=True)]
    known = ~np.isnan(joined[0]).any(axis=1)
    order = np.flatnonzero(known)[np.argsort(joined[3][known], kind="stable")]
    return CostFigure(*(part[order] for part in joined))


def fields_of(figure: CostFigure) -> tuple[Matrix, ...]:
    """Return the arrays of a figure in their order."""
    return figure.parts, figure.inside, figure.outside, figure.jobs, figure.firms, figure.years


@dataclass(frozen=True)
class SizeCurve:
    """The figure in classes of size: jobs (mean), parts (classes, 7), whole with 10-90 % range."""

    jobs: Vector
    firms: Vector
    parts: Matrix
    whole: Vector
    low: Vector
    high: Vector
    cluster_years: Vector


def curve(figure: CostFigure, classes: int = 8, *, within_years: bool = False) -> SizeCurve:
    """Return the figure of `by_size` in classes with equally many cluster-years, smallest first.

    within_years   take the mean of each year off and that of all years on, so that large clusters
                   are held against small ones of the same year, not against those of earlier times
    """
    parts = same_year(figure) if within_years else figure.parts
    whole = parts.sum(axis=1)
    groups = np.array_split(np.arange(len(figure.jobs)), min(classes, len(figure.jobs)))
    quantiles = np.array([np.quantile(whole[rows], (0.1, 0.9)) for rows in groups])
    return SizeCurve(
        jobs=np.array([figure.jobs[rows].mean() for rows in groups]),
        firms=np.array([figure.firms[rows].mean() for rows in groups]),
        parts=np.array([parts[rows].mean(axis=0) for rows in groups]),
        whole=np.array([whole[rows].mean() for rows in groups]),
        low=quantiles[:, 0],
        high=quantiles[:, 1],
        cluster_years=np.array([len(rows) for rows in groups], float),
    )


def same_year(figure: CostFigure) -> Matrix:
    """Return parts less the mean of their year plus the mean of all."""
    year = np.unique(figure.years, return_inverse=True)[1]
    count = np.bincount(year)[:, None]
    sums = np.zeros((len(count), figure.parts.shape[1]))
    np.add.at(sums, year, figure.parts)
    return np.asarray(figure.parts - (sums / count)[year] + figure.parts.mean(axis=0))


@dataclass(frozen=True)
class Course:
    """A firm's cost figure year by year from when it is first seen in its cluster.

    clusters   where it was, shape (years,);  figure: parts (years, 7)
    """

    clusters: Vector
    figure: CostFigure


def course(run: Run, firm: int, parameters: Mapping[str, float] | None = None) -> Course:
    """Return how entering clusters has changed the unit cost of one firm.

    Outside is the same firm by itself in the same year, of the size it has, but with what it knew
    when it was first seen: so knowledge is all that it has learned and invented since.
    raises   UserError if the run has no such firm
    """
    of_firm = run.firm_years[run.firm_years["firm"] == np.uint64(firm)]
    if len(of_firm) == 0:
        raise UserError(f"the run has no firm {firm}", next="take one of `firm_years`")
    inside, outside = [], []
    for row in of_firm:
        seen = snapshot(run, int(row["year"]), parameters)
        single = seen._replace(firms=of_firm[of_firm["year"] == row["year"]])
        here = seen.place.of(single.firms["cluster"])
        inside.append(parts_of(single.firms, here, seen.log_minimum_scale, seen.p)[0])
        apart = parts_alone(single)[0]
        apart[NAMES.index("knowledge")] = -of_firm["log_productivity"][0]
        outside.append(apart)
    quarters = 4 * of_firm["year"] + LAST_QUARTER
    here = run.states[quarters, of_firm["cluster"]]
    figure = CostFigure(
        np.array(inside) - np.array(outside),
        np.sum(inside, axis=1),
        np.sum(outside, axis=1),
        here["jobs"],
        here["firms"],
        of_firm["year"],
    )
    return Course(of_firm["cluster"], figure)


def between_scenarios(
    run: Run,
    other: Run,
    year: int,
    clusters: tuple[int, ...] = (),
    parameters: Mapping[str, float] | None = None,
    other_parameters: Mapping[str, float] | None = None,
) -> CostFigure:
    """Return mean unit cost in one scenario ("inside") against another, and its causes.

    clusters           over whose firms the mean runs; all but elsewhere unless given
    other_parameters   those of the other scenario, if they are not the same
    return             shape (), NaN where one of the two has no firms there
    """
    chosen = np.array(clusters or range(1, run.states.shape[1]))
    theirs = parameters if other_parameters is None else other_parameters
    here, there = snapshot(run, year, parameters), snapshot(other, year, theirs)
    means = [mean_parts(seen, np.isin(seen.firms["cluster"], chosen)) for seen in (here, there)]
    sizes = run.states[4 * year + LAST_QUARTER][chosen]
    return CostFigure(
        parts=means[0] - means[1],
        inside=means[0].sum(),
        outside=means[1].sum(),
        jobs=sizes["jobs"].sum(),
        firms=sizes["firms"].sum(),
        years=np.array(float(year)),
    )


def rows(figure: CostFigure) -> list[dict[str, float]]:
    """Return a figure as a table: one dict per point, causes in their order, then the whole."""
    parts = np.atleast_2d(figure.parts)
    columns = (*fields_of(figure)[1:3], figure.whole, figure.jobs, figure.firms, figure.years)
    others = np.column_stack([np.broadcast_to(np.atleast_1d(c), len(parts)) for c in columns])
    names = ("inside", "outside", "whole", "jobs", "firms", "years")
    return [
        {**dict(zip(NAMES, map(float, part), strict=True)),
         **dict(zip(names, map(float, other), strict=True))}
        for part, other in zip(parts, others, strict=True)
    ]  # fmt: skip
