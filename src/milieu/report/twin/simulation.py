"""What the page of a simulation shows: the answer, its figures, how it was run."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import N_, _
from milieu.lifecycle.stage import STAGES
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure
from milieu.report.retelling import retold
from milieu.report.sentences import Sentence
from milieu.report.twin.circle_figure import circle_figure
from milieu.report.twin.cost_figure import cost_size_figure
from milieu.report.twin.course_figure import by_stage_figure, course_figures
from milieu.report.twin.document import PAIR, WHOLE, Document, Part, settings_of
from milieu.report.twin.entering_figure import cost_of_entering_figure
from milieu.report.twin.numbers import amount, share
from milieu.report.twin.risk_figure import risk_figure
from milieu.report.twin.shown import Ran, called
from milieu.report.twin.sizes_figure import sizes_figure
from milieu.report.twin.stages import StagesOfRuns, stages_of_runs
from milieu.report.twin.tiers_figure import tiers_figure
from milieu.report.twin.ties_figure import ties_figure
from milieu.report.words import Amount, before, capital, count, plain
from milieu.twin.exam.record import Record
from milieu.twin.observe import Run
from milieu.twin.outcomes import course

Outcomes = Mapping[str, NDArray[np.float64]]
NO_FIRMS = N_("No firms of clusters were recorded, so there is nothing to show of single firms.")


def simulation(ran: Ran, outcomes: Outcomes, one: Run | None, exam: Record | None) -> Document:
    """Return the page of a simulation; arguments as of `twin.page.simulation_page`."""
    staged = stages_of_runs(outcomes, ran.first_year)
    ran = replace(ran, shown=ran.shown or tuple(ran.chosen(_most(outcomes, one))))
    years = outcomes["jobs"].shape[1]
    courses = course_figures(outcomes, staged, ran)
    parts = [
        Part("course", _("Course"), _("Course of the clusters"),
             [(WHOLE, [by_stage_figure(outcomes, staged, ran)]), (PAIR, courses)],
             empty=_("No cluster has any jobs.")),
        *_parts_of_firms(one, ran),
    ]  # fmt: skip
    return Document(
        title=_("Simulation: {scenario}", scenario=called(ran.scenario)),
        name=ran.study or ran.scenario,
        subtitle=in_year(capital(count(ran.runs, "run")), ran.stretch(years)),
        answer=answer(ran, outcomes, staged),
        parts=parts,
        command=ran.command,
        set=settings_of(ran, years),
        about=retold(ran.about),
        caution=retold(ran.caution),
        numbers=_numbers(ran, outcomes),
        assumptions=[retold(one) for one in ran.assumptions],
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
    said = _in_firms(firms, len(ran.places) - 1, share(float(part)), top)
    total: dict[str, object] = {"jobs": jobs.range or jobs.text, "when": when}
    if ran.runs > 1:
        head = _("In the model: {jobs} jobs in {when} (80\u00a0% of runs).", **total)
    else:
        head = _("In the model: {jobs} jobs in {when}.", **total)
    return [(before(head), said)]


def _in_firms(firms: Amount, clusters: int, part: str, top: int) -> str:
    """Return in how many firms of how many clusters the jobs are, and of which stage most are.

    top   position of the stage, that beyond the last where none can be told
    """
    said: dict[str, object] = {
        "firms": firms.range or firms.text, "clusters": count(clusters, "cluster"), "share": part,
    }  # fmt: skip
    if top >= len(STAGES):
        return _(
            "They are in {firms} firms of {clusters}; {share} of the jobs in clusters of which no "
            "stage can be told.",
            **said,
        )
    return _(
        "They are in {firms} firms of {clusters}; {share} of the jobs in clusters in {stage}.",
        stage=plain(STAGES[top]),
        **said,
    )


def _numbers(ran: Ran, outcomes: Outcomes) -> list[tuple[str, str, str]]:
    when = ran.when(outcomes["jobs"].shape[1] - 1)
    names = (("jobs", _("Jobs")), ("firms", _("Firms")), ("patents", _("Patents a year")))
    told = [(in_year(label, when), _total(outcomes, name)) for name, label in names]
    last = outcomes["lock_in"][:, -1, 1:]
    locked = float(np.nanmean(last)) if np.isfinite(last).any() else np.nan
    return [
        *((what, said.text, said.range or _("one run")) for what, said in told),
        (
            in_year(_("Clusters locked in"), when),
            share(locked),
            _("of those with 15 firms or more"),
        ),
    ]


def _parts_of_firms(one: Run | None, ran: Ran) -> list[Part]:
    if one is None or not len(one.firm_years) or not ran.shown:
        return [Part("firms", _("Firms"), _("Firms"), empty=_(NO_FIRMS))]
    about = _("Of one run, the first, because firms are different ones in each.")
    knowing = [sizes_figure(one, ran), ties_figure(one, ran)]
    costs = [cost_size_figure(one, ran), cost_of_entering_figure(one, ran), risk_figure(one, ran)]
    return [
        Part("technology", _("Technology"), _("Technology and value chain"),
             [(WHOLE, [circle_figure(one, ran), tiers_figure(one, ran)])], about),
        Part("firms", _("Firms"), _("Firms: sizes and ties"), [(PAIR, _known(knowing))], about),
        Part("cost", _("Cost and risk"), _("Unit cost and risk"), [(PAIR, _known(costs))], about),
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
