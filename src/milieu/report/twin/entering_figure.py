"""The figures of what changes unit cost step by step: entering a cluster, or a policy."""

import math
from collections.abc import Sequence
from functools import partial
from typing import Any

import numpy as np

from milieu.core.arrays import Matrix, Vector
from milieu.policy.experiment import Experiment
from milieu.policy.experiment_effects import year_index
from milieu.report.figure import Chart, Figure, described
from milieu.report.twin.cost import waterfall
from milieu.report.twin.cost_figure import PARTS
from milieu.report.twin.numbers import percent_of_cost, share
from milieu.report.twin.shown import Ran
from milieu.report.words import count
from milieu.twin.cost_figure import between_scenarios, course
from milieu.twin.observe import Run

SETTLED = 5  # years that a firm has been seen in its cluster before it is shown
IN_LOGS = "Log points, which are about percent; each bar begins where the one above ended."
COLUMNS = ("Year", *(label for _, label in PARTS), "Together")


def cost_of_entering_figure(one: Run, ran: Ran, firm: int | None = None) -> Figure | None:
    """Return how a cluster has changed one firm's unit cost; None where no firm came late enough.

    firm   its identity; by default the one of median size that came to a shown cluster
    """
    chosen = newcomer(one, ran) if firm is None else firm
    if chosen is None:
        return None
    found = course(one, chosen, ran.parameters)
    place, years = ran.places[int(found.clusters[-1])], found.figure.years
    where = f"a firm in {place}, {ran.when(int(years[-1]))}"
    steps = steps_of(found.figure.parts[-1])
    return Figure(
        name="cost-of-entering",
        title=f"What entering did to one firm's unit cost: {where}",
        how=(
            f"Inside less alone, {count(len(years) - 1, 'year')} after it was first seen. "
            f"Knowledge: all that it learned and invented since. {IN_LOGS}"
        ),
        alt=described("Waterfall", "unit cost by cause", where, _reading(steps, "alone")),
        charts=_charts(steps),
        columns=COLUMNS,
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
    where = f"{ran.scenario} less {experiment.names[0]}, {ran.when(years[-1])}"
    return Figure(
        name="cost-between",
        title=f"What it does to unit cost: {where}",
        how=f"Mean of firms in the treated clusters. {IN_LOGS}",
        alt=described("Waterfall", "unit cost by cause", where, _reading(steps, "without it")),
        charts=_charts(steps),
        columns=COLUMNS,
        rows=_table(np.array(years), parts, ran),
        source=f"Simulated: the first of {count(ran.runs, 'paired run')}, seed {ran.seed}.",
        command=ran.command,
    )


def steps_of(parts: Vector) -> list[dict[str, Any]]:
    """Return a step for each cause, each from where the one before ended, then their sum.

    parts   log points, in the order of causes, shape (7,)
    """
    ends = np.cumsum(parts)
    steps = [
        {"label": label, "name": name, "start": float(stop - part), "stop": float(stop),
         "text": percent_of_cost(part)}
        for (name, label), part, stop in zip(PARTS, parts, ends, strict=True)
    ]  # fmt: skip
    whole = float(ends[-1])
    together = {"label": "Together", "name": "", "start": 0.0, "stop": whole}
    return [*steps, {**together, "text": percent_of_cost(whole)}]


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


def _reading(steps: Sequence[dict[str, Any]], than: str) -> str:
    """Return how much cheaper or dearer a unit is, and the cause that matters most."""
    *causes, whole = steps
    most = max(causes, key=lambda step: abs(step["stop"] - step["start"]))
    times = math.exp(whole["stop"])
    way = "cheaper" if times < 1 else "dearer"
    return f"{share(abs(times - 1))} {way} than {than}; {most['label']} most, {most['text']}"
