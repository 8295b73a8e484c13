"""What the page of a simulation shows: the answer, its figures, how it was run."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from milieu.lifecycle.stage import STAGES
from milieu.report.figure import Figure
from milieu.report.sentences import Sentence
from milieu.report.twin.circle_figure import circle_figure
from milieu.report.twin.cost_figure import cost_size_figure
from milieu.report.twin.course_figure import by_stage_figure, course_figures
from milieu.report.twin.document import PAIR, WHOLE, Document, Part, settings_of
from milieu.report.twin.entering_figure import cost_of_entering_figure
from milieu.report.twin.numbers import amount, share
from milieu.report.twin.risk_figure import risk_figure
from milieu.report.twin.shown import Ran
from milieu.report.twin.sizes_figure import sizes_figure
from milieu.report.twin.stages import StagesOfRuns, stages_of_runs
from milieu.report.twin.tiers_figure import tiers_figure
from milieu.report.twin.ties_figure import ties_figure
from milieu.report.words import SPACE, Amount, capital, count
from milieu.twin.exam.record import Record
from milieu.twin.observe import Run
from milieu.twin.outcomes import course

Outcomes = Mapping[str, NDArray[np.float64]]
NO_FIRMS = "No firms of clusters were recorded, so there is nothing to show of single firms."


def simulation(ran: Ran, outcomes: Outcomes, one: Run | None, exam: Record | None) -> Document:
    """Return the page of a simulation; arguments as of `twin.page.simulation_page`."""
    staged = stages_of_runs(outcomes, ran.first_year)
    ran = replace(ran, shown=ran.shown or tuple(ran.chosen(_most(outcomes, one))))
    years = outcomes["jobs"].shape[1]
    courses = course_figures(outcomes, staged, ran)
    parts = [
        Part("course", "Course", "Course of the clusters",
             [(WHOLE, [by_stage_figure(outcomes, staged, ran)]), (PAIR, courses)],
             empty="No cluster has any jobs."),
        *_parts_of_firms(one, ran),
    ]  # fmt: skip
    return Document(
        title=f"Simulation: {ran.scenario}",
        name=ran.study or ran.scenario,
        subtitle=f"{capital(count(ran.runs, 'run'))}, {ran.stretch(years)}",
        answer=answer(ran, outcomes, staged),
        parts=parts,
        command=ran.command,
        set=settings_of(ran, years),
        about=ran.about,
        caution=ran.caution,
        numbers=_numbers(ran, outcomes),
        assumptions=ran.assumptions,
        exam=exam,
        made_up=ran.made_up,
    )


def answer(ran: Ran, outcomes: Outcomes, staged: StagesOfRuns) -> list[Sentence]:
    """Return what the simulation comes to, in sentences."""
    when = ran.when(outcomes["jobs"].shape[1] - 1)
    jobs, firms = (_total(outcomes, name) for name in ("jobs", "firms"))
    by_stage = staged.of_stage(outcomes["jobs"])[-1]
    top = int(by_stage.argmax())
    part = by_stage[top] / by_stage.sum() if by_stage.sum() else np.nan
    stage = f"in {STAGES[top]}" if top < len(STAGES) else "of which no stage can be told"
    held = f" (80{SPACE}% of runs)" if ran.runs > 1 else ""
    return [
        (f"In the model: {jobs.range or jobs.text} jobs in {when}{held}. ",
         f"They are in {firms.range or firms.text} firms of "
         f"{count(len(ran.places) - 1, 'cluster')}; {share(float(part))} of the jobs "
         f"in clusters {stage}."),
    ]  # fmt: skip


def _numbers(ran: Ran, outcomes: Outcomes) -> list[tuple[str, str, str]]:
    when = ran.when(outcomes["jobs"].shape[1] - 1)
    names = (("jobs", "Jobs"), ("firms", "Firms"), ("patents", "Patents a year"))
    told = [(f"{label}, {when}", _total(outcomes, name)) for name, label in names]
    last = outcomes["lock_in"][:, -1, 1:]
    locked = float(np.nanmean(last)) if np.isfinite(last).any() else np.nan
    return [
        *((what, said.text, said.range or "one run") for what, said in told),
        (f"Clusters locked in, {when}", share(locked), "of those with 15 firms or more"),
    ]


def _parts_of_firms(one: Run | None, ran: Ran) -> list[Part]:
    if one is None or not len(one.firm_years) or not ran.shown:
        return [Part("firms", "Firms", "Firms", empty=NO_FIRMS)]
    about = "Of one run, the first, because firms are different ones in each."
    knowing = [sizes_figure(one, ran), ties_figure(one, ran)]
    costs = [cost_size_figure(one, ran), cost_of_entering_figure(one, ran), risk_figure(one, ran)]
    return [
        Part("technology", "Technology", "Technology and value chain",
             [(WHOLE, [circle_figure(one, ran), tiers_figure(one, ran)])], about),
        Part("firms", "Firms", "Firms: sizes and ties", [(PAIR, _known(knowing))], about),
        Part("cost", "Cost and risk", "Unit cost and risk", [(PAIR, _known(costs))], about),
    ]  # fmt: skip


def _most(outcomes: Outcomes, one: Run | None) -> NDArray[np.float64]:
    """Return the most jobs that each cluster has in a year: of the run shown, else on average."""
    jobs = outcomes["jobs"].mean(axis=0) if one is None else course(one)["jobs"]
    return np.asarray(jobs.max(axis=0))


def _known(figures: list[Figure | None]) -> list[Figure]:
    return [figure for figure in figures if figure is not None]


def _total(outcomes: Outcomes, name: str) -> Amount:
    """Return the sum over clusters in the last year, with what holds 80 % of runs."""
    sums = outcomes[name][:, -1, 1:].sum(axis=1)
    low, value, high = np.quantile(sums, (0.1, 0.5, 0.9))
    return amount(float(low), float(value), float(high))
