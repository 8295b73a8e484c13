"""Sitting the exam: the runs it takes, and what they come to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.core.progress import Progress, silent
from milieu.twin.ensemble import Case, Ensemble, Observe, ensemble
from milieu.twin.exam.ablation import ABLATIONS, Ablation
from milieu.twin.exam.comparison import Comparison
from milieu.twin.exam.curves import CURVES, Curve
from milieu.twin.exam.declare import FACTS, measure
from milieu.twin.exam.imposed import IMPOSED, Imposed
from milieu.twin.exam.industries import (
    INDUSTRIES,
    AcrossIndustries,
    IndustryCases,
    entry_and_exit,
)
from milieu.twin.exam.marks import Mark, PassRate, joint, marks, wilson
from milieu.twin.exam.response import Response, inverted_u
from milieu.twin.keeping import Values
from milieu.twin.observe import Run
from milieu.twin.start import Setting, changed

SEEDS = 100
PAIRS = 50  # seeds of the ablations and of the response curves
IMPOSED_SEEDS = 30


@dataclass(frozen=True)
class WithoutForm:
    """A fact with and without a form that may impose it: means, and the share in its band."""

    imposed: Imposed
    mean_with: float
    mean_without: float
    passes_with: PassRate
    passes_without: PassRate


@dataclass(frozen=True)
class Course:
    """An ablation as a path: means over seeds by decade, with the mechanism and without."""

    ablation: Ablation
    with_it: Vector
    without_it: Vector


@dataclass(frozen=True)
class Result:
    """An exam as it came out; `joint` is all unstarred facts at once."""

    seed: int
    seeds: int
    pairs: int
    setting: Setting
    firms_at_peak: float
    marks: list[Mark]
    joint: PassRate
    imposed: list[WithoutForm]
    curves: list[tuple[Curve, Response]]
    ablations: list[tuple[Ablation, Comparison]]
    paths: list[Course]
    industries: AcrossIndustries


@dataclass(frozen=True)
class Sitting:
    """How the exam is sat; with a folder it can be interrupted and resumed."""

    seed: int
    setting: Setting = field(default_factory=Setting)
    seeds: int = SEEDS
    pairs: int = PAIRS
    folder: Path | None = None
    progress: Progress = silent

    def result(self) -> Result:
        """Run it all and return what came out."""
        facts = self.runs([self.setting], self.seeds, facts_of_all, firms=True)
        values = {name: facts[name][:, 0] for name in FACTS}
        switched = self.runs(ablation_settings(self.setting), self.pairs, ablation_outcomes)
        return Result(
            self.seed,
            self.seeds,
            self.pairs,
            self.setting,
            float(facts["firms_at_peak"].mean()),
            marks(values),
            joint(values),
            self.imposed(),
            [(curve, self.response(curve)) for curve in CURVES],
            [(each, each.compare(*_sides(switched, each))) for each in ABLATIONS],
            [_path(switched, each) for each in ABLATIONS if each.path],
            self.industries(),
        )

    def runs(
        self, settings: Sequence[Setting], count: int, observe: Observe, *, firms: bool = False
    ) -> Ensemble:
        """Run settings side by side, the same draws for all of a replicate."""
        cases = [Case(str(number), setting) for number, setting in enumerate(settings)]
        return ensemble(
            cases,
            count,
            seed=self.seed,
            observe=observe,
            firms=firms,
            folder=self.folder,
            progress=self.progress,
        )

    def imposed(self) -> list[WithoutForm]:
        """Return each fact that a form may impose, with the form and without."""
        settings = [self.setting, *(changed(self.setting, i.switches) for i in IMPOSED)]
        values = self.runs(settings, min(self.seeds, IMPOSED_SEEDS), facts_of_all, firms=True)
        return [
            _without_form(each, values[each.fact][:, 0], values[each.fact][:, k])
            for k, each in enumerate(IMPOSED, 1)
        ]

    def industries(self) -> AcrossIndustries:
        """Return how entry and exit go together over industries of other parameters."""
        found = ensemble(
            IndustryCases(self.setting, self.seed),
            INDUSTRIES,
            seed=self.seed,
            observe=facts_of_all,
            firms=True,
            folder=self.folder,
            progress=self.progress,
        )
        return entry_and_exit(found["entry_rate"][:, 0], found["exit_rate"][:, 0])

    def response(self, curve: Curve) -> Response:
        """Return how an outcome answers to doses of a lever, set for the whole run."""
        settings = [changed(self.setting, {curve.lever: dose}) for dose in curve.doses]
        outcomes = self.runs(settings, self.pairs, OutcomeOfEach(curve.outcome))
        return inverted_u(np.array(curve.doses), outcomes["outcome"])


@dataclass(frozen=True)
class OutcomeOfEach:
    """Observes one outcome of every run."""

    outcome: Callable[[Run], float]

    def __call__(self, runs: tuple[Run, ...]) -> Values:
        """Return the outcome, shape (cases,)."""
        return {"outcome": np.array([self.outcome(run) for run in runs])}


def facts_of_all(runs: tuple[Run, ...]) -> Values:
    """Return every fact of every run, and the most firms there were, each of shape (cases,)."""
    measured = [measure(run) for run in runs]
    values = {name: np.array([each[name] for each in measured]) for name in FACTS}
    return {**values, "firms_at_peak": np.array([run.world["firms"].max() for run in runs])}


def ablation_settings(setting: Setting) -> list[Setting]:
    """Return the base, then each ablation; those with doses once with and once without per dose."""
    settings = [setting]
    for each in ABLATIONS:
        for switches in ({}, each.switches) if each.doses else (each.switches,):
            settings += [
                changed(setting, {**switches, **({each.lever: dose} if each.lever else {})})
                for dose in each.doses or (0.0,)
            ]
    return settings


def ablation_outcomes(runs: tuple[Run, ...]) -> Values:
    """Return each ablation's outcome with and without, and its path where it has one."""
    base, rest = runs[0], iter(runs[1:])
    values: Values = {}
    for each in ABLATIONS:
        doses = len(each.doses) or 1
        with_it = [next(rest) for _ in range(doses)] if each.doses else [base]
        without_it = [next(rest) for _ in range(doses)]
        for side, seen in (("with", with_it), ("without", without_it)):
            values[f"{side} {each.name}"] = np.array([each.outcome(run) for run in seen])
            if each.path:
                values[f"{side} path {each.name}"] = each.path(seen[0])
    return values


def _sides(found: Ensemble, each: Ablation) -> tuple[Matrix, Matrix]:
    """Return outcomes with and without, (seeds, doses), or (seeds,) where there are no doses."""
    sides = (found[f"with {each.name}"], found[f"without {each.name}"])
    return sides if each.doses else (sides[0][:, 0], sides[1][:, 0])


def _path(found: Ensemble, each: Ablation) -> Course:
    means = [found[f"{side} path {each.name}"].mean(axis=0) for side in ("with", "without")]
    return Course(each, *means)


def _without_form(each: Imposed, with_it: Vector, without_it: Vector) -> WithoutForm:
    fact = FACTS[each.fact]
    rates = [
        wilson(sum(fact.passes(float(value)) for value in side), len(side))
        for side in (with_it, without_it)
    ]
    return WithoutForm(each, known_mean(with_it), known_mean(without_it), *rates)


def known_mean(values: Vector) -> float:
    """Return the mean of what is known; NaN if nothing is."""
    known = values[np.isfinite(values)]
    return float(known.mean()) if len(known) else float("nan")
