"""What the page of an experiment shows: the answer, its figures, what it costs, how it was run."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import TREATED, Cost, year_index
from milieu.policy.gauge import Gauge
from milieu.report.figure import Figure, Table
from milieu.report.twin.answer import answers, cost_of
from milieu.report.twin.difference_figure import effects_figure, fan_figure
from milieu.report.twin.document import PAIR, WHOLE, Document, Part, settings_of
from milieu.report.twin.entering_figure import cost_between_figure
from milieu.report.twin.gains_figure import gains_figure
from milieu.report.twin.numbers import amount, coarse, kind_of, short, signed, signed_range
from milieu.report.twin.response_figure import gauge_figure
from milieu.report.twin.shown import Ran
from milieu.report.words import MISSING, capital, count, listed
from milieu.twin.exam.record import Record
from milieu.twin.observe import QUARTERS, Run
from milieu.twin.outcomes import OUTCOMES

Outcomes = Mapping[str, NDArray[np.float64]]
COST_COLUMNS = ("What is bought", "Place", "Year", "Public money", "Additional", "Each costs",
                "95 % range", "Found")  # fmt: skip
NUMBERS = ("jobs", "patents", "value_added")
NO_GAUGE = "More or less of it was not tried. The option --gauge does."


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
    treated = listed([ran.places[c] for c in experiment.where])
    return Document(
        title=f"Experiment: {b} against {a}",
        name=ran.study or ran.scenario,
        subtitle=f"{capital(count(experiment.replicates, 'paired run'))}, in {treated}, "
        f"from {began} to {ran.when(last)}",
        answer=answers(experiment, outcomes, ran),
        parts=_parts(ran, experiment, outcomes, pair, asked),
        command=ran.command,
        set=[*settings_of(ran, last + 1), ("They part in", f"{began}, quarter {quarter}"),
             ("Treated", treated)],
        about=ran.about,
        caution=ran.caution,
        numbers=[*_numbers(experiment, ran)],
        assumptions=ran.assumptions,
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
        Part("difference", "Difference", "What changes",
             [*([(WHOLE, fans)] if fans else []), (PAIR, beside)]),
        Part("gauge", "More of it", "More of it, or less", asked, empty=NO_GAUGE),
        Part("cost", "Cost", "What it costs", [(PAIR, [unit])] if unit else [],
             tables=[cost_table(experiment, ran)],
             about="Public money in average wages of a quarter; all of it is raised as a tax."),
    ]  # fmt: skip


def cost_table(experiment: Experiment, ran: Ran) -> Table:
    """Return public money for each additional job, patent and unit of value added."""
    rows = [_cost_cells(cost, experiment, ran) for cost in experiment.costs]
    return Table("Cost of what is gained", COST_COLUMNS, rows, count(len(rows), "row"))


def _cost_cells(cost: Cost, experiment: Experiment, ran: Ran) -> tuple[str, ...]:
    each = cost.each
    known = np.isfinite(each.value)
    said = {"not distinguishable": "not distinguishable from nothing gained"}
    return (
        OUTCOMES[cost.outcome].label,
        cost.place,
        ran.when(year_index(experiment.start, cost.year)),
        signed(short(cost.money.difference)),
        signed(short(cost.gained.difference)),
        short(each.value) if known else MISSING,
        f"{short(each.low)} to {short(each.high)}" if known else MISSING,
        said.get(cost.found, cost.found),
    )


def _numbers(experiment: Experiment, ran: Ran) -> list[tuple[str, str, str]]:
    year = max(experiment.years)
    when = ran.when(year_index(experiment.start, year))
    told = []
    for name in NUMBERS:
        found, outcome = experiment.effect(name, year, TREATED), OUTCOMES[name]
        said = amount(found.low, found.difference, found.high, kind_of(outcome.unit))
        clear = found.found in ("higher", "lower", "the same")
        range_of = f"mean, 95 %: {signed_range(said)}" if said.ends else found.found
        told.append(
            (f"{outcome.label}, {when}", signed(said.text) if clear else "cannot tell", range_of)
        )
    job = cost_of(experiment, "jobs", year)
    if job is not None and job.found == "known":
        low, high = coarse(job.each.low), coarse(job.each.high)
        told.append(("Public money for each job", coarse(job.each.value),
                     f"quarterly wages, 95 %: {low} to {high}"))  # fmt: skip
    return told
