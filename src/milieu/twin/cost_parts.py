"""The parts of unit cost: what each cause adds to the log cost of a firm in a place.

ln c = b_L ln w + b_R ln r - (a + z) - scale - infrastructure + division of labor + services, a
sum, so that a difference of two log costs is the sum of the differences of its parts, exactly.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Mask, Matrix, Vector
from milieu.core.errors import UserError
from milieu.twin.mechanisms.division_of_labor import saving
from milieu.twin.observe import Run
from milieu.twin.parameters import parameter_values
from milieu.twin.state import Records

LAST_QUARTER = 3  # of a year


class Cause(NamedTuple):
    """A part of unit cost: its name, a label and what it says."""

    name: str
    label: str
    about: str


CAUSES = (
    Cause("labor", "Wages", "work is dearer where many firms look for it"),
    Cause("land", "Rents", "room is dearer where firms crowd"),
    Cause("knowledge", "Knowledge", "the firm's own productivity, learned and invented"),
    Cause("scale", "Scale", "size of the cluster, and of a firm below the efficient scale"),
    Cause("infrastructure", "Infrastructure", "what is shared, per firm"),
    Cause("division_of_labor", "Division of labor", "buying what suppliers near by make better"),
    Cause("services", "Services", "consulting near by"),
)
NAMES = tuple(cause.name for cause in CAUSES)


class Place(NamedTuple):
    """Where firms stand: parts of log cost that a place decides, one value a firm or a place.

    supply_gain, friction   what suppliers would save, and what mistrust takes of it
    """

    labor: Vector
    land: Vector
    scale: Vector
    infrastructure: Vector
    services: Vector
    supply_gain: Vector
    friction: Vector

    def of(self, rows: NDArray[np.int32]) -> "Place":
        """Return the places of these rows."""
        return Place(*(part[rows] for part in self))


def places(run: Run, quarter: int, p: Any) -> Place:
    """Return all clusters of a quarter as places; services are what the others leave over."""
    here = run.states[quarter]
    labor = p.unit_cost_labor * here["log_wage"]
    land = p.unit_cost_land * here["log_rent"]
    scale = -p.unit_cost_scale * np.log1p(here["jobs"] / (p.unit_cost_scale_jobs * here["room"]))
    per_firm = here["infrastructure"] / np.maximum(here["firms"], 1)
    infrastructure = -p.infrastructure_effect * np.log1p(per_firm)
    services = here["shared_cost"] - labor - land - scale - infrastructure
    return Place(
        labor, land, scale, infrastructure, services, here["supply_gain"], here["friction"]
    )


def alone(frontier: float, jobs: Vector, p: Any) -> Place:
    """Return the places of firms that stand alone, each with its own jobs and nobody else.

    Wages follow the frontier as elsewhere; infrastructure is what a place keeps up for one firm;
    there are no suppliers and no services.
    """
    same = np.ones_like(jobs)
    wage = p.world_wage_of_frontier * frontier
    rent = p.labor_and_land_rent_power * np.log1p(1 / p.labor_and_land_land)
    kept = p.infrastructure_own_investment / np.maximum(p.infrastructure_wear, 1e-9)
    return Place(
        labor=p.unit_cost_labor * wage * same,
        land=p.unit_cost_land * rent * same,
        scale=-p.unit_cost_scale * np.log1p(jobs / p.unit_cost_scale_jobs),
        infrastructure=-p.infrastructure_effect * np.log1p(kept) * same,
        services=p.unit_cost_services * same,
        supply_gain=0 * same,
        friction=p.division_of_labor_friction * same,
    )


def parts_of(firms: Records, place: Place, log_minimum_scale: float, p: Any) -> Matrix:
    """Return the parts of log unit cost, shape (firms, 7), in the order of CAUSES; sum: log cost.

    firms   records of `firm_years`; place has one row per firm
    """
    below = p.unit_cost_below_scale * np.exp(log_minimum_scale - firms["log_sales"])
    friction = place.friction * np.exp(-p.division_of_labor_trust * firms["trust"])
    gains = np.asarray(place.supply_gain - friction, float)
    curvature = float(p.division_of_labor_curvature)
    bought = np.array([saving(float(gain), curvature) for gain in gains])
    parts = {
        "labor": place.labor,
        "land": place.land,
        "knowledge": -firms["log_productivity"],
        "scale": place.scale + below,
        "infrastructure": place.infrastructure,
        "division_of_labor": bought,
        "services": place.services,
    }
    return np.column_stack([np.broadcast_to(parts[name], len(firms)) for name in NAMES])


class Snapshot(NamedTuple):
    """Firms at the end of a year, with the parts of their unit cost where they stand."""

    firms: Records
    parts: Matrix
    place: Place
    log_minimum_scale: float
    frontier: float
    p: Any  # one record of parameters


def snapshot(run: Run, year: int, parameters: Mapping[str, float] | None = None) -> Snapshot:
    """Return the firms of a year and their unit costs; UserError for a year without a record."""
    if not 0 <= year < run.years:
        raise UserError(
            f"year {year} is not among the run's years 0 to {run.years - 1}",
            where="cost figure",
            next="choose one of them",
        )
    p = parameter_values(parameters)[0]
    quarter = 4 * year + LAST_QUARTER
    frontier = float(run.world["frontier"][quarter])
    least = float(np.log(p.exit_minimum_sales) + p.exit_scale_growth * frontier)
    firms = run.firm_years[run.firm_years["year"] == year]
    place = places(run, quarter, p)
    parts = parts_of(firms, place.of(firms["cluster"]), least, p)
    return Snapshot(firms, parts, place, least, frontier, p)


def parts_alone(seen: Snapshot) -> Matrix:
    """Return what the parts would be if each firm stood alone."""
    place = alone(seen.frontier, seen.firms["jobs"], seen.p)
    return parts_of(seen.firms, place, seen.log_minimum_scale, seen.p)


def mean_parts(seen: Snapshot, rows: Mask) -> Vector:
    """Return the mean parts of some firms, shape (7,); NaN without firms."""
    return mean_of(seen.parts[rows])


def mean_of(parts: Matrix) -> Vector:
    """Return the mean over firms; NaN without firms."""
    return parts.mean(axis=0) if len(parts) else np.full(len(CAUSES), np.nan)
