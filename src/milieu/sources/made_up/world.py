"""The made-up country put together: drawn subject by subject, counted, and published."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from milieu.core.arrays import Mask, Matrix
from milieu.sources.made_up import tables
from milieu.sources.made_up.cells import count_firms, hide, levels_of
from milieu.sources.made_up.clusters import plant
from milieu.sources.made_up.firms import Firms, simulate_firms
from milieu.sources.made_up.industries import Industries, read_industries
from milieu.sources.made_up.map import Map, draw_map
from milieu.sources.made_up.places import place_firms
from milieu.sources.made_up.plan import Plan, plan_jobs, share_of_regions
from milieu.sources.made_up.ties import Ties, draw_ties
from milieu.sources.made_up.values import Values, draw_values

SUBJECTS = ("map", "shares", "clusters", "plan", "firms", "values", "places", "owners", "ties")


@dataclass(frozen=True)
class World:
    """Everything there is, whether an office counts it or not; `points` are the firms' places."""

    seed: int
    first_year: int
    country: Map
    industries: Industries
    plan: Plan
    firms: Firms
    values: Values
    points: Matrix
    ties: Ties


@dataclass(frozen=True)
class Published:
    """The office's tables by contract, the employment table as true, and its hidden rows."""

    tables: dict[str, pa.Table]
    truth: pa.Table
    hidden: pa.Table


def stream(seed: int, subject: str) -> np.random.Generator:
    """Return the random numbers of one subject, so that changing one leaves the others alone."""
    return np.random.Generator(np.random.PCG64([seed, SUBJECTS.index(subject)]))


def draw_world(seed: int, regions: int, industries: int, first_year: int, years: int) -> World:
    """Return a world of so many regions, classes of industries and years."""
    branches = read_industries(industries)
    country = draw_map(stream(seed, "map"), regions)
    share = share_of_regions(stream(seed, "shares"), regions)
    clusters = plant(stream(seed, "clusters"), country, branches, share, first_year, years)
    plan = plan_jobs(stream(seed, "plan"), share, branches, clusters, first_year, years)
    firms = simulate_firms(stream(seed, "firms"), plan, branches, first_year)
    values = draw_values(stream(seed, "values"), plan, firms, branches)
    points = place_firms(stream(seed, "places"), country, plan, firms, len(branches.group))
    ties = draw_ties(stream(seed, "ties"), plan, firms, branches)
    return World(seed, first_year, country, branches, plan, firms, values, points, ties)


def publish(world: World) -> Published:
    """Return what an office publishes of a world: a row per cell, some of them hidden."""
    country, industries, values = world.country, world.industries, world.values
    levels = levels_of(country, industries)
    counts = count_firms(world.firms, levels, world.first_year)
    hidden = hide(counts, levels, world.seed)
    wages = levels.sums(values.wages)
    there = counts.establishments > 0
    moved = there | (counts.births + counts.deaths > 0)
    moved[:, :, 0] = False  # nobody counted the year before the first

    def grid(cells: Mask) -> tables.Grid:
        return tables.Grid(country, industries, world.first_year, np.nonzero(cells))

    everywhere, owners = grid(np.ones(hidden.shape, bool)), stream(world.seed, "owners")
    return Published(
        tables={
            "regions": tables.regions_table(country),
            "industries": tables.industries_table(industries),
            "cluster_definitions": tables.definitions_table(industries),
            "employment": tables.employment_table(everywhere, counts, wages, hidden),
            "output": tables.output_table(grid(there), values, levels, hidden),
            "demography": tables.demography_table(grid(moved), counts),
            "firms": tables.firms_table(owners, country, industries, world.firms, world.points),
            "innovation": tables.innovation_table(grid(there), counts, values, levels),
            "links": tables.links_table(world.ties, len(world.firms), world.first_year),
        },
        truth=tables.employment_table(everywhere, counts, wages, None),
        hidden=tables.employment_table(grid(hidden), counts, wages, None),
    )
