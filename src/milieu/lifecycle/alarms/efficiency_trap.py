"""Efficiency trap: more public money, less answer to it."""

import numpy as np

from milieu.core.arrays import Matrix
from milieu.lifecycle.alarms.composition import Cells
from milieu.lifecycle.alarms.declare import Alarm, Need, Sign, declare
from milieu.lifecycle.alarms.series import log_level, logarithm
from milieu.lifecycle.trajectories import Trajectories

MONEY, COST, RESPONSE = "money", "cost", "response"
YEARS_OF_GAINS = (
    3  # over which additional jobs are summed, so that one year's noise is not the cost
)
HALF = 0.5  # patents added so that a year without one has a logarithm (Anscombe 1948)


def log_patents(known: Trajectories, cells: Cells | None) -> Matrix:
    """Return ln(patents + 1/2)."""
    return logarithm(known["patents"] + HALF)


def excess_growth(known: Trajectories, cells: Cells | None) -> Matrix:
    """Return jobs added in a year beyond the nation's growth, over jobs; NaN in the first year.

    ln(jobs(t) / jobs(t-1)) - ln(nation(t) / nation(t-1))
    """
    relative = logarithm(known["jobs"]) - logarithm(known["nation_jobs"])
    unknown = np.full((len(relative), 1), np.nan)
    return np.concatenate([unknown, np.diff(relative, axis=1)], axis=1)


def log_money_per_patent(known: Trajectories, cells: Cells | None) -> Matrix:
    """Return ln(public money / (patents + 1/2))."""
    return logarithm(known["public_money"]) - log_patents(known, cells)


def log_money_per_job(known: Trajectories, cells: Cells | None) -> Matrix:
    """Return ln of three years' money over the jobs added in them beyond the nation's growth.

    NaN where no job was added: there is no price of what was not got.
    """
    added = excess_growth(known, cells) * known["jobs"]
    years = YEARS_OF_GAINS
    sums = np.full((2, *known.shape), np.nan)
    for part, values in enumerate((known["public_money"], added)):
        for year in range(years, known.shape[1]):
            sums[part, :, year] = values[:, year - years + 1 : year + 1].sum(axis=1)
    return logarithm(sums[0]) - logarithm(sums[1])


efficiency_trap = declare(
    Alarm(
        name="efficiency_trap",
        label="Efficiency trap",
        source="assumption A6: more intervention, less answer to it",
        needs=(Need((MONEY,)), Need((RESPONSE,))),
        alarm_at=0.7,
        watch_at=0.4,
        keep_at=0.5,
        signs=(
            Sign(
                name="public_money",
                label="public money",
                kind=MONEY,
                series=log_level("public_money"),
                needs="public money spent on the cluster",
                worse_when="rising",
                material=0.01,
                noise=0.30,
                unit="money, constant prices",
                logarithm=True,
            ),
            Sign(
                name="money_per_patent",
                label="public money per patent",
                kind=COST,
                series=log_money_per_patent,
                needs="public money and patents",
                worse_when="rising",
                material=0.02,
                noise=0.40,
                unit="money per patent",
                logarithm=True,
            ),
            Sign(
                name="money_per_job",
                label="public money per additional job",
                kind=COST,
                series=log_money_per_job,
                needs="public money and jobs",
                worse_when="rising",
                material=0.02,
                noise=0.40,
                unit="money per job",
                logarithm=True,
                instead_of="money_per_patent",
            ),
            Sign(
                name="patents",
                label="patents",
                kind=RESPONSE,
                series=log_patents,
                needs="patents",
                worse_when="falling",
                material=0.01,
                noise=0.30,
                unit="patents",
                logarithm=True,
            ),
            Sign(
                name="additional_jobs",
                label="yearly growth of jobs beyond the nation's",
                kind=RESPONSE,
                series=excess_growth,
                needs="jobs here and in the nation",
                worse_when="falling",
                material=0.001,
                noise=0.05,
                unit="share of jobs",
                hidden=True,
            ),
        ),
    )
)
