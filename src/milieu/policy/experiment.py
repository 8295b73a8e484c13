"""Paired experiments: two scenarios in the same worlds, run by run and firm by firm."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from milieu.core.errors import UserError, unknown_name
from milieu.core.progress import Progress, silent
from milieu.policy.experiment_effects import (
    TREATED,
    Cost,
    Effect,
    Place,
    costs,
    effects,
    year_index,
)
from milieu.policy.experiment_estimates import Difference
from milieu.policy.experiment_firms import FirmEffect, firm_counts, firm_effects
from milieu.twin.ensemble import Case, ensemble
from milieu.twin.observe import QUARTERS, Run
from milieu.twin.outcomes import OUTCOMES, yearly
from milieu.twin.start import Setting

FIRMS = "firm_counts"


@dataclass(frozen=True)
class Experiment:
    """Scenario B against scenario A.

    names      of A and B;  start: quarter in which they part;  where: treated clusters
    years      years of the policy in which they are compared
    effects    on every outcome;  firms: who gains and who loses;  costs: of what is gained
    """

    names: tuple[str, str]
    replicates: int
    seed: int
    start: int
    where: tuple[int, ...]
    years: tuple[int, ...]
    effects: tuple[Effect, ...]
    firms: tuple[FirmEffect, ...]
    costs: tuple[Cost, ...]

    def effect(self, outcome: str, year: int, place: Place = TREATED) -> Difference:
        """Return the effect on an outcome; a misspelt name is answered with the nearest."""
        if outcome not in OUTCOMES:
            raise unknown_name("outcome", outcome, OUTCOMES)
        for one in self.effects:
            if (one.outcome, one.place, one.year) == (outcome, place, year):
                return one.estimate
        raise UserError(
            f"the scenarios were not compared in year {year}, {place}",
            where="experiment",
            next=f"Ask for year {' or '.join(map(str, self.years))}.",
        )


@dataclass(frozen=True)
class Pair:
    """Observes the two runs of a replicate: clusters by year, and firms against themselves."""

    where: tuple[int, ...]
    start: int
    years: tuple[int, ...]

    def __call__(self, runs: tuple[Run, ...]) -> dict[str, NDArray[Any]]:
        """Return outcomes, shape (2, years, clusters), and what became of firms."""
        return {**yearly(runs), FIRMS: firm_counts(runs, self.where, self.start, self.years)}


def experiment(
    a: Case,
    b: Case,
    replicates: int = 200,
    *,
    start: int,
    where: Sequence[int] = (),
    years: Sequence[int] = (5, 10),
    seed: int = 0,
    threads: int | None = None,
    scheduler: str = "",
    folder: Path | None = None,
    progress: Progress = silent,
) -> Experiment:
    """Run scenarios A and B in the same worlds and return how B differs from A.

    replicates   pairs of runs; effects are heavy-tailed, so 200 or more
    start        quarter in which the scenarios part; firms are grouped as they were before
    where        treated clusters; all but elsewhere if none are named
    years        years of the policy in which they are compared: 5 is the fifth whole year
    raises       UserError where scenarios differ in quarters or clusters, or years lie beyond

    Others as in `twin.ensemble`; an experiment that was interrupted goes on where it stopped.
    """
    places = tuple(where) or tuple(range(1, a.setting.clusters))
    check(a.setting, b.setting, places, start, years)
    found = ensemble(
        (a, b),
        replicates,
        seed=seed,
        observe=Pair(places, start, tuple(years)),
        firms=True,
        threads=threads,
        scheduler=scheduler,
        folder=folder,
        progress=progress,
    )
    return Experiment(
        (a.name, b.name),
        replicates,
        seed,
        start,
        places,
        tuple(years),
        effects(found.values, places, start, years),
        firm_effects(found[FIRMS], years),
        costs(found.values, places, start, years),
    )


def check(a: Setting, b: Setting, where: Sequence[int], start: int, years: Sequence[int]) -> None:
    """Raise UserError unless scenarios can be compared where and when it is asked for."""
    if (a.clusters, a.quarters) != (b.clusters, b.quarters):
        raise UserError(
            f"A has {a.clusters} clusters and {a.quarters} quarters, but B has {b.clusters} and "
            f"{b.quarters}",
            where="experiment",
            next="Give both the same clusters and length.",
        )
    beyond = [c for c in where if not 0 <= c < a.clusters]
    if beyond:
        raise UserError(
            f"there is no cluster {beyond[0]}; they are 0 (elsewhere) to {a.clusters - 1}",
            where="experiment",
            next="Name clusters of the setting.",
        )
    last = (a.quarters // QUARTERS) - 1
    wrong = [year for year in years if year < 1 or year_index(start, year) > last]
    if start < 0 or wrong or not years:
        raise UserError(
            f"years {list(years)} of a policy from quarter {start} on do not all lie in a run of "
            f"{a.quarters} quarters",
            where="experiment",
            next="Compare in earlier years, or make the runs longer.",
        )
