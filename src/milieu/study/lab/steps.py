"""Runs in growing steps: an answer after each, until more runs would hardly move it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from milieu.core.arrays import Matrix
from milieu.core.progress import Progress, silent
from milieu.policy.declare import INSTRUMENTS
from milieu.policy.experiment import FIRMS, Experiment, Pair
from milieu.policy.experiment_effects import costs, effects, year_index
from milieu.policy.experiment_estimates import FEWEST
from milieu.policy.experiment_firms import firm_effects
from milieu.study.experimenting import NOT_THE_SAME_WORLD, Experimented, Trial, trial_of
from milieu.study.lab.answer import Answer, Before, Fan
from milieu.study.lab.marks import alike_of, mark_of
from milieu.study.lab.sides import Sides
from milieu.study.lab.spread import MIDDLE_80, SHOWN, apart, errors, is_settled, unsettled
from milieu.study.simulating import FOLDER, PARTS, exam
from milieu.twin.ensemble import CHUNK, ensemble
from milieu.twin.keeping import Values, name_of
from milieu.twin.observe import QUARTERS
from milieu.twin.outcomes import OUTCOMES

if TYPE_CHECKING:
    from milieu.study.study import Study

STEPS = (24, 64, 120, 240, 400)  # pairs of runs; of chunks of 8, so that none is run twice
MOST = STEPS[-1]
ENDS = {"low_95": 0.025, "low_80": 0.1, "low_50": 0.25, "middle": 0.5, "high_50": 0.75,
        "high_80": 0.9, "high_95": 0.975}  # fmt: skip
GAUGED = 0.6  # of the whole work, until the gauge begins


@dataclass(frozen=True)
class Wanted:
    """What is to be run.

    a, b       files of the two scenarios;  most: pairs of runs at most
    settle     whether to stop as soon as more runs would hardly move what is shown
    gauge      instrument whose response to more and more is gauged at last; "" for none
    before     the quick estimate that stood before
    """

    cluster: str
    place: str
    a: Path
    b: Path
    doses: Mapping[str, float]
    most: int = MOST
    settle: bool = True
    seed: int = 0
    gauge: str = ""
    before: Mapping[str, Before] | None = None


def answers(study: "Study", wanted: Wanted, progress: Progress = silent) -> Iterator[Answer]:
    """Yield the answer after each step; with a gauge once more, when that is there.

    Runs are kept in the study's folder, so that the command `milieu experiment` finds them, and
    the same call goes on where it was stopped.
    """
    trial = trial_of(
        study, str(wanted.a), str(wanted.b), clusters=[wanted.cluster], seed=wanted.seed
    )
    running = Running(trial, wanted, study.folder / FOLDER / PARTS, progress)
    yield from running.steps()
    if wanted.gauge and running.answer is not None:
        yield running.with_gauge(running.answer)


@dataclass
class Running:
    """Runs of one trial as they grow.

    kept     where finished runs are kept;  digest: of their folder, once it is known
    answer   the last one
    """

    trial: Trial
    wanted: Wanted
    kept: Path
    progress: Progress
    digest: str = ""
    answer: Answer | None = None

    @property
    def compared(self) -> tuple[int, ...]:
        """Return the years of the policy in which both sides are compared."""
        return self.trial.usual_years()

    def steps(self) -> Iterator[Answer]:
        """Yield an answer after each step; if it is stopped, one more of all runs that are done."""
        try:
            for runs in steps_to(self.wanted.most):
                yield self._step(runs)
                if self.answer is None or self.answer.most == self.answer.runs:
                    return
        except KeyboardInterrupt:
            done = self._finished()
            if done >= FEWEST and (self.answer is None or done > self.answer.runs):
                yield answer_of(self._glimpse(replace(self.trial, runs=done)), self.wanted)
            raise

    def _step(self, runs: int) -> Answer:
        """Return the answer of so many runs; of the last ones with every table."""
        most = self.wanted.most
        until = GAUGED if self.wanted.gauge else 1.0
        told = within(self.progress, f"{runs:,} / {most:,}", 0.0, until * runs / most)
        trial = replace(self.trial, runs=runs, progress=told)
        answer = answer_of(self._glimpse(trial), self.wanted)
        if runs == most or (self.wanted.settle and answer.settled):
            whole = trial.experimented(self.compared, self.kept)
            answer = replace(answer_of(whole, self.wanted), most=runs)
        self.answer = replace(answer, scales=scales_of(answer, self.answer))
        return self.answer

    def with_gauge(self, answer: Answer) -> Answer:
        """Return an answer with how outcomes respond to more and more of an instrument."""
        instrument = self.wanted.gauge
        told = within(self.progress, INSTRUMENTS[instrument].label, GAUGED, 1.0)
        trial = replace(self.trial, runs=answer.runs, progress=told)
        found = trial.gauged(instrument, self.compared[-1], self.kept)
        return replace(answer, gauge=found, instrument=instrument)

    def _glimpse(self, trial: Trial) -> Experimented:
        made, self.digest = glimpse(trial, self.compared, self.kept)
        return made

    def _finished(self) -> int:
        """Return how many runs are kept without a gap; 0 before the first step is done."""
        folder = self.kept / self.digest[:32]
        starts = (range(k, k + CHUNK) for k in range(0, self.wanted.most, CHUNK) if self.digest)
        return CHUNK * sum(1 for _ in takewhile(lambda c: (folder / name_of(c)).exists(), starts))


def steps_to(most: int) -> list[int]:
    """Return the steps up to so many pairs of runs."""
    return [*(step for step in STEPS if step < most), most]


def glimpse(trial: Trial, compared: tuple[int, ...], kept: Path) -> tuple[Experimented, str]:
    """Return what the runs so far come to, in the last year compared only, and their digest.

    It takes half the time of the whole.
    """
    where = trial.where or tuple(range(1, len(trial.world.places)))
    found = ensemble(
        trial.cases,
        trial.runs,
        seed=trial.seed,
        observe=Pair(where, trial.start, compared),
        firms=True,
        folder=kept,
        progress=trial.progress,
    )
    last = compared[-1:]
    a, b = trial.cases
    seen = Experiment(
        (a.name, b.name),
        trial.runs,
        trial.seed,
        trial.start,
        where,
        last,
        effects(found.values, where, trial.start, last),
        firm_effects(found[FIRMS][:, -1:], last),
        costs(found.values, where, trial.start, last),
    )
    values = {name: found[name] for name in OUTCOMES}
    made = Experimented(trial.world, trial.scenarios, trial.cases, seen, values, exam())
    return made, found.digest


def answer_of(made: Experimented, wanted: Wanted) -> Answer:
    """Return what an experiment came to as an answer of the lab."""
    stage, found = made.world.stage, made.found
    assert stage is not None  # a lab is always of a study
    sides = Sides(*made.scenarios)
    last = year_index(found.start, max(found.years))
    first = found.start // QUARTERS
    shown = {name: since(apart(made.values, name, found.where), first, last) for name in SHOWN}
    base, other = (case.setting.parameters for case in made.cases)
    return Answer(
        mark=mark_of(sides, stage, wanted.seed),
        alike=alike_of(sides.b, stage),
        cluster=wanted.cluster,
        place=wanted.place,
        names=found.names,
        doses=wanted.doses,
        at_once=bool(wanted.doses) and _at_once(sides),
        runs=found.replicates,
        most=wanted.most,
        settled=is_settled(shown),
        unsettled=unsettled(shown),
        seed=wanted.seed,
        first_year=made.world.first_year,
        shown_from=made.world.first_year + first - 1,
        fans={name: fan_of(one) for name, one in shown.items()},
        found=found,
        spent=spent(made.values, first, last),
        wage=stage.quarterly_wage,
        wage_year=stage.wage_year,
        sales=sales_of(made, first, last),
        said=made.said,
        caution=NOT_THE_SAME_WORLD if base != other else "",
        before=wanted.before or {},
    )


def scales_of(answer: Answer, before: Answer | None) -> dict[str, tuple[float, float]]:
    """Return the ends of the values shown of each outcome, now and before."""
    held = before.scales if before else {}
    found = {}
    for name, fan in answer.fans.items():
        low, high = held.get(name, (0.0, 0.0))
        found[name] = (min(low, *fan.low_95), max(high, *fan.high_95))
    return found


def since(differences: Matrix, first: int, last: int) -> Matrix:
    """Return the years of a policy, and the year before, in which both sides are the same."""
    during = differences[:, first : last + 1]
    return np.hstack([np.zeros((len(during), 1)), during])


def fan_of(differences: Matrix) -> Fan:
    """Return the bands of one outcome, shape (runs, years)."""
    ends = np.quantile(differences, list(ENDS.values()), axis=0)
    last = differences[:, -1]
    return Fan(
        **{name: row.tolist() for name, row in zip(ENDS, ends, strict=True)},
        error=errors(differences).tolist(),
        below=float((last < 0).mean()),
        above=float((last > 0).mean()),
    )


def sales_of(made: Experimented, first: int, last: int) -> float:
    """Return what the treated clusters sell a year under A, the mean of runs and years."""
    sold = made.values["sales"][:, 0, first : last + 1]
    return float(sold[..., list(made.found.where)].sum(axis=-1).mean())


def spent(values: Values, first: int, last: int) -> tuple[float, float, float]:
    """Return public money a year of B less A, wherever it is spent: ends and middle of 80 %."""
    yearly = values["spending"][:, :, first : last + 1].sum(axis=-1).mean(axis=-1)
    low, middle, high = np.quantile(yearly[:, 1] - yearly[:, 0], MIDDLE_80)
    return float(low), float(middle), float(high)


def _at_once(sides: Sides) -> bool:
    """Return whether B's measures last from first to last, and A does nothing."""
    whole: Sequence[bool] = [
        one.when is None
        and one.eligible is None
        and one.first == sides.b.start
        and one.last == sides.b.start + sides.b.quarters - 1
        for one in sides.b.schedule
    ]
    return all(whole) and not sides.a.schedule


def within(progress: Progress, what: str, first: float, last: float) -> Progress:
    """Return a progress whose 0 to 1 is `first` to `last` of the whole."""
    return lambda _, share: progress(what, first + share * (last - first))
