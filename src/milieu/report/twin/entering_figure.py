"""The figures of what changes unit cost step by step: entering a cluster, or a policy."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.core.language import N_, _
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import year_index
from milieu.report.figure import Chart, Figure, described
from milieu.report.twin.cost import waterfall
from milieu.report.twin.cost_figure import PARTS
from milieu.report.twin.numbers import percent_of_cost, share
from milieu.report.twin.shown import Ran, called
from milieu.report.words import count, together
from milieu.twin.cost_figure import between_scenarios, course
from milieu.twin.observe import Run

SETTLED = 5  # years that a firm has been seen in its cluster before it is shown
IN_LOGS = N_("Log points, which are about percent; each bar begins where the one above ended.")


def cost_of_entering_figure(one: Run, ran: Ran, firm: int | None = None) -> Figure | None:
    """Return how a cluster has changed one firm's unit cost; None where no firm came late enough.

    firm   its identity; by default the one of median size that came to a shown cluster
    """
    chosen = newcomer(one, ran) if firm is None else firm
    if chosen is None:
        return None
    found = course(one, chosen, ran.parameters)
    place, years = ran.places[int(found.clusters[-1])], found.figure.years
    where = _("a firm in {place}, {when}", place=_(place), when=ran.when(int(years[-1])))
    steps = steps_of(found.figure.parts[-1])
    return Figure(
        name="cost-of-entering",
        title=_("What entering did to one firm's unit cost: {where}", where=where),
        how=together(
            _(
                "Inside less alone, {years} after it was first seen.",
                years=count(len(years) - 1, "year"),
            ),
            _("Knowledge: all that it learned and invented since."),
            _(IN_LOGS),
        ),
        alt=described(_("Waterfall"), _("unit cost by cause"), where, _reading(steps, alone=True)),
        charts=_charts(steps),
        columns=_columns(),
        rows=_table(years, found.figure.parts, ran),
        source=ran.of_one,
        command=ran.command,
    )


def cost_between_figure(pair: tuple[Run, Run], experiment: Experiment, ran: Ran) -> Figure | None:
    """Return unit cost under B less that under A in the treated clusters; None without firms.

    pair   the first runs of A and B, with their records of firms
    """
    a, b = pair
    years = [year_index(experiment.start, year) for year in experiment.years]
    parts = np.array(
        [
            between_scenarios(
                b, a, year, experiment.where, ran.parameters, ran.parameters_of_baseline
            ).parts
            for year in years
        ]
    )
    if not np.isfinite(parts[-1]).all():
        return None
    steps = steps_of(parts[-1])
    where = _("{scenario} less {baseline}, {when}", scenario=called(ran.scenario),
              baseline=called(experiment.names[0]), when=ran.when(years[-1]))  # fmt: skip
    return Figure(
        name="cost-between",
        title=_("What it does to unit cost: {where}", where=where),
        how=together(_("Mean of firms in the treated clusters."), _(IN_LOGS)),
        alt=described(_("Waterfall"), _("unit cost by cause"), where, _reading(steps, alone=False)),
        charts=_charts(steps),
        columns=_columns(),
        rows=_table(np.array(years), parts, ran),
        source=_(
            "Simulated: the first of {runs}, seed {seed}.",
            runs=count(ran.runs, "paired run"),
            seed=ran.seed,
        ),
        command=ran.command,
    )


def steps_of(parts: Vector) -> list[dict[str, Any]]:
    """Return a step for each cause, each from where the one before ended, then their sum.

    parts   log points, in the order of causes, shape (7,)
    """
    ends = np.cumsum(parts)
    steps = [
        {"label": _(label), "name": name, "start": float(stop - part), "stop": float(stop),
         "text": percent_of_cost(part)}
        for (name, label), part, stop in zip(PARTS, parts, ends, strict=True)
    ]  # fmt: skip
    whole = float(ends[-1])
    all_of = {"label": _("Together"), "name": "", "start": 0.0, "stop": whole}
    return [*steps, {**all_of, "text": percent_of_cost(whole)}]


def _columns() -> tuple[str, ...]:
    return (_("Year"), *(_(label) for _name, label in PARTS), _("Together"))


def newcomer(one: Run, ran: Ran) -> int | None:
    """Return a firm of median size that came to the largest cluster and has stayed for years."""
    rows = one.firm_years
    last = rows[rows["year"] == one.years - 1]
    sizes = np.bincount(last["cluster"], last["jobs"], minlength=len(ran.places)).astype(np.float64)
    first_seen = rows[np.sort(np.unique(rows["firm"], return_index=True)[1])]
    came = dict(zip(first_seen["firm"].tolist(), first_seen["year"].tolist(), strict=True))
    for cluster in ran.chosen(sizes):
        there = last[last["cluster"] == cluster]
        ages = np.array([one.years - 1 - came[firm] for firm in there["firm"].tolist()])
        settled = there[(ages >= SETTLED) & (ages < one.years - 1)]
        if len(settled):
            order = np.argsort(settled["jobs"], kind="stable")
            return int(settled["firm"][order[len(order) // 2]])
    return None


def _charts(steps: Sequence[dict[str, Any]]) -> dict[str, Chart]:
    widths = {"wide": 552, "narrow": 328}
    return {screen: partial(waterfall, steps, width=width) for screen, width in widths.items()}


def _table(years: Vector, parts: Matrix, ran: Ran) -> list[tuple[str, ...]]:
    return [
        (str(ran.first_year + int(year)), *map(percent_of_cost, row), percent_of_cost(row.sum()))
        for year, row in zip(years, parts, strict=True)
    ]


def _reading(steps: Sequence[dict[str, Any]], *, alone: bool) -> str:
    """Return how much cheaper or dearer a unit is, and the cause that matters most.

    alone   whether than alone, else than without the policy
    """
    *causes, whole = steps
    most = max(causes, key=lambda step: abs(step["stop"] - step["start"]))
    times = math.exp(whole["stop"])
    said: dict[str, object] = {
        "share": share(abs(times - 1)), "cause": most["label"], "change": most["text"],
    }  # fmt: skip
    if times < 1:
        if alone:
            return _("{share} cheaper than alone; {cause} most, {change}", **said)
        return _("{share} cheaper than without it; {cause} most, {change}", **said)
    if alone:
        return _("{share} dearer than alone; {cause} most, {change}", **said)
    return _("{share} dearer than without it; {cause} most, {change}", **said)
