"""Experiments: two scenarios in the same worlds, and what more of an instrument comes to."""

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa

from milieu.core.errors import UserError, unknown_name
from milieu.core.language import language as spoken
from milieu.core.language import speaking
from milieu.core.progress import Progress, silent
from milieu.policy.declare import INSTRUMENTS
from milieu.policy.experiment import Experiment, Pair, experiment
from milieu.policy.gauge import Gauge, gauge
from milieu.policy.scenario import Scenario
from milieu.policy.schedule import Measure
from milieu.study.experiment_tables import brief, cost_table, effect_table, firm_table, gauge_table
from milieu.study.simulating import NO_FORECAST, PARTS, Computing, exam, exam_words, folder_of, ran
from milieu.study.worlds import World, without, world_of
from milieu.twin.ensemble import Case, ensemble
from milieu.twin.exam.record import Record
from milieu.twin.keeping import Values
from milieu.twin.observe import QUARTERS, Run
from milieu.twin.outcomes import OUTCOMES
from milieu.twin.run import run

if TYPE_CHECKING:
    from milieu.study.study import Study

RUNS = 200
GAUGE_RUNS = 60
STEPS = (0.0, 1 / 16, 1 / 8, 1 / 4, 1 / 2, 1.0)  # of the largest intensity of an instrument
NOT_THE_SAME_WORLD = (
    "A and B are not tried in the same world: the difference holds what is assumed as well as "
    "what is done."
)
TABLES = ("effects", "firms", "costs", "gauge")


@dataclass(frozen=True)
class Experimented:
    """What an experiment came to.

    cases      of A and B;  values: their outcomes, shape (runs, 2, years, clusters)
    gauge      response to more and more of `instrument`; None if it was not asked for
    exam       the twin's recorded exam; None if there is none
    """

    world: World
    scenarios: tuple[Scenario, Scenario]
    cases: tuple[Case, Case]
    found: Experiment
    values: Values
    exam: Record | None
    gauge: Gauge | None = None
    instrument: str = ""

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the names of the tables that there are."""
        return TABLES if self.gauge else TABLES[:-1]

    def table(self, what: str = "effects", *, everything: bool = True) -> pa.Table:
        """Return effects, firms (who gains and loses), costs, or the gauge.

        everything   else the rows and columns that fit on a screen
        raises       UserError for another name, or a gauge that was not asked for
        """
        if what not in TABLES:
            raise unknown_name("table of an experiment", what, TABLES, where="--what")
        if what == "gauge":
            if self.gauge is None:
                raise UserError(
                    "no gauge was asked for", where="--what", next="Add --gauge INSTRUMENT."
                )
            return gauge_table(self.gauge)
        make = {"effects": effect_table, "firms": firm_table, "costs": cost_table}[what]
        rows = make(self.found)
        return rows if everything else brief(rows, what, self.found.years[-1])

    def page(self, output: Path, command: str, format: str = "html", language: str = "") -> Path:
        """Write a report, two pages first for who decides, and return where it lies.

        command   that makes the same;  format: html (one file, offline) or pdf
        language  "en" or "zh"; else the one spoken now
        """
        from milieu.report.twin.page import experiment_page

        a, b = self.scenarios
        about = ran(
            self.world,
            b,
            self.cases[1],
            self.found.replicates,
            self.found.seed,
            command,
            baseline=a.name,
        )
        base, other = (case.setting.parameters for case in self.cases)
        about = replace(
            about,
            shown=self.found.where,
            parameters_of_baseline=base,
            caution=NOT_THE_SAME_WORLD if base != other else "",
        )
        pair = self.first_pair()
        with speaking(language or spoken()):
            return experiment_page(
                output,
                about,
                self.found,
                self.values,
                pair=pair,
                gauge=self.gauge,
                instrument=self.instrument,
                exam=self.exam,
                format=format,
            )

    def first_pair(self) -> tuple[Run, Run]:
        """Return the first runs of A and B, with records of all their firms."""
        a, b = (run(case.setting, self.found.seed, 0, deepcopy(case.policy)) for case in self.cases)
        return a, b

    @property
    def said(self) -> tuple[str, ...]:
        """Return what must stand beside the figures, a sentence each."""
        trap = self.gauge.sentences if self.gauge else ()
        return (*trap, NO_FORECAST, *self.world.assumptions, exam_words(self.exam))


def experiment_with(
    study: "Study | None",
    a: str,
    b: str,
    *,
    clusters: Sequence[str] = (),
    switched_off: str = "",
    years: int = 0,
    after: int = 0,
    compare: Sequence[int] = (),
    runs: int = RUNS,
    seed: int = 0,
    instrument: str = "",
    computing: Computing | None = None,
    progress: Progress = silent,
) -> Experimented:
    """Run scenarios A and B in the same worlds and return how B differs from A.

    switched_off   an explanation of A whose mechanism is switched off in A
    compare        years of the policy in which they are compared; else half and all of its years
    instrument     one whose response to more and more money is gauged, on top of A's world, in
                   place of A's own measures
    raises         UserError as `simulate`; others as there
    """
    how = computing or Computing()
    if instrument and instrument not in INSTRUMENTS:
        raise unknown_name("instrument", instrument, INSTRUMENTS, where="--gauge")
    trial = trial_of(
        study,
        a,
        b,
        clusters=clusters,
        switched_off=switched_off,
        years=years,
        after=after,
        runs=runs,
        seed=seed,
        computing=how,
        progress=progress,
    )
    compared = tuple(compare) or trial.usual_years()
    with TemporaryDirectory() as scratch:
        place = folder_of(study, how)
        folder = place / PARTS if place else Path(scratch)
        made = trial.experimented(compared, folder)
        if instrument:
            found = trial.gauged(instrument, compared[-1], folder)
            made = replace(made, gauge=found, instrument=instrument)
    return made


def trial_of(
    study: "Study | None",
    a: str,
    b: str,
    *,
    clusters: Sequence[str] = (),
    switched_off: str = "",
    years: int = 0,
    after: int = 0,
    runs: int = RUNS,
    seed: int = 0,
    computing: Computing | None = None,
    progress: Progress = silent,
) -> "Trial":
    """Return two scenarios made ready to be run in the same worlds; as `experiment_with`."""
    world, (one, two) = world_of(study, [a, b], clusters=clusters, years=years, after=after)
    one = without(one, switched_off) if switched_off else one
    return Trial(
        world,
        (one, two),
        (world.case(one), world.case(two)),
        start=min(world.start(one), world.start(two)),
        where=world.treated((one, two)),
        runs=runs,
        seed=seed,
        how=computing or Computing(),
        progress=progress,
    )


@dataclass(frozen=True)
class Trial:
    """Two scenarios as cases, and how they are run.

    start   quarter of the runs in which they part;  where: treated clusters, empty for all
    """

    world: World
    scenarios: tuple[Scenario, Scenario]
    cases: tuple[Case, Case]
    start: int
    where: tuple[int, ...]
    runs: int
    seed: int
    how: Computing
    progress: Progress

    def usual_years(self) -> tuple[int, ...]:
        """Return half of the whole years from the start on, and all of them."""
        last = self.world.years - -(-self.start // QUARTERS)
        return tuple(sorted({max(1, last // 2), max(1, last)}))

    def experimented(self, years: tuple[int, ...], folder: Path) -> Experimented:
        """Run both cases and return what it comes to; `folder` is where runs are kept."""
        found, values = self.compare(years, folder)
        return Experimented(self.world, self.scenarios, self.cases, found, values, exam())

    def compare(self, years: tuple[int, ...], folder: Path) -> tuple[Experiment, Values]:
        """Run both cases; return the experiment, and the outcomes of all runs."""
        found = experiment(
            *self.cases,
            self.runs,
            start=self.start,
            where=self.where,
            years=years,
            seed=self.seed,
            threads=self.how.threads,
            scheduler=self.how.scheduler,
            folder=folder,
            progress=self.progress,
        )
        again = ensemble(  # the same runs, read from where they are kept
            self.cases,
            self.runs,
            seed=self.seed,
            observe=Pair(found.where, self.start, years),
            firms=True,
            folder=folder,
        )
        return found, {name: again[name] for name in OUTCOMES}

    def gauged(self, instrument: str, year: int, folder: Path) -> Gauge:
        """Run more and more of one instrument in A's world; return how outcomes respond."""
        one, base = INSTRUMENTS[instrument], self.scenarios[0]
        first, last = base.start, base.start + QUARTERS * base.horizon_years - 1
        named = tuple(self.world.places[c] for c in self.where)
        only = replace(
            base,
            name=f"{base.name}, more and more of {instrument}",
            schedule=(Measure(instrument, 1.0, first, last, named),),
        )
        case = self.world.case(only)
        if case.policy is None:
            raise UserError("there is nothing to gauge", where="--gauge")
        return gauge(
            case.setting,
            case.policy,
            [step * one.largest_intensity for step in STEPS],
            min(self.runs, GAUGE_RUNS),
            start=self.world.start(base),
            where=self.where,
            year=year,
            seed=self.seed,
            threads=self.how.threads,
            scheduler=self.how.scheduler,
            folder=folder,
            progress=self.progress,
        )
