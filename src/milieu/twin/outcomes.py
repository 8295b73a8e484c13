"""Outcomes: what runs of the twin are compared by, per cluster and year."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from milieu.core.errors import UserError
from milieu.twin.exam.cycles import ALIKE, FEWEST_FIRMS, OFF
from milieu.twin.observe import QUARTERS, Run

Real = NDArray[np.float64]
WAGES = "quarterly wages a year"  # average wages of the first quarter
TOTAL, ALL_ALIKE = "", "clusters"  # instead of a weight: a sum; a plain mean of what is known


@dataclass(frozen=True)
class Outcome:
    """One outcome.

    of       a run to its values, shape (quarters, clusters); NaN where they do not exist
    flow     whether the quarters of a year add up; else the year is their mean
    weight   outcome by which quarters and clusters are weighed; TOTAL where clusters add up,
             ALL_ALIKE where each counts the same
    """

    name: str
    label: str
    unit: str
    about: str
    of: Callable[[Run], Real]
    flow: bool = False
    weight: str = TOTAL


def _seen(field: str) -> Callable[[Run], Real]:
    return lambda run: np.asarray(run.clusters[field], dtype=np.float64)


def _gap(run: Run) -> Real:
    return run.world["frontier"][:, None] - _seen("productivity")(run)


def _net(run: Run) -> Real:
    return np.asarray(run.clusters["value_added"] - run.clusters["spending"], dtype=np.float64)


def _locked_in(run: Run) -> Real:
    """Return 1 where a cluster is locked in, 0 where not, NaN where it has too few firms."""
    clusters = run.clusters
    known = np.isfinite(clusters["distance"]) & (clusters["firms"] >= FEWEST_FIRMS)
    locked = (clusters["homogeneity"] > ALIKE) & (clusters["distance"] > OFF)
    return np.where(known, locked, np.nan)


def _listed(*outcomes: Outcome) -> Mapping[str, Outcome]:
    return MappingProxyType({outcome.name: outcome for outcome in outcomes})


OUTCOMES = _listed(
    Outcome("firms", "Firms", "firms", "Firms, mean of the year's quarters.", _seen("firms")),
    Outcome("jobs", "Jobs", "jobs", "Jobs, mean of the year's quarters.", _seen("jobs")),
    Outcome("sales", "Sales", WAGES, "Sales of the year.", _seen("sales"), flow=True),
    Outcome("value_added", "Value added", WAGES,
            "Wages, rents and profits before research, tax and aid, of the year.",
            _seen("value_added"), flow=True),
    Outcome("patents", "Patents", "patents a year", "Patents granted in the year.",
            _seen("patents"), flow=True),
    Outcome("productivity", "Productivity", "log points",
            "Log productivity without passing luck, weighed by sales.",
            _seen("productivity"), weight="sales"),
    Outcome("productivity_gap", "Gap to the frontier", "log points",
            "Technological frontier less log productivity; below zero ahead of it.",
            _gap, weight="sales"),
    Outcome("log_wage", "Wage", "log points", "Log wage over that of the first quarter.",
            _seen("log_wage"), weight="jobs"),
    Outcome("quality", "Quality", "index, 0 to 1", "Quality of what is sold.", _seen("quality"),
            weight="sales"),
    Outcome("reputation", "Reputation", "index, 0 to 1", "Quality that buyers expect of the place.",
            _seen("reputation"), weight="sales"),
    Outcome("homogeneity", "Homogeneity", "index, 0 to 1",
            "Likeness of firms' technologies: length of their mean vector on the circle.",
            _seen("homogeneity"), weight="firms"),
    Outcome("lock_in", "Lock-in", "share of quarters",
            f"Homogeneity above {ALIKE:g} and more than {OFF:g} turns from what sells best; not "
            f"known with fewer than {FEWEST_FIRMS} firms.", _locked_in, weight=ALL_ALIKE),
    Outcome("research_share", "Research", "share of sales", "Research spending over sales.",
            _seen("research_share"), weight="sales"),
    Outcome("lobbying_share", "Lobbying", "share of research",
            "Part of research effort that goes into lobbying.", _seen("lobbying_share"),
            weight="sales"),
    Outcome("aid", "Aid", WAGES, "Grants that firms received in the year.", _seen("aid"),
            flow=True),
    Outcome("spending", "Public money", WAGES,
            "Public spending in the place in the year, administration included.",
            _seen("spending"), flow=True),
    Outcome("tax", "Tax", WAGES, "Tax that firms paid in the year for what is spent anywhere.",
            _seen("tax"), flow=True),
    Outcome("net_value_added", "Value added less public money", WAGES,
            "Value added of the year less public spending in the place, which is charged once, "
            "where it is spent, whoever pays the tax.", _net, flow=True),
)  # fmt: skip


def yearly(runs: tuple[Run, ...]) -> dict[str, NDArray[Any]]:
    """Return every outcome of each run by year and cluster, shape (runs, years, clusters).

    Whole years only. A mean is over the quarters in which it exists, weighed as declared; NaN
    where it exists in none, or where its weight is zero.

    raises   UserError where runs differ in quarters or clusters
    """
    shapes = {run.clusters.shape for run in runs}
    if len(shapes) > 1:
        raise UserError(
            f"runs of one replicate have different quarters and clusters: {sorted(shapes)}",
            where="ensemble",
            next="Run them as ensembles of their own.",
        )
    courses = [course(run) for run in runs]
    return {name: np.stack([one[name] for one in courses]) for name in OUTCOMES}


def course(run: Run) -> dict[str, Real]:
    """Return every outcome of a run, shape (years, clusters)."""
    quarterly = {name: _by_year(outcome.of(run)) for name, outcome in OUTCOMES.items()}
    return {name: _of_year(quarterly, OUTCOMES[name]) for name in OUTCOMES}


def together(values: Mapping[str, Real], name: str, places: Any) -> Real:
    """Return one outcome of several clusters together: their sum, or their mean as declared.

    values   outcomes as from `yearly`, shape (..., clusters), with those that are weights
    places   which clusters, as an index
    """
    outcome, part = OUTCOMES[name], values[name][..., places]
    if outcome.weight == TOTAL:
        return np.asarray(part.sum(axis=-1))
    weight = np.isfinite(part) * 1.0
    if outcome.weight != ALL_ALIKE:
        weight = values[outcome.weight][..., places]
    return _mean(part, weight, axis=-1)


def _by_year(quarterly: Real) -> Real:
    """Return the quarters of each whole year, shape (years, 4, clusters)."""
    years = len(quarterly) // QUARTERS
    return quarterly[: years * QUARTERS].reshape(years, QUARTERS, quarterly.shape[1])


def _of_year(quarterly: Mapping[str, Real], outcome: Outcome) -> Real:
    values = quarterly[outcome.name]
    if outcome.flow:
        return np.asarray(values.sum(axis=1))
    if outcome.weight in (TOTAL, ALL_ALIKE):
        return _mean(values, np.isfinite(values) * 1.0, axis=1)
    return _mean(values, quarterly[outcome.weight], axis=1)


def _mean(values: Real, weight: Real, axis: int) -> Real:
    known = np.isfinite(values) & (weight > 0)
    weight = np.where(known, weight, 0.0)
    total = weight.sum(axis=axis)
    summed = (np.where(known, values, 0.0) * weight).sum(axis=axis)
    return np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0)
