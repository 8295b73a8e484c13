"""Preparing quick answers: a design of experiments of a cluster, so that sliders answer at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from milieu.core.arrays import Matrix
from milieu.core.progress import Progress, silent
from milieu.policy.declare import INSTRUMENTS
from milieu.policy.quick_estimate import Point
from milieu.study.lab.asked import NONE, Asked
from milieu.study.lab.marks import alike_of
from milieu.study.lab.sides import scenario_of
from milieu.study.lab.spread import SHOWN, errors, middle_80
from milieu.study.lab.steps import since, within
from milieu.study.lab.stored import Points
from milieu.study.simulating import FOLDER, PARTS
from milieu.study.staging import staged
from milieu.study.worlds import World
from milieu.twin.ensemble import ensemble
from milieu.twin.keeping import Values
from milieu.twin.observe import QUARTERS, Run
from milieu.twin.outcomes import course

if TYPE_CHECKING:
    from milieu.study.study import Study

MOST_INSTRUMENTS = 5  # the first that answer the diagnosis
ALONE = (0.25, 0.5, 1.0)  # of the largest intensity, each instrument alone
ONLY = (0.125, 0.25, 0.5, 0.75, 1.0)  # the same where there is no other
TOGETHER = 8  # experiments with several instruments for each instrument
RUNS = (24, 64, 120)  # pairs of runs after each step
LEFT_OUT = 0.4  # of the instruments of an experiment with several


@dataclass(frozen=True)
class Apart:
    """Observes the runs of a replicate: outcomes of a cluster in each less those in the first."""

    cluster: int

    def __call__(self, runs: tuple[Run, ...]) -> Values:
        """Return arrays by outcome, shape (runs - 1, years)."""
        seen = [course(run) for run in runs]
        return {
            name: np.array([one[name][:, self.cluster] for one in seen[1:]])
            - seen[0][name][:, self.cluster]
            for name in SHOWN
        }


def design(instruments: Sequence[str], seed: int = 0) -> list[dict[str, float]]:
    """Return doses to try: each instrument alone, then several by a scrambled Sobol sequence.

    Every second part of an experiment with several is left out, as people try few at once.
    """
    from scipy.stats import qmc  # heavy

    most = {name: INSTRUMENTS[name].largest_intensity for name in instruments}
    if len(most) < 2:
        return [{name: share * top} for name, top in most.items() for share in ONLY]
    alone = [{name: share * top} for name, top in most.items() for share in ALONE]
    count = TOGETHER * len(most)
    sequence = qmc.Sobol(2 * len(most), rng=np.random.default_rng(seed))
    drawn = sequence.random_base2(int(np.ceil(np.log2(count))))[:count]
    several = [_several(most, row) for row in drawn]
    return [*alone, *(one for one in several if len(one) > 1)]


def _several(most: Mapping[str, float], row: Matrix) -> dict[str, float]:
    """Return one experiment: half of the numbers say how much, the others whether at all."""
    doses, there = row[: len(most)], row[len(most) :]
    return {
        name: float(f"{dose * top:.4g}")
        for (name, top), dose, chance in zip(most.items(), doses, there, strict=True)
        if chance >= LEFT_OUT
    }


def prepared(
    study: "Study",
    cluster: str,
    instruments: Sequence[str],
    question: Asked,
    *,
    runs: Sequence[int] = RUNS,
    progress: Progress = silent,
) -> Iterator[Points]:
    """Yield what can be read between after each step.

    question   its assumptions, years and start hold; its doses do not
    """
    stage = staged(study, [cluster])
    begins = QUARTERS * (stage.year + 1)
    bare = replace(question, doses={}, starts={}, scenario="", against=NONE)
    nothing = scenario_of(bare, begins, stage.quarterly_wage)
    before = -(-(nothing.start - begins) // QUARTERS)
    world = World(stage.names, begins, before + nothing.horizon_years, stage=stage)
    doses = design(instruments, question.seed)
    tried = [scenario_of(replace(bare, doses=one), begins, stage.quarterly_wage) for one in doses]
    cases = [world.case(one) for one in (nothing, *tried)]
    first = world.start(nothing) // QUARTERS
    for count in runs:
        found = ensemble(
            cases,
            count,
            seed=question.seed,
            observe=Apart(1),
            folder=study.folder / FOLDER / PARTS,
            progress=within(progress, f"{count:,} / {runs[-1]:,}", 0.0, count / runs[-1]),
        )
        shown = {name: found[name] for name in SHOWN}
        yield Points(
            alike_of(nothing, stage),
            cluster,
            count,
            question.seed,
            (world.first_year + first - 1, world.first_year + world.years - 1),
            tuple(point_of(one, shown, k, first, count) for k, one in enumerate(doses)),
        )


def point_of(
    doses: Mapping[str, float], shown: Mapping[str, Matrix], at: int, first: int, runs: int
) -> Point:
    """Return one experiment of the design as a point; `shown` by outcome (runs, cases, years)."""
    apart = {name: since(one[:, at], first, one.shape[-1] - 1) for name, one in shown.items()}
    return Point(
        dict(doses),
        {name: middle_80(one) for name, one in apart.items()},
        {name: errors(one) for name, one in apart.items()},
        runs,
    )
