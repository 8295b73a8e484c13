"""Gauge of the efficiency trap: what more and more public money does, or that it can't be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from milieu.core.arrays import Matrix, Vector
from milieu.core.errors import UserError
from milieu.core.progress import Progress, silent
from milieu.policy.experiment import check
from milieu.policy.experiment_effects import year_index
from milieu.twin.ensemble import Case, ensemble
from milieu.twin.exam.response import Response, inverted_u
from milieu.twin.measures import Measures
from milieu.twin.observe import QUARTERS, Run
from milieu.twin.outcomes import OUTCOMES, Real, course, together
from milieu.twin.run import Policy
from milieu.twin.start import Setting

Trap = Literal["trap", "no sign", "cannot tell"]
INTENSITIES = (0.0, 0.5, 1.0, 2.0, 4.0, 8.0)
MONEY, INTENSITY = "public money", "intensity"


@dataclass(frozen=True)
class Scaled:
    """A policy at another intensity: every dose times the same factor."""

    policy: Policy
    intensity: float

    def measures(self) -> Measures:
        """Return the instruments as arrays."""
        return self.policy.measures()

    def doses(self, quarter: int, seen: Run) -> NDArray[np.float64]:
        """Return the doses of the policy times the intensity."""
        return self.policy.doses(quarter, seen) * self.intensity

    def until(self, quarter: int) -> int:
        """Return the first later quarter in which the doses may be others."""
        return self.policy.until(quarter)


@dataclass(frozen=True)
class Gauge:
    """How outcomes of the treated clusters respond to more and more of a policy.

    intensities       factors of the policy's doses, from 0
    spending          public money at each, quarterly wages a year in the mean, shape (intensities,)
    dose              what the responses are over: public money, or intensity where money does not
                      rise with it
    productivity      log productivity in the last year of the comparison
    net_value_added   value added less public money, mean of all years since the start
    """

    intensities: tuple[float, ...]
    spending: Vector
    dose: str
    productivity: Response
    net_value_added: Response

    @property
    def productivity_trap(self) -> Trap:
        """Return whether more of the policy comes to lower productivity."""
        return trap(self.productivity)

    @property
    def value_trap(self) -> Trap:
        """Return whether more of the policy comes to lower value added, its money charged."""
        return trap(self.net_value_added)

    @property
    def sentences(self) -> tuple[str, str]:
        """Return what the gauge says of productivity, and of value added less public money."""
        return (
            _sentence("productivity", self.productivity, self.dose),
            _sentence("value added less public money", self.net_value_added, self.dose),
        )


def trap(response: Response) -> Trap:
    """Return 'trap' where more surely comes to do harm, 'no sign' where the response rises.

    A trap is an inverted U, a falling response, or a step from one dose to the next whose change
    per unit is surely below zero; 'cannot tell' is neither.
    """
    harmful = bool((response.marginal_high < 0).any())
    if harmful or response.verdict in ("inverted U", "falling"):
        return "trap"
    return "no sign" if response.verdict == "rising" else "cannot tell"


def harmful_from(response: Response) -> float:
    """Return the dose from which on more does harm; NaN where there is no trap."""
    if trap(response) != "trap":
        return float("nan")
    steps = np.flatnonzero(response.marginal_high < 0)
    if response.verdict == "inverted U" or not len(steps):
        return response.peak
    return float(response.doses[steps[0]])


@dataclass(frozen=True)
class Watch:
    """Observes the runs of all intensities: three outcomes of the treated clusters by year."""

    where: tuple[int, ...]
    first: int
    last: int

    def __call__(self, runs: tuple[Run, ...]) -> dict[str, Real]:
        """Return arrays by outcome, shape (intensities,)."""
        seen = [_of_years(run, self.first, self.last) for run in runs]
        treated = [self._treated(values) for values in seen]
        return {name: np.array([one[name] for one in treated]) for name in treated[0]}

    def _treated(self, values: Mapping[str, Real]) -> dict[str, float]:
        whole = {name: together(values, name, list(self.where)) for name in values}
        spent = values["spending"].sum(axis=-1).mean()  # wherever it is spent
        return {
            "productivity": float(whole["productivity"][-1]),
            "net_value_added": float(whole["net_value_added"].mean()),
            "spending": float(spent),
        }


def gauge(
    setting: Setting,
    policy: Policy,
    intensities: Sequence[float] = INTENSITIES,
    replicates: int = 200,
    *,
    start: int,
    where: Sequence[int] = (),
    year: int = 10,
    seed: int = 0,
    threads: int | None = None,
    scheduler: str = "",
    folder: Path | None = None,
    progress: Progress = silent,
) -> Gauge:
    """Run a policy at several intensities in the same worlds and return how outcomes respond.

    intensities   rising factors of its doses, at least 3 with 0, which is added if it is missing
    start, where  quarter in which the policy starts; treated clusters, all but elsewhere if none
    year          year of the policy up to which it is watched
    raises        UserError for intensities that do not rise or are too few, years beyond the run

    Others as in `twin.ensemble`.
    """
    factors = tuple(float(factor) for factor in intensities)
    factors = factors if 0 in factors else (0.0, *factors)
    places = tuple(where) or tuple(range(1, setting.clusters))
    _check_factors(factors)
    check(setting, setting, places, start, [year])
    found = ensemble(
        [Case(f"x {factor:g}", setting, Scaled(policy, factor)) for factor in factors],
        replicates,
        seed=seed,
        observe=Watch(places, start // QUARTERS, year_index(start, year)),
        threads=threads,
        scheduler=scheduler,
        folder=folder,
        progress=progress,
    )
    return responses(factors, found["spending"], found["productivity"], found["net_value_added"])


def responses(
    intensities: Sequence[float], spending: Matrix, productivity: Matrix, net_value_added: Matrix
) -> Gauge:
    """Return the gauge from outcomes of all runs, each of shape (replicates, intensities)."""
    spent = spending.mean(axis=0)
    rises = bool((np.diff(spent) > 0).all())
    doses = spent if rises else np.array(intensities, dtype=np.float64)
    return Gauge(
        tuple(intensities),
        spent,
        MONEY if rises else INTENSITY,
        inverted_u(doses, productivity),
        inverted_u(doses, net_value_added),
    )


def _of_years(run: Run, first: int, last: int) -> dict[str, Real]:
    """Return the outcomes that are needed, shape (years, clusters)."""
    whole = course(run)
    wanted = {"productivity", "net_value_added", "spending"}
    wanted |= {OUTCOMES[name].weight for name in wanted} - {""}
    return {name: whole[name][first : last + 1] for name in wanted}


def _check_factors(factors: Sequence[float]) -> None:
    rising = all(a < b for a, b in pairwise(factors))
    if not rising or len(factors) < 3 or factors[0] != 0 or not np.isfinite(factors).all():
        raise UserError(
            f"intensities are {list(factors)}, but they must rise from 0 and be at least 3",
            where="gauge",
            next="Give a low, a middle and a high intensity in this order.",
        )


def _sentence(what: str, response: Response, dose: str) -> str:
    found = trap(response)
    if found == "cannot tell":
        return f"It can not be told how {what} responds to more of it ({response.seeds} runs)."
    if found == "no sign":
        return f"More of it raises {what} up to the most that was tried; no sign of a trap."
    turn = harmful_from(response)
    if turn <= response.doses[0]:
        return f"Even a little of it lowers {what}: it falls from the start."
    if dose == MONEY:
        rounded = round(turn, 2 - len(f"{abs(turn):.0f}"))
        return f"Beyond about {rounded:,.0f} quarterly wages a year, more lowers {what}."
    return f"Beyond {turn:.2g} times the intensity, more lowers {what}."
