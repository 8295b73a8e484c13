"""Wages, output, prices, patents and research of the made-up country's cells."""

from dataclasses import dataclass

import numpy as np

from milieu.core.arrays import Codes, Matrix, Vector
from milieu.sources.made_up.clusters import LOCK_IN, RACE
from milieu.sources.made_up.firms import Firms
from milieu.sources.made_up.industries import Industries
from milieu.sources.made_up.plan import Plan

CROWNS = 1000.0  # the industries' figures are in thousand crowns
REAL_GROWTH = 0.013  # of wages and output per job a year, assumption S10
VALUE_ADDED_SHARE = 0.42  # of output, assumption S10
PRICE_DEVIATION = 0.012  # of a class's yearly price change in logs, assumption S10
CELL_DEVIATION = 0.04  # of a cell's yearly figures in logs, assumption S10
# What a race to the bottom does per year, in logs, assumption S11
RACE_WAGE, RACE_VOLUME, RACE_MARGIN, RACE_PRICE, RACE_RESEARCH = -0.02, 0.05, -0.10, -0.05, -0.05
LOCK_IN_RESEARCH = -0.06  # per year, in logs, assumption S11
# Research of a firm of 20 jobs, assumption S12
ACTIVE_SHARE, ACTIVE_PER_RESEARCH = 0.03, 0.06  # share of firms; more per percent of output
UNIT_SHARE = 0.45  # of the active firms have a research unit
PATENTS_PER_RESEARCH = 0.2  # a year for an active firm, per percent of output
ELSEWHERE_RESEARCH = 0.8  # factor outside clusters


@dataclass(frozen=True)
class Values:
    """Values of cells, shape (regions x classes, years) each; whole numbers unless said.

    wages, output, value_added, exports   crowns of the first year; output is a volume
    price     of a unit, over that of the class in the nation in the first year, a ratio
    patents   in hundredths, as inventors of several places share a patent
    """

    wages: Matrix
    output: Matrix
    value_added: Matrix
    exports: Matrix
    price: Matrix
    patents: Matrix
    rd_spending: Matrix
    patenting_firms: Matrix
    rd_unit_firms: Matrix
    rd_active_firms: Matrix


def draw_values(
    rng: np.random.Generator, plan: Plan, firms: Firms, industries: Industries
) -> Values:
    """Return the values of cells; races to the bottom and lock-ins show in them."""
    cells, years = plan.jobs.shape
    regions = cells // len(industries.group)
    year = np.arange(years)
    group = np.tile(industries.group, regions)
    jobs = np.zeros((cells, years))
    np.add.at(jobs, firms.cell, firms.jobs)
    race = plan.of_cells(_years_of(plan, RACE), 0.0)
    place = np.repeat(np.exp(0.06 * rng.standard_normal(regions)), len(industries.group))[:, None]

    def noise() -> Matrix:
        return np.asarray(np.exp(CELL_DEVIATION * rng.standard_normal((cells, years))))

    wage = industries.wage[group][:, None] * np.exp(REAL_GROWTH * year + RACE_WAGE * race)
    productivity = industries.productivity[group][:, None] * np.exp(
        REAL_GROWTH * year + RACE_VOLUME * race
    )
    output = np.rint(CROWNS * jobs * productivity * place * noise())
    margin = np.minimum(VALUE_ADDED_SHARE * np.exp(RACE_MARGIN * race) * noise(), 0.9)
    abroad = np.minimum(industries.export_share[group][:, None] * noise() ** 3, 0.95)
    class_price = np.cumsum(
        PRICE_DEVIATION * rng.standard_normal((len(industries.group), years)), 1
    )
    class_price -= class_price[:, :1]
    return Values(
        wages=np.rint(CROWNS * jobs * wage * place * noise()),
        output=output,
        value_added=np.rint(output * margin),
        exports=np.rint(output * abroad),
        price=np.exp(np.tile(class_price, (regions, 1)) + RACE_PRICE * race) * noise(),
        **_research(rng, plan, firms, industries, group),
    )


def _years_of(plan: Plan, fate: str) -> Matrix:
    """Return years into a fate of each cluster, 0 for clusters of another, (clusters, years)."""
    ours = np.array([one.fate == fate for one in plan.clusters])
    return np.where(ours[:, None], plan.fate, 0.0)


def _research(
    rng: np.random.Generator, plan: Plan, firms: Firms, industries: Industries, group: Codes
) -> dict[str, Matrix]:
    """Return patents and research by cell, drawn firm by firm."""
    years = plan.jobs.shape[1]
    row, year = np.nonzero(firms.jobs)
    cell = firms.cell[row]
    jobs = firms.jobs[row, year].astype(float)
    percent = industries.research[group[cell]]
    factor = plan.by_stage("research", ELSEWHERE_RESEARCH) * np.exp(
        plan.of_cells(_years_of(plan, LOCK_IN), 0.0) * LOCK_IN_RESEARCH
        + plan.of_cells(_years_of(plan, RACE), 0.0) * RACE_RESEARCH
    )
    zeal = factor[cell, year]
    likely = (ACTIVE_SHARE + ACTIVE_PER_RESEARCH * percent) * zeal * (jobs / 20) ** 0.35
    likely = np.where(percent > 0, np.minimum(likely, 0.95), 0.0)
    bent = rng.random(len(firms))[row]  # a firm keeps its bent for research for life
    active, unit = bent < likely, bent < UNIT_SHARE * likely
    mean = np.minimum(PATENTS_PER_RESEARCH * percent * zeal * (jobs / 20) ** 0.6, 500.0)
    patents = rng.poisson(np.where(active, mean, 0.0))
    own_share = rng.uniform(0.4, 1.0, len(row))
    spending = active * jobs * percent / 100 * industries.productivity[group[cell]] * zeal
    spending *= np.exp(0.5 * rng.standard_normal(len(row))) / np.maximum(likely, 0.05)
    at = cell.astype(np.int64) * years + year

    def summed(amounts: Vector) -> Matrix:
        total: Vector = np.asarray(np.bincount(at, amounts, plan.jobs.size), float)
        return total.reshape(plan.jobs.shape)

    return {
        "patents": summed(np.rint(100 * patents * own_share)),
        "rd_spending": summed(np.rint(CROWNS * np.minimum(spending, 50 * jobs))),
        "patenting_firms": summed((patents > 0).astype(float)),
        "rd_unit_firms": summed(unit.astype(float)),
        "rd_active_firms": summed(active.astype(float)),
    }
