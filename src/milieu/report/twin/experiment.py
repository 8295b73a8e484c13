"""What the page of an experiment shows: the answer, its figures, what it costs, how it was run."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from milieu.core.language import N_, _
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import TREATED, Cost, year_index
from milieu.policy.gauge import Gauge
from milieu.report.cluster_figures import in_year
from milieu.report.figure import Figure, Table
from milieu.report.retelling import retold
from milieu.report.twin.answer import answers, cost_of
from milieu.report.twin.difference_figure import effects_figure, fan_figure
from milieu.report.twin.document import PAIR, WHOLE, Document, Part, settings_of
from milieu.report.twin.entering_figure import cost_between_figure
from milieu.report.twin.gains_figure import gains_figure
from milieu.report.twin.numbers import amount, coarse, kind_of, short, signed, signed_range
from milieu.report.twin.response_figure import gauge_figure
from milieu.report.twin.shown import Ran, called
from milieu.report.words import MISSING, between, capital, count, listed
from milieu.twin.exam.record import Record
from milieu.twin.observe import QUARTERS, Run
from milieu.twin.outcomes import OUTCOMES

Outcomes = Mapping[str, NDArray[np.float64]]
COST_COLUMNS = (N_("What is bought"), N_("Place"), N_("Year"), N_("Public money"),
                N_("Additional"), N_("Each costs"), N_("95 % range"), N_("Found"))  # fmt: skip
NUMBERS = ("jobs", "patents", "value_added")
NO_GAUGE = N_("More or less of it was not tried. The option --gauge does.")


def comparison(
    ran: Ran,
    experiment: Experiment,
    outcomes: Outcomes | None,
    pair: tuple[Run, Run] | None,
    gauge: Gauge | None,
    instrument: str,
    exam: Record | None,
) -> Document:
    """Return the page of an experiment; arguments as of `twin.page.experiment_page`."""
    a, b = experiment.names
    asked = [(WHOLE, [gauge_figure(gauge, ran, instrument)])] if gauge else []
    last = year_index(experiment.start, max(experiment.years))
    quarter = experiment.start % QUARTERS + 1
    began = ran.when(experiment.start // QUARTERS)
    parting = _("{year}, quarter {n}", year=began, n=quarter)
    treated = listed([_(ran.places[c]) for c in experiment.where])
    return Document(
        title=_("Experiment: {scenario} against {baseline}", scenario=called(b),
                baseline=called(a)),
        name=ran.study or ran.scenario,
        subtitle=_("{runs}, in {places}, from {first} to {last}",
                   runs=capital(count(experiment.replicates, "paired run")), places=treated,
                   first=began, last=ran.when(last)),
        answer=answers(experiment, outcomes, ran),
        parts=_parts(ran, experiment, outcomes, pair, asked),
        command=ran.command,
        set=[*settings_of(ran, last + 1), (_("They part in"), parting),
             (_("Treated"), treated)],
        about=retold(ran.about),
        caution=retold(ran.caution),
        numbers=[*_numbers(experiment, ran)],
        assumptions=[retold(one) for one in ran.assumptions],
        exam=exam,
        made_up=ran.made_up,
    )  # fmt: skip


def _parts(
    ran: Ran,
    experiment: Experiment,
    outcomes: Outcomes | None,
    pair: tuple[Run, Run] | None,
    asked: list[tuple[str, list[Figure]]],
) -> list[Part]:
    """Return the parts of the page; `asked` is what was tried of more and less."""
    fans: list[Figure] = [fan_figure(experiment, outcomes, ran)] if outcomes is not None else []
    unit = cost_between_figure(pair, experiment, ran) if pair else None
    beside = [effects_figure(experiment, ran), gains_figure(experiment, ran)]
    return [
        Part("difference", _("Difference"), _("What changes"),
             [*([(WHOLE, fans)] if fans else []), (PAIR, beside)]),
        Part("gauge", _("More of it"), _("More of it, or less"), asked, empty=_(NO_GAUGE)),
        Part("cost", _("Cost"), _("What it costs"), [(PAIR, [unit])] if unit else [],
             tables=[cost_table(experiment, ran)],
             about=_("Public money in average wages of a quarter; all of it is raised as a tax.")),
    ]  # fmt: skip


def cost_table(experiment: Experiment, ran: Ran) -> Table:
    """Return public money for each additional job, patent and unit of value added."""
    rows = [_cost_cells(cost, experiment, ran) for cost in experiment.costs]
    columns = tuple(map(_, COST_COLUMNS))
    return Table(_("Cost of what is gained"), columns, rows, count(len(rows), "row"))


def _cost_cells(cost: Cost, experiment: Experiment, ran: Ran) -> tuple[str, ...]:
    each = cost.each
    known = np.isfinite(each.value)
    return (
        _(OUTCOMES[cost.outcome].label),
        _(cost.place),
        ran.when(year_index(experiment.start, cost.year)),
        signed(short(cost.money.difference)),
        signed(short(cost.gained.difference)),
        short(each.value) if known else MISSING,
        between(short(each.low), short(each.high)) if known else MISSING,
        _("not distinguishable from nothing gained")
        if cost.found == "not distinguishable"
        else _(cost.found),
    )


def _numbers(experiment: Experiment, ran: Ran) -> list[tuple[str, str, str]]:
    year = max(experiment.years)
    when = ran.when(year_index(experiment.start, year))
    told = []
    for name in NUMBERS:
        found, outcome = experiment.effect(name, year, TREATED), OUTCOMES[name]
        said = amount(found.low, found.difference, found.high, kind_of(outcome.unit))
        clear = found.found in ("higher", "lower", "the same")
        held = _("mean, 95 %: {range}", range=signed_range(said)) if said.ends else _(found.found)
        text = signed(said.text) if clear else _("cannot tell")
        told.append((in_year(_(outcome.label), when), text, held))
    job = cost_of(experiment, "jobs", year)
    if job is not None and job.found == "known":
        low, high = coarse(job.each.low), coarse(job.each.high)
        told.append((_("Public money for each job"), coarse(job.each.value),
                     _("quarterly wages, 95 %: {range}", range=between(low, high))))  # fmt: skip
    return told
